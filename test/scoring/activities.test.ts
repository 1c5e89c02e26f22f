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

async function batchInput(arm: ScoringArm, config = configWith()) {
  const pipeline = await storeConfig(store, config);
  const items = Array.from({ length: ITEMS }, (_, index) =>
    itemWith({
      item_id: `i_${index}`,
      user: `user-${index}`,
      prompt: `${SECRET_PROMPT} ${index}`,
      source: index % 2 === 0 ? 'live' : 'eval-set',
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

  it('stays within the configured number of calls at once', async () => {
    let running = 0;
    let most = 0;
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond(async (call, index) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return judge(call, index);
    });
    await runBatch(await batchInput(CANDIDATE));
    expect(most).toBe(3);
  });

  it('heartbeats the items done', async () => {
    const environment = quietEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    await runBatch(await batchInput(PRODUCTION), environment);
    expect(beats.at(-1)).toEqual({ done: ITEMS });
  });

  it('a rate limit becomes a retry after the time the API asked for', async () => {
    api.respond(() => ({ status: 429, headers: { 'retry-after': '7' } }));
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE)));
    expect(failure).toMatchObject({
      type: 'RateLimited',
      nonRetryable: false,
      nextRetryDelay: 7000,
      category: 'BENIGN',
    });
  });

  it('keeps what the other lanes paid for when one call fails', async () => {
    const judge = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond(async (call, index) => {
      if (index === 0) return { status: 529 };
      return { ...(await judge(call, index)), afterMs: 40 };
    });
    const input = await batchInput(PRODUCTION);
    const failure = await failureOf(runBatch(input));
    expect(failure).toMatchObject({ type: 'ModelOverloaded', nonRetryable: false });
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
    expect(api.calls).toHaveLength(3);
  });

  it.each([400, 401, 413, 429, 500])('a failure with %i carries no prompt, answer or response body', async (status) => {
    const body = { type: 'error', error: { type: 'x', message: `bad: ${SECRET_PROMPT} ${SECRET_ANSWER}` } };
    api.respond(() => ({ status, body }));
    const failure = await failureOf(runBatch(await batchInput(CANDIDATE)));
    const everything = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
    expect(everything).not.toMatch(/lighthouse|brass key/);
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
