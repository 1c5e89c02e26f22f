import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ScoringArm, ScoringPlan } from '../../activities/scoring/plan.js';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { Progress } from '../../workflows/messages.js';
import type { ArmScores, ShadowScoringInput } from '../../workflows/shadow-scoring.js';
import { startTimeSkippingServer } from '../support/server.js';

const PIPELINE = { bucket: 'bucket', prefix: '', pipeline: 'shop', configSha256: '0'.repeat(64) };
const ARTIFACT = { uri: 's3://bucket/file', sha256: '1'.repeat(64), rows: 1 };
const ARM: ScoringArm = { arm: 'control', model: 'm', logged: false, compareWith: null };
const BATCHES = 20;
const WAVE = 4;

let server: TestWorkflowEnvironment;
let workers: Worker[];
let running: Promise<void>[];
/** What happened, in order: `scored 3`, `listed 4`, `stopped 4`, `booked 1.25`. */
let events: string[];
let batchCostUsd: number;
/** Fails a batch of items, once. */
let failing: Map<number, ApplicationFailure>;

const activities = {
  planMessageBatches: async () => ({ chunks: [], beyondBudget: 0, deadlineHours: 6 }),
  scoreBatch: async ({ offset }: { offset: number }) => {
    const failure = failing.get(offset);
    failing.delete(offset);
    if (failure !== undefined) throw failure;
    events.push(`scored ${offset}`);
    return { scores: ARTIFACT, pairs: ARTIFACT, paidCalls: 10, ledgerHits: 0, costUsd: batchCostUsd };
  },
  listUnscored: async ({ offset, part }: { offset: number; part: string }) => {
    events.push(`${part} ${offset}`);
    return { scores: ARTIFACT };
  },
  recordStop: async ({ batches }: { batches: number }) => {
    events.push(`recorded ${batches}`);
    return batches;
  },
  bookSpend: async ({ costUsd, month }: { costUsd: number; month: string }) => {
    events.push(`booked ${costUsd.toFixed(2)} ${/^\d{4}-\d{2}$/.test(month)}`);
  },
};

beforeAll(async () => {
  server = await startTimeSkippingServer();
  const workflowBundle = await loadWorkflowBundle();
  workers = await Promise.all(
    Object.values(TASK_QUEUES).map((taskQueue) =>
      Worker.create({ connection: server.nativeConnection, taskQueue, activities, workflowBundle }),
    ),
  );
  running = workers.map((worker) => worker.run());
});

afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await server.teardown();
});

beforeEach(() => {
  events = [];
  failing = new Map();
  batchCostUsd = 1;
});

async function start(name: string, plan: Partial<ScoringPlan> = {}, more: Partial<ShadowScoringInput> = {}) {
  const batches = Array.from({ length: BATCHES }, (_, offset) => ({ offset, limit: 1 }));
  const full: ScoringPlan = {
    items: ARTIFACT,
    count: BATCHES,
    arms: [ARM],
    judgeDigest: 'j',
    batches,
    estimatedCostUsd: BATCHES,
    ...plan,
  };
  return await server.client.workflow.start<(input: ShadowScoringInput) => Promise<ArmScores>>('shadowScoring', {
    workflowId: name,
    taskQueue: TASK_QUEUES.orchestration,
    args: [{ pipeline: PIPELINE, run: '2026-W40', plan: full, arm: ARM, ...more }],
  });
}

const scored = () => events.filter((event) => event.startsWith('scored')).length;

it('scores every batch within the budget, and books what was paid', async () => {
  const result = await (await start('within', { budgetUsd: 20 })).result();
  expect(scored()).toBe(BATCHES);
  expect(result).toMatchObject({ batches: BATCHES, paidCalls: 200, costUsd: 20, stoppedAt: null });
  expect(events.at(-1)).toBe('booked 20.00 true');
});

it('starts no batch beyond the budget, lists the rest, and remembers where it stopped', async () => {
  const result = await (await start('stop', { budgetUsd: 7.5 })).result();
  expect(result.costUsd).toBeLessThanOrEqual(7.5 + WAVE);
  expect(scored()).toBe(result.stoppedAt);
  expect(events.filter((event) => event.startsWith('stopped'))).toHaveLength(BATCHES - scored());
  expect(events).toContain(`recorded ${result.stoppedAt}`);
  expect(result.scores).toHaveLength(BATCHES);
  expect(result.pairs).toHaveLength(scored());
});

it('counts what the arms before and earlier runs spent', async () => {
  await (
    await start('before', { budgetUsd: 10, spentUsd: 4 }, { spentBefore: { costUsd: 3, isPrepaid: false } })
  ).result();
  expect(scored()).toBe(3);
});

it('a rerun stops where the run before did, and scores what the ledger holds for nothing', async () => {
  batchCostUsd = 0;
  const result = await (await start('again', { budgetUsd: 7.5, spentUsd: 8, stops: { control: 8 } })).result();
  expect(scored()).toBe(8);
  expect(result).toMatchObject({ stoppedAt: 8, costUsd: 0 });
  expect(events.some((event) => event.startsWith('booked'))).toBe(false);
});

it('lists the items that the plan left out', async () => {
  const leftOut = { items: ARTIFACT, batches: [{ offset: 0, limit: 5 }] };
  const result = await (await start('left-out', { leftOut })).result();
  expect(events).toContain('left-out 0');
  expect(result.scores).toHaveLength(BATCHES + 1);
});

it('waits for resume when money is wanted, starts nothing meanwhile, and counts what was paid before', async () => {
  const details = [{ paidCalls: 4, costUsd: 0.5 }];
  const wanted = { message: 'the model API wants payment (402)', type: 'ModelPaymentRequired', nonRetryable: true };
  failing.set(6, ApplicationFailure.create({ ...wanted, details }));
  const handle = await start('paused');
  const progress = async () => handle.query<Progress>('progress');
  await expect.poll(async () => (await progress()).paused).toContain('wants payment (402)');
  await server.sleep('1 hour');
  const before = scored();
  expect(before).toBeLessThanOrEqual(6 + WAVE);
  await server.sleep('1 day');
  expect(scored()).toBe(before);
  await handle.signal('resume');
  const result = await handle.result();
  expect(scored()).toBe(BATCHES);
  expect(new Set(events.filter((event) => event.startsWith('scored'))).size).toBe(BATCHES);
  expect(result).toMatchObject({ paidCalls: 204, costUsd: 20.5 });
  expect((await progress()).paused).toBeNull();
});

it('a resume that comes while nothing is paused changes nothing', async () => {
  const handle = await start('early');
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ batches: BATCHES });
});
