import { bootstrapCounts } from './bootstrap.js';
import { type ClusteredValue, clusterSums } from './cluster-sums.js';
import { createRandom } from './random.js';

/** From this many clusters on Student's t needs no second opinion. */
export const ENOUGH_CLUSTERS = 50;

const DRAWS = 999;

export interface BootstrapInterval {
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly draws: number;
}

/**
 * The symmetric bootstrap-t interval of a weighted (Hájek) mean: whole clusters are drawn with replacement, each draw is
 * studentised by its own clustered standard error, and the interval is mean ± the quantile of |t*| times the standard
 * error (Hall 1988, "On symmetric bootstrap confidence intervals"; over clusters: Cameron, Gelbach & Miller 2008). With
 * 20 to 50 clusters and skewed values it covers more often than Student's t, the percentiles, the equal-tailed
 * bootstrap-t and BCa, and as often as t where values are not skewed.
 * @param rows of a paired difference: the differences
 * @param options.draws @default 999
 * @returns null with fewer than two clusters, without weight, or when so many draws have no spread that their quantile is
 * not finite
 */
export function bootstrapMeanInterval(
  rows: readonly ClusteredValue[],
  options: { readonly seed: string; readonly confidence?: number; readonly draws?: number },
): BootstrapInterval | null {
  const { seed, confidence = 0.95, draws = DRAWS } = options;
  const clusters = clusterSums(rows);
  const weights = Float64Array.from(clusters, ({ weight }) => weight);
  const sums = Float64Array.from(clusters, ({ sum }) => sum);
  const own = studentised(weights, sums, new Int32Array(clusters.length).fill(1));
  if (clusters.length < 2 || own === null) return null;
  if (own.standardError === 0) return { ciLow: own.mean, ciHigh: own.mean, draws };
  const random = createRandom('bootstrap-mean', seed);
  const distances = Float64Array.from({ length: draws }, () => {
    const drawn = studentised(weights, sums, bootstrapCounts(clusters.length, random));
    if (drawn === null) return Infinity;
    const distance = Math.abs(drawn.mean - own.mean);
    // A draw without spread: at the mean, or infinitely far from it.
    return distance === 0 ? 0 : distance / drawn.standardError;
  });
  const critical = distances.sort()[Math.ceil(confidence * (draws + 1)) - 1] ?? Infinity;
  const reach = critical * own.standardError;
  return Number.isFinite(reach) ? { ciLow: own.mean - reach, ciHigh: own.mean + reach, draws } : null;
}

/** The mean of the clusters, each taken `counts` times, and its clustered standard error; null without weight. */
function studentised(
  weights: Float64Array,
  sums: Float64Array,
  counts: Int32Array,
): { mean: number; standardError: number } | null {
  const clusters = weights.length;
  let weight = 0;
  let sum = 0;
  for (let at = 0; at < clusters; at += 1) {
    weight += (counts[at] ?? 0) * (weights[at] ?? 0);
    sum += (counts[at] ?? 0) * (sums[at] ?? 0);
  }
  if (!(weight > 0)) return null;
  const mean = sum / weight;
  let squares = 0;
  for (let at = 0; at < clusters; at += 1) {
    squares += (counts[at] ?? 0) * ((sums[at] ?? 0) - mean * (weights[at] ?? 0)) ** 2;
  }
  return { mean, standardError: Math.sqrt((clusters / (clusters - 1)) * squares) / weight };
}
