import { allRows, firstRows, groupRows, rowsOfGroup } from './row-order.js';
import { SamplingHashes, userOrderKey } from './sampling-hash.js';

/** How a window is sampled. The same design and seed draw the same requests, whatever the order or the sharding. */
export interface SampleDesign {
  /**
   * `request`: a number of requests. `user`: whole users, the same ones first in every window, so that they can be
   * followed.
   */
  readonly by: 'request' | 'user';
  /**
   * Requests to keep, at most; more only when there are more strata (each gives at least one), or when the first user
   * alone has more (a user is never split).
   */
  readonly size: number;
  /** Requests to keep of one user, at most. */
  readonly perUserCap: number;
  readonly strata: readonly ('route' | 'model')[];
  readonly seed: string;
}

/** A distinct request of a window, as far as sampling must know it. */
export interface SamplingUnit {
  readonly requestId: string;
  /** Keyed hash of the user, else of the session, else of the request. */
  readonly user: string;
  readonly stratum: string;
}

export interface Selected extends SamplingUnit {
  /** Probability, by the design, that this request is drawn. */
  readonly inclusionProbability: number;
}

/** The distinct requests of a window in columns: row r is a request, rows are in the order of the ids. */
export interface SamplingFrame {
  /** Number of each row's user, from 0. */
  readonly user: Uint32Array;
  readonly users: number;
  readonly nameOfUser: (user: number) => string;
  /** Number of each row's stratum in `strata`. */
  readonly stratum: Uint32Array;
  readonly strata: readonly string[];
}

/** A drawn row of a frame. */
export interface DrawnRow {
  readonly row: number;
  readonly inclusionProbability: number;
}

/**
 * Draws a sample by keyed hashes. By request: each user keeps the requests with the smallest hashes up to the cap, then
 * each stratum those with the smallest hashes up to its quota (bottom-k), so that
 * π = min(cap, n_user)/n_user · k_stratum/N_stratum with N_stratum counted after the cap: two-phase sampling (Särndal,
 * Swensson & Wretman 1992, ch. 9), whose weighted totals are unbiased. By user: users in the order of their hashes, until
 * `size` is reached; π = users taken/users · min(cap, n_user)/n_user.
 * @param hashes of every row
 * @returns in the order of the rows
 */
export function drawRows(
  frame: SamplingFrame,
  design: Omit<SampleDesign, 'strata'>,
  hashes: SamplingHashes,
): DrawnRow[] {
  const drawn = design.by === 'user' ? drawUsers(frame, design, hashes) : drawRequests(frame, design, hashes);
  return drawn.sort((a, b) => a.row - b.row);
}

/**
 * {@link drawRows} for requests held as objects.
 * @param units every distinct request of the window once, in any order
 * @returns in the order of the request ids
 */
export function drawSample(units: readonly SamplingUnit[], design: SampleDesign): Selected[] {
  const ordered = units.toSorted((a, b) => compareText(a.requestId, b.requestId));
  const users = numbered(ordered.map(({ user }) => user));
  const strata = numbered(ordered.map(({ stratum }) => stratum));
  const hashes = new SamplingHashes(ordered.length, design.seed);
  for (const [row, { requestId }] of ordered.entries()) hashes.set(row, requestId);
  const frame: SamplingFrame = {
    user: users.numbers,
    users: users.names.length,
    nameOfUser: (user) => users.names[user] ?? '',
    stratum: strata.numbers,
    strata: strata.names,
  };
  return drawRows(frame, design, hashes).flatMap(({ row, inclusionProbability }) => {
    const unit = ordered[row];
    return unit === undefined ? [] : [{ ...unit, inclusionProbability }];
  });
}

type Draw = Pick<SampleDesign, 'size' | 'perUserCap' | 'seed'>;

