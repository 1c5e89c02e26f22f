import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { addScaled } from '../stats/vectors.js';
import { type ChangedUser, changedUser, PARTS, type Part, sharesOf, sumsOfParts } from './change-parts.js';
import type { Breathe, Interval } from './five-part-split.js';
import type { FollowedUser } from './user-windows.js';

/** Sums over users of values that are equal differ by this much, which must not be told as a change. */
const ROUNDING = 1e-9;

/** The change of one pattern's mean over everybody's prompts, in the pattern's own unit; the five parts sum to it. */
export type PatternSplit = Readonly<Record<'total' | 'mix' | 'habits', Interval>> &
  Readonly<Record<Exclude<Part, 'habits'>, number>>;

/** Per part, or sum of parts, the value of every pattern. */
type PartValues = Readonly<Record<Part | 'total' | 'mix', Float64Array>>;

/**
 * How the mean of every prompt pattern changed between two windows, and through whom: the parts of {@link sumsOfParts}
 * with numbers in place of vectors, so that no inner product and no leaving out is needed. All patterns at once, with
 * percentile intervals from a bootstrap over users (a user drawn twice weighs double; topic means stay those of the data).
 * @returns one split per pattern, in the order of the users' patterns; null when no user is in both windows
 */
export async function splitPatterns(
  users: readonly FollowedUser[],
  options: { draws: number; seed: string; confidence?: number; breathe?: Breathe },
): Promise<PatternSplit[] | null> {
  const members = users.map(memberOf);
  const estimate = valuesOf(
    members,
    members.map(() => 1),
  );
  if (estimate === null) return null;
  const random = createRandom('pattern-split', options.seed);
  const draws: PartValues[] = [];
  for (let draw = 0; draw < options.draws; draw += 1) {
    const values = valuesOf(members, bootstrapCounts(members.length, random));
    if (values !== null) draws.push(values);
    await options.breathe?.();
  }
  const interval = (part: 'total' | 'mix' | 'habits', k: number): Interval => {
    const { low, high } = percentileInterval(
      Float64Array.from(draws, (values) => values[part][k] ?? 0),
      options.confidence,
    );
    return { estimate: estimate[part][k] ?? 0, ciLow: low, ciHigh: high };
  };
  return Array.from(estimate.total, (_, k) => ({
    total: interval('total', k),
    mix: interval('mix', k),
    habits: interval('habits', k),
    arrivals: estimate.arrivals[k] ?? 0,
    departures: estimate.departures[k] ?? 0,
    activity: estimate.activity[k] ?? 0,
    topics: estimate.topics[k] ?? 0,
  }));
}

function memberOf({ before, after }: FollowedUser): ChangedUser {
  const side = (window: FollowedUser['before']) =>
    window === null ? null : { weight: window.weight, mean: window.patterns, topicMean: window.topicPatterns };
  return changedUser(side(before), side(after));
}

function valuesOf(members: readonly ChangedUser[], counts: ArrayLike<number>): PartValues | null {
  const shares = sharesOf(members, counts);
  if (shares === null) return null;
  const parts = sumsOfParts(members, counts, shares);
  const total = new Float64Array(parts.habits.length);
  const mix = new Float64Array(parts.habits.length);
  for (const part of PARTS) {
    parts[part].forEach((value, k) => {
      if (Math.abs(value) < ROUNDING) parts[part][k] = 0;
    });
    addScaled(total, parts[part], 1);
    if (part !== 'habits') addScaled(mix, parts[part], 1);
  }
  return { ...parts, total, mix };
}
