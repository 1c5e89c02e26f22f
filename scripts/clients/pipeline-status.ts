import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { ScheduleNotFoundError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { releaseMonitorId, scheduleId } from '../../workflows/ids.js';
import type { Progress, ReleaseMonitorState, TrackerState } from '../../workflows/messages.js';
import { queryInTime, queryProgress } from './run-following.js';
import { scheduledConfig } from './weekly-schedule.js';

/** More would fill the screen; `temporal workflow list` has them all. */
const SHOWN_RUNS = 8;
const SHOWN_TRACKERS = 20;

export interface RunSummary {
  readonly workflowId: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null when it has ended, and when no worker answers. */
  readonly progress: Progress | null;
}

export interface TrackerSummary extends RunSummary {
  /** The next look at its users; null when there is none, and when no worker answers. */
  readonly next: TrackerState['next'];
}

interface ScheduleSummary {
  readonly id: string;
  readonly paused: boolean;
  readonly note: string | null;
  readonly nextRun: string | null;
  /** Whether its runs carry the YAML as it is now. */
  readonly isCurrent: boolean;
}

export interface PipelineStatus {
  readonly pipeline: string;
  /** Null before the first apply. */
  readonly schedule: ScheduleSummary | null;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Null when it was never started, `unanswered` when no worker answers its query. */
  readonly releaseMonitor: ReleaseMonitorState | 'unanswered' | null;
  /** Newest first. */
  readonly trackers: readonly TrackerSummary[];
}

/** Everything Temporal knows of a pipeline that people ask about. */
export async function readStatus(client: Client, pipeline: string, configSha256: string): Promise<PipelineStatus> {
  const [schedule, runs, releaseMonitor, trackers] = await Promise.all([
    readSchedule(client, pipeline, configSha256),
    listRuns(client, 'weeklyEvaluation', `weekly-evaluation/${pipeline}/`, SHOWN_RUNS),
    readMonitor(client, pipeline),
    listTrackers(client, pipeline),
  ]);
  return { pipeline, schedule, runs, releaseMonitor, trackers };
}

/** The newest first, each with the next look at its users. */
export async function listTrackers(client: Client, pipeline: string): Promise<TrackerSummary[]> {
  const runs = await listRuns(client, 'adaptationTracking', `adaptation/${pipeline}/`, SHOWN_TRACKERS);
  return await Promise.all(
    runs.map(async (run) => {
      const isRunning = run.endedAt === null;
      const state = isRunning ? await queryInTime<TrackerState>(client, run.workflowId, 'tracker') : undefined;
      return { ...run, next: state?.next ?? null };
    }),
  );
}

async function readSchedule(client: Client, pipeline: string, configSha256: string): Promise<ScheduleSummary | null> {
  try {
    const description = await client.schedule.getHandle(scheduleId(pipeline)).describe();
    const { info, state, scheduleId: id } = description;
    return {
      id,
      paused: state.paused,
      note: state.note ?? null,
      nextRun: info.nextActionTimes[0]?.toISOString() ?? null,
      isCurrent: scheduledConfig(description) === configSha256,
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

async function readMonitor(client: Client, pipeline: string): Promise<ReleaseMonitorState | 'unanswered' | null> {
  try {
    return (await queryInTime<ReleaseMonitorState>(client, releaseMonitorId(pipeline), 'releases')) ?? 'unanswered';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function listRuns(client: Client, workflowType: string, idPrefix: string, atMost: number): Promise<RunSummary[]> {
  const found: WorkflowExecutionInfo[] = [];
  // Names are letters, digits and hyphens: nothing in them ends a quoted text.
  const query = `WorkflowType = '${workflowType}' AND WorkflowId STARTS_WITH '${idPrefix}'`;
  for await (const run of client.workflow.list({ query, pageSize: atMost })) {
    found.push(run);
    if (found.length >= atMost) break;
  }
  return await Promise.all(found.map(async (run) => await summaryOf(client, run)));
}

async function summaryOf(client: Client, run: WorkflowExecutionInfo): Promise<RunSummary> {
  const isRunning = run.status.name === 'RUNNING';
  return {
    workflowId: run.workflowId,
    status: run.status.name.toLowerCase().replaceAll('_', ' '),
    startedAt: run.startTime.toISOString(),
    endedAt: run.closeTime?.toISOString() ?? null,
    progress: isRunning ? ((await queryProgress(client, run.workflowId)) ?? null) : null,
  };
}
