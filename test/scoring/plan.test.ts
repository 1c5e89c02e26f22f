import { describe, expect, it } from 'vitest';
import { estimateCostUsd, requireWithinCap } from '../../activities/scoring/cost-estimate.js';
import { costUsd, priceOf } from '../../activities/scoring/models/prices.js';
import {
  orderItems,
  planArms,
  planBatches,
  planNotes,
  repeatNotes,
  repeatsItem,
  selectEvalItems,
  selectLiveItems,
} from '../../activities/scoring/plan.js';
import { itemIdOf } from '../../activities/traffic/item-id.js';
import { configWith, evalRowWith, itemWith, required, sampleOf } from './scoring-world.js';

const tokens = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});

describe('live items', () => {
  it('the draw is the same whatever the order of the sample', () => {
    const rows = sampleOf(60);
    expect(selectLiveItems(rows.toReversed(), 20, 'seed')).toEqual(selectLiveItems(rows, 20, 'seed'));
  });

  it('a smaller draw is a part of a larger one', () => {
    const rows = sampleOf(60);
    const large = new Set(selectLiveItems(rows, 40, 'seed').map(({ item_id }) => item_id));
    expect(selectLiveItems(rows, 10, 'seed').every(({ item_id }) => large.has(item_id))).toBe(true);
  });

  it('inclusion probabilities multiply, and weighted counts estimate the whole window', () => {
    const items = selectLiveItems(sampleOf(60), 20, 'seed');
    expect(items.map(({ inclusion_probability }) => inclusion_probability)).toEqual(items.map(() => 0.25 * (20 / 60)));
    expect(items.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(240, 9);
  });

  it('a sample smaller than the wish is taken whole', () => {
    const items = selectLiveItems(sampleOf(5), 20, 'seed');
    expect(items).toHaveLength(5);
    expect(items[0]?.inclusion_probability).toBe(0.25);
  });

  it('carries the id that the same request has in the eval set, and its topic', () => {
    const items = selectLiveItems(sampleOf(5), 5, 'seed');
    expect(items.find(({ item_id }) => item_id === itemIdOf('r-4'))?.topic).toBe(1);
  });
});

it('retired items of the eval set are not scored', () => {
  const rows = [evalRowWith({ item_id: 'i_2' }), evalRowWith({ item_id: 'i_1', retired_week: '2026-W41' })];
  expect(selectEvalItems(rows).map(({ item_id, weight, topic }) => [item_id, weight, topic])).toEqual([
    ['i_2', 0.5, 2],
  ]);
});

describe('arms', () => {
  it("'auto' is the model with the largest share", () => {
    const config = configWith({ production: { model: 'auto' } });
    const models = [
      { model: 'small', share: 0.3 },
      { model: 'large', share: 0.7 },
    ];
    expect(planArms(config, models).map(({ arm, model }) => [arm, model])).toEqual([
      ['production', 'large'],
      ['control', 'large'],
      ['candidate', 'claude-opus-5-5'],
    ]);
  });

  it('refuses when no log names a model', () => {
    const config = configWith({ production: { model: 'auto' } });
    expect(() => planArms(config, [])).toThrow(/scoring\.production\.model/);
  });

  it('a judge that is also the candidate is refused unless acknowledged, and noted then', () => {
    const judge = { model: 'claude-opus-5-5' };
    expect(() => configWith({ judge })).toThrow(/selfJudging: acknowledged/);
    const config = configWith({ judge, selfJudging: 'acknowledged' });
    expect(planNotes(config, planArms(config, []))).toEqual([
      expect.stringContaining('claude-opus-5-5 is also the model of candidate'),
    ]);
    expect(planNotes(configWith(), planArms(configWith(), []))).toEqual([]);
  });
});

it('says how many items cannot be asked again as they were', () => {
  const lost = [itemWith({ context: 'prompt-only' }), itemWith({ tools: '[{"type":"web_search"}]' })];
  expect(repeatNotes([itemWith(), ...lost])).toEqual([
    '2 of 3 items cannot be asked again as they were: excluded from the comparison',
  ]);
  expect(repeatNotes([itemWith()])).toEqual([]);
});

describe('cost before the first call', () => {
  it.each(['candidate', 'production', 'judge'])('an unknown price of %s is refused by name and key', (role) => {
    const config = configWith({ [role]: { model: 'mystery-9' } });
    expect(() => estimateCostUsd([], planArms(config, []), config)).toThrow(/"mystery-9".*scoring\.prices/);
  });

  it("a price in the pipeline's YAML is enough", () => {
    const prices = { 'mystery-9': { inputUsdPerMillion: 1, outputUsdPerMillion: 1, asOf: '2026-11-01' } };
    const config = configWith({ candidate: { model: 'mystery-9' }, prices });
    expect(estimateCostUsd([itemWith()], planArms(config, []), config)).toBeGreaterThan(0);
  });

  it('a run above the cap is refused with both figures', () => {
    const config = configWith({ spendCapUsd: 1 });
    expect(() => requireWithinCap(3.456, config)).toThrow(/3\.46 USD.*1\.00 USD/);
    expect(() => requireWithinCap(0.9, config)).not.toThrow();
  });
});

describe('prices', () => {
  it('10,000 judgements of 2,000 + 150 tokens by haiku cost 2.75 USD', () => {
    const price = required(priceOf('claude-haiku-5-5', {}));
    expect(10_000 * costUsd(tokens(2000, 150), price)).toBeCloseTo(2.75, 9);
  });

  it('a long prompt costs the long price from the first token', () => {
    const price = required(priceOf('claude-haiku-5-5', {}));
    expect(costUsd(tokens(100_000, 0), price)).toBeCloseTo(0.01, 9);
    expect(costUsd(tokens(100_001, 0), price)).toBeCloseTo(0.0500005, 9);
  });

  it('cached input is cheap to read and dear to write', () => {
    const price = required(priceOf('claude-opus-5', {}));
    const cached = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 1_000_000, cacheWriteTokens: 1_000_000 };
    expect(costUsd(cached, price)).toBeCloseTo(0.5 + 6.25, 9);
  });

  it('a dated id has the price of its model; a name of an object’s own has none', () => {
    expect(priceOf('claude-opus-5-5-20261001', {})).toEqual(priceOf('claude-opus-5-5', {}));
    expect([priceOf('constructor', {}), priceOf('toString', {})]).toEqual([undefined, undefined]);
  });
});

describe('batches', () => {
  it('cover every item once', () => {
    expect(planBatches(55, 25)).toEqual([
      { offset: 0, limit: 25 },
      { offset: 25, limit: 25 },
      { offset: 50, limit: 5 },
    ]);
    expect(planBatches(0, 25)).toEqual([]);
  });

  it('keep the two rows of a request that is live and in the eval set together', () => {
    const both = ['i_c', 'i_a', 'i_b'].flatMap((item_id) =>
      ['live', 'eval-set'].map((source) => itemWith({ item_id, source })),
    );
    const items = orderItems(both);
    expect(items.map(({ item_id, source }) => `${item_id} ${source}`).slice(0, 2)).toEqual([
      'i_a eval-set',
      'i_a live',
    ]);
    expect(planBatches(items.length, 3, repeatsItem(items))).toEqual([
      { offset: 0, limit: 4 },
      { offset: 4, limit: 2 },
    ]);
  });
});
