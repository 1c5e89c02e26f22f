import { defineTable, flag, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

export const patternsTable = defineTable('patterns', 2, {
  pattern: text('prompt pattern'),
  checkpoint_days: number('end of the window after the release', { unit: 'days' }),
  before: number('mean over returning users before the release'),
  after: number('mean over the same users in the window'),
  within_user_difference: nullable(number('mean within-user difference, after - before')),
  ci_low: nullable(number('lower end of the interval')),
  ci_high: nullable(number('upper end')),
  p_value: nullable(number('sign-flip over users')),
  p_adjusted: nullable(number('Holm over the patterns of the checkpoint')),
  placebo_rank: nullable(number('by size, whatever the direction: (1 + placebos at least as large) / (1 + placebos)')),
  n_users: integer('returning users', { unit: 'users' }),
  total_change: nullable(
    number(
      'change of the mean over everybody’s prompts (users weigh by their prompts, up to the cap); the five parts sum to it',
    ),
  ),
  total_ci_low: nullable(number('lower end of the user-bootstrap interval')),
  total_ci_high: nullable(number('upper end')),
  mix_change: nullable(number('of it by who asks, and about what: arrivals, departures, activity and topics')),
  mix_ci_low: nullable(number('lower end')),
  mix_ci_high: nullable(number('upper end')),
  habits_change: nullable(number('of it by the same users on the same topics, writing otherwise')),
  habits_ci_low: nullable(number('lower end')),
  habits_ci_high: nullable(number('upper end')),
  arrivals_change: nullable(number('part of newcomers, who differ from returning users at the same time')),
  departures_change: nullable(number('part of lost users, who differed from returning users at the same time')),
  activity_change: nullable(number('part of the same users, talking more or less')),
  topics_change: nullable(number('part of the same users, about other things')),
});
export type PatternRow = RowOf<typeof patternsTable>;

export const adaptationTable = defineTable('adaptation', 2, {
  checkpoint_days: number('end of the window after the release', { unit: 'days' }),
  part: text('total, mix (all but habits), arrivals, departures, activity, topics or habits'),
  estimate: nullable(
    number(
      'part of the squared change of the mean feature; parts sum to the total; topics are those of the prompts without shared templates and new phrases',
    ),
  ),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  estimate_whole_topics: nullable(
    number('the estimate with topics of the whole prompts, where a template that many take up looks like a topic'),
  ),
  within_user_shift: nullable(
    number('squared length of the mean within-user shift, de-biased; the same on every row of a checkpoint'),
  ),
  p_value: nullable(number('sign-flip over returning users')),
  excess_shift: nullable(
    number('the same less every user’s own mean shift over the placebo dates: what is more than their habitual drift'),
  ),
  excess_p_value: nullable(number('sign-flip over the users seen around a placebo date too')),
  excess_users: integer('those users', { unit: 'users' }),
  placebo_low: nullable(number('smallest estimate of this part over the placebo dates')),
  placebo_high: nullable(number('largest')),
  placebo_rank: nullable(number('of this row’s estimate: (1 + placebos at least as large) / (1 + placebos)')),
  placebos: integer('placebo dates that could be computed'),
  n_returning: integer('users seen before and after', { unit: 'users' }),
  n_new: integer('users seen only after', { unit: 'users' }),
  n_lost: integer('users seen only before', { unit: 'users' }),
  uncovered_share: nullable(number('share of the window in regions the eval set lacks', { unit: 'share' })),
  refused: nullable(text('why there is no figure')),
});
export type AdaptationRow = RowOf<typeof adaptationTable>;

export const exposureTable = defineTable('exposure', 1, {
  checkpoint_days: number('end of the window after the release', { unit: 'days' }),
  figure: text('prompt pattern, or embedding'),
  exposed_change: nullable(number('mean change of the users who got the release')),
  unexposed_change: nullable(number('mean change of those who did not yet, on the same days')),
  effect: nullable(
    number('difference of the two; of the embedding the squared distance of the two mean shifts, de-biased'),
  ),
  ci_low: nullable(number('lower end of Welch’s interval between users')),
  ci_high: nullable(number('upper end')),
  p_value: nullable(number('two-sided; of the embedding by permuting who got it')),
  p_adjusted: nullable(number('Holm over the patterns')),
  trend: nullable(
    number('difference of the two groups’ slopes over the baseline, per day; of the embedding, distance of its halves'),
  ),
  trend_p_value: nullable(number('of the trend, Holm over the patterns')),
  parallel: nullable(flag('the two groups moved alike before: without it the effect is none of the release')),
  n_exposed: integer('users who got it for at least half of their requests', { unit: 'users' }),
  n_unexposed: integer('users who got it for none', { unit: 'users' }),
  n_partly: integer('users in between, left out', { unit: 'users' }),
  refused: nullable(text('why there is no figure')),
});
export type ExposureRow = RowOf<typeof exposureTable>;

export const courseTable = defineTable('course', 1, {
  day: integer('whole days since the release; negative before it', { unit: 'days' }),
  estimate: nullable(number('mean over users of what their prompts moved along the direction of the adaptation')),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  n_users: integer('users who wrote on the day', { unit: 'users' }),
});
export type CourseRow = RowOf<typeof courseTable>;

export const onsetTable = defineTable('onset', 1, {
  figure: text('onset_days, half_life_days or ceiling'),
  estimate: nullable(number('onset: days since the release; half-life: days since the onset; ceiling: as the course')),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  state: text('settled, still moving, or open'),
  refused: nullable(text('why there is no figure')),
});
export type OnsetRow = RowOf<typeof onsetTable>;

export const replayTable = defineTable('replay', 1, {
  cell: text('cell old_pre, new_pre, old_post, new_post, or effect model, adaptation, interaction, total'),
  estimate: nullable(number('mean score of a cell, or the effect', { unit: 'share' })),
  ci_low: nullable(number('lower end of the user-clustered interval')),
  ci_high: nullable(number('upper end')),
  n_items: integer('items with a score', { unit: 'items' }),
  n_users: integer('users behind them', { unit: 'users' }),
  refused: nullable(text('why the cell is missing')),
});
export type ReplayRow = RowOf<typeof replayTable>;
