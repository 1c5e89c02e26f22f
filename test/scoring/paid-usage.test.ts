import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { estimateCostUsd } from '../../activities/scoring/cost-estimate.js';
import { mainJudge } from '../../activities/scoring/judges/judge.js';
import { paidUsages } from '../../activities/scoring/paid-usage.js';
import type { ScoringArm } from '../../activities/scoring/plan.js';
import type { ScoringItem } from '../../activities/scoring/score-tables.js';
import { scoreItem } from '../../activities/scoring/scoring-run.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { itemIdOf } from '../../activities/traffic/item-id.js';
import { type MessagesServer, startMessagesServer } from '../../scripts/simulator/messages-server.js';
import { createWorld } from '../../scripts/simulator/world.js';
import { DEMO_PLAN } from '../../scripts/simulator/world-plan.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { configWith, contextFor, itemWith } from './scoring-world.js';

const ITEMS_PER_WEEK = 60;
const price = { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: '2026-06-01' };
const [PRODUCTION, CANDIDATE, JUDGE] = ['sim-harbor-1', 'sim-tide-1', 'sim-judge-1'];
const CONFIG = configWith({
  production: { model: PRODUCTION },
  candidate: { model: CANDIDATE },
  judge: { model: JUDGE, retestShare: 0 },
  prices: { [PRODUCTION]: price, [CANDIDATE]: price, [JUDGE]: price },
});
const LAYOUT = layoutOf({ prefix: 'tidemark', pipeline: CONFIG.name });
const ARMS: readonly ScoringArm[] = [
  { arm: 'production', model: PRODUCTION, logged: true, compareWith: null },
  { arm: 'control', model: PRODUCTION, logged: false, compareWith: 'logged' },
  { arm: 'candidate', model: CANDIDATE, logged: false, compareWith: 'control', controlModel: PRODUCTION },
];

let server: MessagesServer;
beforeAll(async () => {
  server = await startMessagesServer();
  vi.stubEnv('ANTHROPIC_BASE_URL', server.url);
  vi.stubEnv('ANTHROPIC_API_KEY', 'simulated');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const { requests } = createWorld({ ...DEMO_PLAN, users: 60, weeks: 2, releases: [] });

function itemsOf(week: number): ScoringItem[] {
  return requests.slice(week * ITEMS_PER_WEEK, (week + 1) * ITEMS_PER_WEEK).map(({ record }) =>
    itemWith({
      item_id: itemIdOf(record.request_id),
      prompt: record.prompt,
      logged_model: record.model,
      logged_response: record.response,
    }),
  );
}

async function pay(items: readonly ScoringItem[], store: MemoryObjectStore): Promise<number> {
  const context = contextFor(store, CONFIG);
  let total = 0;
  for (const item of items) {
    const scored = await Promise.all(ARMS.map(async (arm) => scoreItem(item, arm, context)));
    const rows = scored.flatMap(({ scores, pairs }) => [...scores, ...pairs]);
    total += rows.reduce((sum, { cost_usd: cost }) => sum + cost, 0);
  }
  return total;
}

const usagesIn = async (store: MemoryObjectStore) => paidUsages(ARMS, CONFIG, null, { store, layout: LAYOUT });

describe('an estimate over two weeks of short answers', () => {
  it('is too high before anything was paid, and close to what is paid afterwards', async () => {
    const store = new MemoryObjectStore();
    const ratios: number[] = [];
    for (const week of [0, 1]) {
      const items = itemsOf(week);
      const basis = { tokenRates: {}, usages: await usagesIn(store) };
      const estimate = estimateCostUsd(items, ARMS, CONFIG, basis);
      ratios.push(estimate / (await pay(items, store)));
    }
    const [before = 0, after = 0] = ratios;
    process.stderr.write(
      `estimate over paid: ${before.toFixed(2)} in the first week, ${after.toFixed(2)} in the second\n`,
    );
    expect(before).toBeGreaterThan(1);
    expect(after).toBeGreaterThan(0.95);
    expect(after).toBeLessThan(1.5);
  });
});

describe('what was paid before', () => {
  const config = configWith();
  const { digest } = mainJudge(config);

  async function usageOf(outputTokens: readonly number[]) {
    const store = new MemoryObjectStore();
    for (const [at, tokens] of outputTokens.entries()) {
      const bytes = Buffer.from(JSON.stringify({ usage: { outputTokens: tokens } }));
      await store.put(LAYOUT.judgement(digest, `i_${at}`), bytes);
    }
    return (await paidUsages([], config, null, { store, layout: LAYOUT }))[digest];
  }

  it('says nothing until there are twenty entries', async () => {
    expect(await usageOf(Array.from({ length: 19 }, () => 10))).toBeUndefined();
    expect(await usageOf(Array.from({ length: 20 }, () => 10))).toEqual({
      entries: 20,
      outputTokens: 10,
      characters: 0,
    });
  });

  it('is a mean with two standard errors on top', async () => {
    const tokens = Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? 10 : 30));
    const deviation = Math.sqrt((50 * 10 ** 2) / 49);
    expect((await usageOf(tokens))?.outputTokens).toBeCloseTo(20 + (2 * deviation) / Math.sqrt(50), 10);
  });
});
