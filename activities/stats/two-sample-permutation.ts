import { createRandom } from './random.js';
import { forEachChoice, reaches, relabellingPValue } from './relabellings.js';

export interface TwoSamplePermutation {
  /** Mean of the first sample less mean of the second. */
  readonly difference: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Splits compared with. */
  readonly permutations: number;
  /** Whether these are all there are. */
  readonly isExact: boolean;
}

/**
 * Permutation test of |mean x - mean y| (Fisher 1935; Pitman 1937): under the hypothesis that all units are alike, every
 * split into samples of these sizes is as likely. One value per user: items of one user are no units.
 * @param options.draws splits drawn at random where there are more than 65,536. @default 9999
 * @returns null when a sample is empty
 */
export function twoSamplePermutation(
  x: readonly number[],
  y: readonly number[],
  { seed, draws = 9999 }: { readonly seed: string; readonly draws?: number },
): TwoSamplePermutation | null {
  if (x.length === 0 || y.length === 0) return null;
  const pooled = [...x, ...y];
  const total = pooled.reduce((sum, value) => sum + value, 0);
  const differenceOf = (sumX: number) => sumX / x.length - (total - sumX) / y.length;
  const difference = differenceOf(x.reduce((sum, value) => sum + value, 0));
  // Rounding of the sums must not make a difference of nothing.
  const floor = 1e-12 * pooled.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const observed = Math.abs(difference) <= floor ? 0 : Math.abs(difference);
  let reached = 0;
  const relabellings = forEachChoice(
    pooled.length,
    x.length,
    { draws, random: createRandom('two-sample', seed) },
    (members) => {
      const sumX = members.reduce((sum, at) => sum + (pooled[at] ?? 0), 0);
      if (reaches(Math.abs(differenceOf(sumX)), observed)) reached += 1;
    },
  );
  const { count: permutations, isExact } = relabellings;
  return { difference, pValue: relabellingPValue(reached, relabellings), permutations, isExact };
}
