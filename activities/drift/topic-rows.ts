import type { Comparison, ComparisonOptions } from './comparison.js';
import type { TopicRow } from './drift-tables.js';
import type { RandomFeatures } from './random-features.js';
import { type ReferenceModel, topicOf } from './reference-model.js';
import { sharesOf } from './shifted-mass.js';
import { topicChanges } from './topic-changes.js';
import { topicContributions, topicFeatureSums } from './topic-contributions.js';
import { alignUsers } from './two-windows.js';

const DRAWS = 999;

/** Which topics of the frozen map moved between the pinned reference and a week: the rows of `topics.arrow`. */
export async function topicRows(
  { reference, current }: Comparison,
  model: ReferenceModel,
  features: RandomFeatures,
  { drift, seed, blocks, pause }: ComparisonOptions,
): Promise<TopicRow[]> {
  const { weightCap } = drift;
  const topics = model.centroids.length;
  const placed = (requests: Comparison['current']['requests']) =>
    requests.map(({ user, vector }) => ({ user, vector, topic: topicOf(model, vector) }));
  const before = placed(reference.requests);
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
  }));
}
