import { COLUMNS_AT_ONCE, createMovedSums, drawMovedUsers, type MovedUsers } from '../drift/moved-sums.js';
import { largestStandardisedPValue } from '../drift/permutation-test.js';
import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';
import type { Breathe } from './five-part-split.js';
import { type FollowedUser, type ReturningUser, returningUsers } from './user-windows.js';

/** How far returning users moved, against what their own differences would give with signs at random. */
export interface WithinUserShift {
  /** Squared length of the mean within-user shift, all bandwidths, less the users' own noise; may be negative. */
  readonly size: number;
  readonly pValue: number;
  readonly permutations: number;
}

/**
 * Squared length of the weighted mean within-user shift, without the users' products with themselves, so that it is 0
 * on average when nobody changes. Weights: (r0 + r1)/2 of adaptation-statistics.
 * @returns null when no user is in both windows
 */
export function shiftSize(users: readonly FollowedUser[]): number | null {
  const shifts = weightedShifts(returningUsers(users));
  return shifts.length === 0 ? null : sizeOf(shifts);
}

function sizeOf(shifts: readonly Float64Array[]): number {
  const sum = new Float64Array(shifts[0]?.length ?? 0);
  let own = 0;
  for (const shift of shifts) {
    addScaled(sum, shift, 1);
    own += dot(shift, shift);
  }
  return dot(sum, sum) - own;
}

/**
 * Sign-flip test: had the release changed nothing, each returning user's shift would be as likely in either direction.
 * The statistic is the largest over the bandwidths of the squared length, each standardised by its mean and spread over
 * the observed and all flipped values: symmetric in them, so p = (1 + k)/(B + 1) stays exact (Phipson & Smyth 2010).
 * @param options.blocks bandwidths; the features of each are one block of equal length
 * @returns null when no user is in both windows
 */
export async function withinUserShift(
  users: readonly FollowedUser[],
  options: { blocks: number; permutations: number; seed: string; breathe?: Breathe },
): Promise<WithinUserShift | null> {
  const size = shiftSize(users);
  if (size === null) return null;
  return { size, ...(await signFlipTest(weightedShifts(returningUsers(users)), options)) };
}

async function signFlipTest(
  shifts: readonly Float64Array[],
  options: { blocks: number; permutations: number; seed: string; breathe?: Breathe },
): Promise<Pick<WithinUserShift, 'pValue' | 'permutations'>> {
  const random = createRandom('within-user-shift', options.seed);
  let isObserved = true;
  const flipped = drawMovedUsers(shifts.length, 1 + options.permutations, (flips) => {
    for (let user = 0; user < shifts.length; user += 1) flips[user] = !isObserved && random.next() < 0.5 ? 1 : 0;
    isObserved = false;
  });
  const lengths = await flippedLengths(shifts, options.blocks, flipped, options.breathe);
  return { pValue: largestStandardisedPValue(lengths), permutations: options.permutations };
}

/** What the same users' prompts did over dates on which nothing was released: their habitual drift. */
export class HabitualDrift {
  readonly #sums = new Map<string, { sum: Float64Array; dates: number }>();

  /** @param users of a placebo date, with windows as long and as far apart as the release's */
  add(users: readonly FollowedUser[]): void {
    for (const { user, before, after } of returningUsers(users)) {
      const entry = this.#sums.get(user) ?? { sum: new Float64Array(after.mean.length), dates: 0 };
      addScaled(entry.sum, after.mean, 1);
      addScaled(entry.sum, before.mean, -1);
      entry.dates += 1;
      this.#sums.set(user, entry);
    }
  }

  /** Mean shift of a user over the dates that the user was seen on both sides of; undefined without any. */
  of(user: string): Float64Array | undefined {
    const entry = this.#sums.get(user);
    return entry === undefined ? undefined : entry.sum.map((value) => value / entry.dates);
  }
}

/**
 * The within-user shift beyond the users' own habitual drift: every returning user's shift less their mean shift over
 * the placebo dates, tested by flipping signs user by user. Habits that move as steadily as before the release leave
 * nothing over, however far they move; and because users are what is flipped, placebo dates may overlap.
 * @returns null when no returning user was seen around a placebo date
 */
export async function excessShift(
  users: readonly FollowedUser[],
  drift: HabitualDrift,
  options: { blocks: number; permutations: number; seed: string; breathe?: Breathe },
): Promise<(WithinUserShift & { readonly users: number }) | null> {
  const moved = returningUsers(users).flatMap((user) => {
    const habitual = drift.of(user.user);
    return habitual === undefined ? [] : [{ user, habitual }];
  });
  const returning = moved.map(({ user }) => user);
  const shares = sharesOf(returning);
  const shifts = weightedShifts(returning);
  shifts.forEach((shift, at) => {
    const habitual = moved[at]?.habitual;
    if (habitual !== undefined) addScaled(shift, habitual, -(shares[at] ?? 0));
  });
  if (shifts.length === 0) return null;
  const tested = await signFlipTest(shifts, { ...options, seed: `excess/${options.seed}` });
  return { size: sizeOf(shifts), ...tested, users: shifts.length };
}

/** (r0 + r1)/2 of adaptation-statistics. */
function sharesOf(users: readonly ReturningUser[]): number[] {
  const total0 = users.reduce((sum, { before }) => sum + before.weight, 0);
  const total1 = users.reduce((sum, { after }) => sum + after.weight, 0);
  return users.map(({ before, after }) => (before.weight / total0 + after.weight / total1) / 2);
}

function weightedShifts(users: readonly ReturningUser[]): Float64Array[] {
  const shares = sharesOf(users);
  return users.map(({ before, after }, at) => {
    const share = shares[at] ?? 0;
    return after.mean.map((value, j) => share * (value - (before.mean[j] ?? 0)));
  });
}

/**
 * Squared length per block of the sum of the shifts, some of them flipped: one row per choice of who is flipped. What is
 * flipped leaves the sum twice, so that the sums of the flipped users say all.
 */
async function flippedLengths(
  shifts: readonly Float64Array[],
  blocks: number,
  flipped: MovedUsers,
  breathe: Breathe | undefined,
): Promise<Float64Array[]> {
  const lengths = Array.from({ length: flipped.relabellings }, () => new Float64Array(blocks));
  const { rows, stride, sums } = createMovedSums(flipped, COLUMNS_AT_ONCE);
  const blockLength = (shifts[0]?.length ?? 0) / blocks;
  for (let block = 0; block < blocks; block += 1) {
    const end = (block + 1) * blockLength;
    for (let first = block * blockLength; first < end; first += COLUMNS_AT_ONCE) {
      const whole = new Float64Array(Math.min(COLUMNS_AT_ONCE, end - first));
      shifts.forEach((shift, user) => {
        const columns = shift.subarray(first, first + whole.length);
        rows.set(columns, user * stride);
        addScaled(whole, columns, 1);
      });
      addSquares(lengths, block, sums(), stride, whole);
      await breathe?.();
    }
  }
  return lengths;
}

function addSquares(
  lengths: readonly Float64Array[],
  block: number,
  flipped: Float64Array,
  stride: number,
  whole: Float64Array,
): void {
  lengths.forEach((row, at) => {
    let squares = 0;
    for (let j = 0; j < whole.length; j += 1) {
      const left = (whole[j] as number) - 2 * (flipped[at * stride + j] as number);
      squares += left * left;
    }
    row[block] = (row[block] as number) + squares;
  });
}
