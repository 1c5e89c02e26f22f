import { normalQuantile } from './distributions.js';

/** A sampled value with what the design knows of it. */
export interface TwoPhaseValue {
  readonly value: number;
  readonly user: string;
  readonly stratum: string;
  /** First phase: share of the user's requests that the cap keeps. */
  readonly capProbability: number;
  /** Second phase: probability of being drawn from what the caps left; one value per stratum. */
  readonly drawProbability: number;
}

export interface WindowMean {
  readonly estimate: number;
  readonly standardError: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

/**
 * The mean over all requests of one window, from a sample of it (Hájek), with the interval of the design: how far another
 * draw of the same window would be off. It says nothing about other users or other weeks; for those whole users must be
 * resampled.
 *
 * Linearised residuals e_i = (y_i - mean) / N, then both phases of two-phase sampling (Särndal, Swensson & Wretman 1992,
 * eq. 9.3.7): the draw inside strata, Σ_h N_h² (1 - f_h) s²_h / n_h of the e_i over their cap probabilities; and the cap
 * inside users, n_u² (1 - c_u) s²_u / k with k = c_u n_u the cap, where the s²_u come from pairs of a user's sampled
 * requests over the probability that both are drawn.
 * @param perUserCap of the design
 * @returns null for fewer than two values
 */
export function twoPhaseMean(
  values: readonly TwoPhaseValue[],
  perUserCap: number,
  confidence = 0.95,
): WindowMean | null {
  if (values.length < 2) return null;
  const weights = values.map(({ capProbability, drawProbability }) => 1 / (capProbability * drawProbability));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const estimate = values.reduce((sum, { value }, at) => sum + value * (weights[at] ?? 0), 0) / total;
  const residuals = values.map(({ value }) => (value - estimate) / total);
  const variance = drawVariance(values, residuals) + capVariance(values, residuals, perUserCap);
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile(0.5 + confidence / 2) * standardError;
  return { estimate, standardError, ciLow: estimate - reach, ciHigh: estimate + reach };
}

function drawVariance(values: readonly TwoPhaseValue[], residuals: readonly number[]): number {
  const strata = new Map<string, { probability: number; expanded: number[] }>();
  values.forEach(({ stratum, capProbability, drawProbability }, at) => {
    const entry = strata.get(stratum) ?? { probability: drawProbability, expanded: [] };
    entry.expanded.push((residuals[at] ?? 0) / capProbability);
    strata.set(stratum, entry);
  });
  let variance = 0;
  for (const { probability, expanded } of strata.values()) {
    const count = expanded.length;
    // One request says nothing about the spread of its stratum.
    if (count < 2 || probability >= 1) continue;
    const mean = expanded.reduce((sum, value) => sum + value, 0) / count;
    const spread = expanded.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
    const size = count / probability;
    variance += (size * size * (1 - probability) * spread) / count;
  }
  return variance;
}

function capVariance(values: readonly TwoPhaseValue[], residuals: readonly number[], cap: number): number {
  const sizes = new Map<string, number>();
  for (const { stratum } of values) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
  const users = new Map<string, number[]>();
  values.forEach(({ user, capProbability }, at) => {
    if (capProbability >= 1) return;
    const own = users.get(user);
    if (own === undefined) users.set(user, [at]);
    else own.push(at);
  });
  let variance = 0;
  for (const own of users.values()) {
    for (const [position, i] of own.entries()) {
      for (const j of own.slice(position + 1)) {
        const [a, b] = [values[i], values[j]];
        if (a === undefined || b === undefined) continue;
        const difference = (residuals[i] ?? 0) - (residuals[j] ?? 0);
        const share = a.capProbability;
        const factor = (1 - share) / (share * share * (cap - 1));
        variance += (factor * difference * difference) / pairProbability(a, b, sizes.get(a.stratum) ?? 0);
      }
    }
  }
  return variance;
}

/** Probability that the draw takes both of two requests. */
function pairProbability(a: TwoPhaseValue, b: TwoPhaseValue, drawn: number): number {
  if (a.stratum !== b.stratum) return a.drawProbability * b.drawProbability;
  if (a.drawProbability >= 1) return 1;
  return (a.drawProbability * (drawn - 1)) / (drawn / a.drawProbability - 1);
}
