import type { Random } from './random.js';
import { nearestCentroid, refinedCentroids, sphericalKMeans } from './spherical-k-means.js';
import { addScaled, normalise } from './vectors.js';

export interface ClusteredVector {
  readonly user: string;
  readonly vector: Float32Array;
}

export interface StableClusterOptions {
  /** Clusters to start with: more than these are never found. */
  readonly most: number;
  /** Merging stops at these. @default 2 */
  readonly fewest?: number;
  readonly random: Random;
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Vectors that the clusters are made from, and vectors of each half of the users. */
const MOST_VECTORS = 10_000;
const MOST_HALF_VECTORS = 2500;
/** Vectors of one user among them: nobody's habits make a cluster by their number. */
const VECTORS_PER_USER = 20;
const ITERATIONS = 10;
const HALF_ITERATIONS = 4;
const LAST_ITERATIONS = 3;
/** Clusters whose requests land more alike than this in a map of other users are one. */
const ALIKE = 0.5;
const FEWEST = 2;

/**
 * Spherical clusters as many as resampling tells apart. k-means with a given k cuts large clusters in two before it finds
 * small ones, and where it cuts is chance. So there are more clusters at first than are wanted; a map of as many clusters
 * is made from each half of the users, and says where the vectors of the other half land. Two clusters that land alike
 * (cosine of their counts over the map's clusters above one half) are not reproduced by other users: the most alike pair
 * is merged until none is left (consensus clustering: Monti et al. 2003, with maps of held-out users: Tibshirani &
 * Walther 2005).
 * @returns unit vectors; at least two where there are two different vectors and `most` allows it
 */
export async function stableClusters(
  vectors: readonly ClusteredVector[],
  { most, fewest = FEWEST, random, pause }: StableClusterOptions,
): Promise<Float32Array[]> {
  const training = trainingOf(vectors, random);
  const points = training.map(({ vector }) => vector);
  const { centroids, assignment } = await sphericalKMeans(points, most, random, ITERATIONS, pause);
  if (centroids.length <= fewest) return centroids;
  const landings = await landingsOf(training, assignment, centroids.length, random, pause);
  const groups = mergedGroups(landings, fewest);
  const sums = groups.map(() => new Float64Array(points[0]?.length ?? 0));
  const groupOf = new Map(groups.flatMap((clusters, group) => clusters.map((cluster) => [cluster, group] as const)));
  points.forEach((vector, at) => {
    const sum = sums[groupOf.get(assignment[at] as number) ?? 0];
    if (sum !== undefined) addScaled(sum, vector, 1);
  });
  const merged = sums.map((sum) => Float32Array.from(normalise(sum)));
  return await refinedCentroids(points, merged, LAST_ITERATIONS, pause);
}

function trainingOf(vectors: readonly ClusteredVector[], random: Random): ClusteredVector[] {
  const counts = new Map<string, number>();
  return random
    .shuffle([...vectors])
    .filter(({ user }) => {
      const count = (counts.get(user) ?? 0) + 1;
      counts.set(user, count);
      return count <= VECTORS_PER_USER;
    })
    .slice(0, MOST_VECTORS);
}

/** Inner products of the clusters' counts over the clusters of maps that their users had no part in. */
async function landingsOf(
  training: readonly ClusteredVector[],
  assignment: Int32Array,
  clusters: number,
  random: Random,
  pause: StableClusterOptions['pause'],
): Promise<Float64Array[]> {
  const users = random.shuffle([...new Set(training.map(({ user }) => user))]);
  const first = new Set(users.slice(0, Math.ceil(users.length / 2)));
  const alike = Array.from({ length: clusters }, () => new Float64Array(clusters));
  for (const isFirst of [true, false]) {
    const half = training.filter(({ user }) => first.has(user) === isFirst).slice(0, MOST_HALF_VECTORS);
    const map = await sphericalKMeans(
      half.map(({ vector }) => vector),
      clusters,
      random,
      HALF_ITERATIONS,
      pause,
    );
    if (map.centroids.length === 0) continue;
    const counts = Array.from({ length: clusters }, () => new Float64Array(map.centroids.length));
    training.forEach(({ user, vector }, at) => {
      if (first.has(user) === isFirst) return;
      const row = counts[assignment[at] as number] as Float64Array;
      const landed = nearestCentroid(map.centroids, vector);
      row[landed] = (row[landed] as number) + 1;
    });
    await pause?.();
    alike.forEach((row, a) => {
      for (let b = 0; b < clusters; b += 1) {
        const [one, other] = [counts[a] as Float64Array, counts[b] as Float64Array];
        row[b] = (row[b] as number) + one.reduce((sum, count, at) => sum + count * (other[at] as number), 0);
      }
    });
  }
  return alike;
}

/** Merges the most alike pair until none is alike; products of sums are sums of products. */
function mergedGroups(landings: readonly Float64Array[], fewest: number): number[][] {
  const alike = landings.map((row) => Float64Array.from(row));
  const groups = new Map(landings.map((_, cluster) => [cluster, [cluster]]));
  const product = (a: number, b: number) => alike[a]?.[b] ?? 0;
  while (groups.size > fewest) {
    let best = { cosine: ALIKE, into: -1, from: -1 };
    for (const into of groups.keys()) {
      for (const from of groups.keys()) {
        if (from <= into) continue;
        const cosine = product(into, from) / Math.sqrt(product(into, into) * product(from, from));
        if (cosine > best.cosine) best = { cosine, into, from };
      }
    }
    const { into, from } = best;
    if (into < 0) break;
    groups.set(into, [...(groups.get(into) ?? []), ...(groups.get(from) ?? [])]);
    groups.delete(from);
    const [row, gone] = [alike[into] as Float64Array, alike[from] as Float64Array];
    const own = product(into, into) + product(from, from) + 2 * product(into, from);
    for (const other of groups.keys()) {
      const both = (row[other] as number) + (gone[other] as number);
      row[other] = both;
      (alike[other] as Float64Array)[into] = both;
    }
    row[into] = own;
  }
  return [...groups.values()];
}
