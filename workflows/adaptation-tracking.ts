import { ActivityFailure, ApplicationFailure, sleep, workflowInfo } from '@temporalio/workflow';
import type { Artifact } from '../activities/storage/artifact.js';
import { analysis, short } from './activity-options.js';
import type { AdaptationTrackingInput, AdaptationTrackingResult } from './messages.js';
import { ProgressTracker } from './progress.js';
import { type EmbeddedSample, embedSample, embedWith } from './reference.js';
import { scoreArms, stopNotes } from './scoring-arms.js';
import { sampleTraffic, type TrafficSample } from './traffic-sample.js';
import { endMsOf, isoWeekOf, type Window } from './window.js';

type FollowedWindow = TrafficSample & EmbeddedSample;

/**
 * Follows one release: freezes the windows before it, then looks once at every checkpoint, in event time: a release of
 * last year is computed at once, one of today waits on durable timers. Ends with the replay and the release report,
 * which is rewritten after every checkpoint, so that it can be read from the first one on.
 */
export async function adaptationTracking({
  pipeline,
  release,
}: AdaptationTrackingInput): Promise<AdaptationTrackingResult> {
  const { workflowId, runId } = workflowInfo();
  const settings = await short.workflowSettings({ pipeline });
  const plan = await analysis.planTracking({ pipeline, release });
  const progress = new ProgressTracker(plan.checkpoints.length + 2);
  const run = `release-${release.releaseId}`;

  const draw = async (purpose: string, window: Window): Promise<TrafficSample> => {
    await waitUntil(endMsOf(window) + settings.latenessMs, `${purpose} of ${release.releaseId}`);
    return await sampleTraffic(pipeline, purpose, window, settings.followDesign);
  };

  progress.enter('freezing the baseline', plan.historyWindow.start);
  const past = await draw(`${run}-history`, plan.historyWindow);
  const history = { ...past, ...(await embedSample(pipeline, plan.historyWindow, past.sample)) };
  const { reference } = history;
  // To the end by the reference it began with, whichever one is pinned meanwhile: only its vectors can be compared.
  const follow = async (purpose: string, window: Window): Promise<FollowedWindow> => {
    const traffic = await draw(purpose, window);
    return { ...traffic, reference, vectors: await embedWith(pipeline, reference, traffic.sample, 'sample') };
  };
  const evalSet = await analysis.currentEvalSet({ pipeline, before: isoWeekOf(Date.parse(release.deployedAt)) });
  const evalSetInput =
    evalSet === null ? null : { items: evalSet, vectors: await embedWith(pipeline, reference, evalSet, 'eval-set') };

  const adaptation: Artifact[] = [];
  const patterns: Artifact[] = [];
  const notes: string[] = [];
  let latest: FollowedWindow | undefined;
  const report = async (replay: { replay: Artifact; scores: Artifact } | null, complete: boolean) =>
    await short.writeReleaseReport({
      pipeline,
      release,
      workflowId,
      runId,
      plan,
      complete,
      baseline: { sample: history.sample, accounting: history.accounting, users: history.users },
      adaptation,
      patterns,
      replay,
      notes,
    });

  for (const { days, window } of plan.checkpoints) {
    progress.enter('following users', `checkpoint ${days} d, until ${window.end}`);
    const followed = await follow(`${run}-${days}d`, window).catch((error: unknown) => {
      if (!isEmptyWindow(error)) throw error;
      notes.push(`no traffic between ${window.start} and ${window.end}: no figures for the checkpoint at ${days} d`);
      return undefined;
    });
    if (followed === undefined) continue;
    const checkpoint = { sample: followed.sample, vectors: followed.vectors };
    const measured = await analysis.measureCheckpoint({
      pipeline,
      release,
      days,
      window,
      baselineWindow: plan.baselineWindow,
      reference,
      history: { sample: history.sample, vectors: history.vectors },
      checkpoint,
      evalSet: evalSetInput,
    });
    adaptation.push(measured.adaptation);
    patterns.push(measured.patterns);
    notes.push(...measured.notes);
    latest = followed;
    await report(null, false);
  }

  progress.enter('replaying prompts', 'old and new model on prompts before and after');
  let paidCalls = 0;
  let replay: { replay: Artifact; scores: Artifact } | null = null;
  if (latest !== undefined && settings.replay) {
    const replayPlan = await analysis.planReplay({
      pipeline,
      release,
      reference,
      baselineWindow: plan.baselineWindow,
      history: { sample: history.sample, vectors: history.vectors },
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

async function waitUntil(timeMs: number, summary: string): Promise<void> {
  const waitMs = timeMs - Date.now();
  if (waitMs > 0) await sleep(waitMs, { summary });
}

function isEmptyWindow(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === 'EmptyWindow'
  );
}
