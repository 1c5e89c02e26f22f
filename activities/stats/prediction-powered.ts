import { type Estimate, studentEstimate } from './clustered-mean.js';
import { normalQuantile } from './distributions.js';

/** A mean corrected by labels, of independent rows. */
export interface PredictionPoweredMean {
  readonly estimate: number;
  readonly standardError: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  /** How far the predictions are trusted: 0 labels only, 1 fully. */
  readonly lambda: number;
}

/**
 * The mean of y from few labelled rows and many with a prediction only (PPI++; Angelopoulos, Duchi & Zrnic, arXiv
 * 2311.01453): λ mean(predicted unlabelled) + mean(y - λ predicted), unbiased however wrong the predictions are.
 * @param labels y of the labelled rows
 * @param predicted predictions for the same rows
 * @param predictedUnlabelled predictions for the other rows
 * @param lambda `tuned`: the λ in [0, 1] of the smallest variance (their power tuning); 1 gives PPI, 0 the classical mean
 * @returns null without labels or other rows, and when all predictions are the same and λ is to be tuned
 */
export function predictionPoweredMean(
  labels: readonly number[],
  predicted: readonly number[],
  predictedUnlabelled: readonly number[],
  lambda: 'tuned' | number = 'tuned',
  confidence = 0.95,
): PredictionPoweredMean | null {
  const [n, unlabelled] = [labels.length, predictedUnlabelled.length];
  if (n === 0 || unlabelled === 0) return null;
  const trust = lambda === 'tuned' ? tunedLambda(labels, predicted, predictedUnlabelled) : lambda;
  if (trust === null) return null;
  const rectified = labels.map((label, row) => label - trust * (predicted[row] ?? Number.NaN));
  const estimate = trust * mean(predictedUnlabelled) + mean(rectified);
  const variance = (trust * trust * spread(predictedUnlabelled)) / unlabelled + spread(rectified) / n;
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile(0.5 + confidence / 2) * standardError;
  return { estimate, standardError, ciLow: estimate - reach, ciHigh: estimate + reach, lambda: trust };
}

/** cov(y, predicted) / ((1 + n/N) var(all predictions)), kept in [0, 1]. */
function tunedLambda(
  labels: readonly number[],
  predicted: readonly number[],
  predictedUnlabelled: readonly number[],
): number | null {
  const pooled = [...predicted, ...predictedUnlabelled];
  const variance = (spread(pooled) * pooled.length) / (pooled.length - 1);
  if (!(variance > 0)) return null;
  const [centreY, centrePredicted] = [mean(labels), mean(predicted)];
  const products = labels.map((label, row) => (label - centreY) * ((predicted[row] ?? 0) - centrePredicted));
  return clipped(mean(products) / ((1 + labels.length / predictedUnlabelled.length) * variance));
}

const clipped = (lambda: number) => Math.min(1, Math.max(0, lambda));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

/** A judged row, with a person's label where one was asked for. */
export interface LabelledRow {
  readonly user: string;
  /** Weight of the row in the mean, as 1 / inclusion probability. */
  readonly weight: number;
  /** What the judge gave: a score, or candidate minus production. */
  readonly judged: number;
  /** What a person gave, on the same scale; null where nobody was asked. */
  readonly label: number | null;
  /** Probability with which the row was drawn to be labelled; only read on labelled rows. Default 1: equal for all. */
  readonly labelProbability?: number;
}

/** `n` counts the judged rows, labelled ones included, `clusters` the users behind them. */
export interface PredictionPoweredEstimate extends Estimate {
  /** How far the judge is trusted: 0 labels only, 1 fully. */
  readonly lambda: number;
  /** Rows with a label. */
  readonly labelled: number;
}

interface UserSums {
  /** A - C: what the judgements of all rows say beyond those of labelled rows. */
  rectifier: number;
  /** B. */
  label: number;
  /** The user's share of the labels' weight. */
  leverage: number;
}

/**
 * PPI++ for rows of users, with weights and labels drawn at known probabilities: the mean that people would give to all
 * rows, λ mean_w(judged, all rows) + mean_{w/π}(label - λ judged, labelled rows), both Hájek means. The same holds for
 * differences between two arms, with `judged` and `label` the paired differences.
 *
 * Linearised, each user adds B_u + λ (A_u - C_u): A of all judged rows, B of the labels, C of the judgements of labelled
 * rows; so a user who has both kinds of rows counts once, with what they share. λ minimises Σ_u (B_u + λ (A_u - C_u))²
 * in [0, 1]: power tuning with the variance over users instead of rows. Each is divided by 1 - h_u, with h_u the user's
 * share of the labels' weight, as leaving the user out would do (HC3; MacKinnon & White 1985): labels are few, and one with
 * a large weight pulls the mean and λ to itself. Student's t on the labelled users - 1.
 * @returns null with fewer than two labelled users, or without positive weight
 * @throws {RangeError} for a label probability outside (0, 1]
 */
