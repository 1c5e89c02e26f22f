import type { ScoreRow } from './score-tables.js';
import type { OutcomeRow } from './trust-tables.js';

/**
 * What has a score, what has none, and why, per arm and source.
 * @param scores first judgements of one judge
 */
export function outcomeCounts(scores: readonly ScoreRow[]): OutcomeRow[] {
  const groups = new Map<string, ScoreRow[]>();
  const weights = new Map<string, number>();
  const placeOf = ({ arm, source }: ScoreRow) => JSON.stringify([arm, source]);
  for (const row of scores) {
    const key = JSON.stringify([row.arm, row.source, row.outcome, row.outcome_reason ?? '']);
    groups.set(key, [...(groups.get(key) ?? []), row]);
    weights.set(placeOf(row), (weights.get(placeOf(row)) ?? 0) + row.weight);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]): OutcomeRow[] => {
      const [first] = rows;
      if (first === undefined) return [];
      const weight = rows.reduce((sum, row) => sum + row.weight, 0);
      const total = weights.get(placeOf(first)) ?? 0;
      return [
        {
          arm: first.arm,
          source: first.source,
          outcome: first.outcome,
          reason: first.outcome_reason,
          n_items: rows.length,
          n_users: new Set(rows.map(({ user }) => user)).size,
          share: total > 0 ? weight / total : 0,
        },
      ];
    });
}
