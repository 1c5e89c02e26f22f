import { judgementsOf, valuesOf } from './observations.js';
import type { PairRow, ScoreRow, SummaryRow } from './score-tables.js';
import { meanDraft, summaryRow } from './summary-draft.js';

/**
 * What the arm's answers and judgements cost altogether, those of further judges included and each paid call once, and
 * how long its live answers took.
 * @param judge whose rows stand for the answers
 */
export function expenses(
  arm: string,
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
  judge: string,
): SummaryRow[] {
  // A request that is live and in the eval set has one answer and one judgement of each kind.
  const own = scores.filter((row) => row.arm === arm);
  const judged = new Map(own.map((row) => [`${row.item_id} ${row.judge} ${row.repeat}`, row]));
  const compared = new Map(
    pairs
      .filter((row) => row.arm_a === arm)
      .map((row) => [`${row.item_id} ${row.arm_b} ${row.judge} ${row.repeat}`, row]),
  );
  const total = [...judged.values(), ...compared.values()].reduce((sum, row) => sum + row.cost_usd, 0);
  const size = {
    items: new Set(own.map(({ item_id }) => item_id)).size,
    users: new Set(own.map(({ user }) => user)).size,
  };
  const cost = summaryRow({ metric: 'cost_usd', arm, slice: 'all', unit: 'USD' }, size, { estimate: total });
  const timed = valuesOf(
    judgementsOf(own, judge).filter(({ source }) => source === 'live'),
    (row) => row.latency_ms,
  );
  if (timed.length === 0) return [cost];
  return [cost, { ...meanDraft({ metric: 'latency_ms', arm, slice: 'live', unit: 'ms' }, timed).row, verdict: '' }];
}
