import type { UserMean } from './two-windows.js';

/** A week against the weeks before it. */
export interface HistoryRank {
  /** Mean debiased MMD² between this week and the weeks most like it. */
  readonly distance: number;
  /** Share of all weeks, this one included, that are at least as far from the weeks most like them. */
  readonly pValue: number;
  /** Earlier weeks. */
  readonly weeks: number;
}

/** With fewer earlier weeks a rank says next to nothing. */
export const FEWEST_HISTORY_WEEKS = 8;
/** Older weeks are left out: with a year, every season is in it once. */
export const MOST_HISTORY_WEEKS = 52;
/** A week has this many weeks like it, at least: the ones beside it or those a season away. */
const NEAREST = 3;
/** Distances that differ in the last bits are tied. */
const TIE = 1e-9;

/**
 * The rank of a week among the weeks before it: a conformal p-value (Vovk, Gammerman & Shafer 2005, chapter 2). The score
 * of a week is its mean distance to the three weeks of all the others that are nearest to it, so that a season that comes
 * round is nothing new, and neither is what changes a little every week. When the weeks are exchangeable, all ranks are
 * equally likely and p <= α has a probability of at most α; ties count against an alarm. It cannot be smaller than
 * 1/(weeks + 1), so no rank among weeks can hold a level over a year of looks: it is a verdict on one week.
 * @param earlier users of every earlier week with their mean kernel features, in any order
 * @param blocks bandwidths
 * @throws {RangeError} with fewer than three earlier weeks
 */
export function historyRank(
  earlier: readonly (readonly UserMean[])[],
  current: readonly UserMean[],
  blocks: number,
): HistoryRank {
  if (earlier.length < NEAREST) throw new RangeError(`${earlier.length} earlier weeks, ${NEAREST} are needed`);
  return rankOfLast(weekDistances([...earlier, current], blocks));
}

/** {@link historyRank} from the distances of all pairs of weeks; the last week is the one that is ranked. */
export function rankOfLast(distances: readonly (readonly number[])[]): HistoryRank {
  const scores = distances.map((row, at) => {
    const others = row.filter((_, other) => other !== at).sort((a, b) => a - b);
    return others.slice(0, NEAREST).reduce((sum, distance) => sum + distance / NEAREST, 0);
  });
  const distance = scores.at(-1) ?? 0;
  const bar = distance - TIE * Math.abs(distance);
  const atLeast = scores.filter((score) => score >= bar).length;
  return { distance, pValue: atLeast / scores.length, weeks: scores.length - 1 };
}

/** Debiased MMD² of every pair of weeks, mean over bandwidths; users never meet themselves. 0 on the diagonal. */
export function weekDistances(weeks: readonly (readonly UserMean[])[], blocks: number): number[][] {
  const sums = weeks.map(weekSums);
  const within = sums.map(({ total, weight, ownProducts, ownSquares }) => {
    return (product(total, total) - ownProducts) / (weight ** 2 - ownSquares) / blocks;
  });
  const distances = sums.map(() => new Array<number>(sums.length).fill(0));
  sums.forEach((one, s) => {
    sums.slice(0, s).forEach((other, t) => {
      const distance = (within[s] ?? 0) + (within[t] ?? 0) - (2 * across(one, other)) / blocks;
      (distances[s] ?? [])[t] = distance;
      (distances[t] ?? [])[s] = distance;
    });
  });
  return distances;
}

interface WeekSums {
  readonly users: ReadonlyMap<string, UserMean>;
  readonly total: Float64Array;
  readonly weight: number;
  readonly ownProducts: number;
  readonly ownSquares: number;
}

function weekSums(week: readonly UserMean[]): WeekSums {
  const total = new Float64Array(week[0]?.mean.length ?? 0);
  let [weight, ownProducts, ownSquares] = [0, 0, 0];
  for (const { weight: own, mean } of week) {
    for (let j = 0; j < total.length; j += 1) total[j] = (total[j] as number) + own * (mean[j] ?? 0);
    weight += own;
    ownProducts += own ** 2 * product(mean, mean);
    ownSquares += own ** 2;
  }
  return { users: new Map(week.map((entry) => [entry.user, entry])), total, weight, ownProducts, ownSquares };
}

/** Mean kernel of a user of one week and another user of the other week, summed over bandwidths. */
function across(one: WeekSums, other: WeekSums): number {
  let [products, weights] = [product(one.total, other.total), one.weight * other.weight];
  for (const [user, { weight, mean }] of one.users) {
    const same = other.users.get(user);
    if (same === undefined) continue;
    products -= weight * same.weight * product(mean, same.mean);
    weights -= weight * same.weight;
  }
  return products / weights;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] as number) * (b[j] as number);
  return sum;
}
