import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createScoringActivities, type ScoreBatchResult } from '../../activities/scoring/activities.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import type { ScoringArm } from '../../activities/scoring/plan.js';
import {
  pairsTable,
  productionTable,
  type ScoringItem,
  scoresTable,
  scoringItemTable,
  summaryTable,
} from '../../activities/scoring/score-tables.js';
import { readTable, writeTable } from '../../activities/storage/artifact.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { type MessagesApi, startMessagesApi } from '../support/messages-api.js';
import {
  CANDIDATE,
  CONTROL,
  configWith,
  itemWith,
  judgedBy,
  PRODUCTION,
  SECRET_ANSWER,
  SECRET_PROMPT,
} from './scoring-world.js';

const ITEMS = 12;

let api: MessagesApi;
let store: MemoryObjectStore;
let activities: ReturnType<typeof createScoringActivities>;

beforeAll(async () => {
  api = await startMessagesApi();
  vi.stubEnv('ANTHROPIC_BASE_URL', api.baseUrl);
  vi.stubEnv('ANTHROPIC_API_KEY', 'test-key');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
});
beforeEach(() => {
  api.calls.length = 0;
  api.respond(
    judgedBy(
      () => 4,
      () => 'first',
    ),
  );
  store = new MemoryObjectStore();
  activities = createScoringActivities({
    openBucket: () => store,
    userKey: 'key',
    environment: () => undefined,
  });
});

/** Failures are what these tests are about; they need not be printed. */
function quietEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
}

async function batchInput(arm: ScoringArm, config = configWith(), fields: Partial<ScoringItem> = {}) {
  const pipeline = await storeConfig(store, config);
  const items = Array.from({ length: ITEMS }, (_, index) =>
    itemWith({
      item_id: `i_${index}`,
      user: `user-${index}`,
      prompt: `${SECRET_PROMPT} ${index}`,
      source: index % 2 === 0 ? 'live' : 'eval-set',
      ...fields,
    }),
  );
  const artifact = await writeTable(store, 'items.arrow', scoringItemTable, items);
  const plan = { items: artifact, judgeDigest: judgeDigest(config) };
  return { pipeline, run: '2026-W40', plan, arm, offset: 0, limit: ITEMS };
}

type BatchInput = Awaited<ReturnType<typeof batchInput>>;

async function runBatch(input: BatchInput, environment = quietEnvironment()): Promise<ScoreBatchResult> {
  return await environment.run(async () => activities.scoreBatch(input));
}

async function failureOf(run: Promise<unknown>): Promise<Error> {
  const failure = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof Error) return failure;
  throw new Error('it did not fail');
}

