import { beforeEach, describe, expect, it } from 'vitest';
import { type BudgetContext, planBudget } from '../../activities/scoring/plan-budget.js';
import { bookSpend, readStops, recordStop } from '../../activities/scoring/spend.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { CANDIDATE, CONTROL, configWith, itemWith, PRODUCTION } from './scoring-world.js';

const LAYOUT = layoutOf({ prefix: '', pipeline: 'shop' });
const ARMS = [PRODUCTION, CONTROL, CANDIDATE];
const ITEMS = Array.from({ length: 50 }, (_, at) => itemWith({ item_id: `i_${at}`, user: `user-${at}` }));
const NOW_MS = Date.parse('2026-11-21T12:00:00Z');

let store: MemoryObjectStore;
let counted: number;
beforeEach(() => {
  store = new MemoryObjectStore();
  counted = 0;
});

function contextWith(scoring: Record<string, unknown> = {}, more: Partial<BudgetContext> = {}): BudgetContext {
  return {
    store,
    layout: LAYOUT,
    config: configWith(scoring),
    configSha256: CONFIG,
    run: '2026-W47',
    nowMs: NOW_MS,
    bridge: null,
    countTokens: async () => {
      counted += 1;
      return { 'claude-opus-5': 0.3 };
    },
    ...more,
  };
}

const plan = async (scoring: Record<string, unknown> = {}, more: Partial<BudgetContext> = {}) =>
  planBudget(ITEMS, ARMS, contextWith(scoring, more));

const CONFIG = 'c'.repeat(64);
const spent = async (run: string, costUsd: number, month = '2026-11', configSha256 = CONFIG) =>
  bookSpend(store, LAYOUT, { month, run, part: `${run}-part`, configSha256, costUsd, paidCalls: 1 });

it('within the caps all items are scored', async () => {
  const budget = await plan({ spendCapUsd: 10 });
  expect(budget.kept).toEqual(ITEMS);
  expect(budget).toMatchObject({ leftOut: [], budgetUsd: 10, spentUsd: 0 });
  expect(budget.notes).toEqual([expect.stringMatching(/would cost about \d+\.\d\d USD/)]);
});

it('above a cap it refuses, and remembers nothing', async () => {
  await expect(plan({ spendCapUsd: 0.01 })).rejects.toMatchObject({ code: 'SpendCap' });
  expect(store.objects.size).toBe(0);
});

it('or keeps a random part, and says so', async () => {
  const all = await plan({ spendCapUsd: 10 });
  const spendCapUsd = all.estimatedCostUsd / 2;
  const budget = await plan({ spendCapUsd, overCap: 'sample' }, { configSha256: 'd'.repeat(64) });
  expect(budget.kept.length).toBeGreaterThan(15);
  expect(budget.kept.length).toBeLessThan(35);
  expect(budget.estimatedCostUsd).toBeLessThanOrEqual(spendCapUsd);
  expect(budget.notes[0]).toContain(`a random part of ${budget.kept.length} items is scored`);
});

it('refuses a cap below the cost of one item', async () => {
  await expect(plan({ spendCapUsd: 1e-9, overCap: 'sample' })).rejects.toMatchObject({ code: 'SpendCap' });
});

describe('the month', () => {
  it('counts what other runs booked in it, and what this one did apart', async () => {
    await spent('2026-W46', 3);
    await spent('2026-W47', 2);
    await spent('2026-W47', 1, '2026-11', 'd'.repeat(64));
    await spent('2026-W44', 50, '2026-10');
    expect(await plan({ monthlyCapUsd: 20 })).toMatchObject({ budgetUsd: 16, spentUsd: 2 });
  });

  it('books a workflow once, however often it says so', async () => {
    await spent('2026-W46', 3);
    await spent('2026-W46', 3);
    expect(await plan({ monthlyCapUsd: 20 })).toMatchObject({ budgetUsd: 17 });
  });
});

it('a second attempt has the same plan, whatever was spent and counted since', async () => {
  const first = await plan({ monthlyCapUsd: 20 });
  await spent('2026-W46', 15);
  const second = await plan({ monthlyCapUsd: 20 }, { countTokens: async () => ({ 'claude-opus-5': 3 }) });
  expect(second).toEqual(first);
  expect(counted).toBe(1);
});

it('an arm that stopped stops there again, in the same plan alone', async () => {
  const place = { run: '2026-W47', configSha256: 'c'.repeat(64), items: 'i'.repeat(64) };
  expect(await readStops(store, LAYOUT, place, ARMS)).toEqual({});
  expect(await recordStop(store, LAYOUT, { ...place, arm: 'control' }, 7)).toBe(7);
  expect(await recordStop(store, LAYOUT, { ...place, arm: 'control' }, 9)).toBe(7);
  expect(await readStops(store, LAYOUT, place, ARMS)).toEqual({ control: 7 });
  expect(await readStops(store, LAYOUT, { ...place, items: 'j'.repeat(64) }, ARMS)).toEqual({});
});
