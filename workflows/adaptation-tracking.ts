import { ActivityFailure, ApplicationFailure, patched, workflowInfo } from '@temporalio/workflow';
import type { EarlyRefresh } from '../activities/eval-set/early-refresh.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { analysis, short } from './activity-options.js';
import { historyPurpose } from './ids.js';
import type { AdaptationTrackingInput, AdaptationTrackingResult, Release, TrackedCheckpoint } from './messages.js';
import { ProgressTracker } from './progress.js';
import { type EmbeddedSample, embedSample, embedWith } from './reference.js';
import { openRollback } from './rollback-comparison.js';
import { scoreArms, stopNotes } from './scoring-arms.js';
import { TrackerSteering } from './tracker-steering.js';
import { isEmptyWindow, sampleTraffic, type TrafficSample } from './traffic-sample.js';
import { DAY_MS, endMsOf, isoWeekOf, WEEK_MS, type Window } from './window.js';

type FollowedWindow = TrafficSample & EmbeddedSample;

/**
 * Follows one release: freezes the windows before it, then looks once at every checkpoint, in event time: a release of
 * last year is computed at once, one of today waits on durable timers. A later release ends its windows, since what
 * happens after that is no longer this one's doing. Ends with the replay and the release report, which is rewritten
 * after every checkpoint, so that it can be read from the first one on.
 */
