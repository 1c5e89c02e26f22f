import { defineTable, integer, number, type RowOf, text, timestamp } from '../storage/arrow-table.js';

export const phrasesTable = defineTable('phrases', 1, {
  phrase: text('words that more users write than before the release; {…} for a number or the like'),
  checkpoint_days: number('end of the window after the release', { unit: 'days' }),
  users_before: integer('users who wrote it in the baseline', { unit: 'users' }),
  users_after: integer('users who wrote it in the window', { unit: 'users' }),
  share_before: number('of the users of the baseline', { unit: 'share' }),
  share_after: number('of the users of the window', { unit: 'share' }),
  log_odds: number('log-odds ratio after against before, with an informative Dirichlet prior, on user counts'),
  z: number('log_odds / its standard deviation'),
  p_value: number('Fisher’s exact test on users, one-sided'),
  p_adjusted: number('Tarone 1990 over the phrases that enough users write to show anything'),
  first_seen: timestamp('first request of the followed windows that holds it'),
});
export type PhraseRow = RowOf<typeof phrasesTable>;
