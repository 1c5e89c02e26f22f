import type { EmbeddedRequest } from '../drift/drift-state.js';
import { topicExemplars } from '../drift/topic-exemplars.js';
import { createRandom, type Random } from '../stats/random.js';
import { nearestCentroid, sphericalKMeans } from '../stats/spherical-k-means.js';
import type { Breathe } from './five-part-split.js';
import type { EmbeddedRow } from './followed-requests.js';

/** As the regions of the uncovered share, see `shifted-mass.ts`. */
const REGIONS = 60;
const REQUESTS_PER_REGION = 5;
const TRAINING_VECTORS = 1000;
const ITERATIONS = 5;
const COVERED_RATIO = 3;
/** A region of fewer users is their own business, and nothing to show. */
const MIN_USERS = 5;
const MOST_REGIONS = 3;

/**
 * A few requests of a window that stand for what the eval set lacks: of the three largest regions of embedding space
 * whose share of the window is above three times their share of the set, the requests nearest the centre. At most three
 * of a region and one of a user; none of a region that fewer than five users write in.
 * @param options.weightCap requests of one user that count
 */
export async function uncoveredExamples(
  evalSet: readonly EmbeddedRequest[],
  window: readonly EmbeddedRow[],
  { seed, weightCap, breathe }: { readonly seed: string; readonly weightCap: number; readonly breathe: Breathe },
): Promise<EmbeddedRow[]> {
  const random = createRandom('uncovered-examples', seed);
  const set = cappedPerUser(evalSet, ({ user }) => user, weightCap, random);
  const current = cappedPerUser(window, ({ row }) => row.user, weightCap, random);
  const smaller = Math.min(set.length, current.length);
  const most = Math.min(smaller, TRAINING_VECTORS);
  const training = [...set.slice(0, most), ...current.slice(0, most)].map(({ vector }) => vector);
  const clusters = Math.max(2, Math.min(REGIONS, Math.floor(smaller / REQUESTS_PER_REGION)));
  const { centroids } = await sphericalKMeans(training, clusters, random, ITERATIONS, breathe);
  const regions = centroids.map((centroid) => ({ centroid, items: 0, requests: 0, users: new Set<string>() }));
  for (const { vector } of set) {
    const region = regions[nearestCentroid(centroids, vector)];
    if (region !== undefined) region.items += 1;
    await breathe();
  }
  for (const { row, vector } of current) {
    const region = regions[nearestCentroid(centroids, vector)];
    if (region !== undefined) {
      region.requests += 1;
      region.users.add(row.user);
    }
    await breathe();
  }
  const uncovered = regions
    .filter(({ items, requests, users }) => {
      const isCovered = requests / current.length <= (COVERED_RATIO * items) / set.length;
      return users.size >= MIN_USERS && !isCovered;
    })
    .sort((a, b) => b.requests - a.requests)
    .slice(0, MOST_REGIONS);
  const places = uncovered.map(({ centroid }) => centroids.indexOf(centroid));
  const candidates = current.map(({ row, vector }) => ({
    requestId: row.request_id,
    user: row.user,
    digest: row.prompt_sha256,
    topic: places.indexOf(nearestCentroid(centroids, vector)),
    vector,
  }));
  const ids = topicExemplars(
    candidates,
    uncovered.map(({ centroid }) => centroid),
  ).flat();
  return onePerUser(ids, new Map(current.map((request) => [request.row.request_id, request])));
}

function cappedPerUser<T>(requests: readonly T[], userOf: (request: T) => string, cap: number, random: Random): T[] {
  const counts = new Map<string, number>();
  return random.shuffle([...requests]).filter((request) => {
    const user = userOf(request);
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= cap;
  });
}

function onePerUser(ids: readonly string[], requests: ReadonlyMap<string, EmbeddedRow>): EmbeddedRow[] {
  const users = new Set<string>();
  return ids.flatMap((id) => {
    const request = requests.get(id);
    if (request === undefined || users.has(request.row.user)) return [];
    users.add(request.row.user);
    return [request];
  });
}
