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
  /** A neighbourhood reaches to the nearest but so many. @default 5 */
  readonly neighbours?: number;
  /** Production requests among which neighbours are looked for. @default as many as the eval set has items */
  readonly among?: number;
}

/** How production and the eval set reach into each other's neighbourhoods. */
export interface CoverageEffects {
  readonly coverage: Effect | null;
  readonly density: Effect | null;
  readonly precision: Effect | null;
  readonly recall: Effect | null;
}

const NEIGHBOURS = 5;
/** Requests whose neighbourhood is looked at; users vary more than their requests. */
const CENTRES = 500;
/** No squared distance is as small. */
const NO_BALL = -1;

/**
 * Coverage of production by the eval set (Naeem et al. 2020, eq. 4): the weighted share of requests in whose
 * neighbourhood the eval set has an item. The neighbourhood reaches to the fifth nearest among as many production
 * requests of other users as the eval set has items, so that a fresh sample of production of that size would cover
 * about 97 % (1 - 2^-5), whatever the sizes. Users count with their requests, at most `weightCap`.
 *
 * Beside it, from the same neighbourhoods: density (eq. 3), how many items a neighbourhood holds over how many it would
 * of a fresh sample, 1 for such a sample and larger where the eval set crowds; precision and recall (Kynkäänniemi et al.
 * 2019, eq. 2), the share of the items in the neighbourhood of a request, and of the requests in that of an item. These
 * two look at no more than 500 neighbourhoods a side, reaching among as many: more of them would hold more by chance.
 * @returns null where production has too few requests, or the eval set too few items, for a neighbourhood
 */
export async function coverageOf(
  production: readonly EmbeddedRequest[],
  evalSet: readonly EmbeddedRequest[],
  options: CoverageOptions,
): Promise<CoverageEffects> {
  const { seed, weightCap, pause, neighbours: k = NEIGHBOURS, among = evalSet.length } = options;
  const order = createRandom('coverage', seed).shuffle([...production]);
  const items = createRandom('coverage-items', seed).shuffle([...evalSet]);
  const neighbours = cappedPerUser(order, weightCap).slice(0, among);
  const balls = Math.min(among, CENTRES);
  const itemBalls = items.slice(0, CENTRES);
  const itemRadii: number[] = [];
  for (const item of itemBalls) {
    const { last } = squaredRadii(item, itemBalls, k, 0);
    itemRadii.push(last === Number.POSITIVE_INFINITY ? NO_BALL : last);
    await pause?.();
  }
  const scored: { user: string; values: [coverage: number, density: number, recall: number] }[] = [];
  const isReached = new Uint8Array(items.length);
  for (const [at, centre] of order.slice(0, CENTRES).entries()) {
    const { early, last } = squaredRadii(centre, neighbours, k, balls);
    await pause?.();
    if (last === Number.POSITIVE_INFINITY) continue;
    const reach = at < balls && early !== Number.POSITIVE_INFINITY ? early : NO_BALL;
    let [inside, isRecalled] = [0, false];
    items.forEach(({ vector }, item) => {
      const distance = squaredDistance(vector, centre.vector);
      if (distance <= last) inside += 1;
      if (distance <= reach) isReached[item] = 1;
      isRecalled ||= distance <= (itemRadii[item] ?? NO_BALL);
    });
    const density = (inside * neighbours.length) / (k * items.length);
    scored.push({ user: centre.user, values: [inside > 0 ? 1 : 0, density, isRecalled ? 1 : 0] });
  }
  if (scored.length === 0) return { coverage: null, density: null, precision: null, recall: null };
  const [coverage = null, density = null, recall = null] = weightedMeans(scored, options, 'coverage-bootstrap');
  if (items.length <= k) return { coverage, density: null, precision: null, recall: null };
  const reached = items.map(({ user }, at) => ({ user, values: [isReached[at] ?? 0] }));
  const [precision = null] = weightedMeans(reached, options, 'precision-bootstrap');
  return { coverage, density, precision, recall };
}

/**
 * Squared distances to the k-th nearest request of another user, among the first `early` requests and among all of them;
 * infinite when there are fewer. Copies count.
 */
function squaredRadii(centre: EmbeddedRequest, neighbours: readonly EmbeddedRequest[], k: number, early: number) {
  const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  let among = Number.POSITIVE_INFINITY;
  neighbours.forEach(({ user, vector }, index) => {
    if (user !== centre.user) {
      let distance = squaredDistance(vector, centre.vector);
      for (let at = 0; at < k; at += 1) {
        const kept = nearest[at] as number;
        if (distance >= kept) continue;
        nearest[at] = distance;
        distance = kept;
      }
    }
    if (index + 1 === early) among = nearest[k - 1] as number;
  });
  const last = nearest[k - 1] as number;
  return { early: neighbours.length < early ? last : among, last };
}

function cappedPerUser(requests: readonly EmbeddedRequest[], cap: number): EmbeddedRequest[] {
  const counts = new Map<string, number>();
  return requests.filter(({ user }) => {
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= cap;
  });
}

/** Means of each value, users weighted by their requests up to the cap, with user-bootstrap intervals. */
function weightedMeans(
  requests: readonly { readonly user: string; readonly values: readonly number[] }[],
  { weightCap, draws, seed }: CoverageOptions,
  purpose: string,
): Effect[] {
  const byUser = new Map<string, { count: number; sums: number[] }>();
  for (const { user, values } of requests) {
    const own = byUser.get(user) ?? { count: 0, sums: values.map(() => 0) };
    byUser.set(user, { count: own.count + 1, sums: own.sums.map((sum, at) => sum + (values[at] as number)) });
  }
  const users = [...byUser.values()].map(({ count, sums }) => {
    const weight = Math.min(count, weightCap);
    return { weight, sums: sums.map((sum) => (weight * sum) / count) };
  });
  const columns = requests[0]?.values.length ?? 0;
  const means = (multiplicity?: Int32Array) => {
    let weight = 0;
    const totals = new Float64Array(columns);
    users.forEach((user, at) => {
      const times = multiplicity?.[at] ?? (multiplicity === undefined ? 1 : 0);
      weight += times * user.weight;
      user.sums.forEach((sum, column) => {
        totals[column] = (totals[column] as number) + times * sum;
      });
    });
    return totals.map((total) => total / weight);
  };
  const random = createRandom(purpose, seed);
  const drawn = Array.from({ length: draws }, () => means(bootstrapCounts(users.length, random)));
  return Array.from(means(), (mean, column) =>
    effectOf(
      mean,
      Float64Array.from(drawn, (draw) => draw[column] as number),
    ),
  );
}
