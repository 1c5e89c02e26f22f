import { describe, expect, it } from 'vitest';
import { neymanAllocation } from '../../activities/labels/neyman-allocation.js';
import { createRandom } from '../../activities/stats/random.js';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** Variance of a stratified mean, up to a constant. */
const variance = (spreads: readonly number[], counts: readonly number[]) =>
  sum(spreads.map((spread, at) => spread ** 2 / (counts[at] ?? 0)));

function* allocations(total: number, strata: number, least: number): Iterable<number[]> {
  if (strata === 1) yield [total];
  else {
    for (let first = least; first <= total - least * (strata - 1); first += 1) {
      for (const rest of allocations(total - first, strata - 1, least)) yield [first, ...rest];
    }
  }
}

describe('Neyman allocation', () => {
  it('gives strata units in proportion to their spread', () => {
    const strata = [10, 20, 30].map((spread) => ({ size: 1000, spread }));
    expect(neymanAllocation(strata, 60, 2)).toEqual([10, 20, 30]);
  });

  it('is the best of all allocations in whole numbers', () => {
    const random = createRandom('neyman');
    for (let run = 0; run < 200; run += 1) {
      const spreads = Array.from({ length: 3 }, () => 0.1 + random.next() ** 3 * 10);
      const total = 6 + random.integer(15);
      const counts = neymanAllocation(
        spreads.map((spread) => ({ size: 100, spread })),
        total,
        2,
      );
      const best = Math.min(...[...allocations(total, 3, 2)].map((other) => variance(spreads, other)));
      expect(sum(counts)).toBe(total);
      expect(variance(spreads, counts)).toBeCloseTo(best, 9);
    }
  });

  it('gives every stratum its least, or all it has, and never more than that', () => {
    const strata = [
      { size: 1, spread: 100 },
      { size: 50, spread: 0 },
      { size: 5, spread: 100 },
      { size: 50, spread: 1 },
    ];
    expect(neymanAllocation(strata, 20, 2)).toEqual([1, 2, 5, 12]);
    expect(neymanAllocation(strata, 1000, 2)).toEqual([1, 50, 5, 50]);
  });

  it('takes nothing away when more are wanted', () => {
    const strata = [3, 7, 1].map((spread) => ({ size: 40, spread }));
    for (let total = 6; total < 60; total += 1) {
      const [few, more] = [neymanAllocation(strata, total, 2), neymanAllocation(strata, total + 1, 2)];
      expect(few.every((count, at) => count <= (more[at] ?? 0))).toBe(true);
    }
  });
});
