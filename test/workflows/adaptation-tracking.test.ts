import { WorkflowFailedError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adaptationWorkflowId, historyPurpose } from '../../workflows/ids.js';
import type { Progress, Release, TrackerState } from '../../workflows/messages.js';
import { DAY_MS } from '../../workflows/window.js';
import { startTimeSkippingServer } from '../support/server.js';
import { CHECKPOINTS, LATENESS_MS, PIPELINE, stubbedTracker } from './stubbed-tracker.js';

describe('a tracker', () => {
  let server: TestWorkflowEnvironment;
  let tracker: ReturnType<typeof stubbedTracker>;

  beforeAll(async () => {
    server = await startTimeSkippingServer();
    tracker = stubbedTracker(server);
  });

  afterAll(async () => {
    await server.teardown();
  });

  const handleOf = (releaseId: string) =>
    server.client.workflow.getHandle(adaptationWorkflowId(PIPELINE.pipeline, releaseId));
  const stateOf = async (releaseId: string) => await handleOf(releaseId).query<TrackerState>('tracker');
  const daysFromNow = async (days: number) => new Date((await server.currentTimeMs()) + days * DAY_MS).toISOString();
  const measuredDays = () => tracker.measured().map(({ days }) => days);

  it('of a release to come waits for it and looks once at each checkpoint, after late records have arrived', async () => {
    const { deployedMs, result } = await tracker.track('future', 10);
    expect(measuredDays()).toEqual(CHECKPOINTS);
    for (const { days = 0, atMs } of tracker.measured()) {
      expect(atMs - deployedMs).toBeGreaterThanOrEqual(days * DAY_MS + LATENESS_MS);
      expect(atMs - deployedMs).toBeLessThan((days + 1) * DAY_MS + LATENESS_MS);
    }
    expect(result.checkpoints).toBe(CHECKPOINTS.length);
  });

  it('of a release long ago computes everything at once', async () => {
    const beforeMs = await server.currentTimeMs();
    await tracker.track('past', -400);
    expect(measuredDays()).toEqual(CHECKPOINTS);
    // When they were asked, not when all was over: this server may skip to a timeout that nothing waits for any more.
    for (const { atMs } of tracker.measured()) expect(atMs - beforeMs).toBeLessThan(DAY_MS);
  });

  it('writes its report after every checkpoint, and calls only the last one complete', async () => {
    await tracker.track('reported', -400);
    expect(tracker.reports.map(({ complete }) => complete)).toEqual([false, false, false, true]);
  });

  it('says while it waits what it waits for', async () => {
    let progress: Progress | undefined;
    let state: TrackerState | undefined;
    const { deployedMs } = await tracker.track('watched', 5, async () => {
      const handle = handleOf('watched');
      await expect.poll(async () => (progress = await handle.query<Progress>('progress')).stage).not.toBe('starting');
      state = await stateOf('watched');
    });
    expect(progress).toMatchObject({ stage: 'freezing the baseline', total: CHECKPOINTS.length + 2 });
    const notBefore = new Date(deployedMs + DAY_MS + LATENESS_MS).toISOString();
    expect(state).toMatchObject({ next: { days: 1, notBefore }, supersededBy: null, paused: false });
  });

  it('ends its windows where a later release begins, and says so', async () => {
    const later = { releaseId: 'later', deployedAt: await daysFromNow(-400 + 10.5) };
    await tracker.track('superseded', -400, undefined, { neighbours: [later] });
    // The checkpoint at 28 days ends at 10.5 days: half a window, dated as what it is.
    expect(measuredDays()).toEqual([1, 7, 10.5]);
    expect(tracker.reports.at(-1)?.notes).toContainEqual(
      expect.stringMatching(/^superseded by release later .* 10\.5 d/),
    );
  });

  it('learns of a later release while it waits', async () => {
    await tracker.track('overtaken', 1, async () => {
      const handle = handleOf('overtaken');
      await expect.poll(async () => (await stateOf('overtaken')).checkpoints.length).toBeGreaterThan(0);
      await handle.signal('neighbour', { releaseId: 'next', deployedAt: await daysFromNow(1 + 6.9) });
      await handle.signal('neighbour', { releaseId: 'next' });
      await handle.signal('neighbour', 'nonsense');
      expect((await stateOf('overtaken')).supersededBy).toBe('next');
    });
    expect(measuredDays()[0]).toBe(1);
    expect(tracker.measured()).toHaveLength(2);
  });

  it('takes nothing of a release that was deployed at the same instant', async () => {
    const same = { releaseId: 'twin', deployedAt: await daysFromNow(-400) };
    await tracker.track('twinned', -400, undefined, { neighbours: [same] }, Date.parse(same.deployedAt));
    expect(measuredDays()).toEqual(CHECKPOINTS);
  });

  it('waits while it is paused, and goes on when it is resumed', async () => {
    await tracker.track('paused', 1, async () => {
      const handle = handleOf('paused');
      await expect.poll(async () => (await stateOf('paused')).checkpoints.length).toBeGreaterThan(0);
      await handle.signal('pause');
      expect((await handle.query<Progress>('progress')).paused).toBe('paused by hand');
      await server.sleep(3 * DAY_MS);
      expect(tracker.measured()).toEqual([]);
      await handle.signal('resume');
    });
    expect(measuredDays()).toEqual(CHECKPOINTS);
  });

  it('that is cancelled writes its report from what it has', async () => {
    await tracker.track('cancelled', -3, async () => {
      await expect.poll(() => tracker.measured().length, { timeout: 20_000 }).toBe(1);
      await handleOf('cancelled').signal('cancel');
    });
    expect(measuredDays()).toEqual([1]);
    const last = tracker.reports.at(-1);
    expect(last).toMatchObject({ complete: true });
    expect(last?.notes).toContain('tracking was cancelled, without the checkpoints at 7 d, 28 d');
  });

  it('that is cancelled before the release measures nothing and ends', async () => {
    const { result } = await tracker.track('called-off', 30, async () => {
      await expect.poll(async () => (await stateOf('called-off')).checkpoints.length).toBeGreaterThan(0);
      await handleOf('called-off').signal('cancel');
    });
    expect(result).toMatchObject({ checkpoints: 0, reportUri: null });
  });

  it('refreshes the eval set once when its traffic has left it behind', async () => {
    await tracker.track('left-behind', 1, undefined, {}, undefined, { isLeftBehind: true });
    expect(tracker.asked.filter(({ activity }) => activity === 'refreshAfterRelease')).toHaveLength(1);
    expect(tracker.reports.at(-1)?.notes).toContain('refreshed early');
  });

  it('of a release before any log ends with what to do', async () => {
    tracker.empty.add(historyPurpose('first-ever'));
    const failure = await tracker.track('first-ever', -400).catch((error: unknown) => error);
    if (!(failure instanceof WorkflowFailedError)) throw new Error('the tracker did not fail');
    expect(failure.cause).toMatchObject({
      type: 'NothingBefore',
      message:
        'nothing to compare release first-ever with: no request in that window; load the logs from before it, then run ' +
        '"tidemark releases rerun first-ever"',
    });
    expect(measuredDays()).toEqual([]);
  });

  it('of a release long ago never refreshes the eval set of today', async () => {
    await tracker.track('left-long-ago', -400, undefined, {}, undefined, { isLeftBehind: true });
    expect(tracker.asked.filter(({ activity }) => activity === 'refreshAfterRelease')).toEqual([]);
  });

  describe('of a rollback', () => {
    const asks = () => tracker.asked.map(({ activity }) => activity);
    const track = async (releaseId: string, values: Partial<Release> = {}) => {
      const deployedMs = Date.parse(await daysFromNow(-400));
      const deployedAt = new Date(deployedMs).toISOString();
      const release = { releaseId, deployedAt, modelFrom: null, modelTo: null, kind: 'rollback', ...values } as const;
      await tracker.track(releaseId, -400, undefined, { release }, deployedMs);
    };
    const returnDays = () =>
      tracker.asked.flatMap(({ activity, days }) => (activity === 'measureReturn' ? [days] : []));

    it('compares every checkpoint with what the tracker of the rolled-back release froze', async () => {
      tracker.setRolledBack({ releaseId: 'v42', frozen: true });
      await track('undo');
      expect(returnDays()).toEqual(CHECKPOINTS);
      expect(tracker.reports.at(-1)?.rollbacks).toHaveLength(CHECKPOINTS.length);
      expect(asks()).not.toContain('sample release-undo-before');
    });

    it('draws the state before it again where nothing was frozen', async () => {
      tracker.setRolledBack({ releaseId: 'v42', frozen: false });
      await track('undo-again');
      expect(asks()).toContain('sample release-undo-again-before');
      expect(returnDays()).toEqual(CHECKPOINTS);
    });

    it('says so where no release is known that it could take back', async () => {
      tracker.setRolledBack(null);
      await track('undo-nothing');
      expect(returnDays()).toEqual([]);
      expect(tracker.reports.at(-1)?.notes).toContainEqual(
        expect.stringMatching(/^rollback: no earlier release is known/),
      );
    });

    it('is what no other release asks for', async () => {
      tracker.setRolledBack({ releaseId: 'v42', frozen: true });
      await track('no-rollback', { kind: 'model' });
      expect(asks()).not.toContain('findRolledBack');
      expect(tracker.reports.at(-1)?.rollbacks).toEqual([]);
    });
  });
});
