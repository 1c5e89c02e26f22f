import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { repeatedVerdicts, retest } from '../../../activities/scoring/judge-agreement.js';
import { lengthBias, positionBias } from '../../../activities/scoring/judge-bias.js';
import type { PairRow, ScoreRow } from '../../../activities/scoring/score-tables.js';
import type { Estimate } from '../../../activities/stats/clustered-mean.js';
import { type MessagesServer, startMessagesServer } from '../../../scripts/simulator/messages-server.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { required } from '../scoring-world.js';
import { CANDIDATE, judgedBy, loggedItems, resizedItems, scoreAll } from './judged-world.js';

// Both answers come from one model, so that whatever a judge prefers beyond noise is its own vice.
const ITEMS = loggedItems(240, 80);

let server: MessagesServer;
beforeAll(async () => {
  server = await startMessagesServer({ retestNoise: true });
  vi.stubEnv('ANTHROPIC_BASE_URL', server.url);
  vi.stubEnv('ANTHROPIC_API_KEY', 'simulated');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

async function judge(model: string, settings: Record<string, unknown> = {}, items = ITEMS) {
  return await scoreAll(items, CANDIDATE, judgedBy({ model, ...settings }));
}

const covers = (estimate: Estimate | null, truth: number) =>
  required(estimate).ciLow <= truth && truth <= required(estimate).ciHigh;

/** Wins less losses. */
const preferenceOf = (pairs: readonly PairRow[]) =>
  pairs.reduce((sum, { preference }) => sum + required(preference), 0) / pairs.length;

describe('a judge without a great vice', () => {
  let pairs: PairRow[];
  let scores: ScoreRow[];
  beforeAll(async () => {
    ({ pairs, scores } = await judge('sim-judge-1', { retestShare: 1 }));
  });

  it('is judged twice on every item, and says the same again', () => {
    expect(pairs.map(({ repeat }) => repeat)).toEqual(ITEMS.flatMap(() => [0, 1]));
    expect(scores).toHaveLength(2 * ITEMS.length);
    expect(required(retest(repeatedVerdicts(pairs)).flipRate).estimate).toBe(0);
  });
});

describe('a judge that says "first" to all', () => {
  let pairs: PairRow[];
  beforeAll(async () => {
    ({ pairs } = await judge('sim-judge-first'));
  });

  it('has a position bias of one', () => {
    const { firstShare, flipRate } = positionBias(pairs);
    expect([firstShare?.estimate, flipRate?.estimate]).toEqual([1, 1]);
  });

  it('gives nobody a single win, because none survives the swap', () => {
    expect(pairs.every(({ preference }) => preference === 0)).toBe(true);
  });
});

describe('a judge that says "first" seven times out of ten, without a look', () => {
  let pairs: PairRow[];
  beforeAll(async () => {
    ({ pairs } = await judge('sim-judge-position'));
  });

  it('is found out, with an interval that holds the .7', () => {
    const { firstShare, flipRate } = positionBias(pairs);
    expect(covers(firstShare, 0.7)).toBe(true);
    expect(required(firstShare).ciLow).toBeGreaterThan(0.5);
    // The orders agree where a is first in one and second in the other: 2 · .7 · .3 of the pairs.
    expect(covers(flipRate, 1 - 2 * 0.7 * 0.3)).toBe(true);
  });

  it('moves no preference: both arms lose alike', () => {
    expect(Math.abs(preferenceOf(pairs))).toBeLessThan(0.1);
  });
});

describe('a judge that likes long answers', () => {
  it('is found out beside one that does not, though it goes by no position', async () => {
    const resized = resizedItems(240, 80);
    const { pairs } = await judge('sim-judge-long', {}, resized);
    const { longerWinRate } = lengthBias(pairs);
    const fair = lengthBias((await judge('sim-judge-1', {}, resized)).pairs).longerWinRate;
    expect(covers(fair, 0.5)).toBe(true);
    expect(required(longerWinRate).ciLow).toBeGreaterThan(0.8);
    expect(covers(positionBias(pairs).firstShare, 0.5)).toBe(true);
  });
});

describe('a judge that says something else to 15 % of what it is asked again', () => {
  let pairs: PairRow[];
  let scores: ScoreRow[];
  beforeAll(async () => {
    ({ pairs, scores } = await judge('sim-judge-noisy', { retestShare: 1 }));
  });

  it('flips 15 % of its comparisons', () => {
    expect(covers(retest(repeatedVerdicts(pairs)).flipRate, 0.15)).toBe(true);
  });

  it('gives 15 % of the answers another score', () => {
    const first = new Map(scores.filter(({ repeat }) => repeat === 0).map((row) => [row.item_id, row.score]));
    const second = scores.filter(({ repeat }) => repeat === 1);
    const flipped = second.filter(({ item_id, score }) => first.get(item_id) !== score).length / second.length;
    // Three standard errors of a share of 240.
    expect(Math.abs(flipped - 0.15)).toBeLessThan(0.07);
  });

  it('pays for the second judgements once, too: a second run asks nobody', async () => {
    const store = new MemoryObjectStore();
    const config = judgedBy({ model: 'sim-judge-noisy', retestShare: 0.5 });
    const items = ITEMS.slice(0, 20);
    const first = await scoreAll(items, CANDIDATE, config, store);
    const { calls } = server.stats();
    expect(await scoreAll(items, CANDIDATE, config, store)).toEqual(first);
    expect(server.stats().calls).toBe(calls);
    expect(first.scores.length).toBeGreaterThan(20);
  });
});