function drawRequests(frame: SamplingFrame, { size, perUserCap }: Draw, hashes: SamplingHashes): DrawnRow[] {
  const { capped, shareOfUser } = capUsers(frame, perUserCap, hashes);
  const strata = groupRows(capped.members, frame.strata.length, (row) => frame.stratum[row] ?? 0);
  const quotas = allocate(
    new Map(frame.strata.map((name, stratum) => [name, rowsOfGroup(strata, stratum).length])),
    size,
  );
  return frame.strata.flatMap((name, stratum) => {
    const rows = rowsOfGroup(strata, stratum);
    const quota = quotas.get(name) ?? 0;
    return Array.from(firstRows(rows, quota, hashes.byRequest), (row) => ({
      row,
      inclusionProbability: (shareOfUser[frame.user[row] ?? 0] ?? 0) * (quota / rows.length),
    }));
  });
}

function drawUsers(frame: SamplingFrame, { size, perUserCap, seed }: Draw, hashes: SamplingHashes): DrawnRow[] {
  const { capped, shareOfUser } = capUsers(frame, perUserCap, hashes);
  const order = Array.from({ length: frame.users }, (_, user) => ({
    user,
    key: userOrderKey(seed, frame.nameOfUser(user)),
  })).sort((a, b) => compareText(a.key, b.key));
  let taken = 0;
  let requests = 0;
  for (const { user } of order) {
    const more = rowsOfGroup(capped, user).length;
    if (taken > 0 && requests + more > size) break;
    taken += 1;
    requests += more;
  }
  return order.slice(0, taken).flatMap(({ user }) =>
    Array.from(rowsOfGroup(capped, user), (row) => ({
      row,
      inclusionProbability: (shareOfUser[user] ?? 0) * (taken / frame.users),
    })),
  );
}

/** Each user's requests up to the cap, and the share of the user's requests that these are. */
function capUsers({ user, users }: SamplingFrame, cap: number, hashes: SamplingHashes) {
  const all = groupRows(allRows(user.length), users, (row) => user[row] ?? 0);
  const shareOfUser = new Float64Array(users);
  const starts = new Uint32Array(users + 1);
  let end = 0;
  for (let each = 0; each < users; each += 1) {
    const rows = rowsOfGroup(all, each);
    const kept = firstRows(rows, cap, hashes.byCap);
    // In place: what is kept is never longer than what was there.
    all.members.set(kept, end);
    end += kept.length;
    starts[each + 1] = end;
    shareOfUser[each] = kept.length / rows.length;
  }
  return { capped: { members: all.members.subarray(0, end), starts }, shareOfUser };
}

/**
 * The quota of each stratum: proportional by largest remainder (Hamilton), never more than it has, at least one of every
 * stratum that has any. What the small ones get beyond their share, the largest quotas give.
 * @param sizes requests by stratum
 */
export function allocate(sizes: ReadonlyMap<string, number>, total: number): Map<string, number> {
  const population = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (population <= total) return new Map(sizes);
  const shares = [...sizes]
    .filter(([, size]) => size > 0)
    .map(([stratum, size]) => ({ stratum, exact: (total * size) / population }))
    .sort((a, b) => compareText(a.stratum, b.stratum));
  const quotas = new Map(shares.map(({ stratum, exact }) => [stratum, Math.max(1, Math.floor(exact))]));
  let left = total - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  const byRemainder = shares
    .filter(({ exact }) => exact >= 1)
    .sort((a, b) => (b.exact % 1) - (a.exact % 1) || compareText(a.stratum, b.stratum));
  for (const { stratum } of byRemainder.slice(0, Math.max(0, left))) {
    quotas.set(stratum, (quotas.get(stratum) ?? 0) + 1);
    left -= 1;
  }
  for (; left < 0; left += 1) {
    const [largest] = [...quotas].sort(([a, quotaA], [b, quotaB]) => quotaB - quotaA || compareText(a, b));
    if (largest === undefined || largest[1] <= 1) break;
    quotas.set(largest[0], largest[1] - 1);
  }
  return quotas;
}

function numbered(values: readonly string[]): { numbers: Uint32Array; names: string[] } {
  const numberOf = new Map<string, number>();
  const numbers = Uint32Array.from(values, (value) => {
    const known = numberOf.get(value);
    if (known !== undefined) return known;
    numberOf.set(value, numberOf.size);
    return numberOf.size - 1;
  });
  return { numbers, names: [...numberOf.keys()] };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
