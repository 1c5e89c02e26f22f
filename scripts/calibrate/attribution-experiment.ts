import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { heldOutTopics } from '../../activities/drift/held-out-topics.js';
import { biasedMmd2 } from '../../activities/drift/mmd.js';
import { sharesOf } from '../../activities/drift/shifted-mass.js';
import { type TopicChange, topicChanges } from '../../activities/drift/topic-changes.js';
import { topicContributions, topicFeatureSums } from '../../activities/drift/topic-contributions.js';
import { alignUsers, type UserMean } from '../../activities/drift/two-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { nearestCentroid } from '../../activities/stats/spherical-k-means.js';
import { stableClusters } from '../../activities/stats/stable-clusters.js';
import type { DriftDesign } from './drift-design.js';
import { createDriftTraffic, type DriftTraffic, userNames } from './drift-traffic.js';
import type { Experiment } from './experiment.js';

/** Sizes of one comparison. */
export interface AttributionSize {
  readonly users: number;
  readonly permutations: number;
}

const PRODUCT: AttributionSize = { users: 900, permutations: 999 };
const WEIGHT_CAP = 3;
const MOST_TOPICS = 60;
/** Prompts about each topic of the generator that say where the frozen map has it. */
const PROMPTS_PER_TOPIC = 250;
/** What was done to three topics of middling size: the 9th, 10th and 7th. */
const PLANTED = [
  { rank: 8, change: 0.05 },
  { rank: 9, change: 0.02 },
  { rank: 6, change: -0.03 },
];
const LARGE = 0.03;
/** All topics but the planted ones make room in proportion: a topic counts as still below this. */
const STILL = 0.003;
const LEVEL = 0.05;

/**
 * A window before, one like it and one after three topics grew by 5 and 2 points and shrank by 3, all users new, seen
 * through a topic map frozen on the first window. The truth of a topic of the map is by how much its share changes over
 * endless traffic: the generator's change of its own topics, times how much of each the map puts there.
 */
export function attributionExperiment(design: DriftDesign, size: AttributionSize = PRODUCT): Experiment {
  const figure = {
    ranked: 'planted: the changes of 3 points and more are among the three largest',
    covered: 'planted: the simultaneous 95 % intervals hold all true changes',
    accusedBeside: 'planted: a topic that stayed is called changed',
    accused: 'no change: a topic is called changed',
    apart: 'contributions miss MMD² by more than 1e-9 of it',
    topics: 'topics of the map',
  };
  return {
    name: 'attribution',
    about: `which topics moved: +5, +2 and -3 points, ${size.users} users a side, no user in both`,
    runs: 200,
    minutes: 12,
    figures: [
      { name: figure.ranked, limit: { atLeast: 0.95 } },
      { name: figure.covered, limit: { atLeast: 0.93 } },
      { name: figure.accusedBeside, limit: { atMost: 0.075 } },
      { name: figure.accused, limit: { atMost: 0.075 } },
      { name: figure.apart, limit: { atMost: 0 } },
      { name: figure.topics, limit: null },
    ],
    repeat: async (repetition, seed) => {
      const traffic = createDriftTraffic(design.dimension, 'attribution', seed, repetition);
      const shares = plantedShares(traffic.shares);
      const before = traffic.window({ users: userNames('u', size.users) });
      const map = await stableClusters(before, {
        most: MOST_TOPICS,
        random: createRandom('map', seed, repetition),
      });
      const reference = { requests: before, topics: heldOutTopics(before, map) };
      const compared = async (requests: readonly EmbeddedRequest[]) => {
        const current = { requests, topics: requests.map(({ vector }) => nearestCentroid(map, vector)) };
        const windows = alignUsers(usersOf(reference, map.length), usersOf(current, map.length), map.length);
        const { permutations } = size;
        return { current, changes: await topicChanges(windows, { seed: `${seed} ${repetition}`, permutations }) };
      };
      const still = await compared(traffic.window({ users: userNames('s', size.users) }));
      const moved = await compared(traffic.window({ users: userNames('v', size.users), shares }));
      const { truth, homes } = truthOf(traffic, shares, map);
      return {
        [figure.ranked]: ranksAll(
          moved.changes,
          PLANTED.flatMap(({ rank, change }) =>
            Math.abs(change) < LARGE ? [] : [homes[bySize(traffic.shares)[rank] ?? 0] ?? 0],
          ),
        ),
        [figure.covered]: moved.changes.every(({ ciLow, ciHigh, difference }, topic) => {
          const change = truth[topic] ?? 0;
          return (ciLow ?? difference) <= change && change <= (ciHigh ?? difference);
        }),
        [figure.accusedBeside]: moved.changes.some(
          (change, topic) => Math.abs(truth[topic] ?? 0) < STILL && isCalled(change),
        ),
        [figure.accused]: still.changes.some(isCalled),
        [figure.apart]: (await contributionError(design, reference, moved.current, map.length)) > 1e-9,
        [figure.topics]: map.length,
      };
    },
  };
}

