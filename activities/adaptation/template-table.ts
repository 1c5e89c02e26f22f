import { defineTable, integer, nullable, number, type RowOf, text, timestamp } from '../storage/arrow-table.js';

export const templatesTable = defineTable('templates', 1, {
  template: text('name of the template: digest of its skeleton'),
  skeleton: text('the words that stay, {…} for what changes; shared by five users or more'),
  fixed_words: integer('words that stay', { unit: 'words' }),
  slots: integer('places that change'),
  first_seen: timestamp('first request of the followed windows that was made from it'),
  first_seen_after: nullable(timestamp('first such request after the release')),
  checkpoint_days: number('end of the window after the release; 0: the baseline before it', { unit: 'days' }),
  requests: integer('requests of the window made from it', { unit: 'requests' }),
  users: integer('users behind them', { unit: 'users' }),
  user_share: number('of the users of the window', { unit: 'share' }),
  n_users: integer('users of the window', { unit: 'users' }),
  p_value: nullable(
    number('Fisher’s exact test, one-sided: more users than in the baseline; null for the baseline itself'),
  ),
  p_adjusted: nullable(number('Holm over the templates of the checkpoint')),
  half_life_days: nullable(
    number(
      'days in which the use by its adopters comes half of the way, by an exponential curve; null: too few, or no end in sight',
      {
        unit: 'days',
      },
    ),
  ),
  adopters: integer('users who were seen before, not with the template, and use it after', { unit: 'users' }),
});
export type TemplateRow = RowOf<typeof templatesTable>;
