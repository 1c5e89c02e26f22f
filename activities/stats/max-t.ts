import { type ClusteredValue, clusterSums } from './cluster-sums.js';
import { createRandom } from './random.js';
import { forEachSigns, type Relabellings, reaches, relabellingPValue } from './relabellings.js';

/** A difference of one item in one slice; an item may stand in several slices. */
export interface SliceValue extends ClusteredValue {
  readonly slice: string;
}

/** What one slice says when all slices are looked at together. */
export interface JointSlice {
  readonly slice: string;
  readonly estimate: number;
  readonly standardError: number;
  /** estimate / standardError; infinite when only the latter is 0, 0 when both are. */
  readonly t: number;
  /** Against zero, for this slice alone. */
  readonly pValue: number;
  /** Adjusted for all slices at once. */
  readonly pSingleStep: number;
  /** Likewise, never larger: slices that were already found no longer compete. */
  readonly pStepDown: number;
  /** All intervals hold at once with the given confidence. */
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly n: number;
  readonly clusters: number;
}

const DRAWS = 4999;

/** Numbers of one slice per user of it; they flip their sign with the user. */
interface Contributions {
  readonly values: Float64Array;
  /** Sum of their squares, whatever their signs. */
  readonly squares: number;
}

/** A slice as far as sign flips must know it. */
interface SliceSums {
  readonly slice: string;
  readonly n: number;
  /** Which of all users. */
  readonly users: Int32Array;
  /** Share of the slice's weight. */
  readonly shares: Float64Array;
  readonly shareSquares: number;
  /** What users add to the mean: Σ w y / Σ w. They sum to it. */
  readonly parts: Contributions;
  /** What users add to its error: parts - share · mean. They sum to 0. */
  readonly errors: Contributions;
  readonly mean: number;
}

/**
 * Weighted means of many slices against zero, all at once (Westfall & Young 1993, algorithms 2.5 and 2.8): every user's
 * contributions flip their sign together in all slices, each slice is studentised anew, and the largest |t| over the
 * slices is what a slice has to beat. Keeps the family-wise error like Holm, and has more power where slices share
 * users, because it knows how alike they are. p-values flip the contributions themselves (exact when users' contributions
 * are symmetric about zero); intervals flip what is left of them without the mean (wild cluster bootstrap: Cameron,
 * Gelbach & Miller 2008).
 * @param options.draws sign patterns drawn where there are more than 65,536. @default 4999
 * @returns in the order in which slices first occur; slices with fewer than two users or no weight are left out
 */
export function jointSlices(
  values: readonly SliceValue[],
  options: { readonly seed: string; readonly draws?: number; readonly confidence?: number },
): JointSlice[] {
  const { seed, draws = DRAWS, confidence = 0.95 } = options;
  const users = new Map([...new Set(values.map(({ cluster }) => cluster))].map((user, at) => [user, at]));
  const slices = sumsBySlice(values, users);
  const unflipped = new Int8Array(users.size).fill(1);
  const observed = slices.map((each) => studentised(each, each.parts, unflipped));
  const size = observed.map(({ t }) => Math.abs(t));
  const order = [...slices.keys()].sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0));
  const upwards = order.toReversed();
  const alone = slices.map(() => 0);
  const singleStep = slices.map(() => 0);
  const stepDown = slices.map(() => 0);
  const largestErrors: number[] = [];
  const relabellings = forEachSigns(users.size, { draws, random: createRandom('max-t', seed) }, (signs) => {
    const flipped = slices.map((each) => Math.abs(studentised(each, each.parts, signs).t));
    const largest = Math.max(...flipped);
    // From the smallest |t| upwards, so that a slice competes with those that are not before it.
    let running = 0;
    for (const at of upwards) {
      const [own, wanted] = [flipped[at] ?? 0, size[at] ?? 0];
      running = Math.max(running, own);
      if (reaches(own, wanted)) alone[at] = (alone[at] ?? 0) + 1;
      if (reaches(largest, wanted)) singleStep[at] = (singleStep[at] ?? 0) + 1;
      if (reaches(running, wanted)) stepDown[at] = (stepDown[at] ?? 0) + 1;
    }
    largestErrors.push(
      slices.reduce((most, each) => Math.max(most, Math.abs(studentised(each, each.errors, signs).t)), 0),
    );
  });
  const reach = criticalValue(largestErrors, relabellings, confidence);
  const pStepDown = runningMaxima(stepDown, order, relabellings);
  return slices.map(({ slice, n, users: own, mean }, at) => {
    const { t, standardError } = observed[at] ?? { t: 0, standardError: 0 };
    const half = standardError === 0 ? 0 : reach * standardError;
    return {
      slice,
      estimate: mean,
      standardError,
      t,
      pValue: relabellingPValue(alone[at] ?? 0, relabellings),
      pSingleStep: relabellingPValue(singleStep[at] ?? 0, relabellings),
      pStepDown: pStepDown[at] ?? 1,
      ciLow: mean - half,
      ciHigh: mean + half,
      n,
      clusters: own.length,
    };
  });
}

