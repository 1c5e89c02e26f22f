import { describe, expect, it } from 'vitest';
import { armDigest } from '../../activities/scoring/arm.js';
import { capOf, estimateCostUsd, estimateNote, requireWithinCap } from '../../activities/scoring/cost-estimate.js';
import { mainJudge } from '../../activities/scoring/judges/judge.js';
import { CANDIDATE, CONTROL, configWith, itemWith, PRODUCTION } from './scoring-world.js';

const price = { inputUsdPerMillion: 100, outputUsdPerMillion: 0, asOf: '2026-11-01' };
const prices = { 'claude-opus-5-5': price, 'claude-opus-5': price, 'claude-haiku-5-5': price };
/** Half a token per character, so that figures can be worked out by hand. */
const TOKEN_RATES = Object.fromEntries(Object.keys(prices).map((model) => [model, 0.5]));
const RATES = { tokenRates: TOKEN_RATES, usages: {} };
const ITEM = itemWith({ prompt: 'x'.repeat(2000), logged_response: 'y'.repeat(2000) });

const estimate = (scoring: Record<string, unknown>, items = [ITEM], arms = [PRODUCTION, CONTROL, CANDIDATE]) =>
  estimateCostUsd(items, arms, configWith({ prices, ...scoring }), RATES);

describe('the estimate', () => {
  it('follows the counted tokens', () => {
    const config = configWith({ prices });
    const once = estimateCostUsd([ITEM], [CANDIDATE], config, RATES);
    const twice = estimateCostUsd([ITEM], [CANDIDATE], config, {
      ...RATES,
      tokenRates: { ...TOKEN_RATES, 'claude-opus-5-5': 1 },
    });
    // The prompt's 2000 characters once more, at half a token each and 100 USD per million.
    expect(twice - once).toBeCloseTo(0.1, 6);
  });

  it('counts an answer, a score and both orders of a comparison per item and arm', () => {
    const judge = { model: 'claude-haiku-5-5', retestShare: 0 };
    const all = estimate({ judge }, [ITEM], [CANDIDATE]);
    const alone = estimate({ judge }, [ITEM], [{ ...CANDIDATE, compareWith: null }]);
    const logged = estimate({ judge }, [ITEM], [PRODUCTION]);
    expect(alone).toBeGreaterThan(logged);
    // Two comparisons read both answers, of 2500 characters as expected, and the rubric once each.
    expect(all - alone).toBeGreaterThan(2 * (1000 + 2 * 1250) * 1e-4);
    expect(all - alone).toBeLessThan(2 * (1000 + 2 * 1250 + 600) * 1e-4);
  });

  it('takes what was paid for before, where there was enough of it', () => {
    const dear = { inputUsdPerMillion: 0, outputUsdPerMillion: 1_000_000, asOf: '2026-11-01' };
    const config = configWith({ prices: { 'claude-opus-5-5': dear, 'claude-haiku-5-5': dear } });
    const arm = { ...CANDIDATE, compareWith: null };
    const usages = {
      [armDigest(arm, config)]: { entries: 40, outputTokens: 70, characters: 200 },
      [mainJudge(config).digest]: { entries: 40, outputTokens: 25, characters: 0 },
    };
    // A dollar a token: one answer and one score.
    expect(estimateCostUsd([ITEM], [arm], config, { ...RATES, usages })).toBeCloseTo(70 + 25, 6);
    expect(estimateCostUsd([ITEM], [arm], config, RATES)).toBeCloseTo(1.5 * 1000 + 300, 6);
  });

  it('says what it rests on', () => {
    const config = configWith({ prices });
    const usages = { [armDigest(CONTROL, config)]: { entries: 40, outputTokens: 70, characters: 200 } };
    expect(estimateNote(1.5, [PRODUCTION, CONTROL, CANDIDATE], config, { ...RATES, usages })).toBe(
      'with nothing paid before, scoring would cost about 1.50 USD (by what was paid before for control; by rules that ' +
        'are rather too high for candidate, the judge claude-haiku-5-5)',
    );
  });

  it('judges again what is judged twice, and asks the other judges for their share', () => {
    const base = estimate({ judge: { model: 'claude-haiku-5-5', retestShare: 0 } }, [ITEM], [PRODUCTION]);
    const retested = estimate({ judge: { model: 'claude-haiku-5-5', retestShare: 1 } }, [ITEM], [PRODUCTION]);
    expect(retested).toBeCloseTo(2 * base, 5);
    const other = { model: 'claude-opus-5', retestShare: 0 };
    const judge = { model: 'claude-haiku-5-5', retestShare: 0 };
    const seen = estimate({ judge, otherJudges: [other], otherJudgesShare: 1 }, [ITEM], [PRODUCTION]);
    expect(seen).toBeCloseTo(2 * base, 5);
    expect(estimate({ judge, otherJudges: [other], otherJudgesShare: 0 }, [ITEM], [PRODUCTION])).toBeCloseTo(base, 6);
  });

  it.each([
    ['a day’s time, by batches', { deadlineHours: 24 }, 0.5],
    ['less, live', { deadlineHours: 6 }, 1],
  ])('with %s', (_, scoring, factor) => {
    expect(estimate(scoring)).toBeCloseTo(factor * estimate({}), 6);
  });

  it('mode batch is cheap for the model that has it', () => {
    const candidate = { model: 'claude-opus-5-5', mode: 'batch' };
    expect(estimate({ candidate })).toBeLessThan(estimate({}));
    expect(estimate({ candidate })).toBeGreaterThan(0.5 * estimate({}));
  });

  it('pays once for a request that is live and in the eval set', () => {
    const both = [ITEM, itemWith({ ...ITEM, source: 'eval-set' })];
    expect(estimate({}, both, [PRODUCTION])).toBeCloseTo(estimate({}, [ITEM], [PRODUCTION]), 6);
  });

  it('asks nobody for an item that cannot be asked again as it was, but has its logged answer scored', () => {
    const lost = itemWith({ ...ITEM, context: 'prompt-only' });
    expect(estimate({}, [lost], [CONTROL, CANDIDATE])).toBe(0);
    expect(estimate({}, [lost], [PRODUCTION])).toBeGreaterThan(0);
  });
});

describe('the cap', () => {
  it('of the month counts what others spent', () => {
    const config = configWith({ spendCapUsd: 10, monthlyCapUsd: 12 });
    expect(capOf(config, 0)).toMatchObject({ usd: 10, isMonthly: false });
    expect(capOf(config, 5)).toMatchObject({ usd: 7, setting: 'scoring.monthlyCapUsd', isMonthly: true });
    expect(capOf(config, 99)).toMatchObject({ usd: 0 });
    expect(() => requireWithinCap(8, config, 5)).toThrow(
      /8\.00 USD.*scoring\.monthlyCapUsd allows 7\.00 USD, after 5\.00/,
    );
    expect(() => requireWithinCap(6.9, config, 5)).not.toThrow();
  });
});