describe('scoreBatch', () => {
  it('a second run pays nothing and writes the same bytes', async () => {
    const input = await batchInput(CANDIDATE);
    const first = await runBatch(input);
    const paid = api.calls.length;
    const second = await runBatch(input);
    expect(first.paidCalls).toBe(paid);
    expect(second).toMatchObject({ scores: first.scores, pairs: first.pairs, paidCalls: 0, costUsd: 0 });
    expect(second.ledgerHits).toBe(paid);
    expect(api.calls).toHaveLength(paid);
  });

  it('writes one score per item, and a pair where the arm compares', async () => {
    const result = await runBatch(await batchInput(CONTROL));
    const scores = await readTable(store, result.scores, scoresTable);
    const pairs = await readTable(store, result.pairs, pairsTable);
    expect(scores.map(({ item_id }) => item_id)).toEqual(Array.from({ length: ITEMS }, (_, index) => `i_${index}`));
    expect(new Set(pairs.map(({ source, arm_b }) => `${source} ${arm_b}`))).toEqual(new Set(['live production']));
    expect(result.scores.uri).toContain('/work/2026-W40/scoring/control/0-scores.arrow');
  });

  it('stays within the configured number of calls of one model, over all batches of the process', async () => {
    const running = new Map<string, number>();
    const most = new Map<string, number>();
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond(async (call, index) => {
      const now = (running.get(call.model) ?? 0) + 1;
      running.set(call.model, now);
      most.set(call.model, Math.max(now, most.get(call.model) ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 50));
      running.set(call.model, (running.get(call.model) ?? 0) - 1);
      return judge(call, index);
    });
    await Promise.all([runBatch(await batchInput(CANDIDATE)), runBatch(await batchInput(CONTROL))]);
    expect(Object.fromEntries(most)).toEqual({ 'claude-opus-5': 3, 'claude-opus-5-5': 3, 'claude-haiku-5-5': 3 });
  });

  it('heartbeats the items done', async () => {
    const environment = quietEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    await runBatch(await batchInput(PRODUCTION), environment);
    expect(beats.at(-1)).toMatchObject({ done: ITEMS, paidCalls: ITEMS });
  });

  it('a rate limit of more than a minute becomes a retry after the time the API asked for', async () => {
    api.respond(() => ({ status: 429, headers: { 'retry-after': '90' } }));
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE)));
    expect(failure).toMatchObject({
      type: 'RateLimited',
      nonRetryable: false,
      nextRetryDelay: expect.closeTo(90_000, -3),
      category: 'BENIGN',
    });
  });

  it('keeps what the other lanes paid for when one call fails', async () => {
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond(async (call, index) => {
      if (index === 0) return { status: 500 };
      return { ...(await judge(call, index)), afterMs: 40 };
    });
    const input = await batchInput(PRODUCTION);
    const failure = await failureOf(runBatch(input));
    expect(failure).toMatchObject({ type: 'ModelUnavailable', nonRetryable: false });
    expect(api.calls).toHaveLength(3);
    const retry = await runBatch(input);
    expect([retry.ledgerHits, retry.paidCalls]).toEqual([2, ITEMS - 2]);
  });

  it('a refused key is final: items in work make no further call', async () => {
    // The other lanes' answers come later; nobody has them judged.
    api.respond((_call, index) => (index === 0 ? { status: 401 } : { text: 'late', afterMs: 40 }));
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE)));
    expect(failure).toMatchObject({ type: 'ModelKeyRefused', nonRetryable: true });
    expect(failure.message).toContain('set ANTHROPIC_API_KEY');
    // Three of the candidate, and one of control, which one of the three items is compared with.
    expect(api.calls).toHaveLength(4);
  });

  it.each([400, 401, 413, 429, 500])('a failure with %i carries no prompt, answer or response body', async (status) => {
    const body = { type: 'error', error: { type: 'x', message: `bad: ${SECRET_PROMPT} ${SECRET_ANSWER}` } };
    api.respond(() => ({ status, body, headers: { 'retry-after': '90' } }));
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE)));
    const everything = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
    expect(everything).not.toMatch(/lighthouse|brass key/);
  });

  it('an item that the API refuses is an outcome, and nothing is asked of it again', async () => {
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond((call, index) =>
      JSON.stringify(call.messages).includes(`${SECRET_PROMPT} 7`) ? { status: 413 } : judge(call, index),
    );
    const input = await batchInput(CONTROL);
    const result = await runBatch(input);
    const refused = (await readTable(store, result.scores, scoresTable)).filter(({ outcome }) => outcome !== 'scored');
    expect(refused).toMatchObject([{ item_id: 'i_7', outcome: 'error', outcome_reason: 'api-refused', cost_usd: 0 }]);
    const calls = api.calls.length;
    expect(await runBatch(input)).toMatchObject({ scores: result.scores, paidCalls: 0 });
    expect(api.calls).toHaveLength(calls);
  });

  it('settings with which every request is refused fail the run, and blame no item', async () => {
    api.respond(() => ({ status: 400 }));
    const input = await batchInput(CONTROL);
    expect(await failureOf(runBatch(input))).toMatchObject({ type: 'ModelRequestRefused', nonRetryable: true });
    expect(api.calls.length).toBeLessThanOrEqual(6);
    expect([...store.objects.keys()].filter((key) => key.includes('/answers/'))).toEqual([]);
  });

  it('an item that cannot be asked again as it was is skipped where it would be, and its logged answer is scored', async () => {
    const control = await batchInput(CONTROL, configWith(), { context: 'prompt-only' });
    const asked = await runBatch(control);
    const rows = await readTable(store, asked.scores, scoresTable);
    expect(new Set(rows.map((row) => `${row.outcome} ${row.outcome_reason}`))).toEqual(
      new Set(['skipped prompt-only']),
    );
    expect(api.calls).toHaveLength(0);
    const logged = await runBatch({ ...control, arm: PRODUCTION });
    const scored = await readTable(store, logged.scores, scoresTable);
    expect(new Set(scored.map(({ outcome }) => outcome))).toEqual(new Set(['scored']));
  });

  it('a pausing failure tells what was paid before it', async () => {
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond((call, index) => (index < 5 ? judge(call, index) : { status: 402 }));
    const failure = await failureOf(runBatch(await batchInput(PRODUCTION)));
    expect(failure).toMatchObject({ type: 'ModelPaymentRequired', nonRetryable: true, details: [{ paidCalls: 5 }] });
    // The gate stays shut for a moment: another batch fails in the same way and asks nobody.
    const calls = api.calls.length;
    expect(await failureOf(runBatch(await batchInput(PRODUCTION)))).toMatchObject({ type: 'ModelPaymentRequired' });
    expect(api.calls).toHaveLength(calls);
  });

  it('refuses to score with another judge than the plan’s', async () => {
    const input = await batchInput(PRODUCTION);
    const run = runBatch({
      ...input,
      plan: { ...input.plan, judgeDigest: 'other' },
    });
    await expect(run).rejects.toMatchObject({ code: 'JudgeChanged' });
    expect(api.calls).toHaveLength(0);
  });

  it('stops with the cancellation, not with an error of the model', async () => {
    const environment = quietEnvironment();
    api.respond(() => {
      environment.cancel();
      return { text: 'late', afterMs: 200 };
    });
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE), environment));
    expect(failure.name).toBe('CancelledFailure');
  });
});

