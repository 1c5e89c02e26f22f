import { type Estimate, studentEstimate } from './clustered-mean.js';

/**
 * A statistic with the interval of the delete-one-cluster jackknife: se² = (C-1)/C Σ_c (θ₍c₎ - mean θ₍·₎)², Student's t on
 * C - 1 (Efron & Tibshirani 1993, 11.5). For smooth statistics that have no simple formula, such as kappa and alpha.
 * @param clusterOf the user of a row
 * @param statistic computed once per cluster, on all other rows
 * @returns null with fewer than two clusters, or when the statistic is null for all rows or without one of the clusters
 */
export function jackknifeEstimate<R>(
  rows: readonly R[],
  clusterOf: (row: R) => string,
  statistic: (rows: readonly R[]) => number | null,
  confidence = 0.95,
): Estimate | null {
  const clusters = [...new Set(rows.map(clusterOf))];
  const estimate = statistic(rows);
  if (estimate === null || clusters.length < 2) return null;
  const without: number[] = [];
  for (const cluster of clusters) {
    const value = statistic(rows.filter((row) => clusterOf(row) !== cluster));
    if (value === null) return null;
    without.push(value);
  }
  const mean = without.reduce((sum, value) => sum + value, 0) / clusters.length;
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(((clusters.length - 1) / clusters.length) * squares);
  return studentEstimate(
    { estimate, standardError, degreesOfFreedom: clusters.length - 1, n: rows.length, clusters: clusters.length },
    confidence,
  );
}
