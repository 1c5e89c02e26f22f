import type { RequestIndex } from './request-index.js';
import { allRows, orderRows } from './row-order.js';
import type { SamplingFrame } from './sampling.js';

const noPause = () => Promise.resolve();

export interface DistinctRequests {
  /** The row of the index that counts for each request, in the order of the requests' keys. */
  readonly rows: Uint32Array;
  /** Per log object (position in the listing) how many of its rows count. */
  readonly keptByObject: ReadonlyMap<number, number>;
}

/**
 * Finds the copy of each request that counts: the one with the smallest content digest. Which content that is does not
 * depend on the order or the sharding of the logs; of identical copies the one in the first object of the listing
 * counts.
 */
export async function distinctRequests(index: RequestIndex, pause = noPause): Promise<DistinctRequests> {
  const order = await orderRows(
    allRows(index.rows),
    index.keyWord,
    (a, b) => index.compareKeys(a, b) || index.compareDigests(a, b) || index.objectOf(a) - index.objectOf(b) || a - b,
    pause,
  );
  const keptByObject = new Map<number, number>();
  let count = 0;
  let previous: number | undefined;
  for (const row of order) {
    if (previous !== undefined && index.compareKeys(previous, row) === 0) continue;
    previous = row;
    // In place: what is kept is never longer than what was read.
    order[count] = row;
    count += 1;
    const object = index.objectOf(row);
    keptByObject.set(object, (keptByObject.get(object) ?? 0) + 1);
  }
  return { rows: order.slice(0, count), keptByObject };
}

/** The distinct requests as a frame to sample from; frame row r is `rows[r]` of the index. */
export async function frameOf(
  index: RequestIndex,
  rows: Uint32Array,
  strata: readonly ('route' | 'model')[],
  pause = noPause,
): Promise<SamplingFrame> {
  const at = (frameRow: number) => rows[frameRow] ?? 0;
  const user = new Uint32Array(rows.length);
  const firstOfUser: number[] = [];
  const byUser = await orderRows(
    allRows(rows.length),
    (row) => index.userWord(at(row)),
    (a, b) => index.compareUsers(at(a), at(b)),
    pause,
  );
  for (const row of byUser) {
    const last = firstOfUser.at(-1);
    if (last === undefined || index.compareUsers(at(last), at(row)) !== 0) firstOfUser.push(row);
    user[row] = firstOfUser.length - 1;
  }
  const stratum = new Uint32Array(rows.length);
  const names: string[] = [];
  const numberOf = new Map<number, number>();
  for (const [row, indexRow] of rows.entries()) {
    const combination = index.stratumNumberOf(indexRow, strata);
    let number = numberOf.get(combination);
    if (number === undefined) {
      const name = index.stratumOf(indexRow, strata);
      // A route that is missing and one that is called `unknown` are one stratum.
      number = names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
      numberOf.set(combination, number);
    }
    stratum[row] = number;
  }
  return {
    user,
    users: firstOfUser.length,
    nameOfUser: (number) => index.userOf(at(firstOfUser[number] ?? 0)),
    stratum,
    strata: names,
  };
}
