import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adaptationWorkflowId, releaseMonitorId, TASK_QUEUES } from '../../workflows/ids.js';
import type { ReleaseMonitorState } from '../../workflows/messages.js';
import { DAY_MS } from '../../workflows/window.js';
import { startTimeSkippingServer } from '../support/server.js';
import { CHECKPOINTS, LATENESS_MS, PIPELINE, stubbedTracker } from './stubbed-tracker.js';

const MONITOR = releaseMonitorId(PIPELINE.pipeline);
const MOST_EVENTS = 2_000;
const MALFORMED: readonly unknown[] = [
  null,
  42,
  'v1',
  [],
  {},
  { releaseId: '../v1' },
  { releaseId: 'v9', deployedAt: 'soon' },
];

/** Three releases: v2 comes ten days after v1, and is rolled back ten days later. Workers come and go all the time. */
describe('weeks of tracking in which no worker lives long', () => {
  let server: TestWorkflowEnvironment;
  let tracker: ReturnType<typeof stubbedTracker>;
  let stopWorkers: (() => Promise<void>) | undefined;
  let deployedMs: Readonly<Record<string, number>>;
  let monitor: ReleaseMonitorState;
  const states: string[] = [];

  const signal = async (signalled: unknown) => {
    await server.client.workflow.signalWithStart('releaseMonitor', {
      workflowId: MONITOR,
      taskQueue: TASK_QUEUES.orchestration,
      args: [{ pipeline: PIPELINE }],
      signal: 'release',
      signalArgs: [signalled],
    });
  };
  const release = (releaseId: string, more: Readonly<Record<string, unknown>> = {}) =>
    signal({ releaseId, deployedAt: new Date(deployedMs[releaseId.toLowerCase()] ?? 0).toISOString(), ...more });
  /** The workers end and others take over. This server skips no time while a task waits for a worker. */
  const restart = async () => {
    await stopWorkers?.();
    stopWorkers = await tracker.startWorkers();
  };
  const days = async (count: number) => await server.sleep(count * DAY_MS);
  const measuredOf = (releaseId: string) => tracker.measured().filter((asked) => asked.releaseId === releaseId);
  const stateOf = async (releaseId: string) => {
    const { status, historyLength } = await server.client.workflow
      .getHandle(adaptationWorkflowId(PIPELINE.pipeline, releaseId))
      .describe();
    return { status: status.name, historyLength };
  };

  beforeAll(async () => {
    server = await startTimeSkippingServer();
    tracker = stubbedTracker(server);
    const firstMs = (await server.currentTimeMs()) + 2 * DAY_MS;
    deployedMs = { v1: firstMs, v2: firstMs + 10 * DAY_MS, v3: firstMs + 20 * DAY_MS };
    stopWorkers = await tracker.startWorkers();
    await release('v1');
    await release('v1');
    await restart();
    for (const malformed of MALFORMED) await signal(malformed);
    // v1 is deployed on day 2; its first checkpoint is ready on day 4.
    await days(4.5);
    await restart();
    await release('v2', { kind: 'prompt' });
    await release('V2');
    await days(4);
    await restart();
    await days(3.5);
    await restart();
    await days(8);
    await release('v3', { kind: 'rollback' });
    await release('v1', { kind: 'rollback' });
    for (let lap = 0; lap < 6; lap += 1) {
      await days(5);
      await restart();
    }
    monitor = await server.client.workflow.getHandle(MONITOR).query<ReleaseMonitorState>('releases');
    for (const releaseId of ['v1', 'v2', 'v3']) {
      await server.client.workflow.getHandle(adaptationWorkflowId(PIPELINE.pipeline, releaseId)).result();
      states.push((await stateOf(releaseId)).status);
    }
  });

  afterAll(async () => {
    await stopWorkers?.();
    await server.teardown();
  });

  it.each([
    ['v1', 'superseded by v2 after ten days', [1, 7, 10]],
    ['v2', 'rolled back after ten days', [1, 7, 10]],
    ['v3', 'the rollback, followed to its end', CHECKPOINTS],
  ])('%s, %s, is looked at exactly once at each checkpoint', (releaseId, _, expected) => {
    expect(measuredOf(releaseId).map((asked) => asked.days)).toEqual(expected);
    for (const { days: at = 0, atMs } of measuredOf(releaseId)) {
      expect(atMs - (deployedMs[releaseId] ?? 0)).toBeGreaterThanOrEqual(at * DAY_MS + LATENESS_MS);
    }
  });

  it('all trackers end, and each writes one complete report', () => {
    expect(states).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    const complete = tracker.reports.filter((report) => report.complete).map(({ releaseId }) => releaseId);
    expect(complete.sort()).toEqual(['v1', 'v2', 'v3']);
  });

  it('both reports of a superseded release and the one after it tell of it', () => {
    const notesOf = (releaseId: string) =>
      tracker.reports.findLast((report) => report.releaseId === releaseId)?.notes.join('; ');
    expect(notesOf('v1')).toMatch(/superseded by release v2 of .* 10 d/);
    expect(notesOf('v2')).toMatch(/superseded by release v3 of .* 10 d/);
    expect(notesOf('v3')).not.toContain('superseded');
  });

  it('signals that come twice or make no sense are counted, and start nothing', () => {
    expect(monitor).toMatchObject({ duplicates: 3, malformed: MALFORMED.length, pending: 0 });
    expect(monitor.releases.map(({ releaseId, kind }) => [releaseId, kind])).toEqual([
      ['v1', 'model'],
      ['v2', 'prompt'],
      ['v3', 'rollback'],
    ]);
  });

  it('no history grows to two thousand events', async () => {
    for (const releaseId of ['v1', 'v2', 'v3']) {
      const { historyLength } = await stateOf(releaseId);
      expect(historyLength).toBeGreaterThan(10);
      expect(historyLength, releaseId).toBeLessThan(MOST_EVENTS);
    }
    const { historyLength } = await server.client.workflow.getHandle(MONITOR).describe();
    expect(historyLength).toBeLessThan(MOST_EVENTS);
  });
});
