import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom, type Random } from '../stats/random.js';
import { nearestCentroid, sphericalKMeans } from '../stats/spherical-k-means.js';
import type { EmbeddedRequest } from './drift-state.js';
import { alignUsers, emptyTotals, type TwoWindows, totalsOf, type UserMean, type WindowTotals } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

/** An effect with the percentile interval of a bootstrap over users. */
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
  /** Bootstrap draws. */
  readonly draws: number;
  readonly pause?: () => Promise<void>;
}

/** A region counts as uncovered as far as the current share is above three times the reference's. */
const COVERED_RATIO = 3;
const CLUSTERS = 60;
const ITERATIONS = 5;
/** Vectors that the clusters are made from: enough for regions, and the time no longer grows with the windows. */
const TRAINING_VECTORS = 1000;
/** With fewer requests of the smaller window per cluster, empty clusters are the rule and say nothing. */
const REQUESTS_PER_CLUSTER = 5;
const PERMUTATIONS = 99;
const PERMUTATIONS_PER_DRAW = 5;

/**
 * Per user the shares of their requests in each of up to 60 regions: spherical clusters of both windows' vectors pooled,
 * so that a region that only one window has gets clusters of its own.
 */
export async function regionShares(
  reference: readonly EmbeddedRequest[],
  current: readonly EmbeddedRequest[],
  options: { readonly seed: string; readonly weightCap: number; readonly pause?: () => Promise<void> },
): Promise<TwoWindows> {
  const pooled = [...reference, ...current].map(({ vector }) => vector);
  const smaller = Math.min(reference.length, current.length);
  const clusters = Math.max(2, Math.min(CLUSTERS, Math.floor(smaller / REQUESTS_PER_CLUSTER)));
  const random = createRandom('regions', options.seed);
  const training = random.shuffle([...pooled]).slice(0, TRAINING_VECTORS);
  const { centroids } = await sphericalKMeans(training, clusters, random, ITERATIONS, options.pause);
  const side = async (requests: readonly EmbeddedRequest[]) => {
    const grouped: { user: string; group: number }[] = [];
    for (const { user, vector } of requests) {
      grouped.push({ user, group: nearestCentroid(centroids, vector) });
      await options.pause?.();
    }
    return sharesOf(grouped, centroids.length, options.weightCap);
  };
  return alignUsers(await side(reference), await side(current), centroids.length);
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
 * Uncovered mass Σ max(0, q - 3p) and moved mass Σ max(0, q - p) over regions with reference share p and current share
 * q, both with users' capped weights, each less its mean over permutations of the users, which is what noise alone
 * gives. The first is close to unbiased for new regions; the second measures any re-weighting and is biased low for
 * them. Every bootstrap draw of users has its own permutations taken off, because a draw is noisier than the data.
 * @param windows of {@link regionShares}
 */
export async function shiftedMass(windows: TwoWindows, options: MassOptions): Promise<ShiftedMass> {
  const permutation = createRandom('mass-permutation', options.seed);
  const bootstrap = createRandom('mass-bootstrap', options.seed);
  const massOf = createMass(windows);
  const estimate = massOf(permutation, PERMUTATIONS);
  const uncovered = new Float64Array(options.draws);
  const moved = new Float64Array(options.draws);
  for (let draw = 0; draw < options.draws; draw += 1) {
    const multiplicity = bootstrapCounts(windows.users.length, bootstrap);
    const drawn = massOf(permutation, PERMUTATIONS_PER_DRAW, multiplicity);
    uncovered[draw] = drawn.uncovered;
    moved[draw] = drawn.moved;
    await options.pause?.();
  }
  return {
    uncovered: effectOf(estimate.uncovered, uncovered),
    moved: effectOf(estimate.moved, moved),
  };
}

interface Mass {
  readonly uncovered: number;
  readonly moved: number;
}

function createMass(windows: TwoWindows): (random: Random, permutations: number, multiplicity?: Int32Array) => Mass {
  const relabel = createUserPermutation(windows);
  const totals = emptyTotals(windows.columns);
  const flags = new Uint8Array(windows.users.length);
  return (random, permutations, multiplicity) => {
    const observed = rawMass(totalsOf(windows, totals, multiplicity));
    let uncovered = 0;
    let moved = 0;
    for (let permutation = 0; permutation < permutations; permutation += 1) {
      relabel(random, flags);
      const noise = rawMass(totalsOf(windows, totals, multiplicity, flags));
      uncovered += noise.uncovered / permutations;
      moved += noise.moved / permutations;
    }
    return { uncovered: observed.uncovered - uncovered, moved: observed.moved - moved };
  };
}

function rawMass({ reference, current, referenceWeight, currentWeight }: WindowTotals): Mass {
  let uncovered = 0;
  let moved = 0;
  for (let region = 0; region < reference.length; region += 1) {
    const p = (reference[region] as number) / referenceWeight;
    const q = (current[region] as number) / currentWeight;
    uncovered += Math.max(0, q - COVERED_RATIO * p);
    moved += Math.max(0, q - p);
  }
  return { uncovered, moved };
}

export function effectOf(estimate: number, draws: Float64Array): Effect {
  const { low, high } = percentileInterval(draws);
  return { estimate, ciLow: Math.min(low, estimate), ciHigh: Math.max(high, estimate) };
}
