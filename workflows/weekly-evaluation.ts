import { defineSearchAttributeKey } from '@temporalio/common';
import { ApplicationFailure, getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import { analysis, scoring, short } from './activity-options.js';
import { releaseMonitorId } from './ids.js';
import type { Release, WeeklyEvaluationInput, WeeklyEvaluationResult } from './messages.js';
import { ProgressTracker } from './progress.js';
import { embedSample, embedWith } from './reference.js';
import { scoreArms, stopNotes } from './scoring-arms.js';
import { nameTopics } from './topic-names.js';
import { sampleTraffic } from './traffic-sample.js';
import { type IsoWeek, weekBefore, windowOfWeek } from './window.js';

const STAGES = 6;
/** Weekly looks over which the false-alarm level is spent: a year. */
const LOOKS = 52;

const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * One week of one pipeline, from its logs to its report: sample, eval set, drift, shadow scores, report, notification.
 * Started by the schedule (the week is the last full one before the scheduled time, so that a backfill computes the
 * right week) or by hand with a week. Every step writes the same bytes when repeated; a rerun of a finished week pays
 * for nothing and changes nothing.
 */
export async function weeklyEvaluation({
  pipeline,
  week: given,
}: WeeklyEvaluationInput): Promise<WeeklyEvaluationResult> {
  const progress = new ProgressTracker(STAGES);
  const week = given ?? scheduledWeek();
  const window = windowOfWeek(week);
  const { workflowId, runId } = workflowInfo();

  progress.enter('sampling traffic', week);
  const { weeklyDesign, foundReleases, nameTopics: wantsNames } = await short.workflowSettings({ pipeline });
  const traffic = await sampleTraffic(pipeline, 'weekly', window, weeklyDesign);

  progress.enter('embedding', `${traffic.sampledRequests} requests of ${traffic.users} users`);
  const { sample } = traffic;
  const { reference, vectors } = await embedSample(pipeline, window, sample);

  const releaseNotes = patched('unannounced-releases')
    ? await tellOfReleases(pipeline, foundReleases, await analysis.findReleases({ pipeline, week, sample }))
    : [];

  progress.enter('refreshing the eval set', week);
  const incoming = await analysis.currentEvalSet({ pipeline, before: week });
  const refreshed = await analysis.refreshEvalSet({ pipeline, week, window, reference, sample, vectors });
  const evalSetVectors = await embedWith(pipeline, reference, refreshed.artifact, 'eval-set');
  const representativeness = await analysis.measureRepresentativeness({
    pipeline,
    week,
    window,
    reference,
    sample,
    vectors,
    evalSet: refreshed.artifact,
  });

  // The set as last week left it: that is the one production may have left behind. In the first week, the new one.
  const judged = incoming ?? refreshed.version;
  progress.enter('measuring drift', `eval set ${judged.version} and the pinned reference`);
  const state = await analysis.buildDriftState({ pipeline, purpose: 'weekly', window, reference, sample, vectors });
  const judgedVectors = incoming === null ? evalSetVectors : await embedWith(pipeline, reference, judged, 'eval-set');
  const drift = await analysis.measureDrift({
    pipeline,
    week,
    window,
    reference,
    state,
    sample,
    vectors,
    evalSet: { items: judged, vectors: judgedVectors },
    looks: LOOKS,
  });
  // Weeks that began before topics had names were told nothing of them, and go on without.
  const measured = { reference, sample, vectors, topics: drift.topics };
  const named = wantsNames ? await nameTopics(pipeline, week, measured) : null;

  const plan = await scoring.planWeeklyScoring({
    pipeline,
    week,
    reference,
    sample,
    vectors,
    evalSet: refreshed.artifact,
    evalSetVectors,
    models: traffic.models,
  });
  progress.enter('shadow scoring', `${plan.count} items, ${plan.arms.map((arm) => arm.arm).join(', ')}`);
  const arms = await scoreArms(pipeline, week, plan);
  const scores = await scoring.summariseWeeklyScores({
    pipeline,
    week,
    plan,
    scores: arms.flatMap((arm) => arm.scores),
    pairs: arms.flatMap((arm) => arm.pairs),
  });

  progress.enter('writing the report', week);
  const report = await short.writeWeeklyReport({
    pipeline,
    week,
    window,
    workflowId,
    runId,
    sampleInfo: traffic,
    reference,
    evalSet: { ...refreshed, incoming, representativeness },
    drift: { ...drift, names: named?.names ?? null },
    plan: {
      ...plan,
      notes: [...releaseNotes, ...(named?.notes ?? []), ...(plan.notes ?? []), ...stopNotes(plan, arms)],
    },
    scores,
  });
  await short.notify({ pipeline, subject: `week ${week}`, verdict: report.verdict, reportUri: report.uri });
  progress.finish(report.verdict);
  return {
    week,
    window,
    reportUri: report.uri,
    verdict: report.verdict,
    paidCalls: arms.reduce((sum, arm) => sum + arm.paidCalls, named?.paidCalls ?? 0),
    costUsd: arms.reduce((sum, arm) => sum + arm.costUsd, named?.costUsd ?? 0),
  };
}

/** What the report says of releases that nobody announced; the monitor learns of them when they are to be followed. */
async function tellOfReleases(
  pipeline: PipelineRef,
  then: 'report' | 'track',
  found: readonly Release[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const release of found) {
    const { releaseId, deployedAt, kind, modelFrom, modelTo } = release;
    const what = kind === 'model' ? `model ${modelTo} answers` : 'another system prompt is used';
    const seen = `${what} since ${deployedAt.slice(0, 16).replace('T', ' ')} UTC, and no release was announced`;
    const isTold = then === 'track' && (await signalFound(pipeline, release, modelFrom, modelTo));
    const next = isTold
      ? `it is followed as ${releaseId}`
      : `follow it with "tidemark release <id> --deployed-at ${deployedAt}"`;
    notes.push(`${seen}: ${next}`);
  }
  return notes;
}

/** False when the pipeline has no release monitor. */
async function signalFound(
  pipeline: PipelineRef,
  { releaseId, deployedAt, kind }: Release,
  from: string | null,
  to: string | null,
): Promise<boolean> {
  const model = to === null ? null : { ...(from === null ? {} : { from }), to };
  try {
    const monitor = getExternalWorkflowHandle(releaseMonitorId(pipeline.pipeline));
    await monitor.signal('release', { schemaVersion: 1, releaseId, deployedAt, model, kind, found: true });
    return true;
  } catch {
    return false;
  }
}

function scheduledWeek(): IsoWeek {
  const scheduled = workflowInfo().typedSearchAttributes.get(scheduledStartTime);
  if (scheduled === undefined) {
    throw ApplicationFailure.nonRetryable('a run that no schedule started needs a week, such as 2026-W40', 'NoWeek');
  }
  return weekBefore(scheduled.getTime());
}
