import type { Comparison, ComparisonOptions } from './comparison.js';
import type { TopicRow } from './drift-tables.js';
import { heldOutTopics } from './held-out-topics.js';
import { type NewTopic, newTopics } from './new-topics.js';
import type { RandomFeatures } from './random-features.js';
import { type ReferenceModel, topicOf } from './reference-model.js';
import { sharesOf } from './shifted-mass.js';
import { type TopicChange, topicChanges } from './topic-changes.js';
import { topicContributions, topicFeatureSums } from './topic-contributions.js';
import { topicExemplars } from './topic-exemplars.js';
import { alignUsers } from './two-windows.js';
import type { WindowRequests } from './window-requests.js';

const PERMUTATIONS = 999;

/** Adjusted p-value from which on a topic counts as moved. */
const MOVED = 0.05;
/** A topic with less than this part of its share on the other side was not there, or is gone. */
const ABSENT = 0.1;

/**
 * Which topics of the frozen map moved between the pinned reference and a week, and which new ones lie outside it: the
 * rows of `topics.arrow`.
 * @param weekly the requests of the week, with their ids and prompts
 */
export async function topicRows(
  { reference, current }: Comparison,
  model: ReferenceModel,
  features: RandomFeatures,
  { drift, seed, blocks, pause }: ComparisonOptions,
  weekly: Pick<WindowRequests, 'requests' | 'prompts'>,
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
    permutations: PERMUTATIONS,
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
  const placedWeek = weekly.requests.map((request) => ({ ...request, topic: topicOf(model, request.vector) }));
  const exemplars = topicExemplars(placedWeek, model.centroids);
  const writers = model.centroids.map(() => new Set<string>());
  for (const { user, topic } of placedWeek) writers[topic]?.add(user);
  const mapped = changes.map(
    (change, topic): TopicRow => ({
      topic,
      label: model.topicLabels[topic] ?? `topic ${topic}`,
      is_mapped: true,
      ...figuresOf(change),
      contribution: contributions[topic] ?? 0,
      users: writers[topic]?.size ?? 0,
      terms: (model.topicTerms[topic] ?? []).join(' '),
      state: stateOf(change),
      exemplars: JSON.stringify(exemplars[topic] ?? []),
    }),
  );
  const found = await newTopicsOf(reference.requests, model, { weightCap, seed, pause }, weekly);
  const outside = found.map(
    ({ change, users, terms, exemplars: nearest }, at): TopicRow => ({
      topic: topics + at,
      label: terms.length === 0 ? `new topic ${at + 1}` : terms.slice(0, 3).join(', '),
      is_mapped: false,
      ...figuresOf(change),
      contribution: null,
      users,
      terms: terms.join(' '),
      state: 'new',
      exemplars: JSON.stringify(nearest),
    }),
  );
  return [...mapped, ...outside];
}

/** The topics of a week outside the frozen map: those of `topics.arrow`, in its order. */
export async function newTopicsOf(
  reference: Comparison['reference']['requests'],
  model: ReferenceModel,
  options: Pick<ComparisonOptions, 'seed' | 'pause'> & { readonly weightCap: number },
  weekly: Pick<WindowRequests, 'requests' | 'prompts'>,
): Promise<NewTopic[]> {
  const described = weekly.requests.map((request, at) => ({ ...request, prompt: weekly.prompts[at]?.prompt ?? '' }));
  return await newTopics(reference, described, model, { ...options, permutations: PERMUTATIONS });
}

function figuresOf(change: TopicChange) {
  return {
    share_reference: change.shareReference,
    share_current: change.shareCurrent,
    difference: change.difference,
    ci_low: change.ciLow,
    ci_high: change.ciHigh,
    p_adjusted: change.pAdjusted,
  };
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
