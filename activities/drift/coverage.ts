import { bootstrapCounts } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { squaredDistance } from '../stats/vectors.js';
import type { EmbeddedRequest } from './drift-state.js';
import { type Effect, effectOf } from './shifted-mass.js';

export interface CoverageOptions {
  readonly seed: string;
  readonly weightCap: number;
  /** Bootstrap draws over users. */
  readonly draws: number;
  readonly pause?: () => Promise<void>;
}

const NEIGHBOURS = 5;
/** Requests whose neighbourhood is looked at; users vary more than their requests. */
const CENTRES = 500;

/**
 * Coverage of production by the eval set (Naeem et al. 2020, eq. 4): the weighted share of requests in whose
 * neighbourhood the eval set has an item. The neighbourhood reaches to the fifth nearest among as many production
 * requests of other users as the eval set has items, so that a fresh sample of production of that size would cover
 * about 97 % (1 - 2^-5), whatever the sizes. Users count with their requests, at most `weightCap`.
 * @returns null when production has too few requests for a neighbourhood
 */
export async function coverageOf(
  production: readonly EmbeddedRequest[],
  evalSet: readonly Float32Array[],
  options: CoverageOptions,
): Promise<Effect | null> {
  const random = createRandom('coverage', options.seed);
  const order = random.shuffle([...production]);
  const neighbours = cappedPerUser(order, options.weightCap).slice(0, evalSet.length);
  const reached: { user: string; reached: boolean }[] = [];
  for (const centre of order.slice(0, CENTRES)) {
    const radius = squaredRadius(centre, neighbours);
    await options.pause?.();
    if (radius === null) continue;
    reached.push({
      user: centre.user,
      reached: evalSet.some((item) => squaredDistance(item, centre.vector) <= radius),
    });
  }
  return reached.length === 0 ? null : weightedShare(reached, options);
}

/** Squared distance to the fifth nearest request of another user; null when there are fewer. Copies count. */
function squaredRadius(centre: EmbeddedRequest, neighbours: readonly EmbeddedRequest[]): number | null {
  const nearest = new Float64Array(NEIGHBOURS).fill(Number.POSITIVE_INFINITY);
  for (const { user, vector } of neighbours) {
    if (user === centre.user) continue;
    let distance = squaredDistance(vector, centre.vector);
    for (let at = 0; at < NEIGHBOURS; at += 1) {
      const kept = nearest[at] as number;
      if (distance >= kept) continue;
      nearest[at] = distance;
      distance = kept;
    }
  }
  const radius = nearest[NEIGHBOURS - 1] as number;
  return Number.isFinite(radius) ? radius : null;
}

function cappedPerUser(requests: readonly EmbeddedRequest[], cap: number): EmbeddedRequest[] {
  const counts = new Map<string, number>();
  return requests.filter(({ user }) => {
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= cap;
  });
}

function weightedShare(
  requests: readonly { readonly user: string; readonly reached: boolean }[],
  { weightCap, draws, seed }: CoverageOptions,
): Effect {
  const byUser = new Map<string, { count: number; reached: number }>();
  for (const { user, reached } of requests) {
    const own = byUser.get(user) ?? { count: 0, reached: 0 };
    byUser.set(user, { count: own.count + 1, reached: own.reached + (reached ? 1 : 0) });
  }
  const users = [...byUser.values()].map(({ count, reached }) => {
    const weight = Math.min(count, weightCap);
    return { weight, reached: (weight * reached) / count };
  });
  const share = (multiplicity?: Int32Array) => {
    let weight = 0;
    let reached = 0;
    users.forEach((user, at) => {
      const times = multiplicity?.[at] ?? (multiplicity === undefined ? 1 : 0);
      weight += times * user.weight;
      reached += times * user.reached;
    });
    return reached / weight;
  };
  const random = createRandom('coverage-bootstrap', seed);
  const drawn = Float64Array.from({ length: draws }, () => share(bootstrapCounts(users.length, random)));
  return effectOf(share(), drawn);
}
