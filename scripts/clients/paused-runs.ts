import type { Client } from '@temporalio/client';
import type { Progress } from '../../workflows/messages.js';
import { queryInTime } from './run-following.js';

/** A scoring workflow that waits for `resume`, or that no worker could ask. */
export interface PausedScoring {
  readonly workflowId: string;
  readonly runId: string;
  /** Null when no worker answers: whether it waits is not known then. */
  readonly reason: string | null;
}

/** The scoring workflows of a pipeline, weekly and of releases, that wait for somebody. */
export async function listPaused(client: Client, pipeline: string): Promise<PausedScoring[]> {
  // Names are letters, digits and hyphens: nothing in them ends a quoted text.
  const ids = ['weekly-evaluation', 'adaptation'].map((kind) => `WorkflowId STARTS_WITH '${kind}/${pipeline}/'`);
  const query = `WorkflowType = 'shadowScoring' AND ExecutionStatus = 'Running' AND (${ids.join(' OR ')})`;
  const paused: PausedScoring[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const progress = await queryInTime<Progress>(client, workflowId, 'progress');
    if (progress === undefined || progress.paused !== null) {
      paused.push({ workflowId, runId, reason: progress?.paused ?? null });
    }
  }
  return paused;
}
