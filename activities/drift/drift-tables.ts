import { defineTable, flag, integer, nullable, number, type RowOf, text, vector64 } from '../storage/arrow-table.js';

/** The mergeable state of a window: per user the count, the capped weight and the sum of the random features. */
export function driftStateTable(features: number) {
  return defineTable('drift_state', 1, {
    user: text('keyed hash of the user'),
    count: integer('requests', { unit: 'requests' }),
    capped_weight: number('min(count, weight cap)', { unit: 'requests' }),
    feature_sum: vector64(features, 'sum over the user’s requests of the orthogonal random features, all bandwidths'),
  });
}

export const driftTable = defineTable('drift', 1, {
  reference: text('pinned, history or eval-set'),
  statistic: text('mmd2, uncovered_mass, moved_mass, coverage, centroid_cosine'),
  estimate: nullable(number('estimate; null when refused')),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  p_value: nullable(number('user-permutation p-value')),
  permutations: integer('permutations drawn'),
  minimum_effect: nullable(number('effect below which no alarm is raised')),
  alarm: flag('significant at the level of this look and above the minimum effect'),
  n_users_reference: integer('users of the reference', { unit: 'users' }),
  n_users_current: integer('users of the window', { unit: 'users' }),
  embedder: text('identity of the embedder'),
  refused: nullable(text('why there is no verdict')),
});
export type DriftRow = RowOf<typeof driftTable>;

export const topicsTable = defineTable('topics', 1, {
  topic: integer('topic of the frozen topic map'),
  label: text('its three most typical terms'),
  share_reference: number('share of the reference window', { unit: 'share' }),
  share_current: number('share of this window', { unit: 'share' }),
  difference: number('share_current - share_reference', { unit: 'share' }),
  ci_low: nullable(number('lower end of the simultaneous user-clustered interval')),
  ci_high: nullable(number('upper end')),
  p_adjusted: nullable(number('max-T adjusted over the topics')),
  contribution: number('part of the biased MMD² that comes through this topic; parts sum to the whole'),
  terms: text('typical terms, most typical first, space-separated'),
});
export type TopicRow = RowOf<typeof topicsTable>;
