import type { IsoWeek } from './window.js';

/** Task queues, one per kind of load. */
export const TASK_QUEUES = {
  /** Workflows and short activities. */
  orchestration: 'tidemark-orchestration',
  /** Model calls: many in flight, little CPU. */
  scoring: 'tidemark-scoring',
  /** Reading logs, embedding, permutation tests: CPU and memory. */
  analysis: 'tidemark-analysis',
} as const;

export type Role = keyof typeof TASK_QUEUES;

export function scheduleId(pipeline: string): string {
  return `weekly-evaluation/${pipeline}`;
}

/** A run started by hand; runs of the schedule carry the scheduled time instead of the week. */
export function weeklyWorkflowId(pipeline: string, week: IsoWeek): string {
  return `weekly-evaluation/${pipeline}/${week}`;
}

/** Prefix of the ids of scheduled runs: the server appends `-<scheduled time>`. */
export function scheduledWorkflowId(pipeline: string): string {
  return `weekly-evaluation/${pipeline}/scheduled`;
}

export function scoringWorkflowId(parentWorkflowId: string, arm: string): string {
  return `${parentWorkflowId}/scoring/${arm}`;
}

/** A pin of the reference to a week. */
export function referenceWorkflowId(pipeline: string, week: IsoWeek): string {
  return `reference/${pipeline}/${week}`;
}

export function releaseMonitorId(pipeline: string): string {
  return `release-monitor/${pipeline}`;
}

export function adaptationWorkflowId(pipeline: string, releaseId: string): string {
  return `adaptation/${pipeline}/${releaseId}`;
}

/** Purpose of the sample of the windows before a release, which its tracker freezes. */
export function historyPurpose(releaseId: string): string {
  return `release-${releaseId}-history`;
}
