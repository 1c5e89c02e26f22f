import { defineTable, flag, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

/** What has a score, what has none, and why: first judgements of the judge that counts. */
export const outcomesTable = defineTable('outcomes', 1, {
  arm: text('arm'),
  source: text('live or eval-set'),
  outcome: text('scored, refusal, truncated, error or skipped'),
  reason: nullable(text('outcome_reason of the scores; null where the outcome says it all')),
  n_items: integer('items', { unit: 'items' }),
  n_users: integer('users behind them', { unit: 'users' }),
  share: number('share of the weight of the arm’s items in this source', { unit: 'share' }),
});
export type OutcomeRow = RowOf<typeof outcomesTable>;

/** How far the judges of a week can be trusted: one row per judge, figure and arm pair. */
export const judgesTable = defineTable('judges', 1, {
  judge: text('digest of the judge'),
  judge_model: text('model that judges'),
  figure: text(
    'position_bias, order_flips, length_bias, retest_flips, retest_noise, self_preference, agreement_between_judges, ' +
      'agreement_with_people, agreement_between_people, invalid_share, refusal_share or truncated_share',
  ),
  arm: text('arms compared, as `candidate - production`; all: every judgement'),
  estimate: nullable(number('estimate; null when refused')),
  ci_low: nullable(number('lower end of the 95 % interval, between users')),
  ci_high: nullable(number('upper end of the interval')),
  n_items: integer('judgements, or items, behind the estimate', { unit: 'items' }),
  n_users: integer('users behind them', { unit: 'users' }),
  unit: text('share, difference of win rates, kappa or alpha'),
  refused: nullable(text('why there is no estimate')),
});
export type JudgeRow = RowOf<typeof judgesTable>;

/** Production's live score, watched every week: the weeks that the present judge scored, oldest first. */
export const monitorTable = defineTable('monitor', 1, {
  week: text('ISO week'),
  judge: text('digest of the judge; another judge starts another watch'),
  watch: integer('number of the watch: the first is 1, and an alarm starts the next'),
  phase: text('baseline: the threshold comes from this week; watched'),
  mean: number('mean over users of their mean scores', { unit: 'score' }),
  n_users: integer('users of the week', { unit: 'users' }),
  counted_users: integer('users that count as fresh evidence', { unit: 'users' }),
  threshold: nullable(
    number('level that the score must not fall under: lower end of the baseline’s interval less the minimum effect', {
      unit: 'score',
    }),
  ),
  e_value: nullable(number('evidence that it has fallen under the threshold, 1 at the start')),
  alarm_at: number('e_value that raises the alarm: 1 over the probability of a false one'),
  alarm: flag('whether this week raised the alarm'),
});
export type MonitorRow = RowOf<typeof monitorTable>;
