import { clusterSums } from './cluster-sums.js';

/** A sampled value with what the design knows of it. */
export interface SampledValue {
  readonly value: number;
  /** Probability with which the design draws it, in (0, 1]. */
  readonly inclusionProbability: number;
  readonly cluster: string;
}

/** Variances of one mean, by what is taken for independent. */
interface DesignVariances {
  /** Rows drawn each by itself (Poisson sampling): another sample of the same population. */
  readonly varianceIndependent: number;
  /** Rows drawn with replacement; null for one row. */
  readonly varianceWithReplacement: number | null;
  /** Whole clusters drawn with replacement: other users; null for one cluster. */
  readonly varianceCluster: number | null;
}

export interface DesignMean extends DesignVariances {
  readonly mean: number;
}

export interface HajekMean extends DesignMean {
  /** Size of the population as the weights have it: Σ 1/π. */
  readonly populationSize: number;
  /** Variance of a simple random sample of as many rows; null for one row. */
  readonly varianceSimple: number | null;
  /** varianceCluster / varianceSimple: how many times more rows the clusters cost; null without spread. */
  readonly designEffect: number | null;
}

/**
 * Horvitz & Thompson's mean (1952) over a population of known size: unbiased, but it varies with the size of the sample.
 * Variances: Särndal, Swensson & Wretman 1992, eq. 3.5.2 and 2.9.9.
 * @returns null without rows
 */
export function horvitzThompsonMean(rows: readonly SampledValue[], populationSize: number): DesignMean | null {
  if (rows.length === 0) return null;
  const parts = rows.map(({ value, inclusionProbability }) => value / inclusionProbability / populationSize);
  const mean = parts.reduce((sum, part) => sum + part, 0);
  return { mean, ...variancesOf(rows, parts) };
}

/**
 * Hájek's mean (1971), Σ (y/π) / Σ (1/π), linearised for its variances (Särndal, Swensson & Wretman 1992, 5.7): what the
 * size of the sample does to the sum it does to the weights as well.
 * @returns null without rows
 */
export function hajekMean(rows: readonly SampledValue[]): HajekMean | null {
  if (rows.length === 0) return null;
  const populationSize = rows.reduce((sum, row) => sum + 1 / row.inclusionProbability, 0);
  const mean = rows.reduce((sum, row) => sum + row.value / row.inclusionProbability, 0) / populationSize;
  const parts = rows.map((row) => (row.value - mean) / row.inclusionProbability / populationSize);
  const spread =
    rows.reduce((sum, row) => sum + (row.value - mean) ** 2 / row.inclusionProbability, 0) / populationSize;
  const varianceSimple = rows.length > 1 ? spread / (rows.length - 1) : null;
  const variances = variancesOf(rows, parts);
  const { varianceCluster } = variances;
  const hasSpread = varianceCluster !== null && varianceSimple !== null && varianceSimple > 0;
  const designEffect = hasSpread ? varianceCluster / varianceSimple : null;
  return { mean, populationSize, varianceSimple, designEffect, ...variances };
}

/** @param parts what each row adds to the mean */
function variancesOf(rows: readonly SampledValue[], parts: readonly number[]): DesignVariances {
  const varianceIndependent = rows.reduce(
    (sum, { inclusionProbability }, at) => sum + (1 - inclusionProbability) * (parts[at] ?? 0) ** 2,
    0,
  );
  const perCluster = clusterSums(rows.map(({ cluster }, at) => ({ cluster, value: parts[at] ?? 0, weight: 1 })));
  return {
    varianceIndependent,
    varianceWithReplacement: varianceOfSum(parts),
    varianceCluster: varianceOfSum(perCluster.map(({ sum }) => sum)),
  };
}

/** n/(n-1) · Σ (z - mean z)². */
function varianceOfSum(parts: readonly number[]): number | null {
  const n = parts.length;
  if (n < 2) return null;
  const mean = parts.reduce((sum, part) => sum + part, 0) / n;
  return (n / (n - 1)) * parts.reduce((sum, part) => sum + (part - mean) ** 2, 0);
}
