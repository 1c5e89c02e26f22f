import type { Estimate } from '../stats/clustered-mean.js';
import { lengthBias } from './judge-bias.js';
import type { PairRow, SummaryRow } from './score-tables.js';
import { CONFIDENCE, summaryRow } from './summary-draft.js';
import { MINIMUM_USERS, refusedForUsers } from './verdict.js';

const SOURCES = ['live', 'eval-set'];

/**
 * Win rates (ties half) as they are, and at equal length of both answers, per comparison and source: `win_rate` and
 * `win_rate_length_controlled`. No gate hangs on them; where the two differ, length is what the judge went by.
 * @param pairs first judgements of one judge; pairs of other arms tell its taste for length from quality
 */
export function lengthControlledRows(pairs: readonly PairRow[]): SummaryRow[] {
  return SOURCES.flatMap((slice) =>
    lengthBias(pairs.filter(({ source }) => source === slice)).winRates.flatMap(
      ({ comparison: arm, raw, lengthControlled }) => {
        const users = raw?.clusters ?? 0;
        const size = { items: raw?.n ?? 0, users };
        return [
          { metric: 'win_rate', estimate: raw },
          { metric: 'win_rate_length_controlled', estimate: lengthControlled },
        ].map(({ metric, estimate }) =>
          summaryRow({ metric, arm, slice, unit: 'share' }, size, figuresOf(estimate, users)),
        );
      },
    ),
  );
}

function figuresOf(estimate: Estimate | null, users: number): Partial<SummaryRow> {
  if (users < MINIMUM_USERS) return { verdict: refusedForUsers(users) };
  if (estimate === null) return { verdict: 'refused: these pairs do not tell length from quality' };
  return { estimate: estimate.estimate, ci_low: estimate.ciLow, ci_high: estimate.ciHigh, confidence: CONFIDENCE };
}
