import { quantile } from './quantiles.js';
import type { Random } from './random.js';

/**
 * One bootstrap draw over clusters: how often each of `clusters` clusters was drawn when as many are drawn with
 * replacement. Statistics take the counts as weights, so that copies of one user never meet each other.
 */
export function bootstrapCounts(clusters: number, random: Random): Int32Array {
  const counts = new Int32Array(clusters);
  for (let draw = 0; draw < clusters; draw += 1) {
    const drawn = random.integer(clusters);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  return counts;
}

/** The central interval of bootstrap draws (Efron 1979): percentiles (1 - confidence)/2 and (1 + confidence)/2. */
export function percentileInterval(
  draws: readonly number[] | Float64Array,
  confidence = 0.95,
): { low: number; high: number } {
  return { low: quantile(draws, (1 - confidence) / 2), high: quantile(draws, (1 + confidence) / 2) };
}
