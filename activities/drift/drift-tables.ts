import { defineTable, flag, integer, nullable, number, type RowOf, text, vector64 } from '../storage/arrow-table.js';

/** The mergeable state of a window: per user the count, the capped weight and the sum of the random features. */
export function driftStateTable(features: number) {
  return defineTable('drift_state', 1, {
    user: text('keyed hash of the user'),
    count: integer('requests', { unit: 'requests' }),
    capped_weight: number('min(count, weight cap)', { unit: 'requests' }),
    feature_sum: vector64(
      features,
      'sum over the user’s requests of the structured orthogonal random features, all bandwidths',
    ),
  });
}

export const driftTable = defineTable('drift', 2, {
  reference: text('pinned, history or eval-set'),
  window_weeks: integer('length of the compared window, which ends with this week', { unit: 'weeks' }),
  statistic: text(
    'mmd2, uncovered_mass, moved_mass, coverage, centroid_cosine, frechet, energy, sliced_wasserstein, classifier_auc, mix_share, within_share, nearest_weeks_mmd2',
  ),
  estimate: nullable(number('estimate; null when refused')),
  ci_low: nullable(number('lower end of the interval over users')),
  ci_high: nullable(number('upper end')),
  p_value: nullable(number('user-permutation p-value; of the history, the rank among its weeks')),
  level: nullable(number('level that the p-value is held against')),
  permutations: integer('permutations drawn'),
  history_weeks: nullable(integer('earlier weeks that a rank is among', { unit: 'weeks' })),
  minimum_effect: nullable(number('effect below which no alarm is raised')),
  alarm: flag('significant at this look’s share of the yearly level and above the minimum effect'),
  unusual: flag('of the history: rank at most the level of one week, and above the minimum effect'),
  n_users_reference: integer('users of the reference', { unit: 'users' }),
  n_users_current: integer('users of the window', { unit: 'users' }),
  embedder: text('identity of the embedder'),
  refused: nullable(text('why there is no verdict')),
});
export type DriftRow = RowOf<typeof driftTable>;

export const topicsTable = defineTable('topics', 2, {
  topic: integer('topic of the frozen topic map; numbers after its last are new topics outside it'),
  label: text('its three most typical terms'),
  is_mapped: flag('of the frozen map; what is not also counts in the nearest topic that is'),
  share_reference: number('share of the reference window', { unit: 'share' }),
  share_current: number('share of this window', { unit: 'share' }),
  difference: number('share_current - share_reference', { unit: 'share' }),
  ci_low: nullable(number('lower end of the simultaneous user-clustered interval')),
  ci_high: nullable(number('upper end')),
  p_adjusted: nullable(number('max-T adjusted over the topics')),
  contribution: nullable(
    number('part of the biased MMD² that comes through this topic; parts sum to the whole; null outside the map'),
  ),
  users: integer('users of this week who wrote about it', { unit: 'users' }),
  terms: text('typical terms, most typical first, space-separated'),
  state: text('new, vanished, grown, shrunk (p_adjusted at most .05) or same'),
  exemplars: text('JSON list of request ids: up to three of this week’s requests nearest the centre'),
});
export type TopicRow = RowOf<typeof topicsTable>;
