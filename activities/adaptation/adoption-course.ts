import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import type { Breathe, Interval } from './five-part-split.js';

/** What one user did on one day, against what the same user did before the release. */
export interface UserDay {
  readonly user: string;
  /** Whole days since the release, rounded down: -1 is the day before it. */
  readonly day: number;
  /** Mean of the day's requests less the user's mean over the baseline. */
  readonly value: number;
  /** What it counts: requests, capped. */
  readonly weight: number;
}

interface DayOfCourse {
  readonly day: number;
  /** Mean over users, with an interval by users; null on a day without any. */
  readonly value: Interval | null;
  readonly users: number;
}

/** How a habit spread after a release. */
export interface AdoptionCourse {
  readonly days: readonly DayOfCourse[];
  /** When it began, in days since the release. */
  readonly onset: Interval;
  /** Days from the onset until half of the way was gone. */
  readonly halfLife: Interval;
  /** Where it leads, in the unit of the values. */
  readonly ceiling: Interval;
  /** Settled: at least nine tenths of the way are surely gone. Open: too little is known to say. */
  readonly state: 'settled' | 'still moving' | 'open';
}

export interface CourseOptions {
  readonly draws: number;
  readonly seed: string;
  readonly breathe?: Breathe;
}

/** A fit: value(t) = ceiling (1 - 2^-((t - onset)/halfLife)) from the onset on, 0 before it. */
interface Fit {
  readonly onset: number;
  readonly halfLife: number;
  readonly ceiling: number;
  readonly loss: number;
}

const ONSET_STEP = 0.25;
/** Half-lives are tried in steps of this factor. */
const HALF_LIFE_STEP = 1.15;
const SHORTEST_HALF_LIFE = 0.25;
/** Onsets before the release are tried this far: what began earlier is not its doing, and is shown to be so. */
const DAYS_BEFORE = 7;
/** Days after the onset that a fit must rest on. */
const DAYS_NEEDED = 3;
const SETTLED_SHARE = 0.9;

/**
 * Onset and half-life of an adaptation: a change-point and an exponential saturation, fitted together by weighted least
 * squares to the daily means over users (the ceiling in closed form, onset and half-life on a grid, which has no local
 * minima to fall into). Intervals from a bootstrap over users: a user's days stay together.
 * @param users days before the release included, as far as they are known
 * @returns null without data on enough days after the release
 */
export async function adoptionCourse(
  userDays: readonly UserDay[],
  { draws, seed, breathe }: CourseOptions,
): Promise<AdoptionCourse | null> {
  const table = tableOf(userDays);
  const once = new Int32Array(table.users).fill(1);
  const grid = gridOf(table.days);
  const observed = dailyMeans(table, once);
  const fit = bestFit(grid, table.days, observed);
  if (fit === null) return null;
  const random = createRandom('adoption-course', seed);
  const fits: Fit[] = [];
  const means: Float64Array[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = dailyMeans(table, bootstrapCounts(table.users, random));
    means.push(drawn.values);
    const again = bestFit(grid, table.days, drawn);
    if (again !== null) fits.push(again);
    await breathe?.();
  }
  const interval = (estimate: number, of: (fit: Fit) => number): Interval => {
    const { low, high } = percentileInterval(fits.map(of));
    return { estimate, ciLow: low, ciHigh: high };
  };
  const settledAfter = fits.map(({ onset, halfLife }) => onset - halfLife * Math.log2(1 - SETTLED_SHARE));
  const lastDay = (table.days.at(-1) ?? 0) + 1;
  const settled = percentileInterval(settledAfter);
  return {
    days: table.days.map((day, at) => dayOf(day, at, observed, means)),
    onset: interval(fit.onset, ({ onset }) => onset),
    halfLife: interval(fit.halfLife, ({ halfLife }) => halfLife),
    ceiling: interval(fit.ceiling, ({ ceiling }) => ceiling),
    state: settled.high <= lastDay ? 'settled' : settled.low > lastDay ? 'still moving' : 'open',
  };
}

interface CourseTable {
  readonly users: number;
  readonly days: readonly number[];
  /** Per entry of the users, one after the other. */
  readonly user: Int32Array;
  readonly at: Int32Array;
  readonly value: Float64Array;
  readonly weight: Float64Array;
  /** Users of each day. */
  readonly present: Int32Array;
}

