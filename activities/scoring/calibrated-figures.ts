import type { LabelledPair, LabelledScore } from '../labels/labelled-rows.js';
import { clusteredPredictionPoweredMean, type LabelledRow } from '../stats/prediction-powered.js';
import type { SummaryRow } from './score-tables.js';
import { CONFIDENCE, summaryRow } from './summary-draft.js';
import { MINIMUM_USERS } from './verdict.js';

/** A week's judgements with the labels that people gave to some of them. */
export interface LabelledJudgements {
  readonly scores: readonly LabelledScore[];
  readonly pairs: readonly LabelledPair[];
}

/**
 * What people would have said of all items, from the judge on all and people on some (PPI++, see
 * `clusteredPredictionPoweredMean`): `score_calibrated` per arm and `win_rate_difference_calibrated` per comparison,
 * beside the rows of the judge alone. A figure without any label is left out; one with labels of fewer than 20 users is
 * refused.
 */
export function calibratedRows({ scores, pairs }: LabelledJudgements): SummaryRow[] {
  return [
    ...grouped(scores, ({ arm, source }) => [arm, source]).map(({ arm, slice, rows }) =>
      calibratedRow({ metric: 'score_calibrated', arm, slice, unit: 'score' }, rows),
    ),
    ...grouped(pairs, ({ arm_a, arm_b, source }) => [`${arm_a} - ${arm_b}`, source]).map(({ arm, slice, rows }) =>
      calibratedRow({ metric: 'win_rate_difference_calibrated', arm, slice, unit: 'wins - losses' }, rows),
    ),
  ];
}

function calibratedRow(place: Parameters<typeof summaryRow>[0], rows: readonly LabelledRow[]): SummaryRow {
  const labelled = rows.filter(({ label }) => label !== null);
  const labelledUsers = new Set(labelled.map(({ user }) => user)).size;
  const size = { items: rows.length, users: new Set(rows.map(({ user }) => user)).size };
  const n_labels = labelled.length;
  const estimate = labelledUsers < MINIMUM_USERS ? null : clusteredPredictionPoweredMean(rows);
  if (estimate === null) {
    const verdict = `refused: labels of ${labelledUsers} users, ${MINIMUM_USERS} are needed`;
    return summaryRow(place, size, { n_labels, verdict });
  }
  const { ciLow: ci_low, ciHigh: ci_high, pValue } = estimate;
  // Whether a score is zero is no question.
  const p_value = place.metric === 'score_calibrated' ? null : pValue;
  const figures = { estimate: estimate.estimate, ci_low, ci_high, confidence: CONFIDENCE, p_value, n_labels };
  return summaryRow(place, size, figures);
}

/** Groups that hold at least one label. */
function grouped<T extends LabelledRow>(
  rows: readonly T[],
  placeOf: (row: T) => readonly [arm: string, slice: string],
): { arm: string; slice: string; rows: readonly T[] }[] {
  const groups = new Map<string, { arm: string; slice: string; rows: T[] }>();
  for (const row of rows) {
    const [arm, slice] = placeOf(row);
    const key = JSON.stringify([slice, arm]);
    const group = groups.get(key) ?? { arm, slice, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([, group]) => (group.rows.some(({ label }) => label !== null) ? [group] : []));
}
