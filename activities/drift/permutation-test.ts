import { createRandom } from '../stats/random.js';
import { debiasedMmd2, type KernelWindows, ownTotals } from './mmd.js';
import { drawMovedUsers } from './moved-sums.js';
import { createRelabelledMmd2 } from './relabelled-mmd.js';
import { emptyTotals, totalsOf } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

export interface TestOptions {
  /** Permutations drawn when the result is close; fewer when it is far from significant. */
  readonly permutations: number;
  readonly seed: string;
  /** Called every few milliseconds of work. */
  readonly pause?: () => Promise<void>;
}

export interface TestResult {
  /** (1 + permutations at least as extreme)/(1 + permutations): never 0. */
  readonly pValue: number;
  readonly permutations: number;
}

/** After this many permutations the test stops when p is above the threshold. */
const STAGES = [
  { permutations: 99, stopAbove: 0.3 },
  { permutations: 299, stopAbove: 0.1 },
  { permutations: 999, stopAbove: 0.02 },
  { permutations: 1999, stopAbove: 0.01 },
] as const;

/** Permutations that are looked at together: their sums have to fit into memory beside the users. */
const AT_ONCE = 1000;
/** In units of the spread. */
const TIE = 1e-9;

/**
 * Have the two windows one distribution? The statistic is the mean over bandwidths of the debiased MMD², each
 * standardised by its mean and spread over the observed and all permuted values: symmetric in them, so that weighing the
 * bandwidths costs no level. The largest in place of the mean would pay for the choice among them: it finds fewer new
 * topics (`npm run calibrate -- power-iid`). The permutations are those of `user-permutation.ts`, the same ones for all
 * bandwidths.
 *
 * The early stop keeps the level: thresholds fall from stage to stage, so p <= α implies that p <= α already held at
 * the first stage whose threshold is below α, and that stage is a permutation test of its own.
 */
export async function permutationTest(kernel: KernelWindows, options: TestOptions): Promise<TestResult> {
  const { windows } = kernel;
  const random = createRandom('user-permutation', options.seed);
  const relabel = createUserPermutation(windows);
  const relabelledMmd2 = createRelabelledMmd2(kernel);
  const values = [debiasedMmd2(kernel, totalsOf(windows, emptyTotals(windows.columns)), ownTotals(kernel))];
  const stages = STAGES.filter(({ permutations }) => permutations < options.permutations);
  for (const { permutations, stopAbove } of [...stages, { permutations: options.permutations, stopAbove: 0 }]) {
    while (values.length <= permutations) {
      const count = Math.min(AT_ONCE, permutations + 1 - values.length);
      const moved = drawMovedUsers(windows.users.length, count, (users) => relabel(random, users));
      values.push(...(await relabelledMmd2(moved, options.pause)));
    }
    const pValue = meanStandardisedPValue(values);
    if (pValue > stopAbove) return { pValue, permutations };
  }
  throw new RangeError('a permutation test needs at least one permutation');
}

/** Share of all rows whose mean standardised column is at least that of the first row. */
export function meanStandardisedPValue(rows: readonly Float64Array[]): number {
  const sums = new Float64Array(rows.length);
  for (const column of standardisedColumns(rows)) {
    for (let row = 0; row < sums.length; row += 1) sums[row] = (sums[row] as number) + (column[row] as number);
  }
  return shareAtLeastFirst(sums);
}

/** Share of all rows whose largest standardised column is at least that of the first row. */
export function largestStandardisedPValue(rows: readonly Float64Array[]): number {
  const largest = new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY);
  for (const column of standardisedColumns(rows)) {
    for (let row = 0; row < largest.length; row += 1) {
      largest[row] = Math.max(largest[row] as number, column[row] as number);
    }
  }
  return shareAtLeastFirst(largest);
}

/** The columns that vary, each less its mean and over its spread. */
function standardisedColumns(rows: readonly Float64Array[]): Float64Array[] {
  return Array.from(rows[0] ?? []).flatMap((_, column) => {
    const values = Float64Array.from(rows, (row) => row[column] as number);
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
    return variance > 0 ? [values.map((value) => (value - mean) / Math.sqrt(variance))] : [];
  });
}

function shareAtLeastFirst(values: Float64Array): number {
  const first = values[0] as number;
  // A relabelling that gives the observed windows again may differ in the last bits.
  const bar = first - TIE;
  return values.filter((value) => value >= bar || !Number.isFinite(first)).length / values.length;
}
