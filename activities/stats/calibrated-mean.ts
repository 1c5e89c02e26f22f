import { type Estimate, studentEstimate } from './clustered-mean.js';

/** A scored item of a set whose weights were raked to the margins of a population. */
export interface CalibratedItem {
  readonly value: number;
  readonly weight: number;
  /** Items of one cluster (user) are alike and count as one piece of evidence. */
  readonly cluster: string;
  /** Its level in every margin. */
  readonly levels: readonly string[];
}

/** A row of the sample that the margins were estimated from. */
export interface MarginRow {
  readonly weight: number;
  /** Probability with which the design drew this row; 1: all rows of its kind were seen. */
  readonly inclusionProbability: number;
  readonly levels: readonly string[];
}

const SWEEPS = 500;
const TOLERANCE = 1e-12;
/** An item that is its level's whole weight says nothing about the spread there; it is not divided by zero for it. */
const MAX_LEVERAGE = 0.9;

/**
 * The mean of a week's production, estimated by the weighted items of a set. Two errors add up:
 * - the items stand for their levels: variance of the residuals from the level means, whole clusters together,
 *   Σ_c (Σ_{i∈c} w_i e_i / √(1 - h_i))² (calibration estimator, Deville & Särndal 1992, eq. 3.4; h_i by MacKinnon & White
 *   1985, HC2), because raking has removed what lies between the levels;
 * - the levels' shares come from a sample: Σ_j (1 - π_j) (v_j (m_j - m))² / (Σ v)², with m_j the level mean of row j
 *   (Hájek estimator under Poisson sampling, Särndal et al. 1992, eq. 5.7.4 and 3.5.2; two-phase, section 9.4).
 *
 * The interval is for the mean of the very week that was sampled, not of all weeks there might have been.
 * @param production rows of that sample; levels without an item are predicted by the estimate itself
 * @returns null with fewer than two clusters or no positive weight
 */
export function calibratedMean(
  items: readonly CalibratedItem[],
  production: readonly MarginRow[],
  confidence = 0.95,
): Estimate | null {
  const used = items.filter(({ weight }) => weight > 0);
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  const clusters = new Set(used.map(({ cluster }) => cluster)).size;
  if (clusters < 2) return null;
  const estimate = used.reduce((sum, { weight, value }) => sum + weight * value, 0) / total;
  const fit = fitLevels(used, estimate);

  const perCluster = new Map<string, number>();
  for (const { value, weight, cluster, levels } of used) {
    const residual = (value - fit.predict(levels)) / Math.sqrt(1 - fit.leverage(levels, weight));
    perCluster.set(cluster, (perCluster.get(cluster) ?? 0) + (weight * residual) / total);
  }
  const ofItems = [...perCluster.values()].reduce((sum, contribution) => sum + contribution ** 2, 0);
  const standardError = Math.sqrt(ofItems + varianceOfShares(production, fit.predict));
  return studentEstimate(
    { estimate, standardError, degreesOfFreedom: clusters - 1, n: used.length, clusters },
    confidence,
  );
}

interface LevelFit {
  predict(levels: readonly string[]): number;
  leverage(levels: readonly string[], weight: number): number;
}

/** Weighted least squares of the values on the levels of all margins, by sweeping one margin after the other. */
function fitLevels(items: readonly CalibratedItem[], estimate: number): LevelFit {
  const marginCount = items[0]?.levels.length ?? 0;
  const effects = Array.from({ length: marginCount }, () => new Map<string, number>());
  const weights = Array.from({ length: marginCount }, () => new Map<string, number>());
  let total = 0;
  for (const { levels, weight } of items) {
    total += weight;
    levels.forEach((level, margin) => weights[margin]?.set(level, (weights[margin]?.get(level) ?? 0) + weight));
  }
  const predict = (levels: readonly string[]) =>
    levels.reduce((sum, level, margin) => sum + (effects[margin]?.get(level) ?? 0), estimate);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = 0;
    effects.forEach((own, margin) => {
      const sums = new Map<string, number>();
      for (const { levels, weight, value } of items) {
        const level = levels[margin] ?? '';
        sums.set(level, (sums.get(level) ?? 0) + weight * (value - predict(levels)));
      }
      for (const [level, sum] of sums) {
        const change = sum / (weights[margin]?.get(level) ?? 1);
        moved = Math.max(moved, Math.abs(change));
        own.set(level, (own.get(level) ?? 0) + change);
      }
    });
    if (moved <= TOLERANCE) break;
  }
  return {
    predict,
    leverage: (levels, weight) => {
      // The overall mean is in every margin and counts once.
      const shares = levels.map((level, margin) => weight / (weights[margin]?.get(level) ?? weight));
      const sum = shares.reduce((all, share) => all + share, 0) - (levels.length - 1) * (weight / total);
      return Math.min(MAX_LEVERAGE, Math.max(0, sum));
    },
  };
}

function varianceOfShares(production: readonly MarginRow[], predict: LevelFit['predict']): number {
  const total = production.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return 0;
  const predicted = production.map(({ levels }) => predict(levels));
  const mean = production.reduce((sum, { weight }, at) => sum + weight * (predicted[at] ?? 0), 0) / total;
  return production.reduce(
    (sum, { weight, inclusionProbability }, at) =>
      sum + (1 - inclusionProbability) * ((weight * ((predicted[at] ?? 0) - mean)) / total) ** 2,
    0,
  );
}
