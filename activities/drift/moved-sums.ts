/** Rows of numbers, one per user, one after the other. */
export interface UserRows {
  readonly values: Float64Array;
  /** Numbers per user. */
  readonly width: number;
}

/** Which users change windows in each of many relabellings: six users to a byte. */
export interface MovedUsers {
  readonly relabellings: number;
  /** Per group of users a byte for every relabelling; the lowest bit is the group's first user. */
  readonly masks: Uint8Array;
}

/** More users share more work, but a table of their sums must stay in the fastest memory. */
const GROUP = 6;
const SUMS = 2 ** GROUP;
/** Groups that are added at once. */
const LANES = 4;

/** Rows that {@link movedSums} reads: users, and zeros up to whole lanes. */
export function paddedUsers(users: number): number {
  return Math.ceil(users / (GROUP * LANES)) * GROUP * LANES;
}

/** @param relabel fills one entry per user with 1 for users who change windows, else 0 */
export function drawMovedUsers(users: number, relabellings: number, relabel: (moved: Uint8Array) => void): MovedUsers {
  const masks = new Uint8Array((paddedUsers(users) / GROUP) * relabellings);
  const moved = new Uint8Array(paddedUsers(users));
  for (let relabelling = 0; relabelling < relabellings; relabelling += 1) {
    relabel(moved);
    for (let u = 0, at = relabelling; u < users; u += GROUP, at += relabellings) {
      let mask = 0;
      for (let bit = 0; bit < GROUP; bit += 1) mask |= (moved[u + bit] as number) << bit;
      masks[at] = mask;
    }
  }
  return { relabellings, masks };
}

/**
 * For every relabelling the sum of the rows of the users who change windows: the product of a matrix of zeros and ones
 * with the rows, by the method of the four Russians (Arlazarov, Dinic, Kronrod & Faradzev 1970). For six users at a time
 * all 64 sums of some of them are made once, and every relabelling picks one: a third of the additions.
 * @param rows of {@link paddedUsers}
 * @param into relabellings × width; replaced
 */
export function movedSums({ relabellings, masks }: MovedUsers, { values, width }: UserRows, into: Float64Array): void {
  into.fill(0);
  const lane = SUMS * width;
  const tables = new Float64Array(LANES * lane);
  const groups = masks.length / relabellings;
  for (let group = 0; group < groups; group += LANES) {
    for (let n = 0; n < LANES; n += 1) {
      sumsOfSome(tables.subarray(n * lane, (n + 1) * lane), values, (group + n) * GROUP * width, width);
    }
    const [m0, m1, m2, m3] = [0, 1, 2, 3].map((n) => (group + n) * relabellings) as [number, number, number, number];
    for (let relabelling = 0; relabelling < relabellings; relabelling += 1) {
      const at = relabelling * width;
      const a = (masks[m0 + relabelling] as number) * width;
      const b = lane + (masks[m1 + relabelling] as number) * width;
      const c = 2 * lane + (masks[m2 + relabelling] as number) * width;
      const d = 3 * lane + (masks[m3 + relabelling] as number) * width;
      for (let j = 0; j < width; j += 1) {
        into[at + j] =
          (into[at + j] as number) +
          ((tables[a + j] as number) +
            (tables[b + j] as number) +
            ((tables[c + j] as number) + (tables[d + j] as number)));
      }
    }
  }
}

/** The sums of all subsets of a group of rows; the bits of its number say which rows a subset has. */
function sumsOfSome(table: Float64Array, values: Float64Array, from: number, width: number): void {
  table.fill(0, 0, width);
  for (let bit = 0; bit < GROUP; bit += 1) {
    const row = from + bit * width;
    const half = width << bit;
    for (let at = 0; at < half; at += width) {
      for (let j = 0; j < width; j += 1) table[half + at + j] = (table[at + j] as number) + (values[row + j] as number);
    }
  }
}
