import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { ScoringPlan } from '../activities/scoring/plan.js';
import { scoringWorkflowId } from './ids.js';
import { type ArmScores, shadowScoring } from './shadow-scoring.js';

/**
 * Scores every arm of a plan, one child workflow each. Arms go one after the other because a later arm is compared
 * with an earlier one's answers: together they could both pay for the same answer.
 */
export async function scoreArms(pipeline: PipelineRef, run: string, plan: ScoringPlan): Promise<ArmScores[]> {
  const results: ArmScores[] = [];
  for (const arm of plan.arms) {
    results.push(
      await executeChild(shadowScoring, {
        workflowId: scoringWorkflowId(workflowInfo().workflowId, arm.arm),
        args: [{ pipeline, run, plan, arm }],
        staticSummary: `${plan.count} items, arm ${arm.arm}`,
      }),
    );
  }
  return results;
}
