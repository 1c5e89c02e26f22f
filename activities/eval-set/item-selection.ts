import { dot } from '../stats/vectors.js';
import { createNearDuplicateIndex, type NearDuplicateIndex } from './near-duplicates.js';
import { countByTopic, countByUser, type Placed, type ProductionMix } from './production-mix.js';

interface Contender<T extends Placed> {
  readonly candidate: T;
  /** Likeness to the topic's production. */
  readonly likeness: number;
  /** Half the kernel's value at the candidate itself. */
  readonly ownWeight: number;
  /** Sum of the likenesses to the topic's items chosen so far. */
  crowding: number;
}

export interface SelectionOptions {
  /** Items wanted in all, those already there included. */
  readonly size: number;
  /** Items of one user, at most. */
  readonly perUser: number;
}

/**
 * Fills a set up to `size` with candidates, so that it looks like production. Topics are filled in order of their
 * largest deficit, which ends in largest-remainder quotas; inside a topic items are picked by kernel herding (Chen,
 * Welling, Smola 2010: most like the topic's production mean, least like the items already chosen; written for kernels
 * whose value at a point itself varies, so that each pick makes the topic's MMD as small as one pick can). Near
 * duplicates of an item and users at their cap are passed over. When a topic runs out, the others take its places.
 * @param candidates in an order that does not depend on how they were stored; ties go to the first.
 * @returns the picked candidates in the order of picking: every beginning is itself a good small set.
 */
export function selectItems<T extends Placed>(
  candidates: readonly T[],
  carried: readonly Placed[],
  mix: ProductionMix,
  { size, perUser }: SelectionOptions,
): T[] {
  const index = createNearDuplicateIndex();
  for (const item of carried) index.add(item.prompt);
  const perTopic = countByTopic(carried);
  const perUserCount = countByUser(carried);
  const pools = poolsOf(candidates, carried, mix);
  const picked: T[] = [];
  while (carried.length + picked.length < size) {
    const topic = neediestTopic(pools, perTopic, mix, size);
    if (topic === undefined) break;
    const pool = pools.get(topic) ?? [];
    const count = perTopic.get(topic) ?? 0;
    const pick = takeBest(pool, count, (candidate) => admissible(candidate, index, perUserCount, perUser));
    if (pick === undefined) {
      pools.delete(topic);
      continue;
    }
    for (const other of pool) other.crowding += dot(pick.features, other.candidate.features);
    index.add(pick.prompt);
    perTopic.set(topic, count + 1);
    perUserCount.set(pick.user, (perUserCount.get(pick.user) ?? 0) + 1);
    picked.push(pick);
  }
  return picked;
}

function poolsOf<T extends Placed>(
  candidates: readonly T[],
  carried: readonly Placed[],
  mix: ProductionMix,
): Map<number, Contender<T>[]> {
  const pools = new Map<number, Contender<T>[]>();
  for (const candidate of candidates) {
    const mean = mix.topicMeans.get(candidate.topic);
    if (mean === undefined) continue;
    let crowding = 0;
    for (const item of carried) {
      if (item.topic === candidate.topic) crowding += dot(item.features, candidate.features);
    }
    const { features } = candidate;
    const contender = { candidate, likeness: dot(mean, features), ownWeight: dot(features, features) / 2, crowding };
    const pool = pools.get(candidate.topic);
    if (pool === undefined) pools.set(candidate.topic, [contender]);
    else pool.push(contender);
  }
  return pools;
}

function neediestTopic(
  pools: ReadonlyMap<number, unknown>,
  perTopic: ReadonlyMap<number, number>,
  mix: ProductionMix,
  size: number,
): number | undefined {
  let neediest: number | undefined;
  let largest = Number.NEGATIVE_INFINITY;
  for (const topic of [...pools.keys()].sort((a, b) => a - b)) {
    const deficit = (mix.topicShares.get(topic) ?? 0) * size - (perTopic.get(topic) ?? 0);
    if (deficit > largest) {
      largest = deficit;
      neediest = topic;
    }
  }
  return neediest;
}

/** Removes contenders from the pool, best first, until one is admissible. */
function takeBest<T extends Placed>(
  pool: Contender<T>[],
  count: number,
  isAdmissible: (candidate: T) => boolean,
): T | undefined {
  while (pool.length > 0) {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    pool.forEach(({ likeness, ownWeight, crowding }, at) => {
      const score = likeness - (crowding + ownWeight) / (count + 1);
      if (score > highest) {
        highest = score;
        best = at;
      }
    });
    const [taken] = pool.splice(best, 1);
    if (taken !== undefined && isAdmissible(taken.candidate)) return taken.candidate;
  }
  return undefined;
}

function admissible(
  candidate: Placed,
  index: NearDuplicateIndex,
  perUserCount: ReadonlyMap<string, number>,
  perUser: number,
): boolean {
  return (perUserCount.get(candidate.user) ?? 0) < perUser && !index.has(candidate.prompt);
}
