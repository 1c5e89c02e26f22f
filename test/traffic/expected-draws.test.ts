import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { expectedDraws, mostExpectedDraws } from '../../activities/traffic/expected-draws.js';
import { createRequestHash, drawOrder, setHash } from '../../activities/traffic/request-hash.js';
import { RequestIndex } from '../../activities/traffic/request-index.js';
import { setUser } from '../../activities/traffic/request-rows.js';
import { drawSample, type SampleDesign, type SamplingUnit } from '../../activities/traffic/sampling.js';

const SHARDS = 10;
const DESIGN: SampleDesign = { by: 'request', size: 1000, perUserCap: 20, strata: [], seed: 's' };
const hashOf = createRequestHash(DESIGN.seed);

/** Requests of a window; of `users` the first ones are much heavier than the last. */
function windowOf(requests: number, users: number): SamplingUnit[] {
  const random = createRandom('expected-draws', `${requests} ${users}`);
  return Array.from({ length: requests }, (_, number) => ({
    requestId: `r${number}`,
    user: `u${Math.floor(users * random.next() ** 2)}`,
    stratum: 'all',
  }));
}

function indexOf(units: readonly SamplingUnit[]): RequestIndex {
  const index = new RequestIndex();
  for (const { requestId, user } of units) {
    const { words, at } = index.add('all');
    setHash(words, at, hashOf(requestId));
    setUser(words, at, user);
  }
  return index;
}

describe('the records that a shard keeps at hand', () => {
  it.each([
    [40_000, 40_000],
    [40_000, 1000],
    [40_000, 500],
  ])('of %i requests by %i users hold all that are drawn', (requests, users) => {
    const window = windowOf(requests, users);
    const drawn = new Set(drawSample(window, DESIGN).map(({ requestId }) => requestId));
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const units = window.filter((_, number) => number % SHARDS === shard);
      const kept = expectedDraws(DESIGN, 1 / SHARDS, indexOf(units));
      const inOrder = units
        .map(({ requestId }) => ({ requestId, order: drawOrder(hashOf(requestId)) }))
        .sort((a, b) => a.order - b.order);
      const beyond = inOrder.slice(kept).filter(({ requestId }) => drawn.has(requestId));
      expect(beyond).toEqual([]);
    }
  });

  it('are few where no user has more requests than the cap, and never more than the most', () => {
    const share = 1 / SHARDS;
    const expected = (users: number) => expectedDraws(DESIGN, share, indexOf(windowOf(4000, users)));
    expect(expected(1_000_000)).toBeLessThan(210);
    expect(expected(1)).toBe(mostExpectedDraws(DESIGN, share));
    expect(expectedDraws(DESIGN, share, new RequestIndex())).toBe(mostExpectedDraws(DESIGN, share));
  });

  it('are none of a sample by user, which says nothing of the order of requests', () => {
    const byUser: SampleDesign = { ...DESIGN, by: 'user' };
    expect(expectedDraws(byUser, 1, indexOf(windowOf(100, 10)))).toBe(0);
  });
});
