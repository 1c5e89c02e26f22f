import { describe, expect, it } from 'vitest';
import { weighItems } from '../../activities/eval-set/item-weights.js';

function items(counts: Readonly<Record<number, number>>, stratum = 'all') {
  return Object.entries(counts).flatMap(([topic, count]) =>
    Array.from({ length: count }, () => ({ topic: Number(topic), stratum })),
  );
}

function traffic(shares: Readonly<Record<number, number>>, stratum = 'all') {
  return Object.entries(shares).map(([topic, weight]) => ({ topic: Number(topic), stratum, weight }));
}

function shareOf(set: readonly { topic: number }[], weights: readonly number[], ...topics: number[]): number {
  return set.reduce((sum, item, at) => sum + (topics.includes(item.topic) ? (weights[at] ?? 0) : 0), 0);
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

describe('the weights of the items', () => {
  it('give every topic its share of the traffic', () => {
    const set = items({ 0: 10, 1: 10, 2: 20 });
    const { weights, effectiveSize } = weighItems(set, traffic({ 0: 0.5, 1: 0.2, 2: 0.3 }), 0.3);
    expect([0, 1, 2].map((topic) => shareOf(set, weights, topic))).toEqual([
      expect.closeTo(0.5, 9),
      expect.closeTo(0.2, 9),
      expect.closeTo(0.3, 9),
    ]);
    expect(effectiveSize).toBeCloseTo(1 / (10 * 0.05 ** 2 + 10 * 0.02 ** 2 + 20 * 0.015 ** 2), 6);
  });

  it('share the traffic of sparse topics out over all their items', () => {
    const set = items({ 0: 20, 1: 1, 2: 1 });
    const { weights } = weighItems(set, traffic({ 0: 0.8, 1: 0.15, 2: 0.05 }), 0.3);
    expect(weights.slice(20)).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.1, 9)]);
  });

  it('give the traffic of a topic without items to the smallest topic that has some', () => {
    const set = items({ 0: 20, 1: 5 });
    const { weights } = weighItems(set, traffic({ 0: 0.7, 1: 0.2, 7: 0.1 }), 0.3);
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    expect(shareOf(set, weights, 1)).toBeCloseTo(0.3, 9);
  });

  it('are zero for a topic without traffic', () => {
    const set = items({ 0: 20, 1: 5 });
    const { weights } = weighItems(set, traffic({ 0: 1 }), 0.3);
    expect(shareOf(set, weights, 1)).toBe(0);
    expect(sumOf(weights)).toBeCloseTo(1, 12);
  });

  it('stay true to the traffic when few items carry nearly everything, and say what that costs', () => {
    const set = items({ 0: 95, 1: 5 });
    const { weights, effectiveSize, designEffect } = weighItems(set, traffic({ 0: 0.05, 1: 0.95 }), 0.3);
    expect(shareOf(set, weights, 1)).toBeCloseTo(0.95, 9);
    expect(effectiveSize).toBeCloseTo(1 / (0.95 ** 2 / 5 + 0.05 ** 2 / 95), 6);
    const mean = 1 / weights.length;
    const cv2 = weights.reduce((sum, weight) => sum + (weight / mean - 1) ** 2, 0) / weights.length;
    expect(designEffect).toBeCloseTo(1 + cv2, 9);
  });

  it('tell how much traffic lies in topics without an item', () => {
    const { missingShare } = weighItems(items({ 0: 20, 1: 5 }), traffic({ 0: 0.7, 1: 0.2, 7: 0.1 }), 0.3);
    expect(missingShare).toBeCloseTo(0.1, 12);
  });

  it('are equal when items and traffic have no topic in common', () => {
    const { weights } = weighItems(items({ 0: 4 }), traffic({ 5: 1 }), 0.3);
    expect(weights).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('follow topics and strata at once', () => {
    const set = [...items({ 0: 10, 1: 20 }, 'web'), ...items({ 0: 20, 1: 10 }, 'api')];
    const week = [...traffic({ 0: 0.4, 1: 0.3 }, 'web'), ...traffic({ 0: 0.1, 1: 0.2 }, 'api')];
    const { weights, margins } = weighItems(set, week, 0.3);
    expect(margins).toEqual(['topic', 'stratum']);
    expect(shareOf(set, weights, 0)).toBeCloseTo(0.5, 9);
    expect(sumOf(weights.slice(0, 30))).toBeCloseTo(0.7, 9);
  });

  it('leave the strata out when they would leave hardly an effective item', () => {
    const set = [...items({ 0: 30, 1: 28 }, 'old'), ...items({ 1: 2 }, 'new')];
    const { weights, margins } = weighItems(set, traffic({ 0: 0.5, 1: 0.5 }, 'new'), 0.3);
    expect(margins).toEqual(['topic']);
    expect(shareOf(set, weights, 0)).toBeCloseTo(0.5, 9);
  });

  it('leave the strata out when topics and strata contradict each other', () => {
    const set = [...items({ 0: 10 }, 'web'), ...items({ 1: 10 }, 'api')];
    const week = [...traffic({ 0: 0.4, 1: 0.3 }, 'web'), ...traffic({ 1: 0.3 }, 'api')];
    const { weights, margins } = weighItems(set, week, 0.3);
    expect(margins).toEqual(['topic']);
    expect(shareOf(set, weights, 0)).toBeCloseTo(0.4, 9);
  });

  it('leave the strata out when a stratum has only items of topics that vanished', () => {
    const set = [...items({ 0: 10, 1: 10 }, 'web'), ...items({ 2: 10 }, 'api')];
    const week = [...traffic({ 0: 0.4, 1: 0.3 }, 'web'), ...traffic({ 1: 0.3 }, 'api')];
    const { weights, margins } = weighItems(set, week, 0.3);
    expect(margins).toEqual(['topic']);
    expect(shareOf(set, weights, 2)).toBe(0);
  });

  it('are none without items', () => {
    expect(weighItems([], traffic({ 0: 1 }), 0.3)).toMatchObject({ weights: [], effectiveSize: 0, margins: [] });
  });
});
