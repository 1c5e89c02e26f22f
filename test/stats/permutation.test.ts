import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { forEachChoice, forEachSigns, relabellingPValue } from '../../activities/stats/relabellings.js';
import { twoSamplePermutation } from '../../activities/stats/two-sample-permutation.js';

const drawn = { draws: 500, random: createRandom('relabellings test') };

describe('relabellings', () => {
  it('are all of them when these are few, each once', () => {
    const signs = new Set<string>();
    expect(forEachSigns(5, drawn, (each) => signs.add(each.join()))).toEqual({ count: 32, isExact: true });
    expect(signs.size).toBe(32);
    const choices = new Set<string>();
    expect(forEachChoice(6, 3, drawn, (each) => choices.add(each.join()))).toEqual({ count: 20, isExact: true });
    expect(choices.size).toBe(20);
  });

  it('are drawn when these are many', () => {
    let plus = 0;
    const signs = forEachSigns(40, drawn, (each) => {
      plus += each.filter((sign) => sign === 1).length;
    });
    expect(signs).toEqual({ count: 500, isExact: false });
    expect(plus / (500 * 40)).toBeCloseTo(0.5, 1);
    const sizes = new Set<number>();
    expect(forEachChoice(40, 20, drawn, (each) => sizes.add(new Set(each).size)).isExact).toBe(false);
    expect([...sizes]).toEqual([20]);
  });

  it('count the observed one when they were drawn, so that no p-value is 0', () => {
    expect(relabellingPValue(0, { count: 99, isExact: false })).toBe(0.01);
    expect(relabellingPValue(1, { count: 64, isExact: true })).toBe(1 / 64);
  });
});

describe('the two-sample permutation test', () => {
  it('gives drawn splits nearly the p-value of all splits', () => {
    const random = createRandom('two samples');
    const [x, y] = [0.8, 0].map((shift) => Array.from({ length: 8 }, () => shift + random.normal()));
    const exact = twoSamplePermutation(x ?? [], y ?? [], { seed: 'a' });
    expect(exact).toMatchObject({ permutations: 12_870, isExact: true });
    const many = (values: readonly number[] = []) => [...values, ...values, ...values];
    expect(twoSamplePermutation(many(x), many(y), { seed: 'a', draws: 999 })).toMatchObject({ isExact: false });
  });

  it('finds nothing in equal samples, and says nothing of an empty one', () => {
    expect(twoSamplePermutation([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], { seed: 'a' })?.pValue).toBe(1);
    expect(twoSamplePermutation([], [1], { seed: 'a' })).toBeNull();
  });
});
