import type { Random } from './random.js';
import { dot, normalise } from './vectors.js';

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

/** Index of the centroid with the largest inner product, the first one in a tie. */
export function nearestCentroid(centroids: readonly Float32Array[], vector: Float32Array): number {
  return nearestOf(centroids, Float64Array.from(vector)).cluster;
}

/** Four centroids at a time: each number of the vector is then read once for all four. */
function nearestOf(centroids: readonly Float32Array[], vector: Float64Array): { cluster: number; similarity: number } {
  let cluster = 0;
  let similarity = Number.NEGATIVE_INFINITY;
  const consider = (candidate: number, value: number) => {
    if (value > similarity) {
      similarity = value;
      cluster = candidate;
    }
  };
  let k = 0;
  for (; k + 3 < centroids.length; k += 4) {
    const c0 = centroids[k] as Float32Array;
    const c1 = centroids[k + 1] as Float32Array;
    const c2 = centroids[k + 2] as Float32Array;
    const c3 = centroids[k + 3] as Float32Array;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < vector.length; j += 1) {
      const x = vector[j] as number;
      s0 += (c0[j] as number) * x;
      s1 += (c1[j] as number) * x;
      s2 += (c2[j] as number) * x;
      s3 += (c3[j] as number) * x;
    }
    consider(k, s0);
    consider(k + 1, s1);
    consider(k + 2, s2);
    consider(k + 3, s3);
  }
  for (; k < centroids.length; k += 1) consider(k, dot(centroids[k] as Float32Array, vector));
  return { cluster, similarity };
}

interface Nearest {
  readonly assignment: Int32Array;
  readonly similarity: Float64Array;
}

function nearestCentroids(vectors: readonly Float32Array[], centroids: readonly Float32Array[]): Nearest {
  const assignment = new Int32Array(vectors.length);
  const similarity = new Float64Array(vectors.length);
  vectors.forEach((vector, at) => {
    const nearest = nearestOf(centroids, Float64Array.from(vector));
    assignment[at] = nearest.cluster;
    similarity[at] = nearest.similarity;
  });
  return { assignment, similarity };
}

function seedCentroids(vectors: readonly Float32Array[], clusters: number, random: Random): Float32Array[] {
  if (vectors.length === 0) return [];
  const first = vectors[random.integer(vectors.length)] as Float32Array;
  const centroids = [Float32Array.from(first)];
  const distance = Float64Array.from(vectors, (vector) => Math.max(0, 1 - dot(first, vector)));
  const candidates = 2 + Math.floor(Math.log(clusters));
  while (centroids.length < clusters) {
    const drawn = bestSeed(vectors, distance, candidates, random);
    centroids.push(Float32Array.from(drawn.vector));
    distance.set(drawn.distance);
  }
  return centroids;
}

/** Of a few vectors drawn by their distance, the one that leaves the smallest sum of distances to the nearest seed. */
function bestSeed(
  vectors: readonly Float32Array[],
  distance: Float64Array,
  candidates: number,
  random: Random,
): { vector: Float32Array; distance: Float64Array } {
  const drawn = Array.from({ length: candidates }, () => vectors[drawIndex(distance, random)] as Float32Array);
  const left = drawn.map(() => Float64Array.from(distance));
  const sums = new Float64Array(candidates);
  for (let first = 0; first < candidates; first += 3) {
    const [a, b = a, c = a] = drawn.slice(first, first + 3);
    if (a === undefined || b === undefined || c === undefined) break;
    vectors.forEach((vector, at) => {
      const similarities = threeDots(vector, a, b, c);
      for (let next = 0; next < 3 && first + next < candidates; next += 1) {
        const nearer = Math.min(distance[at] as number, Math.max(0, 1 - (similarities[next] as number)));
        (left[first + next] as Float64Array)[at] = nearer;
        sums[first + next] = (sums[first + next] as number) + nearer;
      }
    });
  }
  let best = 0;
  for (let next = 1; next < candidates; next += 1) if ((sums[next] as number) < (sums[best] as number)) best = next;
  return { vector: drawn[best] as Float32Array, distance: left[best] as Float64Array };
}

const DOTS = new Float64Array(3);

/** Inner products with three vectors at once: each number of the first is read once for all. */
function threeDots(vector: Float32Array, a: Float32Array, b: Float32Array, c: Float32Array): Float64Array {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  for (let j = 0; j < vector.length; j += 1) {
    const x = vector[j] as number;
    s0 += x * (a[j] as number);
    s1 += x * (b[j] as number);
    s2 += x * (c[j] as number);
  }
  DOTS[0] = s0;
  DOTS[1] = s1;
  DOTS[2] = s2;
  return DOTS;
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
