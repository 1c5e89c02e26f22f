import { wilsonInterval } from '../stats/proportions.js';
import { createRandom } from '../stats/random.js';
import type { Effect, RegionMaps } from './shifted-mass.js';
import type { TwoWindows } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

/** A region counts as uncovered where the current share is above three times the reference's. */
const COVERED_RATIO = 3;
/** A region of fewer users, beside those it is judged for, is their habit and no region of the traffic. */
const MIN_USERS = 2;
const FOLDS = 10;
const NORMAL_95 = 1.959964;

export interface UncoveredOptions {
  readonly seed: string;
  /** Permutations that say what the choice of regions adds to the variance; 0: the interval leaves that out. */
  readonly permutations: number;
  readonly pause?: (() => Promise<void>) | undefined;
}

/**
 * Share of the current traffic, in excess of the reference's, in regions where it is above three times the reference's.
 * Users are split into ten folds; which regions are uncovered is read off the users of nine, the shares in them off the
 * tenth (cross-fitting: Chernozhukov et al. 2018). So no region is judged by the users whose chance made it look
 * uncovered: without a change the estimate is 0 on average, whatever the number of users. Given the regions it is a
 * difference of two weighted shares, with the hybrid score interval of those (Newcombe 1998, method 10, with the
 * correlation of users in both windows); to its variance comes what the choice of regions adds, which is by how much
 * the estimate varies more over permutations of the users than that formula says of them.
 */
export async function uncoveredMass(maps: RegionMaps, options: UncoveredOptions): Promise<Effect> {
  const [first] = maps;
  if (first === undefined) throw new RangeError('no regions');
  const folded = maps.map((map, number) => ({ map, folds: foldsOf(map.users.length, `${options.seed} ${number}`) }));
  const stay = new Uint8Array(first.users.length);
  const observed = sharesIn(folded, stay);
  const relabel = createUserPermutation(first);
  const random = createRandom('uncovered-permutation', options.seed);
  const flags = new Uint8Array(first.users.length);
  let squares = 0;
  let formula = 0;
  for (let permutation = 0; permutation < options.permutations; permutation += 1) {
    relabel(random, flags);
    const { before, after, covariance } = sharesIn(folded, flags);
    squares += (after.share - before.share) ** 2;
    formula += before.variance + after.variance - 2 * covariance;
    await options.pause?.();
  }
  const choice = options.permutations === 0 ? 0 : Math.max(0, squares - formula) / options.permutations;
  return hybridInterval(observed, choice);
}

/** Per user a fold, all folds as large as can be. */
function foldsOf(users: number, seed: string): Uint8Array {
  const order = createRandom('mass-folds', seed).shuffle(Array.from({ length: users }, (_, u) => u));
  const folds = new Uint8Array(users);
  order.forEach((u, at) => {
    folds[u] = at % FOLDS;
  });
  return folds;
}

interface FoldedMap {
  readonly map: TwoWindows;
  readonly folds: Uint8Array;
}

/** The shares of both windows in their uncovered regions, means over maps, users in `moved` with windows swapped. */
function sharesIn(maps: readonly FoldedMap[], moved: Uint8Array): TwoShares {
  const users = moved.length;
  const reference = new Float64Array(users);
  const current = new Float64Array(users);
  for (const { map, folds } of maps) {
    const uncovered = uncoveredRegions(map, folds, moved);
    for (let u = 0; u < users; u += 1) {
      const [before, after] = sidesOf(map, moved[u] === 1);
      for (const region of uncovered[folds[u] as number] as number[]) {
        const at = u * map.columns + region;
        reference[u] = (reference[u] as number) + (before.sums[at] as number) / maps.length;
        current[u] = (current[u] as number) + (after.sums[at] as number) / maps.length;
      }
    }
  }
  const [first] = maps as [FoldedMap];
  const weights = (from: 0 | 1) =>
    Float64Array.from(moved, (flag, u) => sidesOf(first.map, flag === 1)[from].weights[u] as number);
  const before = clusteredShare(reference, weights(0));
  const after = clusteredShare(current, weights(1));
  const covariance = after.errors.reduce((sum, value, u) => sum + value * (before.errors[u] as number), 0);
  return { before, after, covariance };
}

