import { wilsonInterval } from '../stats/proportions.js';
import { createRandom } from '../stats/random.js';
import type { Effect, RegionMaps } from './shifted-mass.js';
import { type TwoWindows, writtenColumns } from './two-windows.js';
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
  const folded = maps.map((map, number) => ({
    map,
    written: map.users.map((_, u) => writtenColumns(map, u)),
    folds: foldsOf(map.users.length, `${options.seed} ${number}`),
  }));
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
  /** Per user see {@link writtenColumns}: few of the regions. */
  readonly written: readonly Float64Array[];
  readonly folds: Uint8Array;
}

/** The shares of both windows in their uncovered regions, means over maps, users in `moved` with windows swapped. */
function sharesIn(maps: readonly FoldedMap[], moved: Uint8Array): TwoShares {
  const users = moved.length;
  const reference = new Float64Array(users);
  const current = new Float64Array(users);
  for (const folded of maps) {
    const uncovered = uncoveredRegions(folded, moved);
    for (let u = 0; u < users; u += 1) {
      const flag = moved[u] as number;
      const written = folded.written[u] as Float64Array;
      const from = (folded.folds[u] as number) * folded.map.columns;
      for (let at = 0; at < written.length; at += 3) {
        if (uncovered[from + (written[at] as number)] === 0) continue;
        reference[u] = (reference[u] as number) + (written[at + 1 + flag] as number) / maps.length;
        current[u] = (current[u] as number) + (written[at + 2 - flag] as number) / maps.length;
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

/** Per fold and region 1 where it is uncovered by what the users of all other folds show. */
function uncoveredRegions({ map, written, folds }: FoldedMap, moved: Uint8Array): Uint8Array {
  const { columns } = map;
  const size = FOLDS * columns;
  const [p, q, writers] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [weightP, weightQ] = [new Float64Array(FOLDS), new Float64Array(FOLDS)];
  folds.forEach((fold, u) => {
    const flag = moved[u] as number;
    const [before, after] = sidesOf(map, flag === 1);
    weightP[fold] = (weightP[fold] as number) + (before.weights[u] as number);
    weightQ[fold] = (weightQ[fold] as number) + (after.weights[u] as number);
    const own = written[u] as Float64Array;
    for (let entry = 0; entry < own.length; entry += 3) {
      const at = fold * columns + (own[entry] as number);
      const inCurrent = own[entry + 2 - flag] as number;
      p[at] = (p[at] as number) + (own[entry + 1 + flag] as number);
      q[at] = (q[at] as number) + inCurrent;
      if (inCurrent > 0) writers[at] = (writers[at] as number) + 1;
    }
  });
  const others = (values: Float64Array, fold: number, width: number, column: number) => {
    let sum = 0;
    for (let other = 0; other < FOLDS; other += 1) if (other !== fold) sum += values[other * width + column] as number;
    return sum;
  };
  const uncovered = new Uint8Array(size);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const ratio = (COVERED_RATIO * others(weightQ, fold, 1, 0)) / others(weightP, fold, 1, 0);
    for (let region = 0; region < columns; region += 1) {
      const isUncovered =
        others(writers, fold, columns, region) >= MIN_USERS &&
        others(q, fold, columns, region) > ratio * others(p, fold, columns, region);
      uncovered[fold * columns + region] = isUncovered ? 1 : 0;
    }
  }
  return uncovered;
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
