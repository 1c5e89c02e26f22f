import { describe, expect, it } from 'vitest';
import { commonOf, createMinHash, hashedSet } from '../../activities/eval-set/minhash.js';
import { createRandom } from '../../activities/stats/random.js';

/** Two sets of 100 elements that share as many. */
function setsSharing(shared: number, seed: number) {
  const random = createRandom('sets', seed);
  const elements = (count: number) => Array.from({ length: count }, () => random.next().toString(36));
  const common = elements(shared);
  const set = () => hashedSet([...common, ...elements(100 - shared)]);
  return [set(), set()] as const;
}

describe('signatures', () => {
  it.each([20, 50, 80, 95])('agree as often as the sets are alike, %i of 100 elements shared', (shared) => {
    const minHash = createMinHash({ bands: 64, rowsPerBand: 4, seed: 'test' });
    let agreeing = 0;
    for (let pair = 0; pair < 40; pair += 1) {
      const [a, b] = setsSharing(shared, pair);
      const [first, second] = [minHash.signatureOf(a), minHash.signatureOf(b)];
      agreeing += first.filter((value, at) => value === second[at]).length / first.length / 40;
    }
    // 40 pairs of 256 places: a standard error below .005.
    expect(Math.abs(agreeing - shared / (200 - shared))).toBeLessThan(0.02);
  });

  it('of alike sets share a band as often as the theory says', () => {
    const minHash = createMinHash({ bands: 6, rowsPerBand: 4, seed: 'test' });
    let found = 0;
    for (let pair = 0; pair < 400; pair += 1) {
      const [a, b] = setsSharing(75, pair).map((set) => minHash.bandsOf(minHash.signatureOf(set)));
      if (a?.some((key, band) => key === b?.[band])) found += 1;
    }
    const expected = 1 - (1 - 0.6 ** 4) ** 6;
    expect(Math.abs(found / 400 - expected)).toBeLessThan(0.09);
  });
});

describe('hashed sets', () => {
  it('count what they share', () => {
    const [a, b] = setsSharing(37, 1);
    expect(commonOf(a, b)).toBe(37);
    expect(hashedSet(['x', 'y', 'x'])).toHaveLength(2);
  });
});
