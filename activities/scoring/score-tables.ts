import { defineTable, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

/** What is to be scored: requests of a sample, items of the eval set, prompts of a replay. */
export const scoringItemTable = defineTable('scoring_items', 2, {
  item_id: text('request id of a live item, item id of an eval-set item'),
  source: text('live, eval-set, replay-pre or replay-post'),
  user: text('keyed hash of the user'),
  session: nullable(text('keyed hash of the session')),
  stratum: text('stratum the item was drawn in'),
  topic: integer('topic of the frozen topic map'),
  inclusion_probability: number('probability with which the design draws this item', { unit: 'share' }),
  weight: number('weight of the item in means', { unit: 'weight' }),
  prompt: text('redacted prompt'),
  system_prompt: nullable(text('system prompt')),
  earlier_turns: text('earlier messages as JSON [{role, content}]'),
  tools: nullable(text('tool definitions offered to the model as JSON')),
  context: text('complete or prompt-only: whether the call can be asked again as it was'),
  logged_model: nullable(text('model that answered in production')),
  logged_response: nullable(text('logged answer')),
  language: nullable(text('ISO 639-1 code of the prompt’s language')),
});
export type ScoringItem = RowOf<typeof scoringItemTable>;

export const scoresTable = defineTable('scores', 2, {
  item_id: text('item'),
  source: text('live, eval-set, replay-pre or replay-post'),
  user: text('keyed hash of the user'),
  session: nullable(text('keyed hash of the session')),
  stratum: text('stratum of the item'),
  topic: integer('topic of the frozen topic map'),
  inclusion_probability: number('inclusion probability of the item', { unit: 'share' }),
  weight: number('weight of the item in means', { unit: 'weight' }),
  arm: text('production (logged answer), control (production’s model asked again), candidate; old or new in a replay'),
  model: text('model that answered'),
  judge: text('digest of the judge'),
  repeat: integer('0 for the first judgement, 1 for the second of an item that is judged again'),
  score: nullable(number('rubric score, 0 worst to 1 best; null unless the outcome is scored', { unit: 'share' })),
  criteria: nullable(
    text('scores of the criteria, 0 worst to 1 best, as JSON {name: score}; null for one overall score'),
  ),
  outcome: text('scored, refusal, truncated, error or skipped'),
  outcome_reason: nullable(
    text(
      'why there is no score, where the outcome alone does not say it: prompt-only, blank-prompt, no-logged-answer, ' +
        'spend-cap, api-refused, judge-refusal, judge-truncated or judge-invalid',
    ),
  ),
  checks: nullable(text('deterministic checks as JSON {name: passed}; null where there are none or no answer')),
  answer_characters: nullable(integer('length of the answer; null without one', { unit: 'characters' })),
  input_tokens: integer('input tokens of the answer', { unit: 'tokens' }),
  output_tokens: integer('output tokens of the answer', { unit: 'tokens' }),
  cost_usd: number(
    'cost of the rubric judgement, and of the answer where this is the first judgement of the judge that counts, whenever ' +
      'they were paid',
    { unit: 'USD' },
  ),
  service: text('live or batch: how the answer was paid; logged for logged answers'),
  latency_ms: nullable(number('time to the whole answer; null for logged answers', { unit: 'ms' })),
});
export type ScoreRow = RowOf<typeof scoresTable>;

export const pairsTable = defineTable('pairs', 2, {
  item_id: text('item'),
  source: text('live or eval-set'),
  arm_a: text('arm'),
  arm_b: text('arm it is compared with'),
  judge: text('digest of the judge'),
  repeat: integer('0 for the first judgement, 1 for the second of an item that is judged again'),
  preference: nullable(
    integer('1: a wins in both orders, -1: b wins in both orders, 0: tie or the orders disagree; null: no judgement'),
  ),
  first_order: nullable(integer('1, 0, -1 for a when a is shown first')),
  second_order: nullable(integer('1, 0, -1 for a when b is shown first')),
  outcome: text('scored, refusal, truncated, error or skipped'),
  length_a: nullable(integer('length of the answer of a', { unit: 'characters' })),
  length_b: nullable(integer('length of the answer of b', { unit: 'characters' })),
  user: text('keyed hash of the user'),
  topic: integer('topic of the frozen topic map'),
  weight: number('weight of the item in means', { unit: 'weight' }),
  cost_usd: number('cost of both judgements', { unit: 'USD' }),
});
export type PairRow = RowOf<typeof pairsTable>;

export const summaryTable = defineTable('summary', 2, {
  metric: text('what is estimated'),
  arm: text('arm or arms, as `candidate - production`; candidates are candidate, candidate-2, …'),
  judge: text('digest of the judge; empty where no judge is involved'),
  slice: text('all, live, eval-set, topic:<n>, stratum:<name>, language:<code>'),
  estimate: nullable(number('estimate; null when refused')),
  ci_low: nullable(number('lower end of the interval')),
  ci_high: nullable(number('upper end of the interval')),
  confidence: number('nominal coverage of the interval', { unit: 'share' }),
  bootstrap_low: nullable(number('differences: lower end of the bootstrap interval over users; null from 50 users on')),
  bootstrap_high: nullable(number('upper end of the bootstrap interval')),
  p_value: nullable(number('two-sided')),
  p_adjusted: nullable(
    number('gates: Holm over the gates of all candidates; slices: Benjamini-Hochberg over all slices'),
  ),
  p_max_t: nullable(number('slices: step-down max-T over all slices of the arm')),
  minimum_detectable: nullable(number('smallest difference found with 80 % power at this size')),
  needed_users: nullable(
    integer(
      'need-n-more: users that are missing to find the minimum effect with 80 % power; null where no number helps',
      {
        unit: 'users',
      },
    ),
  ),
  needed_items: nullable(integer('items that those users bring at as many per user as now', { unit: 'items' })),
  needed_items_per_user: nullable(
    integer('items per user with which the users at hand would do; null where no number does', { unit: 'items' }),
  ),
  design_effect: nullable(number('variance over that of a simple random sample of as many items')),
  n_items: integer('items with a value', { unit: 'items' }),
  n_users: integer('users behind them', { unit: 'users' }),
  n_labels: nullable(integer('items that people labelled; null where no labels went in', { unit: 'items' })),
  unit: text('unit of the estimate'),
  verdict: text('ship, hold, no-difference, need-n-more, refused: <reason>, or empty where no gate hangs on it'),
});
export type SummaryRow = RowOf<typeof summaryTable>;

/** The score lines of the eval set, linked over shared items: one row per week and arm, oldest week first. */
export const trendTable = defineTable('trend', 2, {
  week: text('ISO week'),
  arm: text(
    'control (production’s model asked again), candidate, candidate-2, …; logged answers never change and have no trend',
  ),
  model: text('model that answered'),
  judge: text('digest of the judge of the week; another judge shares the line only over a bridge'),
  line: integer('number of the line within its arm; raised at every break'),
  break_reason: nullable(
    text(
      'why a line starts here: first, judge-changed (without a bridge), model-changed (candidates only), ' +
        'too-few-shared-items or too-few-shared-users; null where the line goes on',
    ),
  ),
  linked_week: nullable(text('earlier reported week that this one is linked to; null where a line starts')),
  linked_by: nullable(
    text(
      'shared-items: the same judge in both weeks; judge-bridge: the judge changed, and the link is that of the judge ' +
        'before; null where a line starts',
    ),
  ),
  shared_items: integer('items that the week and the one before it share, scored in both by the same judge', {
    unit: 'items',
  }),
  shared_users: integer('users behind the shared items', { unit: 'users' }),
  link: nullable(
    number(
      'mean change of the shared items since linked_week, weighted by the mean of both weeks’ normalised weights',
      {
        unit: 'score',
      },
    ),
  ),
  link_ci_low: nullable(number('lower end of its interval', { unit: 'score' })),
  link_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  chained_level: nullable(number('naive level of the line’s first week plus all links since', { unit: 'score' })),
  chained_level_ci_low: nullable(
    number('lower end of its interval, the first week’s error included', { unit: 'score' }),
  ),
  chained_level_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  chained_change: nullable(number('sum of the links since the line’s first week; null there', { unit: 'score' })),
  chained_change_ci_low: nullable(number('lower end of its interval', { unit: 'score' })),
  chained_change_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  naive_level: nullable(
    number('weighted mean over the week’s own set; null with fewer than two users', { unit: 'score' }),
  ),
  naive_level_ci_low: nullable(number('lower end of its interval', { unit: 'score' })),
  naive_level_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  judge_offset: nullable(
    number('what the week’s judge gives above the line’s first judge for the same answers; null while it is the same', {
      unit: 'score',
    }),
  ),
  judge_offset_ci_low: nullable(number('lower end of its interval', { unit: 'score' })),
  judge_offset_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  composition_effect: nullable(
    number(
      'naive_level - judge_offset - chained_level: what other items and weights did since the line’s first week; ' +
        'null there',
      { unit: 'score' },
    ),
  ),
  composition_effect_ci_low: nullable(number('lower end of its interval', { unit: 'score' })),
  composition_effect_ci_high: nullable(number('upper end of its interval', { unit: 'score' })),
  confidence: number('nominal coverage of the intervals', { unit: 'share' }),
  n_items: integer('scored items of the week’s set', { unit: 'items' }),
  n_users: integer('users behind them', { unit: 'users' }),
  scores_sha256: text('digest of the scores.arrow that the row was computed from'),
});
export type TrendRow = RowOf<typeof trendTable>;

/** The week's sample as far as the eval set's weights were raked to it. */
export const productionTable = defineTable('production', 1, {
  topic: integer('topic of the frozen topic map'),
  stratum: text('stratum the request was drawn in'),
  weight: number('1 / inclusion_probability', { unit: 'requests' }),
  inclusion_probability: number('probability with which the design draws the request', { unit: 'share' }),
});
export type ProductionRow = RowOf<typeof productionTable>;
