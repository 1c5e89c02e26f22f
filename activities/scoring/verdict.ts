import type { ClusteredValue } from '../stats/cluster-sums.js';
import type { Estimate } from '../stats/clustered-mean.js';
import { studentQuantile } from '../stats/distributions.js';
import { neededSize, varianceBasis } from '../stats/sample-size.js';

export { minimumDetectable } from '../stats/sample-size.js';

/** Below this, intervals that lean on the number of users mislead. */
export const MINIMUM_USERS = 20;

const LEVEL = 0.05;

/** A smaller difference of scores (0 to 1) or of wins - losses does not matter, unless the pipeline says otherwise. */
const MINIMUM_EFFECT = 0.03;

interface GateOptions {
  /** A smaller difference does not matter. @default 0.03 */
  readonly minimumEffect?: number;
  /** Gates that are looked at together. @default 1 */
  readonly gates?: number;
}

/**
 * What one gate says:
 * - `no-difference`: the interval lies within ± `minimumEffect` (two one-sided tests: Schuirmann 1987), whether or not it
 *   holds zero;
 * - `ship`, `hold`: the interval lies on one side of zero, and Holm's adjusted p-value agrees;
 * - `need-n-more`: neither; {@link neededMore} tells how many;
 * - `refused: …` with fewer than 20 users.
 *
 * A difference is claimed where there is none in any gate with a chance of at most 5 %, because the p-values are
 * Holm-adjusted over the gates. The absence of one is claimed wrongly with a chance of at most 5 % over all gates, too:
 * the interval is the printed one of 95 % (2.5 % to each side), and from three gates on a wider one (5 % over the number
 * of gates).
 * @param pAdjusted null when estimate and standard error are both 0
 */
export function gateVerdict(estimate: Estimate, pAdjusted: number | null, options: GateOptions = {}): string {
  const { minimumEffect = MINIMUM_EFFECT, gates = 1 } = options;
  if (estimate.clusters < MINIMUM_USERS) return refusedForUsers(estimate.clusters);
  const tail = Math.min(LEVEL / 2, LEVEL / gates);
  const reach = studentQuantile(1 - tail, estimate.degreesOfFreedom) * estimate.standardError;
  if (Math.abs(estimate.estimate) + reach <= minimumEffect) return 'no-difference';
  const isSignificant = pAdjusted !== null && pAdjusted <= LEVEL;
  if (isSignificant && estimate.ciLow > 0) return 'ship';
  if (isSignificant && estimate.ciHigh < 0) return 'hold';
  return 'need-n-more';
}

/** What is missing before a difference of `minimumEffect` is found in four of five cases. */
export interface MoreData {
  /** More users, */
  readonly users: number;
  /** who bring these many more items at as many per user as now. */
  readonly items: number;
  /** Items per user with which no more users are needed; null when no number does, or nothing tells. */
  readonly itemsPerUser: number | null;
}

/**
 * What a gate that says `need-n-more` needs, with the level shared among the gates (Bonferroni).
 * @param rows the differences behind the estimate
 * @returns null when nothing is missing (such an estimate lies near zero or near `minimumEffect`, where more data settle
 * nothing for sure), when no number of users does, or when there are fewer than 20 users to learn it from
 */
export function neededMore(
  rows: readonly ClusteredValue[],
  { minimumEffect = MINIMUM_EFFECT, gates = 1 }: GateOptions = {},
): MoreData | null {
  const basis = varianceBasis(rows);
  if (basis === null || basis.users < MINIMUM_USERS) return null;
  const size = neededSize(basis, minimumEffect, LEVEL / gates);
  if (size === null || size.users <= basis.users) return null;
  return {
    users: size.users - basis.users,
    items: size.items - basis.items,
    itemsPerUser: size.itemsPerUser,
  };
}

export function refusedForUsers(users: number, needed = MINIMUM_USERS): string {
  return `refused: ${users} ${users === 1 ? 'user' : 'users'}, ${needed} are needed`;
}

/**
 * The verdict of all gates: one that says hold is enough to hold; one that says ship is enough to ship when none holds,
 * because Holm keeps the chance of any false claim at 5 %.
 */
export function overallVerdict(gates: readonly string[]): string {
  if (gates.length === 0) return 'no-candidate';
  if (gates.includes('hold')) return 'hold';
  if (gates.includes('ship')) return 'ship';
  const decided = gates.filter((verdict) => !verdict.startsWith('refused'));
  if (decided.length === 0) return gates[0] ?? 'no-candidate';
  return decided.every((verdict) => verdict === 'no-difference') ? 'no-difference' : 'need-n-more';
}
