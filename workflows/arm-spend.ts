import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { ScoringArm, ScoringPlan } from '../activities/scoring/plan.js';
import { scoring } from './activity-options.js';
import type { PaidBefore } from './messages.js';
import { SpendLimit } from './spend-limit.js';
import { monthOf } from './window.js';

/** What the run spent before an arm. */
export interface SpentBefore {
  readonly costUsd: number;
  /** Message batches filled the ledger: what batches of items cost tells little of what is left. */
  readonly isPrepaid: boolean;
}

interface ArmOfRun {
  readonly pipeline: PipelineRef;
  readonly run: string;
  readonly plan: ScoringPlan;
  readonly arm: ScoringArm;
  readonly spentBefore?: SpentBefore;
}

/** Watches the run's budget over one workflow of an arm, and books at its end what that workflow paid. */
export class ArmSpend {
  readonly limit: SpendLimit;
  readonly #of: ArmOfRun;
  readonly #carried: PaidBefore;
  #paidCalls = 0;
  #costUsd = 0;

  /** @param carried what the arm paid before it continued as new */
  constructor(of: ArmOfRun, carried: PaidBefore) {
    const { plan, spentBefore } = of;
    this.#of = of;
    this.#carried = carried;
    const before = (spentBefore?.costUsd ?? 0) + carried.costUsd;
    const perBatch = plan.estimatedCostUsd / Math.max(1, plan.arms.length * plan.batches.length);
    // A run that has paid for nothing so far may be one that is done: its ledger holds everything.
    const expected = before > 0 && spentBefore?.isPrepaid !== true ? perBatch : 0;
    this.limit = new SpendLimit(plan.budgetUsd ?? Number.POSITIVE_INFINITY, before + (plan.spentUsd ?? 0), expected);
  }

  /** What message batches may cost; undefined for no limit of the plan's. */
  get budgetUsd(): number | undefined {
    const { budgetUsd, spentUsd = 0 } = this.#of.plan;
    return budgetUsd === undefined ? undefined : Math.max(0, budgetUsd - spentUsd);
  }

  paid({ paidCalls, costUsd }: PaidBefore): void {
    this.#paidCalls += paidCalls;
    this.#costUsd += costUsd;
  }

  /** What the arm paid so far, steps that a pause cut off included. */
  get total(): PaidBefore {
    const { paidCalls, costUsd } = this.#carried;
    return { paidCalls: paidCalls + this.#paidCalls, costUsd: costUsd + this.#costUsd };
  }

  /** Also when the workflow fails or is cancelled; one that is terminated books nothing. */
  async settle(): Promise<void> {
    if (this.#costUsd === 0) return;
    const { pipeline, run } = this.#of;
    const booked = { month: monthOf(Date.now()), run, part: workflowInfo().runId };
    const paid = { paidCalls: this.#paidCalls, costUsd: this.#costUsd };
    await CancellationScope.nonCancellable(async () => scoring.bookSpend({ pipeline, ...booked, ...paid }));
  }
}
