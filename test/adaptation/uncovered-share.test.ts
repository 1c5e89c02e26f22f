import { describe, expect, it } from 'vitest';
import { uncoveredShareOf } from '../../activities/adaptation/uncovered-share.js';
import { createRandom } from '../../activities/stats/random.js';
import { normalise } from '../../activities/stats/vectors.js';

/** Requests near one of a few directions; a share of them near a direction that nothing else uses. */
function requests(name: string, users: number, newShare: number) {
  const random = createRandom('uncovered', name);
  return Array.from({ length: users * 10 }, (_, i) => {
    const direction = random.next() < newShare ? 7 : random.integer(4);
    const vector = Float32Array.from({ length: 8 }, (_unused, j) => (j === direction ? 1 : 0) + 0.05 * random.normal());
    return { user: `${name}-${i % users}`, vector: normalise(vector) };
  });
}

const options = { seed: 's', weightCap: 3, minUsers: 20, breathe: async () => {} };

describe('uncovered share', () => {
  it('is the share of traffic where the eval set has nothing', async () => {
    const share = await uncoveredShareOf(requests('items', 60, 0), requests('window', 60, 0.3), options);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  it('is next to nothing when the eval set looks like the traffic', async () => {
    const share = await uncoveredShareOf(requests('items', 60, 0.3), requests('window', 60, 0.3), options);
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThan(0.05);
  });

  it('is not known from a few users', async () => {
    expect(await uncoveredShareOf(requests('items', 60, 0), requests('window', 12, 0.3), options)).toBeNull();
  });
});
