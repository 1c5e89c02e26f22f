import { describe, expect, it } from 'vitest';
import { bootstrapCounts, percentileInterval } from '../../activities/stats/bootstrap.js';
import { createRandom } from '../../activities/stats/random.js';

describe('the bootstrap over clusters', () => {
  it('draws as many clusters as there are', () => {
    const random = createRandom('bootstrap');
    for (const clusters of [1, 2, 30]) {
      expect(bootstrapCounts(clusters, random).reduce((sum, count) => sum + count, 0)).toBe(clusters);
    }
  });

  it('leaves out about a share of 1/e of the clusters', () => {
    const counts = bootstrapCounts(10_000, createRandom('bootstrap'));
    expect(counts.filter((count) => count === 0).length / 10_000).toBeCloseTo(Math.exp(-1), 1);
  });

  it('takes the central share of the draws as the interval', () => {
    const draws = Array.from({ length: 101 }, (_, at) => at);
    const { low, high } = percentileInterval(draws, 0.9);
    expect([low, high].map(Math.round)).toEqual([5, 95]);
  });
});