interface DailyMeans {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly present: Int32Array;
}

function tableOf(userDays: readonly UserDay[]): CourseTable {
  const users = [...new Set(userDays.map(({ user }) => user))].sort();
  const days = [...new Set(userDays.map(({ day }) => day))].sort((a, b) => a - b);
  const numberOf = new Map(users.map((user, number) => [user, number]));
  const placeOf = new Map(days.map((day, at) => [day, at]));
  const present = new Int32Array(days.length);
  for (const { day } of userDays) present[placeOf.get(day) ?? 0] = (present[placeOf.get(day) ?? 0] ?? 0) + 1;
  return {
    users: users.length,
    days,
    user: Int32Array.from(userDays, ({ user }) => numberOf.get(user) ?? 0),
    at: Int32Array.from(userDays, ({ day }) => placeOf.get(day) ?? 0),
    value: Float64Array.from(userDays, ({ value }) => value),
    weight: Float64Array.from(userDays, ({ weight }) => weight),
    present,
  };
}

function dailyMeans({ days, user, at, value, weight, present }: CourseTable, counts: Int32Array): DailyMeans {
  const sums = new Float64Array(days.length);
  const weights = new Float64Array(days.length);
  for (let i = 0; i < user.length; i += 1) {
    const times = (counts[user[i] ?? 0] ?? 0) * (weight[i] ?? 0);
    const day = at[i] ?? 0;
    sums[day] = (sums[day] ?? 0) + times * (value[i] ?? 0);
    weights[day] = (weights[day] ?? 0) + times;
  }
  return { values: sums.map((sum, day) => sum / (weights[day] ?? 0)), weights, present };
}

interface GridPoint {
  readonly onset: number;
  readonly halfLife: number;
  /** Share of the way gone on each day, the mean over it taken at its middle. */
  readonly shape: Float64Array;
}

function gridOf(days: readonly number[]): GridPoint[] {
  const first = Math.max(days[0] ?? 0, -DAYS_BEFORE);
  const end = (days.at(-1) ?? 0) + 1;
  const points: GridPoint[] = [];
  for (let onset = first; onset <= end - DAYS_NEEDED; onset += ONSET_STEP) {
    for (let halfLife = SHORTEST_HALF_LIFE; halfLife <= end; halfLife *= HALF_LIFE_STEP) {
      const shape = Float64Array.from(days, (day) => meanShare(day - onset, halfLife));
      points.push({ onset, halfLife, shape });
    }
  }
  return points;
}

/** Mean over a day, which begins `from` days after the onset, of 1 - 2^-(t/halfLife); 0 before the onset. */
function meanShare(from: number, halfLife: number): number {
  const start = Math.max(from, 0);
  const end = from + 1;
  if (end <= 0) return 0;
  const rate = Math.LN2 / halfLife;
  const gone = end - start - (Math.exp(-rate * start) - Math.exp(-rate * end)) / rate;
  return gone;
}

function bestFit(grid: readonly GridPoint[], days: readonly number[], { values, weights }: DailyMeans): Fit | null {
  let best: Fit | null = null;
  for (const { onset, halfLife, shape } of grid) {
    let cross = 0;
    let square = 0;
    for (let day = 0; day < days.length; day += 1) {
      const weight = weights[day] ?? 0;
      if (weight === 0) continue;
      const share = shape[day] ?? 0;
      cross += weight * share * (values[day] ?? 0);
      square += weight * share * share;
    }
    if (square === 0) continue;
    // The loss of the fit, less what all fits share: the sum of squares of the values.
    const loss = -(cross * cross) / square;
    if (best === null || loss < best.loss) best = { onset, halfLife, ceiling: cross / square, loss };
  }
  return best;
}

function dayOf(
  day: number,
  at: number,
  { values, weights, present }: DailyMeans,
  means: readonly Float64Array[],
): DayOfCourse {
  const users = present[at] ?? 0;
  if ((weights[at] ?? 0) === 0) return { day, value: null, users };
  const drawn = means.map((mean) => mean[at] ?? Number.NaN).filter((mean) => !Number.isNaN(mean));
  const { low, high } = percentileInterval(drawn);
  return { day, value: { estimate: values[at] ?? 0, ciLow: low, ciHigh: high }, users };
}
