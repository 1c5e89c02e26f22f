import { clusteredMean } from '../stats/clustered-mean.js';
import { holm } from '../stats/multiplicity.js';
import { createRandom } from '../stats/random.js';
import type { Breathe } from './five-part-split.js';
import { placeboRank } from './placebo-rank.js';
import type { ReturningUser } from './user-windows.js';

const ROUNDING = 1e-9;

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
  options: { permutations: number; seed: string; breathe?: Breathe },
): Promise<PatternChange[]> {
  const names = users.map(({ user }) => user);
  const observed = patternDifferences(users);
  const pValues = await signFlipPValues(users, observed, options);
  const adjusted = adjustedPValues(pValues);
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

/** p = (1 + flips at least as large)/(1 + flips) of the mean; null where every difference is 0. */
async function signFlipPValues(
  users: readonly ReturningUser[],
  observed: readonly number[],
  { permutations, seed, breathe }: { permutations: number; seed: string; breathe?: Breathe },
): Promise<(number | null)[]> {
  const differences = users.map((user) => user.after.patterns.map((_, k) => differenceOf(user, k)));
  const random = createRandom('pattern-changes', seed);
  const asLarge = observed.map(() => 0);
  for (let draw = 0; draw < permutations; draw += 1) {
    const sums = new Float64Array(observed.length);
    for (const difference of differences) {
      const sign = random.next() < 0.5 ? -1 : 1;
      for (let k = 0; k < sums.length; k += 1) sums[k] = (sums[k] ?? 0) + sign * (difference[k] ?? 0);
    }
    observed.forEach((value, k) => {
      const flipped = Math.abs((sums[k] ?? 0) / users.length);
      if (flipped >= Math.abs(value) * (1 - 1e-9)) asLarge[k] = (asLarge[k] ?? 0) + 1;
    });
    if (draw % 50 === 0) await breathe?.();
  }
  return observed.map((_, k) =>
    differences.every((difference) => difference[k] === 0) ? null : (1 + (asLarge[k] ?? 0)) / (1 + permutations),
  );
}

function adjustedPValues(pValues: readonly (number | null)[]): (number | null)[] {
  const adjusted = holm(pValues.filter((pValue) => pValue !== null));
  let next = 0;
  return pValues.map((pValue) => (pValue === null ? null : (adjusted[next++] ?? null)));
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