export function clusteredPredictionPoweredMean(
  rows: readonly LabelledRow[],
  options: { readonly lambda?: 'tuned' | number; readonly confidence?: number } = {},
): PredictionPoweredEstimate | null {
  const used = rows.filter(({ weight }) => weight > 0);
  const labelled = used.filter(({ label }) => label !== null);
  const labelledUsers = new Set(labelled.map(({ user }) => user)).size;
  if (labelledUsers < 2) return null;
  const judgedAll = weightedMean(
    used,
    ({ weight }) => weight,
    ({ judged }) => judged,
  );
  const judgedLabelled = weightedMean(labelled, labelWeightOf, ({ judged }) => judged);
  const labels = weightedMean(labelled, labelWeightOf, ({ label }) => label ?? 0);

  const users = new Map<string, UserSums>();
  const sumsOf = (user: string) => {
    const sums = users.get(user) ?? { rectifier: 0, label: 0, leverage: 0 };
    users.set(user, sums);
    return sums;
  };
  for (const { user, weight, judged } of used) {
    sumsOf(user).rectifier += (weight * (judged - judgedAll.mean)) / judgedAll.weight;
  }
  for (const row of labelled) {
    const [sums, share] = [sumsOf(row.user), labelWeightOf(row) / labels.weight];
    sums.rectifier -= share * (row.judged - judgedLabelled.mean);
    sums.label += share * ((row.label ?? 0) - labels.mean);
    sums.leverage += share;
  }
  const sums = [...users.values()];
  const { lambda: wanted = 'tuned' } = options;
  const lambda = wanted === 'tuned' ? smallestVariance(sums) : wanted;
  const squares = sums.reduce(
    (sum, { rectifier, label, leverage }) => sum + ((label + lambda * rectifier) / (1 - leverage)) ** 2,
    0,
  );
  const figures = {
    estimate: labels.mean + lambda * (judgedAll.mean - judgedLabelled.mean),
    standardError: Math.sqrt(squares),
    degreesOfFreedom: labelledUsers - 1,
    n: used.length,
    clusters: users.size,
  };
  return { ...studentEstimate(figures, options.confidence), lambda, labelled: labelled.length };
}

function labelWeightOf({ weight, labelProbability = 1 }: LabelledRow): number {
  if (!(labelProbability > 0 && labelProbability <= 1))
    throw new RangeError(`labelProbability is ${labelProbability}: give the share in (0, 1] that the draw used`);
  return weight / labelProbability;
}

function weightedMean(
  rows: readonly LabelledRow[],
  weightOf: (row: LabelledRow) => number,
  valueOf: (row: LabelledRow) => number,
): { mean: number; weight: number } {
  let [weight, sum] = [0, 0];
  for (const row of rows) {
    weight += weightOf(row);
    sum += weightOf(row) * valueOf(row);
  }
  return { mean: sum / weight, weight };
}

function smallestVariance(sums: readonly UserSums[]): number {
  const squares = sums.reduce((sum, { rectifier }) => sum + rectifier * rectifier, 0);
  if (!(squares > 0)) return 0;
  return clipped(-sums.reduce((sum, { rectifier, label }) => sum + rectifier * label, 0) / squares);
}

/** A share that a fallible judge found, corrected by what it is known to get wrong. */
export interface CorrectedShare {
  readonly estimate: number;
  readonly standardError: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

/**
 * Rogan & Gladen 1978: the true share behind the share of positives of a judge with known errors,
 * (apparent + specificity - 1) / (sensitivity + specificity - 1), with the variance of all three by the delta method.
 * Estimate and interval are not cut to [0, 1].
 * @returns null when the judge is no better than chance, or a count is zero
 */
export function roganGladen(
  counts: {
    readonly positives: number;
    readonly n: number;
    readonly truePositives: number;
    readonly nTrulyPositive: number;
    readonly trueNegatives: number;
    readonly nTrulyNegative: number;
  },
  confidence = 0.95,
): CorrectedShare | null {
  const { positives, n, truePositives, nTrulyPositive, trueNegatives, nTrulyNegative } = counts;
  const apparent = positives / n;
  const sensitivity = truePositives / nTrulyPositive;
  const specificity = trueNegatives / nTrulyNegative;
  const youden = sensitivity + specificity - 1;
  if (!Number.isFinite(apparent + youden) || youden === 0) return null;
  const estimate = (apparent + specificity - 1) / youden;
  const variance =
    (apparent * (1 - apparent)) / n +
    (estimate ** 2 * sensitivity * (1 - sensitivity)) / nTrulyPositive +
    ((1 - estimate) ** 2 * specificity * (1 - specificity)) / nTrulyNegative;
  const standardError = Math.sqrt(variance) / Math.abs(youden);
  const reach = normalQuantile(0.5 + confidence / 2) * standardError;
  return { estimate, standardError, ciLow: estimate - reach, ciHigh: estimate + reach };
}
