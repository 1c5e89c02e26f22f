import type { Random } from './random.js';
import { createVectorTable, type VectorTable } from './vector-table.js';
import { normalise } from './vectors.js';

export interface SphericalClusters {
  /** Unit vectors; as many as asked for, or one per vector when there are fewer. */
  readonly centroids: Float32Array[];
  /** Per vector the index of the centroid with the largest inner product, the first one in a tie. */
  readonly assignment: Int32Array;
}

/**
 * Spherical k-means (Dhillon & Modha 2001): clusters unit vectors by cosine; each centroid is the direction of its
 * members' sum. Seeded as greedy k-means++ (Arthur & Vassilvitskii 2007, section 7) with 1 - cosine in place of the
 * squared distance: of a few candidates the best one, so that a small cluster apart from the others gets a seed before a
 * large one gets a second.
 * A cluster that loses all members is seeded again at the vector that fits its own centroid worst.
 * @param pause called once per iteration, so that long clusterings let other work through
 */
export async function sphericalKMeans(
  vectors: readonly Float32Array[],
  clusters: number,
  random: Random,
  iterations: number,
  pause?: () => Promise<void>,
): Promise<SphericalClusters> {
  const seeds = seedCentroids(vectors, Math.min(clusters, vectors.length), random);
  return await iterated(vectors, seeds, iterations, pause);
}

/** The same iterations from given centroids: their number stays. */
export async function refinedCentroids(
  vectors: readonly Float32Array[],
  centroids: readonly Float32Array[],
  iterations: number,
  pause?: () => Promise<void>,
): Promise<Float32Array[]> {
  return (await iterated(vectors, [...centroids], iterations, pause)).centroids;
}

async function iterated(
  vectors: readonly Float32Array[],
  seeds: Float32Array[],
  iterations: number,
  pause: () => Promise<void> = async () => {},
): Promise<SphericalClusters> {
  let centroids = seeds;
  let nearest = nearestCentroids(vectors, centroids);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    await pause();
    centroids = movedCentroids(vectors, nearest, centroids.length);
    const before = nearest.assignment;
    nearest = nearestCentroids(vectors, centroids);
    if (nearest.assignment.every((cluster, at) => cluster === before[at])) break;
  }
  return { centroids, assignment: nearest.assignment };
}

const tables = new WeakMap<readonly Float32Array[], VectorTable>();

/**
 * Index of the centroid with the largest inner product, the first one in a tie.
 * @param centroids must not change between two calls
 */
export function nearestCentroid(centroids: readonly Float32Array[], vector: Float32Array): number {
  const table = tables.get(centroids) ?? createVectorTable(centroids);
  tables.set(centroids, table);
  return nearestOf(table, vector).cluster;
}

function nearestOf(centroids: VectorTable, vector: Float32Array): { cluster: number; similarity: number } {
  let cluster = 0;
  let similarity = Number.NEGATIVE_INFINITY;
  const similarities = centroids.dots(vector);
  for (let candidate = 0; candidate < similarities.length; candidate += 1) {
    const value = similarities[candidate] as number;
    if (value > similarity) {
      similarity = value;
      cluster = candidate;
    }
  }
  return { cluster, similarity };
}

interface Nearest {
  readonly assignment: Int32Array;
  readonly similarity: Float64Array;
}

function nearestCentroids(vectors: readonly Float32Array[], centroids: readonly Float32Array[]): Nearest {
  const assignment = new Int32Array(vectors.length);
  const similarity = new Float64Array(vectors.length);
  const table = createVectorTable(centroids);
  vectors.forEach((vector, at) => {
    const nearest = nearestOf(table, vector);
    assignment[at] = nearest.cluster;
    similarity[at] = nearest.similarity;
  });
  return { assignment, similarity };
}

function seedCentroids(vectors: readonly Float32Array[], clusters: number, random: Random): Float32Array[] {
  if (vectors.length === 0) return [];
  const table = createVectorTable(vectors);
  const first = vectors[random.integer(vectors.length)] as Float32Array;
  const centroids = [Float32Array.from(first)];
  let distance: Float64Array = table.dots(first).map(distanceOf);
  const candidates = 2 + Math.floor(Math.log(clusters));
  while (centroids.length < clusters) {
    const drawn = Array.from({ length: candidates }, () => vectors[drawIndex(distance, random)] as Float32Array);
    const best = bestSeed(table, distance, drawn);
    centroids.push(Float32Array.from(best.seed));
    distance = best.left;
  }
  return centroids;
}

function distanceOf(similarity: number): number {
  return Math.max(0, 1 - similarity);
}

interface Seed {
  readonly seed: Float32Array;
  /** Distances of all vectors to the nearest of the seeds with this one. */
  readonly left: Float64Array;
}

/** Of a few vectors the one that leaves the smallest sum of distances to the nearest seed. */
function bestSeed(table: VectorTable, distance: Float64Array, drawn: readonly Float32Array[]): Seed {
  let best: Seed & { readonly sum: number } = {
    seed: new Float32Array(),
    left: distance,
    sum: Number.POSITIVE_INFINITY,
  };
  for (const seed of drawn) {
    const similarities = table.dots(seed);
    const left = distance.map((known, at) => Math.min(known, distanceOf(similarities[at] as number)));
    const sum = left.reduce((total, value) => total + value, 0);
    if (sum < best.sum) best = { seed, left, sum };
  }
  return best;
}

/** An index with probability proportional to its weight; uniform when no weight is left. */
function drawIndex(weights: Float64Array, random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return random.integer(weights.length);
  let left = random.next() * total;
  for (let at = 0; at < weights.length; at += 1) {
    left -= weights[at] as number;
    if (left < 0) return at;
  }
  return weights.length - 1;
}

function movedCentroids(
  vectors: readonly Float32Array[],
  { assignment, similarity }: Nearest,
  clusters: number,
): Float32Array[] {
  const dimension = vectors[0]?.length ?? 0;
  const sums = Array.from({ length: clusters }, () => new Float64Array(dimension));
  const members = new Int32Array(clusters);
  vectors.forEach((vector, at) => {
    const cluster = assignment[at] as number;
    const sum = sums[cluster] as Float64Array;
    for (let j = 0; j < dimension; j += 1) sum[j] = (sum[j] as number) + (vector[j] as number);
    members[cluster] = (members[cluster] as number) + 1;
  });
  const misfits = [...similarity.keys()].sort((a, b) => (similarity[a] as number) - (similarity[b] as number));
  let nextMisfit = 0;
  return sums.map((sum, cluster) => {
    if (members[cluster] !== 0) return Float32Array.from(normalise(sum));
    const misfit = vectors[misfits[nextMisfit] ?? 0] as Float32Array;
    nextMisfit += 1;
    return Float32Array.from(misfit);
  });
}
