import { biasReducedMean } from '../../activities/stats/bias-reduced-mean.js';
import type { ClusteredValue } from '../../activities/stats/cluster-sums.js';
import type { Estimate } from '../../activities/stats/clustered-mean.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { required } from '../scoring/scoring-world.js';

/** Simulations take seconds, and minutes on a machine that does other things as well. */
export const PATIENCE_MS = 300_000;

/** Paired differences of items, as a gate sees them. */
export interface DifferenceWorld {
  readonly users: number;
  /** Items of each user; in an uneven world their mean, from a lognormal. */
  readonly itemsPerUser: number;
  /** Share of a difference's variance that belongs to the user. */
  readonly icc: number;
  /** Standard deviation of a difference. */
  readonly spread: number;
  /** Mean difference. */
  readonly effect: number;
  /** Users with very different numbers of items, and items with very different weights. */
  readonly uneven?: boolean;
  /** User effects of an exponential distribution instead of a normal one. */
  readonly skewed?: boolean;
}

export function simulateDifferences(world: DifferenceWorld, ...seed: readonly (string | number)[]): ClusteredValue[] {
  const random = createRandom('verdict-world', ...seed);
  const { icc, spread, effect, uneven = false } = world;
  return Array.from({ length: world.users }, (_, user) => {
    const own = Math.sqrt(icc) * userEffect(random, world);
    const size = uneven ? 0.7 * random.normal() - 0.245 : 0;
    const items = Math.max(1, Math.round(world.itemsPerUser * Math.exp(size)));
    return Array.from({ length: items }, () => ({
      value: effect + spread * (own + Math.sqrt(1 - icc) * random.normal()),
      weight: uneven ? Math.exp(0.6 * random.normal()) : 1,
      cluster: `u${user}`,
    }));
  }).flat();
}

/** Mean 0, variance 1. */
function userEffect(random: Random, { skewed = false }: DifferenceWorld): number {
  return skewed ? -Math.log(1 - random.next()) - 1 : random.normal();
}

export function meanOf(rows: readonly ClusteredValue[]): Estimate {
  return required(biasReducedMean(rows));
}

/** As if every item were a user. */
export function naiveMeanOf(rows: readonly ClusteredValue[]): Estimate {
  return meanOf(rows.map((row, item) => ({ ...row, cluster: `i${item}` })));
}

/** Share of the runs in which something happens. */
export function shareOf(runs: number, happens: (run: number) => boolean): number {
  let count = 0;
  for (let run = 0; run < runs; run += 1) if (happens(run)) count += 1;
  return count / runs;
}

export function covers({ ciLow, ciHigh }: { readonly ciLow: number; readonly ciHigh: number }, truth: number): boolean {
  return ciLow <= truth && truth <= ciHigh;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Three standard errors of a share that is measured in so many runs: beyond them in less than one of 300 seeds. */
export function threeSigma(share: number, runs: number): number {
  return 3 * Math.sqrt((share * (1 - share)) / runs);
}
