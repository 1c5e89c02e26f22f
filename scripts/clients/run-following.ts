import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Progress, WeeklyEvaluationResult } from '../../workflows/messages.js';

const POLL_MS = 1000;
const QUERY_TIMEOUT_MS = 4000;
/** Failed queries in a row before saying that no worker answers: one may just be restarting. */
const PATIENCE = 2;
/** Attempts at one workflow task that are no accident any more. */
const FAILING_ATTEMPTS = 4;

/** What is known of a run at one moment. */
export interface RunState {
  readonly status: 'waiting' | 'running' | 'ended';
  /** Of the run that is meant; undefined while it waits. */
  readonly runId: string | undefined;
  /** Undefined while it waits, and while no worker answers. */
  readonly progress: Progress | undefined;
  /** Workers take it up and fail, again and again: the code or the worker is at fault, not the input. */
  readonly isFailing: boolean;
}

const WAITING: RunState = { status: 'waiting', runId: undefined, progress: undefined, isFailing: false };

/** One look at a workflow: whether it runs, and how far it is. `ignoreRunId` is an earlier run of the same id. */
export async function lookAtRun(client: Client, workflowId: string, ignoreRunId?: string): Promise<RunState> {
  try {
    const { runId, status, raw } = await client.workflow.getHandle(workflowId).describe();
    if (runId === ignoreRunId) return WAITING;
    if (status.name !== 'RUNNING') return { status: 'ended', runId, progress: undefined, isFailing: false };
    const isFailing = (raw.pendingWorkflowTask?.attempt ?? 0) >= FAILING_ATTEMPTS;
    const progress = isFailing ? undefined : await queryProgress(client, workflowId);
    return { status: 'running', runId, progress, isFailing };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return WAITING;
  }
}

/** The progress of a running workflow, or undefined when no worker answers in time. */
export async function queryProgress(client: Client, workflowId: string): Promise<Progress | undefined> {
  return await queryInTime<Progress>(client, workflowId, 'progress');
}

/** The answer of a query, or undefined when no worker gives one in time. */
export async function queryInTime<T>(client: Client, workflowId: string, query: string): Promise<T | undefined> {
  try {
    return await client.connection.withDeadline(Date.now() + QUERY_TIMEOUT_MS, async () => {
      return await client.workflow.getHandle(workflowId).query<T>(query);
    });
  } catch (error) {
    // Without a worker the server answers with one of several errors, or not at all: none of them ends the run.
    if (error instanceof WorkflowNotFoundError) throw error;
    return undefined;
  }
}

export interface FollowOptions {
  /** An earlier run under the same id that is not meant. */
  readonly ignoreRunId?: string | undefined;
  /** Told after every look. */
  readonly show: (line: string) => void;
}

/**
 * Waits until a run, by default a weekly one, has ended, telling where it stands about once a second.
 * @throws {WorkflowFailedError} when it failed
 */
export async function followRun<T = WeeklyEvaluationResult>(
  client: Client,
  workflowId: string,
  { ignoreRunId, show }: FollowOptions,
): Promise<T> {
  let unanswered = 0;
  for (;;) {
    const state = await lookAtRun(client, workflowId, ignoreRunId);
    if (state.status === 'ended')
      return await client.workflow.getHandle<() => Promise<T>>(workflowId, state.runId).result();
    unanswered = state.status === 'running' && state.progress === undefined ? unanswered + 1 : 0;
    const line = situationText(state, unanswered);
    if (line !== undefined) show(line);
    await sleep(POLL_MS);
  }
}

/** Undefined while it is too early to tell. */
function situationText(state: RunState, unanswered: number): string | undefined {
  if (state.isFailing) return 'a worker fails at it again and again; its log says why';
  if (unanswered >= PATIENCE) return 'no worker answers; start one with "tidemark worker"';
  return unanswered === 0 ? progressText(state) : undefined;
}

/** `3/6 shadow scoring: 120 items, production, candidate` */
export function progressText({ status, progress }: Pick<RunState, 'status' | 'progress'>): string {
  if (status === 'waiting') return 'waiting for its turn';
  if (progress === undefined) return 'running';
  const { stage, done, total, detail, paused } = progress;
  const line = `${done}/${total} ${stage}${detail === '' ? '' : `: ${detail}`}`;
  return paused === null ? line : `${line}; paused: ${paused}`;
}