/** The value that a share of at least `confidence` of the relabellings do not exceed, the observed one among them. */
function criticalValue(values: readonly number[], { count, isExact }: Relabellings, confidence: number): number {
  const rank = Math.ceil(confidence * (isExact ? count : count + 1));
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Infinity;
}

/** Step-down p-values: none smaller than that of a slice with a larger |t|. */
function runningMaxima(reached: readonly number[], order: readonly number[], relabellings: Relabellings): number[] {
  const adjusted: number[] = [];
  let running = 0;
  for (const at of order) {
    running = Math.max(running, relabellingPValue(reached[at] ?? 0, relabellings));
    adjusted[at] = running;
  }
  return adjusted;
}

function sumsBySlice(values: readonly SliceValue[], users: ReadonlyMap<string, number>): SliceSums[] {
  const bySlice = new Map<string, SliceValue[]>();
  for (const value of values) {
    const own = bySlice.get(value.slice);
    if (own === undefined) bySlice.set(value.slice, [value]);
    else own.push(value);
  }
  return [...bySlice].flatMap(([slice, rows]): SliceSums[] => {
    const sums = clusterSums(rows);
    const weight = sums.reduce((total, each) => total + each.weight, 0);
    if (sums.length < 2 || !(weight > 0)) return [];
    const mean = sums.reduce((total, each) => total + each.sum, 0) / weight;
    return [
      {
        slice,
        n: rows.length,
        users: Int32Array.from(sums, ({ cluster }) => users.get(cluster) ?? 0),
        shares: Float64Array.from(sums, (each) => each.weight / weight),
        shareSquares: sums.reduce((total, each) => total + (each.weight / weight) ** 2, 0),
        parts: contributionsOf(sums.map((each) => each.sum / weight)),
        errors: contributionsOf(sums.map((each) => (each.sum - mean * each.weight) / weight)),
        mean,
      },
    ];
  });
}

function contributionsOf(values: readonly number[]): Contributions {
  return { values: Float64Array.from(values), squares: values.reduce((sum, value) => sum + value * value, 0) };
}

/** t and standard error of the sum of contributions under signs, as `clusteredMean` has them without any. */
function studentised(
  { users, shares, shareSquares }: SliceSums,
  { values, squares }: Contributions,
  signs: Int8Array,
): { t: number; standardError: number } {
  const clusters = users.length;
  let mean = 0;
  let products = 0;
  for (let at = 0; at < clusters; at += 1) {
    const contribution = (values[at] as number) * (signs[users[at] as number] as number);
    mean += contribution;
    products += contribution * (shares[at] as number);
  }
  // Σ (contribution - share · mean)², which is 0 and not its rounding when all users say the same.
  const spread = squares - 2 * mean * products + mean * mean * shareSquares;
  const variance = spread <= 1e-13 * squares ? 0 : (clusters / (clusters - 1)) * spread;
  const standardError = Math.sqrt(variance);
  if (standardError > 0) return { t: mean / standardError, standardError };
  return { t: mean === 0 ? 0 : mean * Infinity, standardError };
}
