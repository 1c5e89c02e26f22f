import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { ScoringArm, ScoringPlan } from '../activities/scoring/plan.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { scoring } from './activity-options.js';
import { ArmSpend, type SpentBefore } from './arm-spend.js';
import { mapLanes } from './lanes.js';
import { fillLedgerByBatches } from './message-batches.js';
import type { PaidBefore } from './messages.js';
import { Pauses } from './pauses.js';
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
  /** By the arms before. @default nothing */
  readonly spentBefore?: SpentBefore;
  /** Set when the workflow continues as new. */
  readonly carried?: ArmScores;
}

export interface ArmScores {
  /** Batches done, scored or not. */
  readonly batches: number;
  readonly scores: readonly Artifact[];
  readonly pairs: readonly Artifact[];
  readonly paidCalls: number;
  readonly ledgerHits: number;
  readonly costUsd: number;
  /** Of that, what message batches cost. */
  readonly prepaidUsd: number;
  /** Batch from which on nothing was scored, because the run's budget was reached; null when it was not. */
  readonly stoppedAt: number | null;
}

const NOTHING: ArmScores = {
  batches: 0,
  scores: [],
  pairs: [],
  paidCalls: 0,
  ledgerHits: 0,
  costUsd: 0,
  prepaidUsd: 0,
  stoppedAt: null,
};

/** What became of one batch. */
type BatchScores = Pick<ArmScores, 'scores' | 'pairs' | 'ledgerHits'>;

/**
 * Scores one arm over all items of a plan: pages of batches, a few batches in flight. Ends when every batch is in S3;
 * continues as new between pages once the history has grown long, carrying references and counts only. Waits for
 * `resume` when the model API wants money or a key; stops scoring, and lists what is left, when the run's budget is
 * reached.
 */
export async function shadowScoring(input: ShadowScoringInput): Promise<ArmScores> {
  const { plan, arm } = input;
  const progress = new ProgressTracker(plan.batches.length);
  const spend = new ArmSpend(input, input.carried ?? NOTHING);
  const pauses = new Pauses(progress, (paid) => {
    spend.limit.book(paid.costUsd);
    spend.paid(paid);
  });
  try {
    let total = input.carried ?? (await startTotal(input, progress, spend, pauses));
    while (total.batches < plan.batches.length) {
      const first = total.batches;
      const page = plan.batches.slice(first, first + BATCHES_PER_PAGE);
      let stoppedAt = total.stoppedAt ?? plan.stops?.[arm.arm] ?? null;
      const results = await mapLanes(page, BATCHES_IN_FLIGHT, async (batch, index): Promise<BatchScores> => {
        const isStopped = stoppedAt !== null && first + index >= stoppedAt;
        if (isStopped || !spend.limit.start()) {
          stoppedAt ??= first + index;
          return await listUnscored(input, 'stopped', plan.items, batch);
        }
        const result = await pauses.through(async () => scoring.scoreBatch({ ...batchInput(input), ...batch }));
        spend.limit.end(result.costUsd);
        spend.paid(result);
        progress.enter(`scoring ${arm.arm}`, `${plan.count} items`);
        return { scores: [result.scores], pairs: [result.pairs], ledgerHits: result.ledgerHits };
      });
      if (stoppedAt !== null && stoppedAt !== total.stoppedAt) await recordStop(input, stoppedAt);
      total = { ...added(total, results), ...spend.total, batches: first + results.length, stoppedAt };
      if (total.batches < plan.batches.length && workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof shadowScoring>({ ...input, carried: total });
      }
    }
    const { leftOut } = plan;
    const unscored = await mapLanes(leftOut?.batches ?? [], BATCHES_IN_FLIGHT, async (batch) =>
      listUnscored(input, 'left-out', leftOut?.items ?? plan.items, batch),
    );
    return added(total, unscored);
  } finally {
    await spend.settle();
  }
}

/**
 * Message batches for all arms come before the first one is scored: together they make few large batches. Scoring then
 * finds their answers in the ledger, and asks live for the rest.
 */
async function startTotal(
  { pipeline, run, plan, arm }: ShadowScoringInput,
  progress: ProgressTracker,
  spend: ArmSpend,
  pauses: Pauses,
): Promise<ArmScores> {
  if (arm.arm !== plan.arms[0]?.arm) return NOTHING;
  const { budgetUsd } = spend;
  const budget = budgetUsd === undefined ? {} : { budgetUsd };
  const onPaid = (paid: PaidBefore) => {
    spend.limit.prepay(paid.costUsd);
    spend.paid(paid);
  };
  const filling = await fillLedgerByBatches({ pipeline, run, plan, ...budget }, { progress, pauses, onPaid });
  const { paidCalls, costUsd } = filling;
  return { ...NOTHING, paidCalls, costUsd, prepaidUsd: costUsd };
}

/** Without the list of all batches: it would stand in the history as often as there are batches. */
function batchInput({ pipeline, run, plan: { items, judgeDigest, bridge = null }, arm }: ShadowScoringInput) {
  return { pipeline, run, plan: { items, judgeDigest, bridge }, arm };
}

async function listUnscored(
  { pipeline, run, plan, arm }: ShadowScoringInput,
  part: 'stopped' | 'left-out',
  items: Artifact,
  batch: { readonly offset: number; readonly limit: number },
): Promise<BatchScores> {
  const { judgeDigest } = plan;
  const { scores } = await scoring.listUnscored({ pipeline, run, items, part, judgeDigest, arm, ...batch });
  return { scores: [scores], pairs: [], ledgerHits: 0 };
}

async function recordStop({ pipeline, run, plan, arm }: ShadowScoringInput, batches: number): Promise<void> {
  await scoring.recordStop({ pipeline, run, items: plan.items.sha256, arm: arm.arm, batches });
}

function added(total: ArmScores, results: readonly BatchScores[]): ArmScores {
  return {
    ...total,
    scores: [...total.scores, ...results.flatMap(({ scores }) => scores)],
    pairs: [...total.pairs, ...results.flatMap(({ pairs }) => pairs)],
    ledgerHits: results.reduce((sum, { ledgerHits }) => sum + ledgerHits, total.ledgerHits),
  };
}
