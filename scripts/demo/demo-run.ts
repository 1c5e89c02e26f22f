import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { adaptationWorkflowId, releaseMonitorId, scheduleId, TASK_QUEUES } from '../../workflows/ids.js';
import type { AdaptationTrackingResult, ReleaseSignal, WeeklyEvaluationResult } from '../../workflows/messages.js';
import { type IsoWeek, isoWeekOf } from '../../workflows/window.js';
import { lookAtRun, progressText } from '../clients/run-following.js';
import {
  applySchedule,
  backfillSchedule,
  type ScheduledRun,
  scheduledRuns,
  weeklySchedule,
} from '../clients/weekly-schedule.js';
import { type PlannedRelease, startMsOfWorld, timeMsOfDay, type WorldPlan } from '../simulator/world-plan.js';

const POLL_MS = 1000;
const WEEK_MS = 7 * 86_400_000;

export interface DemoRunOptions {
  readonly client: Client;
  readonly config: PipelineConfig;
  readonly pipeline: PipelineRef;
  readonly plan: WorldPlan;
  /** Gives up following. */
  readonly signal: AbortSignal;
  /** Told what is going on, again and again. */
  readonly show: (line: string) => void;
  /** Told what is done, once. */
  readonly done: (line: string) => void;
}

export interface DemoRunResult {
  readonly weeks: readonly WeeklyEvaluationResult[];
  readonly trackers: readonly AdaptationTrackingResult[];
  /** The last week, evaluated once more; null when all weeks ran just now. */
  readonly rerun: WeeklyEvaluationResult | null;
}

/**
 * What `tidemark apply`, `backfill` and `release` do, in the order in which life would have done it: a release is
 * signalled when the last week before it has been evaluated. Weeks that are done already are not repeated, but the
 * last one, to show that a repetition pays for nothing.
 */
export async function runDemoPipeline(options: DemoRunOptions): Promise<DemoRunResult> {
  const { config, plan, done } = options;
  await apply(options);
  const startedMs = Date.now();
  const seconds = () => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;
  const runs = scheduledRuns(config, weekOf(plan, 0), weekOf(plan, plan.weeks - 1));
  const { weeks, rerun } = await evaluateWeeks(options, runs, seconds);
  const trackers: AdaptationTrackingResult[] = [];
  for (const { releaseId } of plan.releases) {
    const tracker = adaptationWorkflowId(config.name, releaseId);
    const result = await follow<AdaptationTrackingResult>(options, tracker, `release ${releaseId}`);
    done(`release ${releaseId}  ${result.checkpoints} checkpoints, ${result.paidCalls} calls, ${seconds()}`);
    trackers.push(result);
  }
  return { weeks, trackers, rerun };
}

async function apply({ client, config, pipeline, done }: DemoRunOptions): Promise<void> {
  await applySchedule(client.schedule, weeklySchedule(config, pipeline));
  // There is no traffic after the last week; a Monday must not fail for that.
  await client.schedule.getHandle(scheduleId(config.name)).pause('the demo has no further traffic');
  await client.workflow.signalWithStart('releaseMonitor', {
    workflowId: releaseMonitorId(config.name),
    taskQueue: TASK_QUEUES.orchestration,
    args: [{ pipeline }],
    signal: 'configure',
    signalArgs: [{ pipeline }],
  });
  done('applied: schedule and release monitor');
}

async function evaluateWeeks(
  options: DemoRunOptions,
  runs: readonly ScheduledRun[],
  seconds: () => string,
): Promise<Pick<DemoRunResult, 'weeks' | 'rerun'>> {
  const { client, plan, done } = options;
  const weeks = await finishedWeeks(client, runs);
  const isRerun = weeks.length === runs.length;
  const from = isRerun ? runs.length - 1 : weeks.length;
  const earlier = await askForWeeks(options, runs.slice(from));
  let rerun: WeeklyEvaluationResult | null = null;
  for (const [index, { week, workflowId }] of runs.entries()) {
    for (const release of plan.releases) {
      if (Math.floor(release.day / 7) === index) await signalRelease(options, release);
    }
    if (index < from) continue;
    const place = `week ${index + 1} of ${runs.length}  ${week}`;
    const result = await follow<WeeklyEvaluationResult>(options, workflowId, place, earlier.get(workflowId));
    done(`${place}  ${result.verdict}, ${result.paidCalls} calls, ${seconds()}`);
    if (isRerun) rerun = result;
    else weeks.push(result);
  }
  return { weeks, rerun };
}

/**
 * Asks the schedule for the weeks, unless it still works on those that a demo which was stopped has asked for.
 * @returns the runs that were there before: they are not the ones that are meant
 */
async function askForWeeks(
  { client, config }: DemoRunOptions,
  runs: readonly ScheduledRun[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const { info, raw } = await client.schedule.getHandle(scheduleId(config.name)).describe();
  const waiting = Number(raw.info?.bufferSize ?? 0);
  const [first, last] = [runs[0], runs.at(-1)];
  if (info.runningActions.length + waiting > 0 || first === undefined || last === undefined) return ids;
  for (const { workflowId } of runs) {
    const { runId } = await lookAtRun(client, workflowId);
    if (runId !== undefined) ids.set(workflowId, runId);
  }
  await backfillSchedule(client, config.name, first.week, last.week);
  return ids;
}

export function weekOf(plan: WorldPlan, index: number): IsoWeek {
  return isoWeekOf(startMsOfWorld(plan) + index * WEEK_MS);
}

/** What a deploy pipeline would do; an earlier demo may have done it. */
async function signalRelease({ client, config, pipeline, plan, done }: DemoRunOptions, release: PlannedRelease) {
  const tracker = await lookAtRun(client, adaptationWorkflowId(config.name, release.releaseId));
  if (tracker.status !== 'waiting') return;
  const signal: ReleaseSignal = {
    releaseId: release.releaseId,
    deployedAt: new Date(timeMsOfDay(plan, release.day)).toISOString(),
    model: { from: release.modelFrom, to: release.modelTo },
  };
  await client.workflow.signalWithStart('releaseMonitor', {
    workflowId: releaseMonitorId(config.name),
    taskQueue: TASK_QUEUES.orchestration,
    args: [{ pipeline }],
    signal: 'release',
    signalArgs: [signal],
  });
  done(`signalled: release ${signal.releaseId}, deployed ${signal.deployedAt}`);
}

/** Results of the weeks that an earlier demo completed, up to the first one that it did not. */
async function finishedWeeks(client: Client, runs: readonly ScheduledRun[]): Promise<WeeklyEvaluationResult[]> {
  const results: WeeklyEvaluationResult[] = [];
  for (const { workflowId } of runs) {
    const { status, runId } = await lookAtRun(client, workflowId);
    if (status !== 'ended') break;
    const handle = client.workflow.getHandle<() => Promise<WeeklyEvaluationResult>>(workflowId, runId);
    const result = await handle.result().catch(() => undefined);
    if (result === undefined) break;
    results.push(result);
  }
  return results;
}

/** Waits until a workflow has ended; `ignoreRunId` is an earlier run of the same id. */
async function follow<T>(
  { client, signal, show }: DemoRunOptions,
  workflowId: string,
  title: string,
  ignoreRunId?: string,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const state = await lookAtRun(client, workflowId, ignoreRunId);
    if (state.status === 'ended') {
      return await client.workflow.getHandle<() => Promise<T>>(workflowId, state.runId).result();
    }
    show(`${title}  ${progressText(state)}`);
    await sleep(POLL_MS);
  }
}