function sidesOf({ reference, current }: TwoWindows, isMoved: boolean) {
  return isMoved ? ([current, reference] as const) : ([reference, current] as const);
}

/** Per fold the regions that are uncovered by what the users of all other folds show. */
function uncoveredRegions(map: TwoWindows, folds: Uint8Array, moved: Uint8Array): number[][] {
  const { columns } = map;
  const size = FOLDS * columns;
  const [p, q, writers] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [weightP, weightQ] = [new Float64Array(FOLDS), new Float64Array(FOLDS)];
  folds.forEach((fold, u) => {
    const [before, after] = sidesOf(map, moved[u] === 1);
    weightP[fold] = (weightP[fold] as number) + (before.weights[u] as number);
    weightQ[fold] = (weightQ[fold] as number) + (after.weights[u] as number);
    for (let region = 0; region < columns; region += 1) {
      const at = fold * columns + region;
      const own = after.sums[u * columns + region] as number;
      p[at] = (p[at] as number) + (before.sums[u * columns + region] as number);
      q[at] = (q[at] as number) + own;
      if (own > 0) writers[at] = (writers[at] as number) + 1;
    }
  });
  const others = (values: Float64Array, fold: number, width: number, column: number) => {
    let sum = 0;
    for (let other = 0; other < FOLDS; other += 1) if (other !== fold) sum += values[other * width + column] as number;
    return sum;
  };
  const regions = Array.from({ length: columns }, (_, region) => region);
  return Array.from({ length: FOLDS }, (_, fold) => {
    const ratio = (COVERED_RATIO * others(weightQ, fold, 1, 0)) / others(weightP, fold, 1, 0);
    return regions.filter(
      (region) =>
        others(writers, fold, columns, region) >= MIN_USERS &&
        others(q, fold, columns, region) > ratio * others(p, fold, columns, region),
    );
  });
}

interface TwoShares {
  readonly before: ClusteredShare;
  readonly after: ClusteredShare;
  readonly covariance: number;
}

interface ClusteredShare {
  readonly share: number;
  /** Per user what they add to the error of the share; they sum to 0. */
  readonly errors: Float64Array;
  readonly variance: number;
  /** Trials of equal worth. */
  readonly trials: number;
}

function clusteredShare(sums: Float64Array, weights: Float64Array): ClusteredShare {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const users = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  const share = Math.min(1, Math.max(0, sums.reduce((sum, value) => sum + value, 0) / total));
  const errors = sums.map((value, u) => (value - share * (weights[u] as number)) / total);
  const variance = (users / Math.max(1, users - 1)) * errors.reduce((sum, value) => sum + value * value, 0);
  const binomial = share * (1 - share);
  // Without spread Kish's number of users says what they are worth.
  const trials = variance > 0 && binomial > 0 ? binomial / variance : (total * total) / squares;
  return { share, errors, variance, trials };
}

/** @param extra variance beyond that of the two shares */
function hybridInterval({ before, after, covariance }: TwoShares, extra: number): Effect {
  const one = wilsonInterval(after.share * after.trials, after.trials);
  const two = wilsonInterval(before.share * before.trials, before.trials);
  const scale = Math.sqrt(before.variance * after.variance);
  const correlation = scale > 0 ? Math.min(1, Math.max(-1, covariance / scale)) : 0;
  const reach = (a: number, b: number) =>
    Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b) + NORMAL_95 ** 2 * extra);
  const estimate = after.share - before.share;
  return {
    estimate,
    ciLow: estimate - reach(after.share - one.low, two.high - before.share),
    ciHigh: estimate + reach(one.high - after.share, before.share - two.low),
  };
}
