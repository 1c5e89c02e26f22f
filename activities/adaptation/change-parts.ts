import { addScaled } from '../stats/vectors.js';

export const PARTS = ['arrivals', 'departures', 'activity', 'topics', 'habits'] as const;
export type Part = (typeof PARTS)[number];

/** A user's vectors in the two windows: features, or the values of all patterns. */
export interface ChangedUser {
  readonly weight0: number;
  readonly weight1: number;
  /** M0, or nothing for a new user. */
  readonly before: Float64Array | null;
  /** M1, or nothing for a lost user. */
  readonly after: Float64Array | null;
  /** M1 - M0 of a returning user. */
  readonly shift: Float64Array | null;
  /** Q1 - Q0 of a returning user. */
  readonly topicShift: Float64Array | null;
}

interface Side {
  readonly weight: number;
  readonly mean: Float64Array;
  readonly topicMean: Float64Array;
}

export function changedUser(before: Side | null, after: Side | null): ChangedUser {
  const returning = before !== null && after !== null;
  return {
    weight0: before?.weight ?? 0,
    weight1: after?.weight ?? 0,
    before: before?.mean ?? null,
    after: after?.mean ?? null,
    shift: returning ? combine([after.mean, 1], [before.mean, -1]) : null,
    topicShift: returning ? combine([after.topicMean, 1], [before.topicMean, -1]) : null,
  };
}

/** Sums of weights, of all users and of the returning ones. */
export interface Shares {
  readonly total0: number;
  readonly total1: number;
  readonly returning0: number;
  readonly returning1: number;
}

/** @returns null when no user is in both windows */
export function sharesOf(members: readonly ChangedUser[], counts: ArrayLike<number>): Shares | null {
  const shares = { total0: 0, total1: 0, returning0: 0, returning1: 0 };
  members.forEach(({ weight0, weight1 }, i) => {
    const count = counts[i] ?? 0;
    shares.total0 += count * weight0;
    shares.total1 += count * weight1;
    if (weight0 > 0 && weight1 > 0) {
      shares.returning0 += count * weight0;
      shares.returning1 += count * weight1;
    }
  });
  return shares.returning0 > 0 ? shares : null;
}

/**
 * The change of the weighted mean, split exactly into who came, who left, who talks more, about what, and *how*. The
 * parts are sums of the users' contributions, user i counting `counts[i]` times; they sum to the change. Contributions
 * of user u, with p the weight shares in a window, r those among returning users, sN and sL the shares of new and of
 * lost users, M the user's mean and Q the mean of the means of the user's topics:
 *   arrivals    p1 M1 (new)            - sN r1 M1 (returning)
 *   departures  sL r0 M0 (returning)   - p0 M0 (lost)
 *   topics      (r0 + r1)/2 (Q1 - Q0)
 *   habits      (r0 + r1)/2 ((M1 - Q1) - (M0 - Q0))
 *   activity    r1 M1 - r0 M0 - topics - habits
 * A number added to all means changes no part.
 */
export function sumsOfParts(
  members: readonly ChangedUser[],
  counts: ArrayLike<number>,
  shares: Shares,
): Record<Part, Float64Array> {
  const size = members.find((member) => member.topicShift !== null)?.topicShift?.length ?? 0;
  const zeros = () => new Float64Array(size);
  const [newcomers, lost, after, before, shift, topics] = [zeros(), zeros(), zeros(), zeros(), zeros(), zeros()];
  members.forEach((member, i) => {
    const count = counts[i] ?? 0;
    if (count === 0) return;
    if (member.shift === null) {
      add(lost, member.before, (count * member.weight0) / shares.total0);
      add(newcomers, member.after, (count * member.weight1) / shares.total1);
      return;
    }
    const r0 = (count * member.weight0) / shares.returning0;
    const r1 = (count * member.weight1) / shares.returning1;
    add(before, member.before, r0);
    add(after, member.after, r1);
    add(shift, member.shift, (r0 + r1) / 2);
    add(topics, member.topicShift, (r0 + r1) / 2);
  });
  const shareNew = 1 - shares.returning1 / shares.total1;
  const shareLost = 1 - shares.returning0 / shares.total0;
  return {
    arrivals: combine([newcomers, 1], [after, -shareNew]),
    departures: combine([before, shareLost], [lost, -1]),
    activity: combine([after, 1], [before, -1], [shift, -1]),
    topics,
    habits: combine([shift, 1], [topics, -1]),
  };
}

function combine(...terms: readonly (readonly [Float64Array, number])[]): Float64Array {
  const sum = new Float64Array(terms[0]?.[0].length ?? 0);
  for (const [vector, factor] of terms) addScaled(sum, vector, factor);
  return sum;
}

function add(target: Float64Array, source: Float64Array | null, factor: number): void {
  if (source !== null) addScaled(target, source, factor);
}
