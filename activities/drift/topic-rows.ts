import type { Comparison, ComparisonOptions } from './comparison.js';
import type { TopicRow } from './drift-tables.js';
import { heldOutTopics } from './held-out-topics.js';
import type { RandomFeatures } from './random-features.js';
import { type ReferenceModel, topicOf } from './reference-model.js';
import { sharesOf } from './shifted-mass.js';
import { type TopicChange, topicChanges } from './topic-changes.js';
import { topicContributions, topicFeatureSums } from './topic-contributions.js';
import { type ExemplarCandidate, topicExemplars } from './topic-exemplars.js';
import { alignUsers } from './two-windows.js';

const DRAWS = 999;

/** Adjusted p-value from which on a topic counts as moved. */
const MOVED = 0.05;
/** A topic with less than this part of its share on the other side was not there, or is gone. */
const ABSENT = 0.1;

/**
 * Which topics of the frozen map moved between the pinned reference and a week: the rows of `topics.arrow`.
 * @param identified the requests of the week, with their ids
 */
export async function topicRows(
  { reference, current }: Comparison,
  model: ReferenceModel,
  features: RandomFeatures,
  { drift, seed, blocks, pause }: ComparisonOptions,
  identified: readonly Omit<ExemplarCandidate, 'topic'>[],
): Promise<TopicRow[]> {
  const { weightCap } = drift;
  const topics = model.centroids.length;
  const placed = (requests: Comparison['current']['requests']) =>
    requests.map(({ user, vector }) => ({ user, vector, topic: topicOf(model, vector) }));
  const referenceTopics = heldOutTopics(reference.requests, model.centroids);
  const before = reference.requests.map(({ user, vector }, at) => ({ user, vector, topic: referenceTopics[at] ?? 0 }));
  const after = placed(current.requests);
  const shares = (requests: ReturnType<typeof placed>) =>
    sharesOf(
      requests.map(({ user, topic }) => ({ user, group: topic })),
      topics,
      weightCap,
    );
  const changes = await topicChanges(alignUsers(shares(before), shares(after), topics), {
    seed,
    draws: DRAWS,
    pause,
  });
  const weightOf = (state: Comparison['current']['state']) =>
    state.reduce((sum, { capped_weight }) => sum + capped_weight, 0);
  const contributions = topicContributions(
    await topicFeatureSums(before, features, { topics, weightCap, pause }),
    await topicFeatureSums(after, features, { topics, weightCap, pause }),
    { reference: weightOf(reference.state), current: weightOf(current.state) },
    blocks,
  );
  const exemplars = topicExemplars(
    identified.map((request) => ({ ...request, topic: topicOf(model, request.vector) })),
    model.centroids,
  );
  return changes.map((change, topic) => ({
    topic,
    label: model.topicLabels[topic] ?? `topic ${topic}`,
    share_reference: change.shareReference,
    share_current: change.shareCurrent,
    difference: change.difference,
    ci_low: change.ciLow,
    ci_high: change.ciHigh,
    p_adjusted: change.pAdjusted,
    contribution: contributions[topic] ?? 0,
    terms: (model.topicTerms[topic] ?? []).join(' '),
    state: stateOf(change),
    exemplars: JSON.stringify(exemplars[topic] ?? []),
  }));
}

/** What became of a topic, as far as the test of all topics can say. */
export function stateOf({
  shareReference,
  shareCurrent,
  pAdjusted,
}: Pick<TopicChange, 'shareReference' | 'shareCurrent' | 'pAdjusted'>): TopicRow['state'] {
  if (pAdjusted === null || pAdjusted > MOVED) return 'same';
  if (shareCurrent > shareReference) return shareReference < ABSENT * shareCurrent ? 'new' : 'grown';
  return shareCurrent < ABSENT * shareReference ? 'vanished' : 'shrunk';
}
