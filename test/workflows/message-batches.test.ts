import { isDeepStrictEqual } from 'node:util';
import { WorkflowFailedError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createScoringActivities } from '../../activities/scoring/activities.js';
import { planBatches, type ScoringPlan } from '../../activities/scoring/plan.js';
import { type PairRow, pairsTable, type ScoreRow, scoresTable } from '../../activities/scoring/score-tables.js';
import { readTable } from '../../activities/storage/artifact.js';
import type { MessagesServer, MessagesServerOptions } from '../../scripts/simulator/messages-server.js';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { shadowScoring } from '../../workflows/shadow-scoring.js';
import {
  ARMS,
  batchConfig,
  batchPlan,
  ledgerEntries,
  ledgerKeys,
  RUN,
  resubmitted,
} from '../scoring/batches/batch-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { startTimeSkippingServer } from '../support/server.js';
import { simulatedModels } from '../support/simulated-models.js';

const HOUR_MS = 3_600_000;
const MINUTES = 60_000;
const ITEMS = 120;
const LIVE = { mode: 'live' };

/** A row of either table, with nothing in the columns that differ between live and batch calls. */
type ScoredRow = ScoreRow | PairRow;

function placeOf(row: ScoredRow): string {
  const arm = 'arm' in row ? row.arm : `${row.arm_a} ${row.arm_b}`;
  return [row.item_id, row.source, arm, row.judge, row.repeat].join(' ');
}

type FollowedActivity =
  | 'bookSpend'
  | 'listUnscored'
  | 'recordStop'
  | 'scoreBatch'
  | 'planMessageBatches'
  | 'createMessageBatch'
  | 'pollMessageBatches'
  | 'cancelMessageBatches'
  | 'collectMessageBatch';

