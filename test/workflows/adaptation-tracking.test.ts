import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { AdaptationTrackingInput, AdaptationTrackingResult, Progress, Release } from '../../workflows/messages.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { startTimeSkippingServer } from '../support/server.js';

const PIPELINE = { bucket: 'bucket', prefix: '', pipeline: 'shop', configSha256: '0'.repeat(64) };
const ARTIFACT = { uri: 's3://bucket/file', sha256: '0'.repeat(64), rows: 1 };
const CHECKPOINTS = [1, 7, 28];
const LATENESS_MS = DAY_MS;

/** What the activities were asked, and when on the server's clock. */
interface Asked {
  readonly activity: string;
  readonly atMs: number;
  readonly days?: number;
}

describe('a tracker', () => {
  let server: TestWorkflowEnvironment;
  const asked: Asked[] = [];
  const reports: { complete: boolean }[] = [];

  const planned = ({ deployedAt }: Release) => {
    const deployedMs = Date.parse(deployedAt);
    const baseline = windowBetween(deployedMs - 28 * DAY_MS, deployedMs);
    const checkpoints = CHECKPOINTS.map((days, index) => ({
      days,
      window: windowBetween(deployedMs + (CHECKPOINTS[index - 1] ?? 0) * DAY_MS, deployedMs + days * DAY_MS),
    }));
    return { historyWindow: baseline, baselineWindow: baseline, checkpoints };
  };
  const note = async (activity: string, days?: number) => {
    asked.push({ activity, atMs: await server.currentTimeMs(), ...(days === undefined ? {} : { days }) });
  };
  const activities = {
    workflowSettings: async () => ({ weeklyDesign: {}, followDesign: {}, latenessMs: LATENESS_MS, replay: false }),
    planTracking: async ({ release }: { release: Release }) => planned(release),
    listTrafficObjects: async () => ({ listing: ARTIFACT, shards: [1], objects: 1, bytes: 1, next: null }),
    indexTrafficShard: async () => ({ indexes: [ARTIFACT], accountings: [ARTIFACT], candidates: [ARTIFACT] }),
    selectSample: async () => ({
      selection: ARTIFACT,
      accounting: ARTIFACT,
      distinctRequests: 1,
      users: 1,
      selected: 1,
      unreadableShare: 0,
      lateRecords: 0,
      uncollected: [0],
    }),
    collectSampleShard: async () => ({ part: ARTIFACT, blocked: ARTIFACT }),
    mergeSample: async () => ({ sample: ARTIFACT, accounting: ARTIFACT, users: 1, requests: 1, models: [] }),
    currentReference: async () => ({
      artifact: ARTIFACT,
      embedder: ARTIFACT,
      embedderId: 'lexical',
      window: windowBetween(0, 1),
    }),
    embedTexts: async () => ARTIFACT,
    currentEvalSet: async () => null,
    measureCheckpoint: async ({ days }: { days: number }) => {
      await note('measureCheckpoint', days);
      return {
        adaptation: ARTIFACT,
        patterns: ARTIFACT,
        pValue: null,
        uncoveredShare: null,
        returningUsers: 0,
        notes: [],
      };
    },
    writeReleaseReport: async ({ complete }: { complete: boolean }) => {
      reports.push({ complete });
      return { uri: 's3://bucket/report' };
    },
    notify: async () => ({ delivered: false }),
  };

  beforeAll(async () => {
    server = await startTimeSkippingServer();
  });

  afterAll(async () => {
    await server.teardown();
  });

  /** Runs a tracker for a release so many days from the server's now, with one worker for all queues. */
  const track = async (releaseId: string, daysFromNow: number, during?: () => Promise<void>) => {
    asked.length = 0;
    reports.length = 0;
    const deployedMs = (await server.currentTimeMs()) + daysFromNow * DAY_MS;
    const release: Release = {
      releaseId,
      deployedAt: new Date(deployedMs).toISOString(),
      modelFrom: null,
      modelTo: null,
      kind: 'model',
    };
    const workflowBundle = await loadWorkflowBundle();
    const workers = await Promise.all(
      Object.values(TASK_QUEUES).map((taskQueue) =>
        Worker.create({ connection: server.nativeConnection, taskQueue, activities, workflowBundle }),
      ),
    );
    const running = workers.map((worker) => worker.run());
    try {
      const handle = await server.client.workflow.start<
        (input: AdaptationTrackingInput) => Promise<AdaptationTrackingResult>
      >('adaptationTracking', {
        workflowId: `adaptation/shop/${releaseId}`,
        taskQueue: TASK_QUEUES.orchestration,
        args: [{ pipeline: PIPELINE, release }],
      });
      await during?.();
      return { deployedMs, result: await handle.result() };
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    }
  };
  const measuredDays = () => asked.filter(({ activity }) => activity === 'measureCheckpoint').map(({ days }) => days);

  it('of a release to come waits for it and looks once at each checkpoint, after late records have arrived', async () => {
    const { deployedMs, result } = await track('future', 10);
    expect(measuredDays()).toEqual(CHECKPOINTS);
    for (const { days = 0, atMs } of asked) {
      expect(atMs - deployedMs).toBeGreaterThanOrEqual(days * DAY_MS + LATENESS_MS);
      expect(atMs - deployedMs).toBeLessThan((days + 1) * DAY_MS + LATENESS_MS);
    }
    expect(result.checkpoints).toBe(CHECKPOINTS.length);
  });

  it('of a release long ago computes everything at once', async () => {
    const beforeMs = await server.currentTimeMs();
    await track('past', -400);
    expect(measuredDays()).toEqual(CHECKPOINTS);
    // When they were asked, not when all was over: this server may skip to a timeout that nothing waits for any more.
    for (const { atMs } of asked) expect(atMs - beforeMs).toBeLessThan(DAY_MS);
  });

  it('writes its report after every checkpoint, and calls only the last one complete', async () => {
    await track('reported', -400);
    expect(reports.map(({ complete }) => complete)).toEqual([false, false, false, true]);
  });

  it('says while it waits what it waits for', async () => {
    let progress: Progress | undefined;
    await track('watched', 5, async () => {
      const handle = server.client.workflow.getHandle('adaptation/shop/watched');
      await expect.poll(async () => (progress = await handle.query<Progress>('progress')).stage).not.toBe('starting');
    });
    expect(progress).toMatchObject({ stage: 'freezing the baseline', total: CHECKPOINTS.length + 2 });
  });
});
