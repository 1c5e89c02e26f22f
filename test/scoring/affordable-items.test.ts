import { describe, expect, it } from 'vitest';
import { affordableItems } from '../../activities/scoring/affordable-items.js';
import { itemWith } from './scoring-world.js';

const ITEMS = Array.from({ length: 40 }, (_, at) =>
  itemWith({ item_id: `i_${at}`, source: at < 30 ? 'live' : 'eval-set', inclusion_probability: 0.5, weight: 2 }),
);
const COSTS = ITEMS.map(() => 0.1);
const idsOf = (items: readonly { item_id: string }[]) => items.map(({ item_id: id }) => id).sort();

describe('the items that a budget allows', () => {
  it('cost no more than it, and the others are left out', () => {
    const { kept, leftOut } = affordableItems(ITEMS, COSTS, 1.25, 'seed');
    expect([kept.length, leftOut.length]).toEqual([12, 28]);
    expect(idsOf([...kept, ...leftOut])).toEqual(idsOf(ITEMS));
  });

  it('stand for all items of their source', () => {
    const { kept, leftOut } = affordableItems(ITEMS, COSTS, 2, 'seed');
    for (const source of ['live', 'eval-set']) {
      const weight = kept.filter((item) => item.source === source).reduce((sum, item) => sum + item.weight, 0);
      expect(weight).toBeCloseTo(source === 'live' ? 60 : 20, 9);
    }
    expect(kept.every((item) => Math.abs(item.inclusion_probability - 1 / item.weight) < 1e-9)).toBe(true);
    expect(leftOut.every(({ weight }) => weight === 0)).toBe(true);
  });

  it('are the same for the same seed, whatever the order of the items, and a part of those of a larger budget', () => {
    const some = idsOf(affordableItems(ITEMS, COSTS, 1, 'seed').kept);
    expect(idsOf(affordableItems(ITEMS.toReversed(), COSTS, 1, 'seed').kept)).toEqual(some);
    const more = new Set(idsOf(affordableItems(ITEMS, COSTS, 2, 'seed').kept));
    expect(some.every((id) => more.has(id))).toBe(true);
    expect(idsOf(affordableItems(ITEMS, COSTS, 1, 'other').kept)).not.toEqual(some);
  });

  it('have both rows of a request that is live and in the eval set, or neither', () => {
    const both = ['live', 'eval-set'].flatMap((source) =>
      Array.from({ length: 10 }, (_, at) => itemWith({ item_id: `i_${at}`, source })),
    );
    const { kept } = affordableItems(
      both,
      both.map(() => 0.1),
      1,
      'seed',
    );
    expect(kept).toHaveLength(10);
    expect(new Set(idsOf(kept)).size).toBe(5);
  });
});
