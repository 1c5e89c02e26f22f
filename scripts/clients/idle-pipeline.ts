import type { Client } from '@temporalio/client';
import { Refusal } from '../../activities/refusal.js';
import { adaptationWorkflowId, scheduleId } from '../../workflows/ids.js';

const SHOWN = 3;

/**
 * Refuses while a workflow of the pipeline is at work: it could write again what is being removed. Trackers that sleep
 * until their next checkpoint do not count, since they go on for weeks; neither does the release monitor, which holds
 * nothing but releases.
 * @throws {Refusal} `PipelineBusy`, naming workflows and what to do
 */
export async function requireIdlePipeline(client: Client, pipeline: string): Promise<void> {
  const busy: string[] = [];
  for (const prefix of [`${scheduleId(pipeline)}/`, adaptationWorkflowId(pipeline, '')]) {
    // Names are letters, digits and hyphens: nothing in them ends a quoted text.
    const query = `ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH '${prefix}'`;
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      if (!(await isAsleep(client, workflowId, runId))) busy.push(workflowId);
    }
  }
  if (busy.length === 0) return;
  const names = busy.slice(0, SHOWN).join(', ');
  const more = busy.length > SHOWN ? ` and ${busy.length - SHOWN} more` : '';
  throw new Refusal(
    'PipelineBusy',
    `${names}${more} ${busy.length === 1 ? 'is' : 'are'} at work and could write again what is removed: wait until "tidemark status" shows no running step, or stop what runs, then try again; --force goes ahead all the same`,
  );
}

/** Waits for a timer or a signal: nothing of it is under way or about to be. */
async function isAsleep(client: Client, workflowId: string, runId: string): Promise<boolean> {
  const { status, raw } = await client.workflow.getHandle(workflowId, runId).describe();
  if (status.name !== 'RUNNING') return true;
  const { pendingActivities, pendingChildren, pendingWorkflowTask } = raw;
  return (pendingActivities ?? []).length + (pendingChildren ?? []).length === 0 && !pendingWorkflowTask;
}
