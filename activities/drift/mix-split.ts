import { bootstrapCounts } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';
import { type Effect, effectOf } from './shifted-mass.js';
import type { TopicalRequest } from './topic-contributions.js';

export interface MixSplit {
  /** Part of the change that comes from other shares of the topics; `within` is the rest. */
  readonly mix: Effect;
  readonly within: Effect;
}

export interface MixSplitOptions {
  readonly topics: number;
  readonly weightCap: number;
  readonly seed: string;
  /** Bootstrap draws over users. */
  readonly draws: number;
  readonly pause?: () => Promise<void>;
}

/** Shares of the topics and mean vectors inside them, of one window. */
export interface TopicMeans {
  readonly shares: Float64Array;
  /** Per topic; null where the window has nothing of it. */
  readonly means: readonly (Float64Array | null)[];
}

/**
 * The change of a mean split into what other topic shares explain and what changed inside topics, the mean of both
 * orders (Kitagawa 1955): mix = Σ (s₁-s₀)(m₀+m₁)/2, within = Σ (s₀+s₁)/2 (m₁-m₀). A topic of one window only has the same
 * mean in the other one: all of it is mix.
 */
export function kitagawaSplit(before: TopicMeans, after: TopicMeans): { mix: Float64Array; within: Float64Array } {
  const columns = [...before.means, ...after.means].find((mean) => mean !== null)?.length ?? 0;
  const mix = new Float64Array(columns);
  const within = new Float64Array(columns);
  before.means.forEach((own, topic) => {
    const other = after.means[topic] ?? null;
    const [m0, m1] = [own ?? other, other ?? own];
    if (m0 === null || m1 === null) return;
    const [s0, s1] = [before.shares[topic] as number, after.shares[topic] as number];
    addScaled(mix, m0, (s1 - s0) / 2);
    addScaled(mix, m1, (s1 - s0) / 2);
    addScaled(within, m1, (s0 + s1) / 2);
    addScaled(within, m0, -(s0 + s1) / 2);
  });
  return { mix, within };
}

/**
 * Which share of MMD² comes from the mix of topics, and which from inside them, with user-bootstrap intervals. MMD² is
 * the squared length of the change of the mean features; each half of the users splits its change and is measured along
 * the change that the other half shows, so that noise, which lies inside topics for the most part, cancels on average.
 * @param map from a vector to its features
 * @returns null when the change is not clearly more than noise: shares of nothing mean nothing
 */
export async function mixSplit(
  reference: readonly TopicalRequest[],
  current: readonly TopicalRequest[],
  map: (vector: Float32Array) => Float64Array,
  options: MixSplitOptions,
): Promise<MixSplit | null> {
  const users = [...new Set([...reference, ...current].map(({ user }) => user))].sort();
  const numbers = new Map(users.map((user, at) => [user, at]));
  const random = createRandom('mix-split', options.seed);
  const half = Uint8Array.from(random.shuffle(users.map((_, at) => at % 2)));
  const placed = [reference, current].map((requests) => placedRequests(requests, numbers, map, options.weightCap));
  const partsOf = (counts?: Int32Array) => {
    const halves = [0, 1].map((side) => {
      const times = (user: number) => (half[user] === side ? (counts?.[user] ?? 1) : 0);
      const [before, after] = placed.map((requests) => topicMeansOf(requests, options.topics, times));
      return kitagawaSplit(before as TopicMeans, after as TopicMeans);
    }) as [ReturnType<typeof kitagawaSplit>, ReturnType<typeof kitagawaSplit>];
    const along = ({ mix, within }: ReturnType<typeof kitagawaSplit>, part: Float64Array) =>
      dot(mix, part) + dot(within, part);
    const [one, two] = halves;
    return {
      mix: (along(one, two.mix) + along(two, one.mix)) / 2,
      total: along(one, two.mix) + along(one, two.within),
    };
  };
  const observed = partsOf();
  const shares: number[] = [];
  const totals = new Float64Array(options.draws);
  for (let draw = 0; draw < options.draws; draw += 1) {
    const { mix, total } = partsOf(bootstrapCounts(users.length, random));
    totals[draw] = total;
    if (total > 0) shares.push(mix / total);
    await options.pause?.();
  }
  const { estimate, ciLow } = effectOf(observed.total, totals);
  if (!(ciLow > 0) || estimate <= 0) return null;
  const mix = effectOf(observed.mix / observed.total, Float64Array.from(shares));
  return { mix, within: { estimate: 1 - mix.estimate, ciLow: 1 - mix.ciHigh, ciHigh: 1 - mix.ciLow } };
}

interface PlacedRequest {
  readonly user: number;
  readonly topic: number;
  readonly weight: number;
  readonly features: Float64Array;
}

function placedRequests(
  requests: readonly TopicalRequest[],
  numbers: ReadonlyMap<string, number>,
  map: (vector: Float32Array) => Float64Array,
  weightCap: number,
): PlacedRequest[] {
  const counts = new Map<string, number>();
  for (const { user } of requests) counts.set(user, (counts.get(user) ?? 0) + 1);
  return requests.map(({ user, topic, vector }) => {
    const count = counts.get(user) ?? 1;
    return { user: numbers.get(user) ?? 0, topic, weight: Math.min(count, weightCap) / count, features: map(vector) };
  });
}

function topicMeansOf(requests: readonly PlacedRequest[], topics: number, times: (user: number) => number): TopicMeans {
  const shares = new Float64Array(topics);
  const sums: (Float64Array | null)[] = new Array<null>(topics).fill(null);
  let total = 0;
  for (const { user, topic, weight, features } of requests) {
    const own = weight * times(user);
    if (own === 0) continue;
    const sum = sums[topic] ?? new Float64Array(features.length);
    addScaled(sum, features, own);
    sums[topic] = sum;
    shares[topic] = (shares[topic] as number) + own;
    total += own;
  }
  return {
    shares: shares.map((share) => share / total),
    means: sums.map((sum, topic) => sum?.map((value) => value / (shares[topic] as number)) ?? null),
  };
}
