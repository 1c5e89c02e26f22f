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
    'mmd2, uncovered_mass, moved_mass, coverage, density, precision, recall, centroid_cosine, frechet, energy, sliced_wasserstein, classifier_auc, mix_share, within_share, nearest_weeks_mmd2',
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

/** Prompts that a topic is named from, and those of other users that its name is tested on: passes between two steps. */
export const topicPromptsTable = defineTable('topic_prompts', 1, {
  topic: integer('topic of topics.arrow'),
  label: text('its three most typical terms'),
  role: text('shown: to find the name; asked: whether it fits'),
  is_inside: flag('of the topic; the others are of other topics'),
  user: text('keyed hash of the unit of independence: all prompts of a topic and role are of different users'),
  request_id: text('id of the request in the log'),
  prompt: text('the user turn, redacted, its beginning'),
});
export type TopicPromptRow = RowOf<typeof topicPromptsTable>;

export const topicNamesTable = defineTable('topic_names', 1, {
  topic: integer('topic of topics.arrow'),
  label: text('its three most typical terms'),
  topic_name: nullable(text('name by a model, from the prompts of half of the users; null when it was not proven')),
  topic_description: nullable(text('one sentence on what the topic is, likewise')),
  state: text(
    'named, imprecise (its prompts are not told from others), narrow (it fits fewer than half of its prompts), too-few-users, no-answer or spend-cap',
  ),
  topic_name_precision: nullable(
    number(
      'of the prompts of the other half of the users that the model says fit the name, as many of the topic as of others, the share that is of the topic',
      { unit: 'share' },
    ),
  ),
  topic_name_precision_low: nullable(number('lower end of its 95 % interval (Wilson)', { unit: 'share' })),
  topic_name_precision_high: nullable(number('upper end', { unit: 'share' })),
  topic_name_recall: nullable(
    number('of their prompts of the topic, the share that the model says fits', { unit: 'share' }),
  ),
  topic_name_recall_low: nullable(number('lower end of its 95 % interval (Wilson)', { unit: 'share' })),
  topic_name_recall_high: nullable(number('upper end', { unit: 'share' })),
  n_users_shown: integer('users whose prompts of the topic the name is from', { unit: 'users' }),
  n_users_asked: integer('other users whose prompts, of the topic or not, it was tested on', { unit: 'users' }),
  proposed_name: nullable(text('the name, proven or not')),
  model: text('model that named and tested'),
});
export type TopicNameRow = RowOf<typeof topicNamesTable>;
