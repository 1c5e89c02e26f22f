import { heldOutTopics } from '../../activities/drift/held-out-topics.js';
import { sharesOf } from '../../activities/drift/shifted-mass.js';
import { type TopicChange, topicChanges } from '../../activities/drift/topic-changes.js';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { nearestCentroid, sphericalKMeans } from '../../activities/stats/spherical-k-means.js';
import { createAttributionTraffic } from './attribution-traffic.js';
import { userNames } from './drift-world.js';

export interface AttributionRun {
  readonly changes: readonly TopicChange[];
  /** Per topic of the frozen map by how much its share changed in truth. */
  readonly truth: readonly number[];
}

const TOPICS = 40;
const PROMPTS_PER_TOPIC = 200;
/** What was done to the three topics; the others make room in proportion. */
const PLANTED = [0.05, 0.02, -0.03];

/**
 * A window before and one after three topics grew by 5 and 2 points and shrank by 3, all users new, seen through a topic
 * map frozen on the first window. All three are of middling size: the map cuts large topics in two.
 */
export async function attributionRun(options: {
  readonly seed: number;
  readonly dimension: number;
  readonly users: number;
  readonly draws: number;
}): Promise<AttributionRun> {
  const { seed, dimension, users, draws } = options;
  const world = createAttributionTraffic(TOPICS, dimension, seed);
  const bySize = [...world.shares.keys()].sort((a, b) => (world.shares[b] ?? 0) - (world.shares[a] ?? 0));
  const planted = new Map([bySize[8], bySize[9], bySize[6]].map((topic, at) => [topic, PLANTED[at] ?? 0]));
  const rest = world.shares.reduce((sum, share, topic) => sum + (planted.has(topic) ? 0 : share), 0);
  const room = PLANTED.reduce((sum, change) => sum + change, 0);
  const shares = world.shares.map((share, topic) => share + (planted.get(topic) ?? (-room * share) / rest));

  const before = world.window(userNames('u', users));
  const after = world.window(userNames('v', users), shares);
  const vectors = before.map(({ vector }) => vector);
  const { centroids } = await sphericalKMeans(vectors, TOPICS, createRandom('map', seed), 20);
  const side = (requests: typeof before, topics: readonly number[]) =>
    sharesOf(
      requests.map(({ user }, at) => ({ user, group: topics[at] ?? 0 })),
      centroids.length,
      3,
    );
  const placed = after.map(({ vector }) => nearestCentroid(centroids, vector));
  const windows = alignUsers(side(before, heldOutTopics(before, centroids)), side(after, placed), centroids.length);
  const changes = await topicChanges(windows, { seed: `${seed}`, draws });

  // Mean of a Dirichlet(2 share + 0.001).
  const scale = 2 / (2 + 1e-3 * TOPICS);
  const truth = centroids.map(() => 0);
  shares.forEach((share, topic) => {
    for (const vector of world.about(topic, PROMPTS_PER_TOPIC)) {
      const at = nearestCentroid(centroids, vector);
      truth[at] = (truth[at] ?? 0) + (scale * (share - (world.shares[topic] ?? 0))) / PROMPTS_PER_TOPIC;
    }
  });
  return { changes, truth };
}

/** Whether the topics that in truth grew and shrank most are among the three with the largest estimated change. */
export function ranksLargeChanges({ changes, truth }: AttributionRun): boolean {
  const order = [...changes.keys()].sort(
    (a, b) => Math.abs(changes[b]?.difference ?? 0) - Math.abs(changes[a]?.difference ?? 0),
  );
  const top = order.slice(0, 3);
  return [Math.max(...truth), Math.min(...truth)].every((change) => top.includes(truth.indexOf(change)));
}

/** Whether every simultaneous interval holds the true change. */
export function coversAll({ changes, truth }: AttributionRun): boolean {
  return changes.every(
    ({ ciLow, ciHigh, difference }, topic) =>
      (ciLow ?? difference) <= (truth[topic] ?? 0) && (ciHigh ?? difference) >= (truth[topic] ?? 0),
  );
}

/** Whether a topic that hardly moved is called significant at .05. */
export function accusesStillTopic({ changes, truth }: AttributionRun): boolean {
  return changes.some(({ pAdjusted }, topic) => Math.abs(truth[topic] ?? 0) < 0.003 && (pAdjusted ?? 1) <= 0.05);
}
