import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReferenceRef } from '../activities/drift/reference-model.js';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { NamedTopics } from '../activities/scoring/topic-names/activities.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { analysis, scoring } from './activity-options.js';
import type { PaidBefore } from './messages.js';
import { type IsoWeek, monthOf } from './window.js';

/** A measured week. */
export interface MeasuredTopics {
  readonly reference: ReferenceRef;
  readonly sample: Artifact;
  readonly vectors: Artifact;
  readonly topics: Artifact;
}

type WeekNames = Omit<NamedTopics, 'names'> & { readonly names: Artifact | null };

const NOTHING: WeekNames = { names: null, notes: [], paidCalls: 0, costUsd: 0 };

/**
 * Names of the topics that moved, and books what they cost. Where the model wants money, a key or other settings, they
 * stay without names and the report says why: a week does not wait for somebody to mend that.
 */
export async function nameTopics(pipeline: PipelineRef, week: IsoWeek, measured: MeasuredTopics): Promise<WeekNames> {
  const prompts = await analysis.drawTopicPrompts({ pipeline, week, ...measured });
  if (prompts.rows === 0) return NOTHING;
  const named = await namesOf(pipeline, week, prompts);
  const { paidCalls, costUsd } = named;
  if (costUsd > 0) {
    const booked = { month: monthOf(Date.now()), run: week, part: workflowInfo().runId };
    await CancellationScope.nonCancellable(async () => scoring.bookSpend({ pipeline, ...booked, paidCalls, costUsd }));
  }
  return named;
}

async function namesOf(pipeline: PipelineRef, week: IsoWeek, prompts: Artifact): Promise<WeekNames> {
  try {
    return await scoring.nameTopics({ pipeline, week, prompts });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure))
      return { ...NOTHING, notes: ['topics have no names: no worker answered'] };
    const [paid] = (cause.details ?? []) as readonly (Partial<PaidBefore> | undefined)[];
    const { paidCalls = 0, costUsd = 0 } = paid ?? {};
    return { names: null, notes: [`topics have no names: ${cause.message}`], paidCalls, costUsd };
  }
}
