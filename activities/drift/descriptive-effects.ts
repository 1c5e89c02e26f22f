import { bootstrapCounts } from '../stats/bootstrap.js';
import { quantile } from '../stats/quantiles.js';
import { createRandom, type Random } from '../stats/random.js';
import { addScaled, dot, normalise } from '../stats/vectors.js';
import { energyDistance, frechetDistance, slicedWasserstein, type WeightedDistance } from './descriptive-distances.js';
import { foldwiseAuc, heldOutScores } from './domain-classifier.js';
import type { EmbeddedRequest } from './drift-state.js';
import type { Effect } from './shifted-mass.js';
import { alignUsers, type TwoWindows } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

export interface DescriptiveOptions {
  readonly seed: string;
  readonly weightCap: number;
  readonly pause?: () => Promise<void>;
}

export type DescriptiveStatistic = 'frechet' | 'energy' | 'sliced_wasserstein' | 'classifier_auc';

/** Requests of each window that are looked at, drawn at random: energy compares all pairs. */
const REQUESTS_PER_WINDOW = 400;
/** Orthogonal directions that Fréchet and sliced Wasserstein see; a covariance of more needs far more requests. */
const DIRECTIONS = 32;
const PERMUTATIONS = 39;
const DRAWS = 99;

/**
 * Distances that describe a change beside the test of it. Energy, Fréchet and sliced Wasserstein distances are never
 * below 0 and grow with noise, so each is given less its mean over permutations of the users, which is its value for
 * windows of these sizes that differ by chance only. The classifier's area under the curve is 0.5 without a change.
 * Intervals: percentiles of a bootstrap over users, moved so that their mean is the estimate, because a draw is noisier
 * than the data; those of the classifier hold for the models that were fitted.
 */
export async function descriptiveEffects(
  reference: readonly EmbeddedRequest[],
  current: readonly EmbeddedRequest[],
  options: DescriptiveOptions,
): Promise<Record<DescriptiveStatistic, Effect>> {
  const { seed, pause } = options;
  const random = createRandom('descriptive-sample', seed);
  const drawn = [reference, current].map((requests) => random.shuffle([...requests]).slice(0, REQUESTS_PER_WINDOW));
  const pool = poolOf(drawn[0] ?? [], drawn[1] ?? [], options.weightCap);
  const vectors = pool.requests.map(({ vector }) => vector);
  const directions = orthogonalDirections(vectors[0]?.length ?? 0, random);
  const projected = vectors.map((vector) => Float64Array.from(directions, (direction) => dot(vector, direction)));
  const excess = async (distance: WeightedDistance) => await excessEffect(pool, distance, options);
  const scores = await heldOutScores(
    pool.requests.map(({ user, vector }, at) => ({
      user,
      vector,
      isCurrent: at >= pool.firstCurrent,
      weight: pool.weights[at] as number,
    })),
    { seed, ...(pause === undefined ? {} : { pause }) },
  );
  return {
    frechet: await excess(frechetDistance(projected)),
    energy: await excess(energyDistance(vectors)),
    sliced_wasserstein: await excess(slicedWasserstein(vectors, directions)),
    classifier_auc: await aucEffect(pool, foldwiseAuc(scores), options),
  };
}

interface Pool {
  /** Those of the reference, then those of the current window. */
  readonly requests: readonly EmbeddedRequest[];
  readonly firstCurrent: number;
  /** Per request its user's capped weight over their requests in the window. */
  readonly weights: Float64Array;
  /** Per request the number of its user in `windows`. */
  readonly users: Int32Array;
  readonly windows: TwoWindows;
}

function poolOf(reference: readonly EmbeddedRequest[], current: readonly EmbeddedRequest[], weightCap: number): Pool {
  const countsOf = (requests: readonly EmbeddedRequest[]) => {
    const counts = new Map<string, number>();
    for (const { user } of requests) counts.set(user, (counts.get(user) ?? 0) + 1);
    return counts;
  };
  const counts = [countsOf(reference), countsOf(current)] as const;
  const members = (own: ReadonlyMap<string, number>) =>
    [...own].map(([user, count]) => ({ user, weight: Math.min(count, weightCap), mean: [] }));
  const windows = alignUsers(members(counts[0]), members(counts[1]), 0);
  const numbers = new Map(windows.users.map((user, at) => [user, at]));
  const requests = [...reference, ...current];
  return {
    requests,
    firstCurrent: reference.length,
    weights: Float64Array.from(requests, ({ user }, at) => {
      const count = counts[at < reference.length ? 0 : 1].get(user) ?? 1;
      return Math.min(count, weightCap) / count;
    }),
    users: Int32Array.from(requests, ({ user }) => numbers.get(user) ?? 0),
    windows,
  };
}

/** How much every request counts in either window. */
function sidesOf(pool: Pool, times: (user: number) => number, moved?: Uint8Array) {
  const sides = [new Float64Array(pool.users.length), new Float64Array(pool.users.length)] as const;
  pool.users.forEach((user, at) => {
    const isCurrent = at >= pool.firstCurrent !== (moved?.[user] === 1);
    sides[isCurrent ? 1 : 0][at] = times(user) * (pool.weights[at] as number);
  });
  return sides;
}

const ONCE = () => 1;

async function excessEffect(
  pool: Pool,
  distance: WeightedDistance,
  { seed, pause }: DescriptiveOptions,
): Promise<Effect> {
  const relabel = createUserPermutation(pool.windows);
  const moved = new Uint8Array(pool.windows.users.length);
  const random = createRandom('descriptive-permutation', seed);
  let chance = 0;
  for (let permutation = 0; permutation < PERMUTATIONS; permutation += 1) {
    relabel(random, moved);
    chance += distance(...sidesOf(pool, ONCE, moved)) / PERMUTATIONS;
    await pause?.();
  }
  return centred(distance(...sidesOf(pool, ONCE)) - chance, await drawsOf(pool, distance, { seed, pause }));
}

async function aucEffect(pool: Pool, auc: WeightedDistance, { seed, pause }: DescriptiveOptions): Promise<Effect> {
  return centred(auc(...sidesOf(pool, ONCE)), await drawsOf(pool, auc, { seed, pause }));
}

async function drawsOf(
  pool: Pool,
  statistic: WeightedDistance,
  { seed, pause }: { readonly seed: string; readonly pause: (() => Promise<void>) | undefined },
): Promise<Float64Array> {
  const random = createRandom('descriptive-bootstrap', seed);
  const draws = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const counts = bootstrapCounts(pool.windows.users.length, random);
    draws[draw] = statistic(...sidesOf(pool, (user) => counts[user] as number));
    await pause?.();
  }
  return draws;
}

function centred(estimate: number, draws: Float64Array): Effect {
  const shift = estimate - draws.reduce((sum, value) => sum + value, 0) / draws.length;
  return {
    estimate,
    ciLow: Math.min(estimate, shift + quantile(draws, 0.025)),
    ciHigh: Math.max(estimate, shift + quantile(draws, 0.975)),
  };
}

/** As many orthogonal directions as are wanted and there are, drawn at random (Gram-Schmidt, done twice). */
function orthogonalDirections(dimension: number, random: Random): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < Math.min(DIRECTIONS, dimension)) {
    const direction = Float64Array.from({ length: dimension }, () => random.normal());
    for (const other of [...basis, ...basis]) addScaled(direction, other, -dot(direction, other));
    basis.push(normalise(direction));
  }
  return basis;
}
