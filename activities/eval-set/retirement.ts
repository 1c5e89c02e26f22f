import { type IsoWeek, startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';
import { dot } from '../stats/vectors.js';
import { countByStratum, countByTopic, type Placed, type ProductionMix } from './production-mix.js';

export type RetirementReason = 'age' | 'replaced' | 'vanished-topic';

/** An active item with what decides about its stay. */
export interface ActiveItem extends Placed {
  readonly addedWeek: IsoWeek;
  readonly anchor: boolean;
  /** Its weight in the version that is being refreshed. */
  readonly weight: number;
}

/**
 * A topic has vanished when a sample of this size would have shown it at least 95 times in 100, had it still the share
 * that the eval set gives it: the rule of three. A small sample that misses a rare topic proves nothing.
 */
const EXPECTED_REQUESTS = 3;

/** Items that must go whatever comes in their place: too old, or about something nobody asks any more. Never anchors. */
export function dueRetirements<T extends ActiveItem>(
  active: readonly T[],
  mix: ProductionMix,
  week: IsoWeek,
  maxAgeWeeks: number,
): Map<T, RetirementReason> {
  const due = new Map<T, RetirementReason>();
  const topicWeights = new Map<number, number>();
  for (const { topic, weight } of active) topicWeights.set(topic, (topicWeights.get(topic) ?? 0) + weight);
  for (const item of active) {
    if (item.anchor) continue;
    const expected = (topicWeights.get(item.topic) ?? 0) * mix.requests;
    if (weeksBetween(item.addedWeek, week) > maxAgeWeeks) due.set(item, 'age');
    else if (!mix.topicShares.has(item.topic) && expected >= EXPECTED_REQUESTS) due.set(item, 'vanished-topic');
  }
  return due;
}

/**
 * Items that may make room, most over-represented first, at most `limit`: while a topic has an item more than its
 * share of `size`, the one of the topic that is most crowded; then the same for strata; then items anywhere that lie
 * where the set is denser than production (a positive MMD witness inside the topic, the item itself left out). Never
 * anchors.
 */
export function overRepresented<T extends ActiveItem>(
  active: readonly T[],
  mix: ProductionMix,
  size: number,
  limit: number,
): T[] {
  const perTopic = countByTopic(active);
  const perStratum = countByStratum(active);
  const crowding = new Map(active.map((item) => [item, crowdingOf(item, active)]));
  const likeness = new Map(active.map((item) => [item, likenessOf(item, mix)]));
  const staying = new Set(active);
  const leaving: T[] = [];
  const surplusOf = (topic: number) => (perTopic.get(topic) ?? 0) - (mix.topicShares.get(topic) ?? 0) * size;
  const stratumSurplusOf = (name: string) => (perStratum.get(name) ?? 0) - (mix.stratumShares.get(name) ?? 0) * size;
  const witnessOf = (item: T) => {
    const others = (perTopic.get(item.topic) ?? 1) - 1;
    const density = others === 0 ? 0 : (crowding.get(item) ?? 0) / others;
    return density - (likeness.get(item) ?? 0);
  };
  while (leaving.length < limit) {
    const free = [...staying].filter((item) => !item.anchor);
    const ofTopic = mostSurplus(free, ({ topic }) => surplusOf(topic));
    const ofStratum = ofTopic.length > 0 ? [] : mostSurplus(free, ({ stratum }) => stratumSurplusOf(stratum));
    const hasSurplus = ofTopic.length + ofStratum.length > 0;
    const choice = largest(hasSurplus ? [...ofTopic, ...ofStratum] : free, witnessOf);
    if (choice === undefined || (!hasSurplus && witnessOf(choice) <= 0)) break;
    staying.delete(choice);
    leaving.push(choice);
    perTopic.set(choice.topic, (perTopic.get(choice.topic) ?? 1) - 1);
    perStratum.set(choice.stratum, (perStratum.get(choice.stratum) ?? 1) - 1);
    for (const item of staying) {
      if (item.topic !== choice.topic) continue;
      crowding.set(item, (crowding.get(item) ?? 0) - dot(item.features, choice.features));
    }
  }
  return leaving;
}

/** The items with the largest surplus; none when it is less than a whole item. */
function mostSurplus<T>(items: readonly T[], surplusOf: (item: T) => number): T[] {
  const most = Math.max(...items.map(surplusOf));
  return most >= 1 ? items.filter((item) => surplusOf(item) === most) : [];
}

function crowdingOf(item: Placed, active: readonly Placed[]): number {
  let sum = 0;
  for (const other of active) {
    if (other !== item && other.topic === item.topic) sum += dot(other.features, item.features);
  }
  return sum;
}

function likenessOf(item: Placed, mix: ProductionMix): number {
  const mean = mix.topicMeans.get(item.topic);
  return mean === undefined ? 0 : dot(mean, item.features);
}

function largest<T>(items: readonly T[], valueOf: (item: T) => number): T | undefined {
  let best: T | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const value = valueOf(item);
    if (value > highest) {
      highest = value;
      best = item;
    }
  }
  return best;
}

function weeksBetween(earlier: IsoWeek, later: IsoWeek): number {
  return (startMsOf(windowOfWeek(later)) - startMsOf(windowOfWeek(earlier))) / WEEK_MS;
}
