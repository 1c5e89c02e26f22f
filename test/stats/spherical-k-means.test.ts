import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { nearestCentroid, sphericalKMeans } from '../../activities/stats/spherical-k-means.js';
import { norm, normalise } from '../../activities/stats/vectors.js';

const DIMENSION = 16;

function around(axis: number, count: number, seed: string): Float32Array[] {
  const random = createRandom(seed, axis);
  return Array.from({ length: count }, () =>
    normalise(Float32Array.from({ length: DIMENSION }, (_, j) => (j === axis ? 1 : 0) + 0.1 * random.normal())),
  );
}

describe('spherical k-means', () => {
  it('finds the directions that the vectors lie around', async () => {
    const vectors = [0, 5, 9].flatMap((axis) => around(axis, 40, 'three'));
    const { centroids, assignment } = await sphericalKMeans(vectors, 3, createRandom('seed'), 20);
    const clusters = [0, 40, 80].map((first) => new Set(assignment.slice(first, first + 40)));
    expect(clusters.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(clusters.flatMap((cluster) => [...cluster])).size).toBe(3);
    for (const centroid of centroids) expect(norm(centroid)).toBeCloseTo(1, 5);
  });

  it('assigns every vector to its nearest centroid', async () => {
    const vectors = around(0, 200, 'one cloud');
    const { centroids, assignment } = await sphericalKMeans(vectors, 7, createRandom('seed'), 5);
    expect(vectors.map((vector) => nearestCentroid(centroids, vector))).toEqual([...assignment]);
  });

  it('gives the same clusters for the same seed', async () => {
    const vectors = around(3, 100, 'cloud');
    const run = async () => await sphericalKMeans(vectors, 5, createRandom('seed'), 10);
    expect(await run()).toEqual(await run());
  });

  it('makes no more clusters than there are vectors, and none of nothing', async () => {
    expect((await sphericalKMeans(around(0, 2, 'two'), 5, createRandom('seed'), 3)).centroids).toHaveLength(2);
    expect((await sphericalKMeans([], 5, createRandom('seed'), 3)).centroids).toEqual([]);
  });

  it('copes with copies of one vector', async () => {
    const vectors = Array.from({ length: 10 }, () => Float32Array.of(1, 0, 0));
    const { assignment } = await sphericalKMeans(vectors, 3, createRandom('seed'), 3);
    expect(new Set(assignment)).toEqual(new Set([0]));
  });
});
