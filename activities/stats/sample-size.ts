import { type ClusteredValue, type ClusterSum, clusterSums } from './cluster-sums.js';
import type { Estimate } from './clustered-mean.js';
import { normalQuantile, studentQuantile } from './distributions.js';

const LEVEL = 0.05;
const POWER = 0.8;

/** Plans aim a little higher: users are often more uneven and skewed than a pilot shows, and 80 % is to be met then, too. */
const PLANNED_POWER = 0.825;

/** More users than anybody has: beyond this a size is no advice. */
const MOST_USERS = 10_000_000;

/**
 * The smallest difference that a two-sided test at 5 % finds with 80 % power, given this standard error:
 * (t(.975) + t(.80)) · SE with the clusters' degrees of freedom.
 */
export function minimumDetectable({ standardError, degreesOfFreedom }: Estimate): number {
  const quantiles = studentQuantile(1 - LEVEL / 2, degreesOfFreedom) + studentQuantile(POWER, degreesOfFreedom);
  return quantiles * standardError;
}

/** What a pilot tells of the variance of its weighted mean. */
export interface VarianceBasis {
  /** Users differ: only more users make this part smaller. */
  readonly betweenUsers: number;
  /** Items of one user differ: more items of each user make it smaller, too. null when no user has two items. */
  readonly withinUsers: number | null;
  /** How well the variance is known: that of so many users alike. */
  readonly degreesOfFreedom: number;
  readonly users: number;
  readonly items: number;
}

/**
 * The variance of a weighted mean for plans. With r_u what a user's items add to the error, Σ w (y - mean) / Σ w, and h_u
 * its share of the weight:
 * - variance Σ r_u² / (1 - 2 h_u + Σ h²): unbiased where users differ, also when some weigh much more than others (the
 *   idea of CR2, Bell & McCaffrey 2002), which the interval's own variance is only for users alike;
 * - degrees of freedom 2 (Σ r²)² / (Σ r⁴ - (Σ r²)²/C): fewer for uneven or skewed users (Satterthwaite 1946 with the
 *   empirical fourth moment);
 * - parts by [τ² Σ_u W_u² + σ² Σ_i w_i²] / W²: σ² from the deviations from the users' own means, τ² from what is left,
 *   not below 0 (analysis of variance estimator; Searle, Casella & McCulloch 1992, ch. 3).
 * @returns null with fewer than two users of positive weight
 */
export function varianceBasis(rows: readonly ClusteredValue[]): VarianceBasis | null {
  const used = rows.filter(({ weight }) => weight > 0);
  const users = clusterSums(used);
  const total = users.reduce((sum, { weight }) => sum + weight, 0);
  if (users.length < 2) return null;
  const mean = users.reduce((sum, each) => sum + each.sum, 0) / total;
  const shareSquares = users.reduce((sum, { weight }) => sum + (weight / total) ** 2, 0);
  const squares = users.map(({ weight, sum }) => {
    const kept = 1 - (2 * weight) / total + shareSquares;
    return ((sum - mean * weight) / total) ** 2 / kept;
  });
  const variance = squares.reduce((sum, square) => sum + square, 0);
  const fourth = squares.reduce((sum, square) => sum + square ** 2, 0) - variance ** 2 / users.length;
  const withinUsers = varianceWithin(used, users);
  return {
    betweenUsers: Math.max(0, variance - (withinUsers ?? 0)),
    withinUsers,
    degreesOfFreedom: Math.min(users.length - 1, fourth > 0 ? (2 * variance ** 2) / fourth : Infinity),
    users: users.length,
    items: used.length,
  };
}

/** What items add to the variance of the mean: σ² Σ w² / W², with E Σ w (y - own mean)² = σ² Σ_u (W_u - Σ w² / W_u). */
function varianceWithin(rows: readonly ClusteredValue[], users: readonly ClusterSum[]): number | null {
  const sums = new Map(users.map((user) => [user.cluster, user]));
  let total = 0;
  let squares = 0;
  let deviations = 0;
  let freedom = 0;
  for (const { value, weight, cluster } of rows) {
    const user = sums.get(cluster);
    if (user === undefined) continue;
    total += weight;
    squares += weight * weight;
    deviations += weight * (value - user.sum / user.weight) ** 2;
    freedom += weight - (weight * weight) / user.weight;
  }
  return freedom > 1e-9 * total ? ((deviations / freedom) * squares) / (total * total) : null;
}

/** How much of the same kind of data finds a difference. */
export interface SampleSize {
  readonly users: number;
  /** At as many items per user as now. */
  readonly items: number;
  /** Items per user with which the users at hand would do; null when no number does, or nothing tells. */
  readonly itemsPerUser: number | null;
}

/**
 * The size at which a two-sided test finds `difference` with at least 80 % power, on average over pilots. The standard
 * error shrinks with the root of the number of users; the quantiles belong to the resulting degrees of freedom. The
 * variance is itself an estimate, which costs power on average; it is allowed for by the quantile of the non-central t
 * with the degrees of freedom at hand (Julious & Owen 2006, "Sample size calculations for clinical studies allowing for
 * uncertainty about the variance"; approximation of the quantile: Johnson & Welch 1940).
 * @param level of the test; for one of many gates, its share of the family's
 * @returns null when no number of users that anybody has does
 * @throws {RangeError} unless `difference` is positive
 */
export function neededSize(basis: VarianceBasis, difference: number, level = LEVEL): SampleSize | null {
  if (!(difference > 0)) throw new RangeError(`a difference to be found must be positive, not ${difference}`);
  const { betweenUsers, withinUsers, users: present, items, degreesOfFreedom } = basis;
  const variance = betweenUsers + (withinUsers ?? 0);
  const needed = smallest(
    (users) => requiredRatio(users, degreesOfFreedom, level) * Math.sqrt((variance * present) / users) <= difference,
  );
  if (needed === null) return null;
  const allowed = (difference / requiredRatio(present, degreesOfFreedom, level)) ** 2 - betweenUsers;
  const helps = withinUsers !== null && allowed > 0;
  return {
    users: needed,
    items: Math.ceil((needed * items) / present),
    itemsPerUser: helps ? Math.max(1, Math.ceil(((items / present) * withinUsers) / allowed)) : null,
  };
}

/** Difference over standard error that is found with the planned power by this many users. */
function requiredRatio(users: number, pilotFreedom: number, level: number): number {
  const critical = studentQuantile(1 - level / 2, users - 1);
  const z = normalQuantile(PLANNED_POWER);
  const c = 1 - 1 / (4 * pilotFreedom);
  const a = c * c - (z * z) / (2 * pilotFreedom);
  // With next to no users behind it a variance says nothing, and no size can be promised.
  if (!(a > 0)) return Infinity;
  return (c * critical + Math.sqrt(c * c * critical * critical - a * (critical * critical - z * z))) / a;
}

function smallest(reached: (users: number) => boolean): number | null {
  let [low, high] = [1, 2];
  while (!reached(high)) {
    low = high;
    high *= 2;
    if (high > MOST_USERS) return null;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
