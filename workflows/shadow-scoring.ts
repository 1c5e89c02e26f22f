import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { ScoringArm, ScoringPlan } from '../activities/scoring/plan.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { scoring } from './activity-options.js';
import { mapLanes } from './lanes.js';
import { ProgressTracker } from './progress.js';

const BATCHES_IN_FLIGHT = 4;
/** Batches between two looks at the history's size. */
const BATCHES_PER_PAGE = 100;

export interface ShadowScoringInput {
  readonly pipeline: PipelineRef;
  /** Names the run in S3: the week, or the release. */
  readonly run: string;
  readonly plan: ScoringPlan;
  readonly arm: ScoringArm;
  /** Set when the workflow continues as new. */
  readonly carried?: ArmScores;
}

export interface ArmScores {
  /** Batches done. */
  readonly batches: number;
  readonly scores: readonly Artifact[];
  readonly pairs: readonly Artifact[];
  readonly paidCalls: number;
  readonly ledgerHits: number;
  readonly costUsd: number;
}

const NOTHING: ArmScores = { batches: 0, scores: [], pairs: [], paidCalls: 0, ledgerHits: 0, costUsd: 0 };

/**
 * Scores one arm over all items of a plan: pages of batches, a few batches in flight. Ends when every batch is in S3;
 * continues as new between pages once the history has grown long, carrying references and counts only.
 */
export async function shadowScoring({
  pipeline,
  run,
  plan,
  arm,
  carried = NOTHING,
}: ShadowScoringInput): Promise<ArmScores> {
  const progress = new ProgressTracker(plan.batches.length);
  let total = carried;
  while (total.batches < plan.batches.length) {
    const page = plan.batches.slice(total.batches, total.batches + BATCHES_PER_PAGE);
    const results = await mapLanes(page, BATCHES_IN_FLIGHT, async ({ offset, limit }) => {
      const result = await scoring.scoreBatch({ pipeline, run, plan, arm, offset, limit });
      progress.enter(`scoring ${arm.arm}`, `${plan.count} items`);
      return result;
    });
    total = results.reduce<ArmScores>(
      (sum, result) => ({
        batches: sum.batches + 1,
        scores: [...sum.scores, result.scores],
        pairs: [...sum.pairs, result.pairs],
        paidCalls: sum.paidCalls + result.paidCalls,
        ledgerHits: sum.ledgerHits + result.ledgerHits,
        costUsd: sum.costUsd + result.costUsd,
      }),
      total,
    );
    if (total.batches < plan.batches.length && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof shadowScoring>({ pipeline, run, plan, arm, carried: total });
    }
  }
  return total;
}
