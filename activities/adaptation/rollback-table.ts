import { defineTable, integer, nullable, number, type RowOf, text, timestamp } from '../storage/arrow-table.js';

const distance = (what: string) => nullable(number(`squared length of the mean within-user shift ${what}, de-biased`));

/** One row per checkpoint of a rollback; figures in the feature space of `adaptation`. */
export const rollbackTable = defineTable('rollback', 1, {
  checkpoint_days: number('end of the window after the rollback', { unit: 'days' }),
  rolled_back: text('release that was rolled back'),
  before_start: timestamp('start of the window before that release'),
  before_end: timestamp('its end'),
  released_start: timestamp('start of the window with that release, which ends at the rollback'),
  release_shift: distance('from before the release to it'),
  release_shift_ci_low: nullable(number('lower end of the user-bootstrap interval')),
  release_shift_ci_high: nullable(number('upper end')),
  release_p_value: nullable(number('of it, by sign-flip over users')),
  distance_to_before: distance('from before the release to after the rollback'),
  distance_to_before_ci_low: nullable(number('lower end')),
  distance_to_before_ci_high: nullable(number('upper end')),
  distance_to_released: distance('from the state that was rolled back to after the rollback'),
  distance_to_released_ci_low: nullable(number('lower end')),
  distance_to_released_ci_high: nullable(number('upper end')),
  returned_share: nullable(
    number('of the release’s shift undone, along its direction: 1 came back, 0 stayed', { unit: 'share' }),
  ),
  returned_share_ci_low: nullable(number('lower end')),
  returned_share_ci_high: nullable(number('upper end')),
  verdict: nullable(text('went back, went back in part, stayed, open, or nothing to come back from')),
  n_users: integer('users of all three windows', { unit: 'users' }),
  refused: nullable(text('why there is no figure')),
});
export type RollbackRow = RowOf<typeof rollbackTable>;
