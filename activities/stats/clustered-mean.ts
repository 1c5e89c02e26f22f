import { studentQuantile, studentTwoSided } from './distributions.js';

/** An estimate whose uncertainty comes from whole clusters (users), with Student's t on clusters - 1. */
export interface Estimate {
  readonly estimate: number;
  readonly standardError: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly degreesOfFreedom: number;
  /** Two-sided, against zero; null when estimate and standard error are both zero. */
  readonly pValue: number | null;
  /** Values that went in. */
  readonly n: number;
  readonly clusters: number;
}

export interface ContrastRow {
  /** Group the value belongs to. */
  readonly cell: string;
  readonly value: number;
  readonly weight: number;
  readonly cluster: string;
}

/**
 * Weighted (Hájek) mean with a cluster-robust standard error and finite correction:
 * se² = C/(C-1) · Σ_c (Σ_{i∈c} w_i (y_i - mean))² / (Σ w)² (Miller, arXiv 2411.00640, app. A; Särndal et al. 1992, 5.7).
 * @param values one per item
 * @param clusters the user of each item
 * @returns null with fewer than two clusters or no positive weight
 */
export function clusteredMean(
  values: readonly number[],
  clusters: readonly string[],
  options: { readonly weights?: readonly number[]; readonly confidence?: number } = {},
): Estimate | null {
  const rows = values.map((value, index) => ({
    cell: '',
    value,
    weight: options.weights?.[index] ?? 1,
    cluster: clusters[index] ?? '',
  }));
  return clusteredContrast(rows, { '': 1 }, options.confidence);
}

/**
 * A linear combination of weighted cell means, such as `{ new_post: 1, new_pre: -1 }`. A cluster that has rows in
 * several cells contributes its sum over all of them, so that the covariance between cells is kept.
 * @param coefficients rows of cells without a coefficient are left out
 * @returns null when a cell is empty, or with fewer than two clusters
 */
export function clusteredContrast(
  rows: readonly ContrastRow[],
  coefficients: Readonly<Record<string, number>>,
  confidence = 0.95,
): Estimate | null {
  const used = rows.filter((row) => (coefficients[row.cell] ?? 0) !== 0);
  const cells = new Map<string, { weight: number; sum: number }>();
  for (const { cell, value, weight } of used) {
    const total = cells.get(cell) ?? { weight: 0, sum: 0 };
    cells.set(cell, { weight: total.weight + weight, sum: total.sum + weight * value });
  }
  let estimate = 0;
  for (const [cell, coefficient] of Object.entries(coefficients)) {
    if (coefficient === 0) continue;
    const total = cells.get(cell);
    if (total === undefined || !(total.weight > 0)) return null;
    estimate += (coefficient * total.sum) / total.weight;
  }
  const contributions = new Map<string, number>();
  for (const { cell, value, weight, cluster } of used) {
    const total = cells.get(cell);
    if (total === undefined) continue;
    const influence = ((coefficients[cell] ?? 0) * weight * (value - total.sum / total.weight)) / total.weight;
    contributions.set(cluster, (contributions.get(cluster) ?? 0) + influence);
  }
  return estimateOf(estimate, [...contributions.values()], used.length, confidence);
}

function estimateOf(
  estimate: number,
  contributions: readonly number[],
  n: number,
  confidence: number,
): Estimate | null {
  const clusters = contributions.length;
  if (clusters < 2) return null;
  const squares = contributions.reduce((sum, contribution) => sum + contribution * contribution, 0);
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares);
  return studentEstimate({ estimate, standardError, degreesOfFreedom: clusters - 1, n, clusters }, confidence);
}

/** Interval and p-value of an estimate by Student's t. */
export function studentEstimate(
  figures: Pick<Estimate, 'estimate' | 'standardError' | 'degreesOfFreedom' | 'n' | 'clusters'>,
  confidence = 0.95,
): Estimate {
  const { estimate, standardError, degreesOfFreedom } = figures;
  const half = studentQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
  const pValue =
    standardError > 0 ? studentTwoSided(estimate / standardError, degreesOfFreedom) : estimate === 0 ? null : 0;
  return { ...figures, ciLow: estimate - half, ciHigh: estimate + half, pValue };
}