interface Placed {
  readonly requests: readonly EmbeddedRequest[];
  readonly topics: readonly number[];
}

function usersOf({ requests, topics }: Placed, count: number): UserMean[] {
  return sharesOf(
    requests.map(({ user }, at) => ({ user, group: topics[at] ?? 0 })),
    count,
    WEIGHT_CAP,
  );
}

function bySize(shares: readonly number[]): number[] {
  return [...shares.keys()].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
}

function plantedShares(shares: readonly number[]): number[] {
  const order = bySize(shares);
  const planted = new Map(PLANTED.map(({ rank, change }) => [order[rank], change]));
  const rest = shares.reduce((sum, share, topic) => sum + (planted.has(topic) ? 0 : share), 0);
  const room = PLANTED.reduce((sum, { change }) => sum + change, 0);
  return shares.map((share, topic) => share + (planted.get(topic) ?? (-room * share) / rest));
}

/** Per topic of the map its true change, and per topic of the generator the topic of the map that holds most of it. */
function truthOf(traffic: DriftTraffic, shares: readonly number[], map: readonly Float32Array[]) {
  // Mean of a Dirichlet(2 share + 0.001).
  const scale = 2 / (2 + 1e-3 * shares.length);
  const truth = map.map(() => 0);
  const homes = shares.map((share, topic) => {
    const found = map.map(() => 0);
    for (const vector of traffic.about(topic, PROMPTS_PER_TOPIC)) {
      const at = nearestCentroid(map, vector);
      found[at] = (found[at] ?? 0) + 1 / PROMPTS_PER_TOPIC;
    }
    found.forEach((part, at) => {
      truth[at] = (truth[at] ?? 0) + scale * part * (share - (traffic.shares[topic] ?? 0));
    });
    return found.indexOf(Math.max(...found));
  });
  return { truth, homes };
}

/** Whether these are different topics and all among the three with the largest estimated change. */
function ranksAll(changes: readonly TopicChange[], wanted: readonly number[]): boolean {
  const size = (topic: number) => Math.abs(changes[topic]?.difference ?? 0);
  const top = [...changes.keys()].sort((a, b) => size(b) - size(a)).slice(0, 3);
  return new Set(wanted).size === wanted.length && wanted.every((topic) => top.includes(topic));
}

function isCalled({ pAdjusted }: TopicChange): boolean {
  return (pAdjusted ?? 1) <= LEVEL;
}

/** By how much the contributions of the topics miss the biased MMD², as a share of it. */
async function contributionError(
  { features, blocks }: DriftDesign,
  reference: Placed,
  current: Placed,
  topics: number,
): Promise<number> {
  const sums = async (placed: Placed) =>
    await topicFeatureSums(
      placed.requests.map((request, at) => ({ ...request, topic: placed.topics[at] ?? 0 })),
      features,
      { topics, weightCap: WEIGHT_CAP },
    );
  const users = async ({ requests }: Placed) => userMeansOf(await driftStateOf(requests, features, WEIGHT_CAP));
  const [before, after] = [await users(reference), await users(current)];
  const weightOf = (means: readonly UserMean[]) => means.reduce((sum, { weight }) => sum + weight, 0);
  const parts = topicContributions(
    await sums(reference),
    await sums(current),
    { reference: weightOf(before), current: weightOf(after) },
    blocks,
  );
  const total = parts.reduce((sum, part) => sum + part, 0);
  return Math.abs(total / biasedMmd2(alignUsers(before, after, features.size), blocks) - 1);
}
