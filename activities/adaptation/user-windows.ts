import { isInside, type Window } from '../../workflows/window.js';
import { addScaled } from '../stats/vectors.js';

/** One request as the comparison of two windows needs it. */
export interface FollowedRequest {
  /** Keyed hash of the user. */
  readonly user: string;
  readonly timeMs: number;
  /** Topic of the pinned reference's frozen map, of what is left without shared templates and new phrases. */
  readonly topic: number;
  /** Topic of the whole prompt. @default topic */
  readonly wholeTopic?: number;
  /** Random features of the prompt's vector under the pinned reference; equal prompts may share one array. */
  readonly features: Float32Array;
  /** Value of every prompt pattern, in the order of the registry. */
  readonly patterns: Float64Array;
}

/** One user in one window. */
interface UserWindow {
  /** min(requests, cap): nobody speaks for more than a few requests. */
  readonly weight: number;
  /** M: mean feature of the user's requests, less the pooled mean of both windows. */
  readonly mean: Float64Array;
  /** Q: mean over the user's requests of their topic's mean feature. */
  readonly topicMean: Float64Array;
  /** Mean of each pattern. */
  readonly patterns: Float64Array;
  /** Mean over the user's requests of their topic's mean of each pattern: what Q is to M. */
  readonly topicPatterns: Float64Array;
}

/** A user of either window; `null` where the user sent nothing. */
export interface FollowedUser {
  readonly user: string;
  readonly before: UserWindow | null;
  readonly after: UserWindow | null;
}

export interface ReturningUser {
  readonly user: string;
  readonly before: UserWindow;
  readonly after: UserWindow;
}

export function requestsInside(requests: readonly FollowedRequest[], window: Window): FollowedRequest[] {
  return requests.filter((request) => isInside(window, request.timeMs));
}

/**
 * Requests of two windows -> users, ordered by their hash, so that the order of the logs changes nothing.
 * @param before requests before the release
 * @param after requests of the checkpoint's window
 * @param weightCap requests of one user and window that count fully
 */
export function followUsers(
  before: readonly FollowedRequest[],
  after: readonly FollowedRequest[],
  weightCap: number,
): FollowedUser[] {
  const sides = [byUser(before), byUser(after)] as const;
  const topics = meansOfTopics(sides, weightCap);
  const centre = pooledMean(sides, weightCap);
  const summary = (requests: readonly FollowedRequest[] | undefined) =>
    requests === undefined ? null : summariseUser(requests, weightCap, centre, topics);
  const users = [...new Set([...sides[0].keys(), ...sides[1].keys()])].sort();
  return users.map((user) => ({ user, before: summary(sides[0].get(user)), after: summary(sides[1].get(user)) }));
}

export function returningUsers(users: readonly FollowedUser[]): ReturningUser[] {
  return users.flatMap(({ user, before, after }) =>
    before === null || after === null ? [] : [{ user, before, after }],
  );
}

type RequestsByUser = ReadonlyMap<string, readonly FollowedRequest[]>;

function byUser(requests: readonly FollowedRequest[]): RequestsByUser {
  const groups = new Map<string, FollowedRequest[]>();
  for (const request of requests) {
    const group = groups.get(request.user);
    if (group === undefined) groups.set(request.user, [request]);
    else group.push(request);
  }
  return groups;
}

/** What the prompts about a topic are like on average. */
interface TopicMeans {
  readonly features: Float64Array;
  readonly patterns: Float64Array;
}

/** Means per topic from the window before the release; of a topic that is absent there, from the window after it. */
function meansOfTopics(sides: readonly [RequestsByUser, RequestsByUser], cap: number): Map<number, TopicMeans> {
  const [before, after] = sides;
  const sums = [...sumsOfTopics(after, cap), ...sumsOfTopics(before, cap)];
  return new Map(
    sums.map(([topic, { features, patterns, weight }]) => [
      topic,
      { features: features.map((value) => value / weight), patterns: patterns.map((value) => value / weight) },
    ]),
  );
}

type TopicSums = Map<number, TopicMeans & { weight: number }>;

function sumsOfTopics(side: RequestsByUser, cap: number): TopicSums {
  const sums: TopicSums = new Map();
  for (const requests of side.values()) {
    const weight = requestWeight(requests, cap);
    for (const { topic, features, patterns } of requests) {
      const entry = sums.get(topic) ?? {
        features: new Float64Array(features.length),
        patterns: new Float64Array(patterns.length),
        weight: 0,
      };
      addScaled(entry.features, features, weight);
      addScaled(entry.patterns, patterns, weight);
      entry.weight += weight;
      sums.set(topic, entry);
    }
  }
  return sums;
}

function pooledMean(sides: readonly RequestsByUser[], cap: number): Float64Array {
  let sum = new Float64Array();
  let total = 0;
  for (const requests of sides.flatMap((side) => [...side.values()])) {
    const weight = requestWeight(requests, cap);
    for (const { features } of requests) {
      if (sum.length === 0) sum = new Float64Array(features.length);
      addScaled(sum, features, weight);
      total += weight;
    }
  }
  return sum.map((value) => value / total);
}

function summariseUser(
  requests: readonly FollowedRequest[],
  cap: number,
  centre: Float64Array,
  topics: ReadonlyMap<number, TopicMeans>,
): UserWindow {
  const mean = centre.map((value) => -value);
  const topicMean = new Float64Array(centre.length);
  const patterns = new Float64Array(requests[0]?.patterns.length ?? 0);
  const topicPatterns = new Float64Array(patterns.length);
  const share = 1 / requests.length;
  for (const request of requests) {
    addScaled(mean, request.features, share);
    addScaled(patterns, request.patterns, share);
    const ofTopic = topics.get(request.topic);
    if (ofTopic === undefined) continue;
    addScaled(topicMean, ofTopic.features, share);
    addScaled(topicPatterns, ofTopic.patterns, share);
  }
  return { weight: Math.min(requests.length, cap), mean, topicMean, patterns, topicPatterns };
}

function requestWeight(requests: readonly FollowedRequest[], cap: number): number {
  return Math.min(requests.length, cap) / requests.length;
}
