import { clusteredMean } from '../stats/clustered-mean.js';
import { holmOfKnown } from '../stats/multiplicity.js';
import { createRandom, type Random } from '../stats/random.js';
import { addScaled } from '../stats/vectors.js';
import type { Breathe } from './five-part-split.js';
import { placeboRank } from './placebo-rank.js';
import type { ReturningUser } from './user-windows.js';

const ROUNDING = 1e-9;
/** Holm over some 50 patterns asks for p-values of .001, which must be neither the least there is nor a matter of luck. */
const PERMUTATIONS = 9999;

interface PatternChangeOptions {
  readonly seed: string;
  /** Sign flips. @default 9999 */
  readonly permutations?: number;
  readonly breathe?: Breathe;
}

/** How one prompt pattern changed within returning users; every user counts the same. */
export interface PatternChange {
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  readonly placeboRank: number | null;
}

/** Mean within-user difference of each pattern, after less before. */
export function patternDifferences(users: readonly ReturningUser[]): number[] {
  const count = users[0]?.before.patterns.length ?? 0;
  return Array.from({ length: count }, (_, k) => mean(differencesOf(users, k)));
}

/**
 * Paired changes of all patterns: t intervals over users, sign-flip p-values (all patterns share the flips), Holm over
 * the patterns, and the rank of each change among the placebo dates by size, whatever its direction.
 * A pattern that nobody shows on either side has no p-value and takes no part in Holm.
 * @param placebos per placebo date the mean difference of each pattern
 */
export async function patternChanges(
  users: readonly ReturningUser[],
  placebos: readonly (readonly number[])[],
  options: PatternChangeOptions,
): Promise<PatternChange[]> {
  const names = users.map(({ user }) => user);
  const observed = patternDifferences(users);
  const pValues = await signFlipPValues(users, observed.length, options);
  const adjusted = holmOfKnown(pValues);
  return observed.map((difference, k) => {
    const interval = clusteredMean(differencesOf(users, k), names);
    return {
      before: mean(users.map(({ before }) => before.patterns[k] ?? 0)),
      after: mean(users.map(({ after }) => after.patterns[k] ?? 0)),
      difference,
      ciLow: interval?.ciLow ?? null,
      ciHigh: interval?.ciHigh ?? null,
      pValue: pValues[k] ?? null,
      pAdjusted: adjusted[k] ?? null,
      placeboRank: placeboRank(
        Math.abs(difference),
        placebos.map((placebo) => Math.abs(placebo[k] ?? 0)),
      ),
    };
  });
}

/**
 * p = (1 + flips at least as large)/(1 + flips) of the mean (Phipson & Smyth 2010); null where every difference is 0.
 * Users are taken eight at a time: the sums of a group under all 256 choices of signs are worked out once, and a flip
 * looks up one of them by a random byte.
 */
async function signFlipPValues(
  users: readonly ReturningUser[],
  patterns: number,
  { permutations = PERMUTATIONS, seed, breathe }: PatternChangeOptions,
): Promise<(number | null)[]> {
  const differences = users.map((user) => Float64Array.from({ length: patterns }, (_, k) => differenceOf(user, k)));
  const random = createRandom('pattern-changes', seed);
  const observed = new Float64Array(patterns);
  const rounding = new Float64Array(patterns);
  for (const difference of differences) {
    addScaled(observed, difference, 1);
    addScaled(rounding, difference.map(Math.abs), ROUNDING);
  }
  const flipped = new Float64Array(permutations * patterns);
  for (let first = 0; first < differences.length; first += GROUP) {
    addFlips(flipped, signedSums(differences.slice(first, first + GROUP), patterns), patterns, random);
    await breathe?.();
  }
  return Array.from({ length: patterns }, (_, k) => {
    if (differences.every((difference) => difference[k] === 0)) return null;
    const wanted = Math.abs(observed[k] ?? 0) - (rounding[k] ?? 0);
    let asLarge = 0;
    for (let at = k; at < flipped.length; at += patterns) if (Math.abs(flipped[at] as number) >= wanted) asLarge += 1;
    return (1 + asLarge) / (1 + permutations);
  });
}

/** Users whose signs are drawn together. */
const GROUP = 8;
const CHOICES = 2 ** GROUP;

/** Per choice of signs, a bit per user, the sum of the users' differences in each pattern. */
function signedSums(differences: readonly Float64Array[], patterns: number): Float64Array {
  const sums = new Float64Array(CHOICES * patterns);
  for (let choice = 0; choice < CHOICES; choice += 1) {
    const sum = sums.subarray(choice * patterns, (choice + 1) * patterns);
    differences.forEach((difference, user) => {
      addScaled(sum, difference, Math.floor(choice / 2 ** user) % 2 === 0 ? 1 : -1);
    });
  }
  return sums;
}

/** Adds a random one of the sums to every flip. */
function addFlips(flipped: Float64Array, sums: Float64Array, patterns: number, random: Random): void {
  for (let start = 0; start < flipped.length; start += patterns) {
    const from = random.integer(CHOICES) * patterns;
    for (let k = 0; k < patterns; k += 1)
      flipped[start + k] = (flipped[start + k] as number) + (sums[from + k] as number);
  }
}

function differencesOf(users: readonly ReturningUser[], k: number): number[] {
  return users.map((user) => differenceOf(user, k));
}

/** Means of equal values differ by rounding, which must not count as a change that everyone shares. */
function differenceOf({ before, after }: ReturningUser, k: number): number {
  const difference = (after.patterns[k] ?? 0) - (before.patterns[k] ?? 0);
  return Math.abs(difference) < ROUNDING ? 0 : difference;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