describe('summariseWeeklyScores', () => {
  it('gives the same bytes whatever the order of the parts', async () => {
    const parts: ScoreBatchResult[] = [];
    const config = configWith();
    for (const arm of [PRODUCTION, CONTROL, CANDIDATE]) {
      const input = await batchInput(arm, config);
      for (const offset of [0, 6]) {
        parts.push(await runBatch({ ...input, offset, limit: 6 }));
      }
    }
    const { pipeline, plan } = await batchInput(PRODUCTION, config);
    const fullPlan = {
      ...plan,
      production: await writeTable(store, 'production.arrow', productionTable, []),
      count: ITEMS,
      arms: [PRODUCTION, CONTROL, CANDIDATE],
      batches: [],
      estimatedCostUsd: 0,
    };
    const summarise = async (order: typeof parts): ReturnType<typeof activities.summariseWeeklyScores> =>
      quietEnvironment().run(async () =>
        activities.summariseWeeklyScores({
          pipeline,
          week: '2026-W40',
          plan: fullPlan,
          scores: order.map(({ scores }) => scores),
          pairs: order.map(({ pairs }) => pairs),
        }),
      );
    const result = await summarise(parts);
    expect(await summarise(parts.toReversed())).toEqual(result);
    expect(result.scores.rows).toBe(3 * ITEMS);
    expect(result.verdict).toBe('refused: 6 users, 20 are needed');
    const summary = await readTable(store, result.summary, summaryTable);
    expect(summary.filter(({ metric }) => metric === 'score')).toHaveLength(6);
  });
});
