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
    const costUsd = results.reduce((sum, result) => sum + result.costUsd, 0);
    const isPrepaid = results.some(({ prepaidUsd }) => prepaidUsd > 0);
    results.push(
      await executeChild(shadowScoring, {
        workflowId: scoringWorkflowId(workflowInfo().workflowId, arm.arm),
        args: [{ pipeline, run, plan, arm, spentBefore: { costUsd, isPrepaid } }],
        staticSummary: `${plan.count} items, arm ${arm.arm}`,
      }),
    );
  }
  return results;
}

/** What the report should say of arms that stopped for the run's budget. */
export function stopNotes(plan: ScoringPlan, results: readonly ArmScores[]): string[] {
  return plan.arms.flatMap(({ arm }, at) => {
    const stoppedAt = results[at]?.stoppedAt ?? null;
    const scored = stoppedAt === null ? plan.count : (plan.batches[stoppedAt]?.offset ?? plan.count);
    if (scored === plan.count) return [];
    const budget = `${(plan.budgetUsd ?? 0).toFixed(2)} USD`;
    return [`${plan.count - scored} of ${plan.count} items were not scored in ${arm}: the run reached its ${budget}`];
  });
}
