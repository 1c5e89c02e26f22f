import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleClient,
  type ScheduleDescription,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { scheduledWorkflowId, scheduleId, TASK_QUEUES } from '../../workflows/ids.js';
import type { WeeklyEvaluationInput } from '../../workflows/messages.js';
import { DAY_MS, endMsOf, type IsoWeek, isoWeekOf, startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';

type WorkflowSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

type DayOfWeek = PipelineConfig['schedule']['dayOfWeek'];

/** Temporal's name of each day, and its place after Monday. */
const DAYS = {
  monday: ['MONDAY', 0],
  tuesday: ['TUESDAY', 1],
  wednesday: ['WEDNESDAY', 2],
  thursday: ['THURSDAY', 3],
  friday: ['FRIDAY', 4],
  saturday: ['SATURDAY', 5],
  sunday: ['SUNDAY', 6],
} as const satisfies Record<DayOfWeek, readonly [string, number]>;

/** The schedule that a pipeline asks for. Calendars are in UTC: no hour is skipped or doubled in spring and autumn. */
export function weeklySchedule(config: PipelineConfig, pipeline: PipelineRef): WorkflowSchedule {
  const { dayOfWeek, hour, minute } = config.schedule;
  const input: WeeklyEvaluationInput = { pipeline };
  return {
    scheduleId: scheduleId(config.name),
    spec: {
      calendars: [{ dayOfWeek: DAYS[dayOfWeek][0], hour, minute, comment: 'evaluates the last full week' }],
      timezone: 'UTC',
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'weeklyEvaluation',
      taskQueue: TASK_QUEUES.orchestration,
      workflowId: scheduledWorkflowId(config.name),
      args: [input],
      // The only bound of a run that hangs; the next week's run waits for this one.
      workflowExecutionTimeout: '6 days',
    },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '3 days' },
  };
}

/** Creates the schedule, or brings it up to date while keeping what operators control: pause, note, remaining actions. */
export async function applySchedule(
  schedules: ScheduleClient,
  desired: WorkflowSchedule,
): Promise<'created' | 'updated'> {
  try {
    await schedules.create(desired);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const { spec, action, policies } = desired;
  await schedules.getHandle(desired.scheduleId).update(({ state: { paused, note, remainingActions } }) => ({
    spec,
    action,
    ...(policies === undefined ? {} : { policies }),
    state: {
      paused,
      ...(note === undefined ? {} : { note }),
      ...(remainingActions === undefined ? {} : { remainingActions }),
    },
  }));
  return 'updated';
}

/** Digest of the configuration that the schedule's runs carry; undefined when its action is not ours. */
export function scheduledConfig({ action }: ScheduleDescription): string | undefined {
  const input: unknown = action.args?.[0];
  return isOurInput(input) ? input.pipeline.configSha256 : undefined;
}

function isOurInput(input: unknown): input is WeeklyEvaluationInput {
  if (typeof input !== 'object' || input === null || !('pipeline' in input)) return false;
  const { pipeline } = input;
  return typeof pipeline === 'object' && pipeline !== null && 'configSha256' in pipeline;
}

/** One run of a backfill: its week and the id that the server gives it. */
export interface ScheduledRun {
  readonly week: IsoWeek;
  readonly scheduledFor: string;
  readonly workflowId: string;
}

/** The runs of a schedule that evaluate the weeks from `from` to `to`, both included, oldest first. */
export function scheduledRuns(config: PipelineConfig, from: IsoWeek, to: IsoWeek): ScheduledRun[] {
  const lastMs = startMsOf(windowOfWeek(to));
  const runs: ScheduledRun[] = [];
  for (let startMs = startMsOf(windowOfWeek(from)); startMs <= lastMs; startMs += WEEK_MS) {
    const scheduledFor = new Date(scheduledMs(config, startMs + WEEK_MS)).toISOString().replace('.000Z', 'Z');
    runs.push({
      week: isoWeekOf(startMs),
      scheduledFor,
      workflowId: `${scheduledWorkflowId(config.name)}-${scheduledFor}`,
    });
  }
  return runs;
}

/** Asks the schedule for the runs of these weeks, one after the other, oldest first. */
export async function backfillSchedule(client: Client, pipeline: string, from: IsoWeek, to: IsoWeek): Promise<void> {
  await client.schedule.getHandle(scheduleId(pipeline)).backfill({
    // A second early: the start of the range is exclusive on some servers, and runs are due on whole minutes.
    start: new Date(endMsOf(windowOfWeek(from)) - 1000),
    end: new Date(endMsOf(windowOfWeek(to)) + WEEK_MS - 1000),
    overlap: ScheduleOverlapPolicy.BUFFER_ALL,
  });
}

function scheduledMs({ schedule: { dayOfWeek, hour, minute } }: PipelineConfig, mondayMs: number): number {
  return mondayMs + DAYS[dayOfWeek][1] * DAY_MS + (hour * 60 + minute) * 60_000;
}
