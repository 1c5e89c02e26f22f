import { createRandom } from '../stats/random.js';
import { nearestCentroid } from '../stats/spherical-k-means.js';
import { stableClusters } from '../stats/stable-clusters.js';
import { dot } from '../stats/vectors.js';
import type { EmbeddedRequest } from './drift-state.js';
import { heldOutPlaces } from './held-out-topics.js';
import type { ReferenceModel } from './reference-model.js';
import { sharesOf } from './shifted-mass.js';
import { type TopicChange, topicChanges } from './topic-changes.js';
import { type ExemplarCandidate, topicExemplars } from './topic-exemplars.js';
import { alignUsers } from './two-windows.js';
import { typicalTerms } from './typical-terms.js';

/** A topic that the frozen map lacks. */
export interface NewTopic {
  /** Measured on the half of the users that had no part in finding it. */
  readonly change: TopicChange;
  /** Users of the week who wrote about it. */
  readonly users: number;
  /** Most typical first. */
  readonly terms: readonly string[];
  /** Ids of the requests nearest its centre. */
  readonly exemplars: readonly string[];
  /** Ids of all its requests of the week. */
  readonly members: readonly string[];
}

export interface NewTopicOptions {
  readonly seed: string;
  readonly weightCap: number;
  readonly permutations: number;
  readonly pause: () => Promise<void>;
}

/** A request of the week with what a topic is described by. */
export interface DescribedRequest extends Omit<ExemplarCandidate, 'topic'> {
  /** Redacted. */
  readonly prompt: string;
}

const MOST_NEW = 4;
/** Of the half that finds them: fewer requests outside the map, or users of one cluster, are no topic. */
const FEWEST_REQUESTS = 10;
const FEWEST_USERS = 3;
const LEVEL = 0.05;

/**
 * Topics of a week that the frozen map lacks: clusters of the requests that lie farther from every topic than 99 % of the
 * reference's own do. One half of the users finds at most four, the other half measures them: a topic is kept when its
 * share there is larger than in the reference with p at most .05, adjusted over the candidates. So chance clusters of
 * the 1 % that is always outside are not called new topics.
 * @returns the largest first
 */
export async function newTopics(
  reference: readonly EmbeddedRequest[],
  week: readonly DescribedRequest[],
  model: Pick<ReferenceModel, 'centroids' | 'topicReach'>,
  { seed, weightCap, permutations, pause }: NewTopicOptions,
): Promise<NewTopic[]> {
  const random = createRandom('new-topics', seed);
  const users = random.shuffle([...new Set([...reference, ...week].map(({ user }) => user))].sort());
  const finders = new Set(users.slice(0, Math.floor(users.length / 2)));
  const isOutside = week.map(({ vector }) => distanceTo(model.centroids, vector) > model.topicReach);
  await pause();
  const found = week.filter(({ user }, at) => isOutside[at] === true && finders.has(user));
  if (found.length < FEWEST_REQUESTS) return [];
  const most = Math.min(MOST_NEW, Math.floor(found.length / FEWEST_REQUESTS));
  const clusters = await stableClusters(found, { most, fewest: 1, random, pause });
  const centres = clusters.filter((_, cluster) => {
    const own = found.filter(({ vector }) => nearestCentroid(clusters, vector) === cluster);
    return new Set(own.map(({ user }) => user)).size >= FEWEST_USERS;
  });
  if (centres.length === 0) return [];

  /** Everything on the map, or outside it and of no candidate, is one more group. */
  const mapped = centres.length;
  const groupOf = (vector: Float32Array, outside: boolean) => (outside ? nearestCentroid(centres, vector) : mapped);
  const places = heldOutPlaces(reference, model.centroids);
  const before = reference.map(({ user, vector }, at) => {
    return { user, group: groupOf(vector, (places[at]?.distance ?? 0) > model.topicReach) };
  });
  const after = week.map((request, at) => ({ ...request, topic: groupOf(request.vector, isOutside[at] === true) }));
  const judged = (requests: readonly { readonly user: string; readonly group: number }[]) =>
    sharesOf(
      requests.filter(({ user }) => !finders.has(user)),
      mapped + 1,
      weightCap,
    );
  const windows = alignUsers(
    judged(before),
    judged(after.map(({ user, topic }) => ({ user, group: topic }))),
    mapped + 1,
  );
  if (!hasUsers(windows.reference.weights) || !hasUsers(windows.current.weights)) return [];
  const changes = await topicChanges(windows, { seed: `${seed} new`, permutations, pause });
  const terms = typicalTerms(after, mapped + 1);
  const exemplars = topicExemplars(after, centres);
  return centres
    .flatMap((_, topic): NewTopic[] => {
      const change = changes[topic];
      if (change === undefined || change.difference <= 0 || (change.pAdjusted ?? 1) > LEVEL) return [];
      const own = after.filter((request) => request.topic === topic);
      const members = own.map(({ requestId }) => requestId);
      const writers = new Set(own.map(({ user }) => user)).size;
      return [{ change, users: writers, terms: terms[topic] ?? [], exemplars: exemplars[topic] ?? [], members }];
    })
    .sort((a, b) => b.change.shareCurrent - a.change.shareCurrent);
}

function distanceTo(centroids: readonly Float32Array[], vector: Float32Array): number {
  const nearest = centroids[nearestCentroid(centroids, vector)];
  return nearest === undefined ? 0 : 1 - dot(nearest, vector);
}

function hasUsers(weights: Float64Array): boolean {
  return weights.some((weight) => weight > 0);
}
