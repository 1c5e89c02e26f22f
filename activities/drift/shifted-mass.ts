import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom, type Random } from '../stats/random.js';
import { nearestCentroid, sphericalKMeans } from '../stats/spherical-k-means.js';
import type { EmbeddedRequest } from './drift-state.js';
import { alignUsers, emptyTotals, type TwoWindows, totalsOf, type UserMean, type WindowTotals } from './two-windows.js';
import { uncoveredMass } from './uncovered-mass.js';
import { createUserPermutation } from './user-permutation.js';

/** Several maps of the regions that two windows lie in; per user and map the shares of their requests in each region. */
export type RegionMaps = readonly TwoWindows[];

export interface RegionOptions {
  readonly seed: string;
  readonly weightCap: number;
  readonly pause?: () => Promise<void>;
}

/** An effect with an interval over users. */
export interface Effect {
  readonly estimate: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

export interface ShiftedMass {
  /** Share of the current traffic in regions where the reference has next to nothing. */
  readonly uncovered: Effect;
  /** Share of the current traffic that would have to move to give the reference's shares. */
  readonly moved: Effect;
}

export interface MassOptions {
  readonly seed: string;
  /** Bootstrap draws; with none the intervals mean nothing. */
  readonly draws: number;
  readonly pause?: () => Promise<void>;
}

/** Figures are means over maps: the luck of one clustering is no property of the traffic. */
const MAPS = 3;
const REGIONS = 60;
const ITERATIONS = 5;
/** Vectors of each window that a map is made from: enough for regions, and the time no longer grows with the windows. */
const TRAINING_VECTORS = 1000;
/** With fewer requests of the smaller window per region, empty regions are the rule and say nothing. */
const REQUESTS_PER_REGION = 5;
const PERMUTATIONS = 99;
const PERMUTATIONS_PER_DRAW = 5;
/** Enough for a variance. */
const UNCOVERED_PERMUTATIONS = 49;

/**
 * Per user the shares of their requests in each of up to 60 regions: spherical clusters of as many vectors of one window
 * as of the other, so that a region that only one window has gets clusters of its own. No user gives more than
 * `weightCap` of the vectors that regions are made from.
 */
export async function regionShares(
  reference: readonly EmbeddedRequest[],
  current: readonly EmbeddedRequest[],
  options: RegionOptions,
): Promise<RegionMaps> {
  const smaller = Math.min(reference.length, current.length);
  const regions = Math.max(2, Math.min(REGIONS, Math.floor(smaller / REQUESTS_PER_REGION)));
  const maps: TwoWindows[] = [];
  for (let map = 0; map < MAPS; map += 1) {
    const random = createRandom('regions', options.seed, map);
    const training = [reference, current].flatMap((requests) =>
      trainingOf(requests, smaller, options.weightCap, random),
    );
    const { centroids } = await sphericalKMeans(training, regions, random, ITERATIONS, options.pause);
    const side = async (requests: readonly EmbeddedRequest[]) => {
      const grouped: { user: string; group: number }[] = [];
      for (const { user, vector } of requests) {
        grouped.push({ user, group: nearestCentroid(centroids, vector) });
        await options.pause?.();
      }
      return sharesOf(grouped, centroids.length, options.weightCap);
    };
    maps.push(alignUsers(await side(reference), await side(current), centroids.length));
  }
  return maps;
}

function trainingOf(
  requests: readonly EmbeddedRequest[],
  most: number,
  weightCap: number,
  random: Random,
): Float32Array[] {
  const counts = new Map<string, number>();
  const capped = random.shuffle([...requests]).filter(({ user }) => {
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= weightCap;
  });
  return capped.slice(0, Math.min(most, TRAINING_VECTORS)).map(({ vector }) => vector);
}

/** Per user the share of their requests in each group; a user counts with their requests, at most `weightCap`. */
export function sharesOf(
  requests: readonly { readonly user: string; readonly group: number }[],
  groups: number,
  weightCap: number,
): UserMean[] {
  const counts = new Map<string, Float64Array>();
  for (const { user, group } of requests) {
    const own = counts.get(user) ?? new Float64Array(groups);
    own[group] = (own[group] as number) + 1;
    counts.set(user, own);
  }
  return [...counts].map(([user, own]) => {
    const total = own.reduce((sum, count) => sum + count, 0);
    return { user, weight: Math.min(total, weightCap), mean: own.map((count) => count / total) };
  });
}

/**
 * Uncovered mass, see {@link uncoveredMass}, and moved mass: Σ max(0, q - p) over regions with reference share p and
 * current share q, both with users' capped weights, less its mean over permutations of the users, which is what noise
 * alone gives. It measures any re-weighting and is biased low for new regions. Every bootstrap draw of users has
 * permutations of its own taken off, because a draw is noisier than the data.
 * @param maps of {@link regionShares}
 */
export async function shiftedMass(maps: RegionMaps, options: MassOptions): Promise<ShiftedMass> {
  const { seed, draws, pause } = options;
  const uncovered = await uncoveredMass(maps, { seed, permutations: draws === 0 ? 0 : UNCOVERED_PERMUTATIONS, pause });
  const [map] = maps;
  if (map === undefined) throw new RangeError('no regions');
  const permutation = createRandom('mass-permutation', seed);
  const bootstrap = createRandom('mass-bootstrap', seed);
  const movedMassOf = createMovedMass(map);
  const moved = movedMassOf(permutation, PERMUTATIONS);
  const drawn = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    drawn[draw] = movedMassOf(permutation, PERMUTATIONS_PER_DRAW, bootstrapCounts(map.users.length, bootstrap));
    await pause?.();
  }
  return { uncovered, moved: effectOf(moved, drawn) };
}

function createMovedMass(
  windows: TwoWindows,
): (random: Random, permutations: number, multiplicity?: Int32Array) => number {
  const relabel = createUserPermutation(windows);
  const totals = emptyTotals(windows.columns);
  const flags = new Uint8Array(windows.users.length);
  return (random, permutations, multiplicity) => {
    const observed = excessOf(totalsOf(windows, totals, multiplicity));
    let noise = 0;
    for (let permutation = 0; permutation < permutations; permutation += 1) {
      relabel(random, flags);
      noise += excessOf(totalsOf(windows, totals, multiplicity, flags)) / permutations;
    }
    return observed - noise;
  };
}

function excessOf({ reference, current, referenceWeight, currentWeight }: WindowTotals): number {
  return current.reduce(
    (sum, value, region) => sum + Math.max(0, value / currentWeight - (reference[region] as number) / referenceWeight),
    0,
  );
}

export function effectOf(estimate: number, draws: Float64Array): Effect {
  const { low, high } = percentileInterval(draws);
  return { estimate, ciLow: Math.min(low, estimate), ciHigh: Math.max(high, estimate) };
}
