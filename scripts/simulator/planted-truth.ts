import { ANSWERING_MODELS } from './answer-quality.js';
import { expectedPreference, expectedScore } from './expected-scores.js';
import type { HabitId } from './habits.js';
import { habitProbability } from './population.js';
import type { SimulatedRequest, World } from './world.js';
import { adoptionAt, newTopicShareAt, type PlannedRelease, timeMsOfDay, type WorldPlan } from './world-plan.js';

/** True figures of one week: means over all its requests of what is expected on their very prompts. */
export interface WeekTruth {
  /** 0 for the first week. */
  readonly week: number;
  readonly requests: number;
  readonly users: number;
  /** The model that answered most of the requests. */
  readonly productionModel: string;
  /** Expected score of the logged answers, 0 to 1. */
  readonly productionScore: number;
  /** Expected score had one model answered everything. */
  readonly scores: Readonly<Record<string, number>>;
  /** Expected preference, -1 to 1, of a model over the logged answers. */
  readonly preferences: Readonly<Record<string, number>>;
  /** Mean probability of the new topic, given who asks and how much they care about it. */
  readonly newTopicShare: number;
}

interface ReleaseTruth {
  readonly releaseId: string;
  readonly deployedAt: string;
  readonly modelFrom: string;
  readonly modelTo: string;
  readonly adopterShare: number;
  readonly halfLifeDays: number;
  readonly habits: PlannedRelease['habits'];
  /** Adoption, 0 to 1, this many days after the release. */
  readonly adoption: Readonly<Record<string, number>>;
}

/** What the world knows and the product must find out; lies next to the logs, and nothing in the product reads it. */
export interface PlantedTruth {
  readonly plan: WorldPlan;
  readonly requests: number;
  readonly users: number;
  readonly weeks: readonly WeekTruth[];
  readonly releases: readonly ReleaseTruth[];
  /** Planted e-mail addresses, keys and telephone numbers; none may leave the folder of the logs. */
  readonly secrets: readonly string[];
}

export function plantedTruth(world: World): PlantedTruth {
  const { plan, requests, users, secrets } = world;
  return {
    plan,
    requests: requests.length,
    users: users.length,
    weeks: Array.from({ length: plan.weeks }, (_, week) => weekTruth(world, week)),
    releases: plan.releases.map(({ releaseId, day, modelFrom, modelTo, adopterShare, halfLifeDays, habits }) => ({
      releaseId,
      deployedAt: new Date(timeMsOfDay(plan, day)).toISOString(),
      modelFrom,
      modelTo,
      adopterShare,
      halfLifeDays,
      habits,
      adoption: Object.fromEntries(
        [1, 3, 7, 14, 28].map((since) => [String(since), adoptionAt({ day, halfLifeDays }, day + since)]),
      ),
    })),
    secrets,
  };
}

/** @throws {RangeError} for a week in which nobody asked anything */
export function weekTruth({ plan, requests }: World, week: number): WeekTruth {
  const inWeek = requests.filter(({ day }) => Math.floor(day / 7) === week);
  const counts = new Map<string, number>();
  for (const { record } of inWeek) counts.set(record.model, (counts.get(record.model) ?? 0) + 1);
  const productionModel = [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  if (productionModel === undefined) throw new RangeError(`nobody asked anything in week ${week}`);
  const perModel = (value: (model: string, request: SimulatedRequest) => number) =>
    Object.fromEntries(ANSWERING_MODELS.map((model) => [model, meanOf(inWeek, (request) => value(model, request))]));
  return {
    week,
    requests: inWeek.length,
    users: new Set(inWeek.map(({ user }) => user.userId)).size,
    productionModel,
    productionScore: meanOf(inWeek, (request) => expectedScore(request.record.model, request)),
    scores: perModel((model, request) => expectedScore(model, request)),
    preferences: perModel((model, request) => expectedPreference(model, request.record.model, request)),
    newTopicShare: meanOf(inWeek, ({ day, user }) => newTopicShareAt(plan, day) * user.newTopicInterest),
  };
}

/** Days of the world, half-open. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The difference in how often a habit shows, after less before, within the users of both ranges, every user counting
 * the same: by how much the probability changes with which each of them shows it, given who has picked it up. The times
 * of the requests are those that were.
 */
export function plantedDifference(
  { plan, requests }: World,
  before: DayRange,
  after: DayRange,
  habit: HabitId,
): number {
  const [old, recent] = [byUser(requests, before), byUser(requests, after)];
  const planted = ({ user, day }: SimulatedRequest) => habitProbability(user, plan, habit, day);
  const differences: number[] = [];
  for (const [userId, later] of recent) {
    const earlier = old.get(userId);
    if (earlier !== undefined) differences.push(meanOf(later, planted) - meanOf(earlier, planted));
  }
  return meanOf(differences, (difference) => difference);
}

/** Expected scores of the four cells of a replay, over the prompts of the users of both ranges on a common topic mix. */
export function plantedReplay(
  world: World,
  release: PlannedRelease,
  before: DayRange,
  after: DayRange,
): Readonly<Record<'old_pre' | 'new_pre' | 'old_post' | 'new_post', number>> {
  const [old, recent] = [byUser(world.requests, before), byUser(world.requests, after)];
  const pre = requestsOfBoth(old, recent);
  const post = requestsOfBoth(recent, old);
  const common = commonMix(pre, post);
  const cell = (requests: readonly SimulatedRequest[], model: string) => {
    const shares = topicShares(requests);
    let sum = 0;
    let total = 0;
    for (const request of requests) {
      const weight = (common.get(request.topic) ?? 0) / (shares.get(request.topic) ?? 1);
      sum += weight * expectedScore(model, request);
      total += weight;
    }
    return sum / total;
  };
  return {
    old_pre: cell(pre, release.modelFrom),
    new_pre: cell(pre, release.modelTo),
    old_post: cell(post, release.modelFrom),
    new_post: cell(post, release.modelTo),
  };
}

/** The requests of one side by users who are on the other, too. */
function requestsOfBoth(own: RequestsByUser, other: RequestsByUser): SimulatedRequest[] {
  return [...own].filter(([userId]) => other.has(userId)).flatMap(([, requests]) => requests);
}

type RequestsByUser = ReadonlyMap<string, readonly SimulatedRequest[]>;

function byUser(requests: readonly SimulatedRequest[], { from, to }: DayRange): Map<string, SimulatedRequest[]> {
  const groups = new Map<string, SimulatedRequest[]>();
  for (const request of requests) {
    if (request.day < from || request.day >= to) continue;
    const group = groups.get(request.user.userId);
    if (group === undefined) groups.set(request.user.userId, [request]);
    else group.push(request);
  }
  return groups;
}

function topicShares(requests: readonly SimulatedRequest[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { topic } of requests) shares.set(topic, (shares.get(topic) ?? 0) + 1 / requests.length);
  return shares;
}

/** The mean of the two sides' topic shares, over topics that both have. */
function commonMix(pre: readonly SimulatedRequest[], post: readonly SimulatedRequest[]): Map<string, number> {
  const [old, recent] = [topicShares(pre), topicShares(post)];
  return new Map(
    [...old].flatMap(([topic, share]) => {
      const other = recent.get(topic);
      return other === undefined ? [] : [[topic, (share + other) / 2] as const];
    }),
  );
}

function meanOf<T>(values: readonly T[], value: (item: T) => number): number {
  return values.reduce((sum, item) => sum + value(item), 0) / values.length;
}
