import { describe, expect, it } from 'vitest';
import { cohensKappa, krippendorffAlpha, spearman } from '../../activities/stats/agreement.js';

describe('agreement', () => {
  it('is 1 for raters who always agree', () => {
    expect(cohensKappa([1, 2, 3], [1, 2, 3], [1, 2, 3])).toBe(1);
    expect(krippendorffAlpha([[1, 1], [2, 2, 2], [3]], 'nominal')).toBe(1);
    expect(spearman([1, 2, 3], [10, 20, 25])).toBeCloseTo(1, 12);
  });

  it('is not defined where nothing could have differed', () => {
    expect(cohensKappa(['a', 'a'], ['a', 'a'], ['a', 'b'])).toBeNull();
    expect(cohensKappa([], [], [1, 2])).toBeNull();
    expect(krippendorffAlpha([[2, 2], [2, 2], [1]], 'interval')).toBeNull();
    expect(krippendorffAlpha([], 'ordinal')).toBeNull();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
  });

  it('counts an item of weight 2 as two items', () => {
    const twice = cohensKappa([1, 2, 2, 1, 1], [1, 2, 1, 2, 2], [1, 2]);
    expect(cohensKappa([1, 2, 2, 1], [1, 2, 1, 2], [1, 2], 'plain', [1, 1, 1, 2])).toBeCloseTo(twice ?? Number.NaN, 12);
  });

  it('refuses a label that is not among the labels', () => {
    expect(() => cohensKappa([1, 4], [1, 2], [1, 2, 3])).toThrow('the label 4 is not in the list of labels');
  });
});