describe('scoring by message batches', () => {
  let temporal: TestWorkflowEnvironment;
  let running: Promise<unknown>;
  let stopWorkers: () => void;
  let server: MessagesServer;
  let store: MemoryObjectStore;
  /** Of the current server: clients are made once. */
  let activities: ReturnType<typeof createScoringActivities>;
  /** What the simulator's clock is ahead. */
  let aheadMs = 0;
  let runs = 0;

  /** Lets the simulator's clock follow that of the workflows, on which hours pass while they wait. */
  const syncClocks = async () => {
    const ahead = (await temporal.currentTimeMs()) - Date.now();
    if (ahead > aheadMs) server.advance(ahead - aheadMs);
    aheadMs = Math.max(aheadMs, ahead);
  };

  const start = async (options: MessagesServerOptions = {}) => {
    store = new MemoryObjectStore();
    server = await simulatedModels(options);
    activities = createScoringActivities({
      openBucket: () => store,
      userKey: 'key',
      environment: () => undefined,
    });
    aheadMs = 0;
    await syncClocks();
  };

  const startArm = async (config: PipelineConfig, arm: (typeof ARMS)[number], more: Partial<ScoringPlan> = {}) => {
    const pipeline = await storeConfig(store, config);
    const plan = { ...(await batchPlan(store, config, { items: ITEMS, batchSize: 40 })), ...more };
    runs += 1;
    return await temporal.client.workflow.start<typeof shadowScoring>('shadowScoring', {
      taskQueue: TASK_QUEUES.orchestration,
      workflowId: `scoring-${runs}`,
      args: [{ pipeline, run: RUN, plan, arm }],
    });
  };

  /** Scores all arms; gives their tables without what differs between live and batch calls. */
  const scoreArms = async (config: PipelineConfig) => {
    const rows: ScoredRow[] = [];
    const hours: number[] = [];
    let paidCalls = 0;
    let costUsd = 0;
    for (const arm of ARMS) {
      const handle = await startArm(config, arm);
      const scored = await handle.result();
      const { startTime, closeTime } = await handle.describe();
      hours.push(((closeTime?.getTime() ?? 0) - startTime.getTime()) / HOUR_MS);
      paidCalls += scored.paidCalls;
      costUsd += scored.costUsd;
      const scores = await Promise.all(scored.scores.map(async (part) => readTable(store, part, scoresTable)));
      const pairs = await Promise.all(scored.pairs.map(async (part) => readTable(store, part, pairsTable)));
      rows.push(
        ...scores.flat().map((row) => ({ ...row, cost_usd: 0, service: '', latency_ms: null })),
        ...pairs.flat().map((row) => ({ ...row, cost_usd: 0 })),
      );
    }
    // Batches are made before the first arm is scored.
    return { rows, paidCalls, costUsd, batchHours: hours[0] ?? 0 };
  };

  /** A run of one arm whose three batches were created and take long. */
  const startWithOpenBatches = async () => {
    await start({ batchDurationMs: 20 * HOUR_MS });
    const handle = await startArm(batchConfig({ deadlineHours: 48 }), ARMS[0]);
    await expect.poll(() => server.stats().batches).toBe(3);
    return handle;
  };

  const scoreLive = async () => {
    await start();
    const { production, candidate, judge } = batchConfig().scoring;
    const live = await scoreArms(
      batchConfig({
        production: { ...production, ...LIVE },
        candidate: { ...candidate, ...LIVE },
        judge: { ...judge, ...LIVE },
      }),
    );
    expect(server.stats().batches).toBe(0);
    await server.close();
    return live;
  };

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    temporal = await startTimeSkippingServer();
    const followed: Pick<typeof activities, FollowedActivity> = {
      bookSpend: async (input) => await activities.bookSpend(input),
      listUnscored: async (input) => await activities.listUnscored(input),
      recordStop: async (input) => await activities.recordStop(input),
      scoreBatch: async (input) => await activities.scoreBatch(input),
      planMessageBatches: async (input) => await activities.planMessageBatches(input),
      createMessageBatch: async (input) => {
        await syncClocks();
        return await activities.createMessageBatch(input);
      },
      pollMessageBatches: async (input) => {
        await syncClocks();
        return await activities.pollMessageBatches(input);
      },
      cancelMessageBatches: async (input) => {
        await syncClocks();
        await activities.cancelMessageBatches(input);
      },
      collectMessageBatch: async (input) => await activities.collectMessageBatch(input),
    };
    const connection = temporal.nativeConnection;
    const workflows = await Worker.create({
      connection,
      taskQueue: TASK_QUEUES.orchestration,
      workflowBundle: await loadWorkflowBundle(),
    });
    const worker = await Worker.create({ connection, taskQueue: TASK_QUEUES.scoring, activities: followed });
    running = Promise.all([workflows.run(), worker.run()]);
    stopWorkers = () => {
      workflows.shutdown();
      worker.shutdown();
    };
  }, 2 * MINUTES);

  afterAll(async () => {
    stopWorkers();
    await running;
    await temporal.teardown();
  });

  it(
    'comes to the tables of live calls at half the price, whatever becomes of rows and results',
    async () => {
      const live = await scoreLive();
      await start({
        batchFaults: {
          rates: {
            'api-error': 0.05,
            overloaded: 0.04,
            'rate-limit': 0.03,
            invalid: 0.04,
            expired: 0.1,
            canceled: 0.04,
          },
          duplicated: 0.1,
          cutReads: 1,
          order: 'shuffled',
        },
      });
      const batched = await scoreArms(batchConfig());
      // An answer that the API refused as invalid is an outcome, and not judged a second time.
      const places = ({ rows }: typeof live) => rows.filter(({ repeat }) => repeat === 0).map(placeOf);
      expect(places(batched).sort()).toEqual(places(live).sort());
      // Everything else is as if it had been asked live.
      const expected = new Map(live.rows.map((row) => [placeOf(row), row]));
      const differing = batched.rows.filter((row) => !isDeepStrictEqual(row, expected.get(placeOf(row))));
      expect(differing.filter(({ outcome }) => outcome === 'scored')).toEqual([]);
      expect(differing.length / batched.rows.length).toBeLessThan(0.25);
      const { calls, batches, attempts } = server.stats();
      const entries = await ledgerEntries(store);
      const refused = entries.filter(({ stopReason }) => stopReason === 'request_refused');
      expect(entries.length - refused.length).toBe(calls);
      expect(batched.paidCalls).toBe(calls);
      process.stderr.write(
        `${calls} calls in ${batches} batches, of which ${attempts} live, ${refused.length} refused: ` +
          `${batched.costUsd.toFixed(4)} USD, live ${live.costUsd.toFixed(4)} USD\n`,
      );
      expect(batched.costUsd / live.costUsd).toBeLessThan(0.6);
      const again = resubmitted(server);
      expect(again.length).toBeGreaterThan(50);
      const earlier = again.flatMap((results) => results.slice(0, -1));
      expect(new Set(earlier)).toEqual(
        new Set(['api_error', 'overloaded_error', 'rate_limit_error', 'expired', 'canceled']),
      );
    },
    5 * MINUTES,
  );

  it(
    'what batches cost counts against the budget, and is not taken for the cost of the scoring after them',
    async () => {
      await start();
      const [arm] = ARMS;
      const budgetUsd = 0.9;
      const scored = await (await startArm(batchConfig(), arm, { batches: planBatches(ITEMS, 5), budgetUsd })).result();
      expect(scored).toMatchObject({ stoppedAt: null, costUsd: scored.prepaidUsd });
      expect(scored.costUsd).toBeGreaterThan(0.2);
      expect(scored.costUsd).toBeLessThan(budgetUsd);
      await server.close();
      await start();
      const poor = await (await startArm(batchConfig(), arm, { budgetUsd: 0.1 })).result();
      expect(poor.prepaidUsd).toBeLessThan(0.1);
      expect(poor.prepaidUsd).toBeGreaterThan(0.02);
    },
    5 * MINUTES,
  );

  it(
    'asks again what expired after a day, and live what expired three times',
    async () => {
      await start({ batchDurationMs: 48 * HOUR_MS });
      const { rows: scored, batchHours } = await scoreArms(batchConfig({ deadlineHours: 14 * 24 }));
      expect(batchHours).toBeGreaterThan(4 * 24);
      const rows = server.batches().flatMap((batch) => batch.rows);
      expect(rows.filter(({ result }) => result === 'expired').length).toBeGreaterThan(100);
      expect(new Set(scored.map(({ outcome }) => outcome))).toEqual(new Set(['scored']));
      expect(await ledgerKeys(store)).toHaveLength(server.stats().calls);
    },
    5 * MINUTES,
  );

  it(
    'stops batches before the deadline, keeps what they did, and asks the rest live',
    async () => {
      await start({ batchDurationMs: 20 * HOUR_MS });
      const { rows: scored, batchHours } = await scoreArms(batchConfig({ deadlineHours: 10 }));
      expect(batchHours).toBeGreaterThan(9);
      expect(batchHours).toBeLessThan(9.1);
      const ends = server.batches().flatMap((batch) => batch.rows.map(({ result }) => result));
      expect(new Set(ends)).toEqual(new Set(['succeeded', 'canceled']));
      expect(new Set(scored.map(({ outcome }) => outcome))).toEqual(new Set(['scored']));
      expect(await ledgerKeys(store)).toHaveLength(server.stats().calls);
    },
    5 * MINUTES,
  );

  it(
    'a cancelled run stops its batches and still enters what they did',
    async () => {
      const handle = await startWithOpenBatches();
      await temporal.sleep(5 * HOUR_MS);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
      const ends = server.batches().flatMap((batch) => batch.rows.map(({ result }) => result));
      expect(new Set(ends)).toEqual(new Set(['succeeded', 'canceled']));
      expect(await ledgerKeys(store)).toHaveLength(server.stats().calls);
    },
    5 * MINUTES,
  );

  it(
    'a cancelled run does not wait for an API that is gone',
    async () => {
      const handle = await startWithOpenBatches();
      await server.close();
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    },
    2 * MINUTES,
  );
});
