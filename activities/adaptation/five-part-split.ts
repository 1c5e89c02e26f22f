import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';
import { type ChangedUser, changedUser, PARTS, type Part, type Shares, sharesOf, sumsOfParts } from './change-parts.js';
import type { FollowedUser } from './user-windows.js';

/** Sums of parts: `mix` of all but habits, who asks and about what; `total` of all five. */
export const SUMS = ['total', 'mix'] as const;
type Sum = (typeof SUMS)[number];

/** Sizes of the parts of a change, and of their sums. */
export type FivePartSplit = Readonly<Record<Part | Sum, number>>;

export interface Interval {
  readonly estimate: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

/** Called between draws of long loops, so that the caller can show that it lives. */
export type Breathe = () => Promise<void>;

/**
 * The change of the mean feature between two windows, split into the parts of {@link sumsOfParts}: `habits`, the same
 * users on the same topics writing otherwise, is the adaptation effect.
 *
 * The size of a part is the inner product of the whole change with it, without the products of a user with themselves,
 * which hold the noise. The five sizes sum to the de-biased squared change. Unit: squared length in feature space.
 * @returns null when no user is in both windows
 */
export function splitChange(users: readonly FollowedUser[]): FivePartSplit | null {
  const members = users.map(memberOf);
  return splitWeighted(
    members,
    members.map(() => 1),
  );
}

/**
 * The split with percentile intervals from a bootstrap over users. A user drawn twice weighs double, so that two copies
 * of one user never meet in a product. Topic means and the centre stay those of the data.
 */
export async function splitWithIntervals(
  users: readonly FollowedUser[],
  options: { draws: number; seed: string; confidence?: number; breathe?: Breathe },
): Promise<Readonly<Record<Part | Sum, Interval>> | null> {
  const members = users.map(memberOf);
  const estimate = splitWeighted(
    members,
    members.map(() => 1),
  );
  if (estimate === null) return null;
  const random = createRandom('five-part-split', options.seed);
  const draws: FivePartSplit[] = [];
  for (let draw = 0; draw < options.draws; draw += 1) {
    const split = splitWeighted(members, bootstrapCounts(members.length, random));
    if (split !== null) draws.push(split);
    await options.breathe?.();
  }
  const interval = (part: Part | Sum): Interval => {
    const { low, high } = percentileInterval(
      draws.map((draw) => draw[part]),
      options.confidence,
    );
    return { estimate: estimate[part], ciLow: low, ciHigh: high };
  };
  return {
    total: interval('total'),
    mix: interval('mix'),
    arrivals: interval('arrivals'),
    departures: interval('departures'),
    activity: interval('activity'),
    topics: interval('topics'),
    habits: interval('habits'),
  };
}

/** A user's vectors and their inner products, which no re-weighting changes. */
interface Member extends ChangedUser {
  /** Inner products of M0 (0), M1 (1) and Q1 - Q0 (t). */
  readonly products: {
    readonly p00: number;
    readonly p01: number;
    readonly p11: number;
    readonly p0t: number;
    readonly p1t: number;
  };
}

function memberOf(user: FollowedUser): Member {
  const changed = changedUser(user.before, user.after);
  const { before, after, topicShift } = changed;
  return {
    ...changed,
    products: {
      p00: product(before, before),
      p01: product(before, after),
      p11: product(after, after),
      p0t: product(before, topicShift),
      p1t: product(after, topicShift),
    },
  };
}

/** The split when user i counts `counts[i]` times. */
function splitWeighted(members: readonly Member[], counts: ArrayLike<number>): FivePartSplit | null {
  const shares = sharesOf(members, counts);
  if (shares === null) return null;
  const own = ownProducts(members, counts, shares);
  const parts = sumsOfParts(members, counts, shares);
  const change = new Float64Array(parts.habits.length);
  for (const part of PARTS) addScaled(change, parts[part], 1);
  const sizeOf = (part: Part) => dot(change, parts[part]) - own[part];
  const total = dot(change, change) - PARTS.reduce((sum, part) => sum + own[part], 0);
  const habits = sizeOf('habits');
  return {
    total,
    mix: total - habits,
    arrivals: sizeOf('arrivals'),
    departures: sizeOf('departures'),
    activity: sizeOf('activity'),
    topics: sizeOf('topics'),
    habits,
  };
}

/** Per part the sum of every user's product with themselves: of their whole contribution, p1 M1 - p0 M0, with the part. */
function ownProducts(members: readonly Member[], counts: ArrayLike<number>, shares: Shares): Record<Part, number> {
  const own: Record<Part, number> = { arrivals: 0, departures: 0, activity: 0, topics: 0, habits: 0 };
  const shareNew = 1 - shares.returning1 / shares.total1;
  const shareLost = 1 - shares.returning0 / shares.total0;
  members.forEach(({ weight0, weight1, shift, products }, i) => {
    const count = counts[i] ?? 0;
    if (count === 0) return;
    const p0 = (count * weight0) / shares.total0;
    const p1 = (count * weight1) / shares.total1;
    if (shift === null) {
      own.arrivals += p1 * p1 * products.p11;
      own.departures += p0 * p0 * products.p00;
      return;
    }
    const r0 = (count * weight0) / shares.returning0;
    const r1 = (count * weight1) / shares.returning1;
    const r = (r0 + r1) / 2;
    const withBefore = p1 * products.p01 - p0 * products.p00;
    const withAfter = p1 * products.p11 - p0 * products.p01;
    const withTopics = p1 * products.p1t - p0 * products.p0t;
    own.arrivals -= shareNew * r1 * withAfter;
    own.departures += shareLost * r0 * withBefore;
    own.activity += (r - r0) * withBefore + (r1 - r) * withAfter;
    own.topics += r * withTopics;
    own.habits += r * (withAfter - withBefore - withTopics);
  });
  return own;
}

function product(a: Float64Array | null, b: Float64Array | null): number {
  return a === null || b === null ? 0 : dot(a, b);
}
