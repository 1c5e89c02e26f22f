import { studentQuantile } from '../stats/distributions.js';

/**
 * A weighted mean, or a sum of such means, that remembers what every user contributed to its error. Sums of terms keep
 * the covariance between them: whoever is in two means moves both.
 */
export interface TrendTerm {
  readonly estimate: number;
  /** Per user the linearised error; independent between users, each with mean zero. */
  readonly influence: ReadonlyMap<string, number>;
  /** Σ of the means' own variances, and Σ variance² / degrees of freedom: they give the degrees of freedom of the sum. */
  readonly ownVariance: number;
  readonly ownVariancePerDegree: number;
}

export interface TermValue {
  readonly value: number;
  /** Only ratios count. */
  readonly weight: number;
  readonly user: string;
}

export interface TermInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * A Hájek mean. Alone, its interval is that of `clusteredMean`: the finite correction C/(C-1) sits in the influence, so
 * that a mean over few users stays wide in a sum that has many users altogether.
 * @returns null with fewer than two users or no positive weight
 */
export function meanTerm(values: readonly TermValue[]): TrendTerm | null {
  const used = values.filter(({ weight }) => weight > 0);
  const users = new Set(used.map(({ user }) => user)).size;
  if (users < 2) return null;
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  const mean = used.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
  const correction = Math.sqrt(users / (users - 1));
  const influence = new Map<string, number>();
  for (const { value, weight, user } of used) {
    influence.set(user, (influence.get(user) ?? 0) + (correction * weight * (value - mean)) / total);
  }
  const ownVariance = squares(influence);
  return { estimate: mean, influence, ownVariance, ownVariancePerDegree: ownVariance ** 2 / (users - 1) };
}

/** `a + sign · b`. */
export function addTerms(a: TrendTerm, b: TrendTerm, sign: 1 | -1 = 1): TrendTerm {
  const influence = new Map(a.influence);
  for (const [user, value] of b.influence) influence.set(user, (influence.get(user) ?? 0) + sign * value);
  return {
    estimate: a.estimate + sign * b.estimate,
    influence,
    ownVariance: a.ownVariance + b.ownVariance,
    ownVariancePerDegree: a.ownVariancePerDegree + b.ownVariancePerDegree,
  };
}

/**
 * Cluster-robust interval, se² = Σ_users (Σ_means influence)² (Liang & Zeger 1986), with Student's t. Degrees of freedom
 * after Satterthwaite (1946), (Σ V)² / Σ V²/ν over the means, so that the few users of one wide mean are not forgotten
 * among the many users of the others; for one mean that is its users - 1.
 */
export function termInterval(term: TrendTerm, confidence: number): TermInterval {
  const standardError = Math.sqrt(squares(term.influence));
  // Nothing varied: the same answers with the same judgements.
  if (term.ownVariancePerDegree === 0) return { low: term.estimate, high: term.estimate };
  const degreesOfFreedom = term.ownVariance ** 2 / term.ownVariancePerDegree;
  const half = studentQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
  return { low: term.estimate - half, high: term.estimate + half };
}

function squares(influence: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const value of influence.values()) sum += value * value;
  return sum;
}
