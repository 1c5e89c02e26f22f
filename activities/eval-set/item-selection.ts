import { dot } from '../stats/vectors.js';
import { createNearDuplicateIndex, type NearDuplicateIndex } from './near-duplicates.js';
import { countByStratum, countByTopic, countByUser, type Placed, type ProductionMix } from './production-mix.js';

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
 * largest deficit, which ends in largest-remainder quotas; inside a topic the stratum that is most behind its share of the
 * topic and of the whole set comes next; inside both, items are picked by kernel herding (Chen,
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
  const perStratum = countByStratum(carried);
  const perCell = countCells(carried);
  const perUserCount = countByUser(carried);
  const pools = poolsOf(candidates, carried, mix);
  const picked: T[] = [];
  while (carried.length + picked.length < size) {
    const topic = neediestTopic(pools, perTopic, mix, size);
    if (topic === undefined) break;
    const pool = pools.get(topic) ?? [];
    const count = perTopic.get(topic) ?? 0;
    const stratum = neediestStratum(pool, (name) => {
      const share = mix.topicStratumShares.get(topic)?.get(name) ?? 0;
      const ofAll = mix.stratumShares.get(name) ?? 0;
      const inTopic = share * (count + 1) - (perCell.get(cellOf(topic, name)) ?? 0);
      return inTopic + ofAll * (carried.length + picked.length + 1) - (perStratum.get(name) ?? 0);
    });
    const pick = takeBest(pool, stratum, count, (candidate) => admissible(candidate, index, perUserCount, perUser));
    if (pick === undefined) {
      if (pool.length === 0) pools.delete(topic);
      continue;
    }
    for (const other of pool) other.crowding += dot(pick.features, other.candidate.features);
    index.add(pick.prompt);
    perTopic.set(topic, count + 1);
    perStratum.set(pick.stratum, (perStratum.get(pick.stratum) ?? 0) + 1);
    const cell = cellOf(topic, pick.stratum);
    perCell.set(cell, (perCell.get(cell) ?? 0) + 1);
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

function cellOf(topic: number, stratum: string): string {
  return `${topic} ${stratum}`;
}

function countCells(items: readonly Placed[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic, stratum } of items) {
    counts.set(cellOf(topic, stratum), (counts.get(cellOf(topic, stratum)) ?? 0) + 1);
  }
  return counts;
}

/** Of the strata that the pool still has. */
function neediestStratum(pool: readonly Contender<Placed>[], deficitOf: (stratum: string) => number): string {
  let neediest = '';
  let largest = Number.NEGATIVE_INFINITY;
  for (const stratum of [...new Set(pool.map(({ candidate }) => candidate.stratum))].sort()) {
    const deficit = deficitOf(stratum);
    if (deficit > largest) {
      largest = deficit;
      neediest = stratum;
    }
  }
  return neediest;
}

/** Removes contenders of a stratum from the pool, best first, until one is admissible. */
function takeBest<T extends Placed>(
  pool: Contender<T>[],
  stratum: string,
  count: number,
  isAdmissible: (candidate: T) => boolean,
): T | undefined {
  for (;;) {
    let best: number | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    pool.forEach(({ candidate, likeness, ownWeight, crowding }, at) => {
      const score = likeness - (crowding + ownWeight) / (count + 1);
      if (candidate.stratum === stratum && score > highest) {
        highest = score;
        best = at;
      }
    });
    if (best === undefined) return undefined;
    const [taken] = pool.splice(best, 1);
    if (taken !== undefined && isAdmissible(taken.candidate)) return taken.candidate;
  }
}

function admissible(
  candidate: Placed,
  index: NearDuplicateIndex,
  perUserCount: ReadonlyMap<string, number>,
  perUser: number,
): boolean {
  return (perUserCount.get(candidate.user) ?? 0) < perUser && !index.has(candidate.prompt);
}