export async function adaptationTracking(input: AdaptationTrackingInput): Promise<AdaptationTrackingResult> {
  const { pipeline, release, checkpointsDays } = input;
  const { workflowId, runId } = workflowInfo();
  const progress = new ProgressTracker(0);
  const steering = new TrackerSteering(release, input.neighbours ?? [], progress);
  const settings = await short.workflowSettings({ pipeline });
  const plan = await analysis.planTracking({
    pipeline,
    release,
    neighbours: steering.neighbours,
    ...(checkpointsDays === undefined ? {} : { checkpointsDays }),
  });
  progress.expect(plan.checkpoints.length + 2);
  steering.plan(plan.checkpoints, settings.latenessMs);
  const run = `release-${release.releaseId}`;

  progress.enter('freezing the baseline', plan.historyWindow.start);
  if ((await steering.reach(plan.historyWindow, settings.latenessMs)) === null) {
    progress.finish('cancelled');
    return { releaseId: release.releaseId, reportUri: null, checkpoints: 0, paidCalls: 0 };
  }
  const past = await sampleTraffic(
    pipeline,
    historyPurpose(release.releaseId),
    plan.historyWindow,
    settings.followDesign,
  ).catch((error: unknown) => {
    throw isEmptyWindow(error) ? nothingBefore(error, release) : error;
  });
  const history = { ...past, ...(await embedSample(pipeline, plan.historyWindow, past.sample)) };
  const { reference } = history;
  const frozen = { sample: history.sample, vectors: history.vectors };
  // To the end by the reference it began with, whichever one is pinned meanwhile: only its vectors can be compared.
  const follow = async (purpose: string, window: Window): Promise<FollowedWindow> => {
    const traffic = await sampleTraffic(pipeline, purpose, window, settings.followDesign);
    return { ...traffic, reference, vectors: await embedWith(pipeline, reference, traffic.sample, 'sample') };
  };
  const evalSet = await analysis.currentEvalSet({ pipeline, before: isoWeekOf(Date.parse(release.deployedAt)) });
  const evalSetInput =
    evalSet === null ? null : { items: evalSet, vectors: await embedWith(pipeline, reference, evalSet, 'eval-set') };

  const adaptation: Artifact[] = [];
  const patterns: Artifact[] = [];
  const exposures: Artifact[] = [];
  const rollbacks: Artifact[] = [];
  let templates: Artifact | null = null;
  const phrases: Artifact[] = [];
  let exemplars: Artifact | null = null;
  const earlier: { days: number; window: Window; sample: Artifact }[] = [];
  const followed: { readonly sample: Artifact; readonly vectors: Artifact }[] = [];
  let course: { readonly course: Artifact; readonly onset: Artifact } | null = null;
  let pValue: number | null = null;
  const notes: string[] = [...(plan.notes ?? [])];
  const looks: TrackedCheckpoint[] = [];
  let latest: FollowedWindow | undefined;
  let early: EarlyRefresh | null = null;
  const report = async (replay: { replay: Artifact; scores: Artifact } | null, complete: boolean) =>
    await short.writeReleaseReport({
      pipeline,
      release,
      workflowId,
      runId,
      plan: { ...plan, checkpoints: looks.length === 0 ? plan.checkpoints : looks },
      complete,
      baseline: { sample: history.sample, accounting: history.accounting, users: history.users },
      adaptation,
      patterns,
      templates,
      phrases,
      exemplars,
      exposures,
      rollbacks,
      course,
      replay,
      notes,
    });

  const { baselineWindow } = plan;
  const { neighbours } = steering;
  const measureReturn = await openRollback(
    { pipeline, release, baselineWindow, neighbours, reference, history: frozen, design: settings.followDesign },
    notes,
  );

  for (const [at, planned] of plan.checkpoints.entries()) {
    progress.enter('following users', `checkpoint ${planned.days} d, until ${planned.window.end}`);
    const window = await steering.reach(planned.window, settings.latenessMs);
    if (window === null) {
      steering.settle(at, { ...planned, state: 'left-out' });
      continue;
    }
    const isCut = window.end !== planned.window.end;
    const days = isCut ? daysBetween(release.deployedAt, window.end) : planned.days;
    const look = { days, window };
    const drawn = await follow(`${run}-${days}d`, window).catch((error: unknown) => {
      if (!isEmptyWindow(error)) throw error;
      notes.push(`no traffic between ${window.start} and ${window.end}: no figures for the checkpoint at ${days} d`);
      return undefined;
    });
    steering.settle(at, { ...look, state: drawn === undefined ? 'empty' : isCut ? 'cut' : 'measured' });
    looks.push({ ...look, state: isCut ? 'cut' : 'measured' });
    if (drawn === undefined) continue;
    const checkpoint = { sample: drawn.sample, vectors: drawn.vectors };
    followed.push(checkpoint);
    const measured = await analysis.measureCheckpoint({
      pipeline,
      release,
      days,
      window,
      baselineWindow: plan.baselineWindow,
      reference,
      history: frozen,
      checkpoint,
      evalSet: evalSetInput,
      neighbours: steering.neighbours,
      earlier,
    });
    adaptation.push(measured.adaptation);
    patterns.push(measured.patterns);
    templates = measured.templates ?? templates;
    if (measured.phrases !== undefined) phrases.push(measured.phrases);
    exemplars = measured.exemplars ?? exemplars;
    earlier.push({ ...look, sample: drawn.sample });
    notes.push(...measured.notes);
    latest = drawn;
    pValue = measured.pValue;
    if (release.exposure !== undefined) {
      const exposure = await analysis.measureExposure({
        pipeline,
        release,
        days,
        window,
        baselineWindow: plan.baselineWindow,
        reference,
        history: frozen,
        checkpoint,
      });
      if (exposure !== null) exposures.push(exposure);
    }
    if (measureReturn !== null) rollbacks.push(await measureReturn({ ...look, checkpoint }));
    if (measured.isLeftBehind && early === null && isRecent(window, settings.latenessMs)) {
      early = await analysis.refreshAfterRelease({ pipeline, release, window, reference, ...checkpoint });
      notes.push(early.note);
    }
    await report(null, false);
  }
  notes.push(...steering.notes());
  if (followed.length > 0 && patched('adoption-course')) {
    progress.detail('onset and half-life');
    course = await analysis.measureCourse({
      pipeline,
      release,
      baselineWindow: plan.baselineWindow,
      reference,
      history: frozen,
      checkpoints: followed,
      pValue,
    });
  }

  progress.enter('replaying prompts', 'old and new model on prompts before and after');
  let paidCalls = 0;
  let replay: { replay: Artifact; scores: Artifact } | null = null;
  if (latest !== undefined && settings.replay && !steering.cancelled) {
    const replayPlan = await analysis.planReplay({
      pipeline,
      release,
      reference,
      baselineWindow: plan.baselineWindow,
      history: frozen,
      checkpoint: { sample: latest.sample, vectors: latest.vectors },
      models: latest.models,
    });
    if (replayPlan.refused !== null) notes.push(`replay: ${replayPlan.refused}`);
    if (replayPlan.arms.length > 0) {
      const arms = await scoreArms(pipeline, run, replayPlan);
      notes.push(...stopNotes(replayPlan, arms));
      paidCalls = arms.reduce((sum, arm) => sum + arm.paidCalls, 0);
      replay = await analysis.summariseReplay({ pipeline, release, scores: arms.flatMap((arm) => arm.scores) });
    }
  }

  progress.enter('writing the report', release.releaseId);
  const { uri } = await report(replay, true);
  await short.notify({ pipeline, subject: `release ${release.releaseId}`, verdict: 'tracked', reportUri: uri });
  progress.finish(uri);
  return { releaseId: release.releaseId, reportUri: uri, checkpoints: adaptation.length, paidCalls };
}

/** Whether no weekly refresh can have come since a window ended: an old one must not shape the eval set of today. */
function isRecent(window: Window, latenessMs: number): boolean {
  return Date.now() - endMsOf(window) <= latenessMs + WEEK_MS;
}

/** Days from a release to the end of a window that another release cut short. */
function daysBetween(deployedAt: string, end: string): number {
  return Math.round(((Date.parse(end) - Date.parse(deployedAt)) / DAY_MS) * 100) / 100;
}

/** A release is compared with what the same users wrote before it. */
function nothingBefore(error: unknown, { releaseId }: Release): ApplicationFailure {
  const reason = error instanceof ActivityFailure ? (error.cause?.message ?? '') : '';
  return ApplicationFailure.nonRetryable(
    `nothing to compare release ${releaseId} with: ${reason}; load the logs from before it, then run ` +
      `"tidemark releases rerun ${releaseId}"`,
    'NothingBefore',
  );
}
