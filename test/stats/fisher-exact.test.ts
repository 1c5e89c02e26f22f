import { describe, expect, it } from 'vitest';
import { fisherGreater } from '../../activities/stats/fisher-exact.js';
import { tarone } from '../../activities/stats/multiplicity.js';

describe('Fisher’s exact test', () => {
  it.each([
    // The lady tasting tea (Fisher 1935): 3 of 4, and all 4.
    [3, 4, 1, 4, 17 / 70],
    [4, 4, 0, 4, 1 / 70],
    [0, 4, 4, 4, 1],
    [5, 10, 0, 0, 1],
  ])('%d of %d against %d of %d', (hitsA, sizeA, hitsB, sizeB, p) => {
    expect(fisherGreater(hitsA, sizeA, hitsB, sizeB)).toBeCloseTo(p, 12);
  });

  it('keeps its digits where the tail is tiny', () => {
    expect(fisherGreater(200, 400, 0, 400) / 1e-72).toBeGreaterThan(0);
    expect(fisherGreater(200, 400, 0, 400)).toBeLessThan(1e-60);
  });
});

describe('Tarone’s adjustment', () => {
  it('counts only tests that could have been significant', () => {
    const smallest = [1e-4, 1e-4, 0.2, 0.5, 1];
    expect(tarone([1e-3, 0.04, 0.2, 0.6, 1], smallest, 0.05)).toEqual([2e-3, 0.08, 1, 1, 1]);
  });

  it('is Bonferroni’s when all could have been', () => {
    expect(tarone([0.01, 0.02], [0, 0], 0.05)).toEqual([0.02, 0.04]);
  });
});
