import type { Estimate } from '../stats/clustered-mean.js';
import { studentQuantile } from '../stats/distributions.js';

/** Below this, intervals that lean on the number of users mislead. */
export const MINIMUM_USERS = 20;

const LEVEL = 0.05;
const POWER = 0.8;

/**
 * The smallest difference that a two-sided test at 5 % finds with 80 % power, given this standard error:
 * (t(.975) + t(.80)) · SE with the clusters' degrees of freedom.
 */
export function minimumDetectable({ standardError, degreesOfFreedom }: Estimate): number {
  const quantiles = studentQuantile(1 - LEVEL / 2, degreesOfFreedom) + studentQuantile(POWER, degreesOfFreedom);
  return quantiles * standardError;
}

/**
 * What one gate says. `ship` and `hold` need an interval on one side of zero and survive Holm over the gates;
 * `no-difference` rules out any difference of the minimum detectable size; anything else needs more items.
 */
export function gateVerdict(estimate: Estimate, pAdjusted: number | null): string {
  const isSignificant = pAdjusted !== null && pAdjusted <= LEVEL;
  if (isSignificant && estimate.ciLow > 0) return 'ship';
  if (isSignificant && estimate.ciHigh < 0) return 'hold';
  const detectable = minimumDetectable(estimate);
  if (estimate.ciLow >= -detectable && estimate.ciHigh <= detectable) return 'no-difference';
  return 'need-n-more';
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
