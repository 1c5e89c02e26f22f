import { defineTable, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

export const patternsTable = defineTable('patterns', 1, {
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
});
export type PatternRow = RowOf<typeof patternsTable>;

export const adaptationTable = defineTable('adaptation', 1, {
  checkpoint_days: number('end of the window after the release', { unit: 'days' }),
  part: text('total, arrivals, departures, activity, topics or habits'),
  estimate: nullable(number('part of the squared change of the mean feature; parts sum to the total')),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  within_user_shift: nullable(
    number('squared length of the mean within-user shift, de-biased; the same on every row of a checkpoint'),
  ),
  p_value: nullable(number('sign-flip over returning users')),
  placebo_rank: nullable(number('of this row’s estimate: (1 + placebos at least as large) / (1 + placebos)')),
  placebos: integer('placebo dates that could be computed'),
  n_returning: integer('users seen before and after', { unit: 'users' }),
  n_new: integer('users seen only after', { unit: 'users' }),
  n_lost: integer('users seen only before', { unit: 'users' }),
  uncovered_share: nullable(number('share of the window in regions the eval set lacks', { unit: 'share' })),
  refused: nullable(text('why there is no figure')),
});
export type AdaptationRow = RowOf<typeof adaptationTable>;

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
