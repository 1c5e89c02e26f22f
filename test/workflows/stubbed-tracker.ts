import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { adaptationWorkflowId, TASK_QUEUES } from '../../workflows/ids.js';
import type { AdaptationTrackingInput, AdaptationTrackingResult, Release } from '../../workflows/messages.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';

export const PIPELINE = { bucket: 'bucket', prefix: '', pipeline: 'shop', configSha256: '0'.repeat(64) };
export const CHECKPOINTS = [1, 7, 28];
export const LATENESS_MS = DAY_MS;
const ARTIFACT = { uri: 's3://bucket/file', sha256: '0'.repeat(64), rows: 1 };

const SELECTED = {
  selection: ARTIFACT,
  accounting: ARTIFACT,
  distinctRequests: 1,
  users: 1,
  selected: 1,
  unreadableShare: 0,
  lateRecords: 0,
  uncollected: [0],
};

/** What an activity was asked, and when on the server's clock. */
interface Asked {
  readonly activity: string;
  readonly atMs: number;
  readonly days?: number;
  readonly releaseId?: string;
}

/** What a written report was given. */
interface Reported {
  readonly releaseId: string;
  readonly complete: boolean;
  readonly notes: readonly string[];
  readonly rollbacks: readonly unknown[];
}

type ReportInput = Omit<Reported, 'releaseId'> & { readonly release: Release };

/** What a checkpoint's activity answers beside nothing. */
interface Measured {
  readonly isLeftBehind?: boolean;
}

/** What a rollback takes back, where it is asked for. */
type RolledBack = { readonly releaseId: string; readonly frozen: boolean } | null;

/** A tracker with the real workflow on a real server, and activities that answer at once with nothing in it. */
export function stubbedTracker(server: TestWorkflowEnvironment) {
  const asked: Asked[] = [];
  const reports: Reported[] = [];
  let measured: Measured = {};
  let rolledBack: RolledBack = null;
  /** Samples whose window holds no request. */
  const empty = new Set<string>();
  const planned = ({ deployedAt }: Release) => {
    const deployedMs = Date.parse(deployedAt);
    const baseline = windowBetween(deployedMs - 28 * DAY_MS, deployedMs);
    const checkpoints = CHECKPOINTS.map((days, index) => ({
      days,
      window: windowBetween(deployedMs + (CHECKPOINTS[index - 1] ?? 0) * DAY_MS, deployedMs + days * DAY_MS),
    }));
    return { historyWindow: baseline, baselineWindow: baseline, checkpoints, notes: [] };
  };
  const note = async (activity: string, days?: number, releaseId?: string) => {
    const of = { ...(days === undefined ? {} : { days }), ...(releaseId === undefined ? {} : { releaseId }) };
    asked.push({ activity, atMs: await server.currentTimeMs(), ...of });
  };
  const activities = {
    workflowSettings: async () => ({ weeklyDesign: {}, followDesign: {}, latenessMs: LATENESS_MS, replay: false }),
    planTracking: async ({ release }: { release: Release }) => planned(release),
    listTrafficObjects: async ({ purpose }: { purpose: string }) => {
      await note(`sample ${purpose}`);
      return { listing: ARTIFACT, shards: [1], objects: 1, bytes: 1, next: null };
    },
    indexTrafficShard: async () => ({ indexes: [ARTIFACT], accountings: [ARTIFACT], candidates: [ARTIFACT] }),
    selectSample: async ({ purpose }: { purpose: string }) => {
      if (empty.has(purpose)) throw ApplicationFailure.nonRetryable('no request in that window', 'EmptyWindow');
      return SELECTED;
    },
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
    measureCheckpoint: async ({ days, release }: { days: number; release: Release }) => {
      await note('measureCheckpoint', days, release.releaseId);
      return {
        adaptation: ARTIFACT,
        patterns: ARTIFACT,
        pValue: null,
        uncoveredShare: null,
        returningUsers: 0,
        notes: [],
        ...measured,
      };
    },
    findRolledBack: async () => {
      await note('findRolledBack');
      if (rolledBack === null) return null;
      const window = windowBetween(0, DAY_MS);
      return {
        releaseId: rolledBack.releaseId,
        deployedAt: window.end,
        windows: { historyWindow: window, baselineWindow: window },
        releasedWindow: window,
        sample: rolledBack.frozen ? ARTIFACT : null,
      };
    },
    measureReturn: async ({ days }: { days: number }) => {
      await note('measureReturn', days);
      return ARTIFACT;
    },
    measureExposure: async () => null,
    measureCourse: async () => ({ course: ARTIFACT, onset: ARTIFACT }),
    refreshAfterRelease: async () => {
      await note('refreshAfterRelease');
      return { version: null, note: 'refreshed early' };
    },
    writeReleaseReport: async ({ release, complete, notes, rollbacks }: ReportInput) => {
      reports.push({ releaseId: release.releaseId, complete, notes, rollbacks });
      return { uri: 's3://bucket/report' };
    },
    notify: async () => ({ delivered: false }),
  };

  let bundle: ReturnType<typeof loadWorkflowBundle> | undefined;
  /** One worker for each queue; the function ends them, and waits until they have ended. */
  const startWorkers = async (): Promise<() => Promise<void>> => {
    bundle ??= loadWorkflowBundle();
    const workflowBundle = await bundle;
    const workers = await Promise.all(
      Object.values(TASK_QUEUES).map((taskQueue) =>
        Worker.create({
          connection: server.nativeConnection,
          taskQueue,
          activities,
          workflowBundle,
          identity: 'worker',
          // Nothing is remembered from one task to the next: a worker that ends leaves no queue of its own behind.
          maxCachedWorkflows: 0,
        }),
      ),
    );
    const running = workers.map((worker) => worker.run());
    return async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    };
  };

  return {
    asked,
    reports,
    startWorkers,
    empty,
    /** What the next rollbacks take back. */
    setRolledBack: (found: RolledBack) => {
      rolledBack = found;
    },
    measured: () => asked.filter(({ activity }) => activity === 'measureCheckpoint'),
    /**
     * Runs the tracker of a release so many days from the server's now, with one worker for all queues.
     * @param during while it runs
     * @param deployedAtMs in place of the days, to the millisecond
     * @param answer what every checkpoint answers beside nothing
     */
    track: async (
      releaseId: string,
      daysFromNow: number,
      during?: () => Promise<void>,
      given: Partial<AdaptationTrackingInput> = {},
      deployedAtMs?: number,
      answer: Measured = {},
    ) => {
      asked.length = 0;
      reports.length = 0;
      measured = answer;
      const deployedMs = deployedAtMs ?? (await server.currentTimeMs()) + daysFromNow * DAY_MS;
      const release: Release = {
        releaseId,
        deployedAt: new Date(deployedMs).toISOString(),
        modelFrom: null,
        modelTo: null,
        kind: 'model',
      };
      const stopWorkers = await startWorkers();
      try {
        const handle = await server.client.workflow.start<
          (input: AdaptationTrackingInput) => Promise<AdaptationTrackingResult>
        >('adaptationTracking', {
          workflowId: adaptationWorkflowId(PIPELINE.pipeline, releaseId),
          taskQueue: TASK_QUEUES.orchestration,
          args: [{ pipeline: PIPELINE, release, ...given }],
        });
        await during?.();
        return { deployedMs, handle, result: await handle.result() };
      } finally {
        await stopWorkers();
      }
    },
  };
}
