import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { OpenBatch } from '../activities/scoring/batches/activities.js';
import type { BatchChunk } from '../activities/scoring/batches/batch-chunk.js';
import type { ScoringPlan } from '../activities/scoring/plan.js';
import { scoring } from './activity-options.js';
import type { PaidBefore } from './messages.js';
import type { Pauses } from './pauses.js';
import type { ProgressTracker } from './progress.js';

const HOUR_MS = 3_600_000;
/** Answers, then judgements of them, each with a few more chances. */
const MOST_ROUNDS = 9;
const BATCHES_IN_FLIGHT = 8;
const FIRST_POLL_MS = 30_000;
const LAST_POLL_MS = 10 * 60_000;
const POLL_BACKOFF = 1.5;
/** Share of the deadline after which batches are stopped, so that what is left can be asked live. */
const BATCH_SHARE = 0.9;
/** A batch that would be stopped within this time is not worth its creation. */
const LEAST_BATCH_MS = 10 * 60_000;
/** How long a run that was cancelled stays for its batches; a later run collects what has not ended by then. */
const FAREWELL = '15 minutes';

export interface BatchFillingInput {
  readonly pipeline: PipelineRef;
  /** Names the run in S3: the week, or the release. */
  readonly run: string;
  readonly plan: Pick<ScoringPlan, 'items' | 'arms' | 'bridge'>;
  /** What the batches may cost altogether, in USD, first rows asked live included. @default scoring.spendCapUsd */
  readonly budgetUsd?: number;
}

export interface BatchFilling {
  /** Calls paid, of which few were made live. */
  readonly paidCalls: number;
  readonly costUsd: number;
  /** Calls left out of the last batches because they did not fit into the budget. */
  readonly beyondBudget: number;
  readonly batches: number;
}

/** The workflow that wants its ledger filled. */
export interface BatchCaller {
  readonly progress: Pick<ProgressTracker, 'detail'>;
  /** Steps wait for a person where money or a key is missing. */
  readonly pauses: Pick<Pauses, 'through'>;
  /** Told of every payment once it is known. */
  readonly onPaid: (paid: PaidBefore) => void;
}

const NOTHING: BatchFilling = { paidCalls: 0, costUsd: 0, beyondBudget: 0, batches: 0 };

/**
 * Fills the ledger by message batches, in rounds: answers, judgements of them, and again what failed, until nothing is
 * missing that batches may be asked for. What is left afterwards, scoring asks live. Holds no state that matters: a run
 * that starts over finds its batches in S3. When cancelled, it stops its batches and still collects what they did.
 */
export async function fillLedgerByBatches(input: BatchFillingInput, caller: BatchCaller): Promise<BatchFilling> {
  const { progress, pauses } = caller;
  const startedMs = Date.now();
  let filling = NOTHING;
  for (let number = 1; number <= MOST_ROUNDS; number += 1) {
    const budget = { budgetUsd: input.budgetUsd, spentUsd: filling.costUsd };
    const { chunks, beyondBudget, deadlineHours } = await pauses.through(async () =>
      scoring.planMessageBatches({ ...runOf(input), ...budget }),
    );
    const stopAtMs = startedMs + deadlineHours * HOUR_MS * BATCH_SHARE;
    const inTime = chunks.filter(({ resumed }) => resumed || Date.now() + LEAST_BATCH_MS <= stopAtMs);
    filling = { ...filling, beyondBudget };
    if (inTime.length === 0) break;
    const round = new BatchRound(input, inTime, stopAtMs, {
      pauses,
      onPaid: (paid) => {
        const { paidCalls, costUsd } = filling;
        filling = { ...filling, paidCalls: paidCalls + paid.paidCalls, costUsd: costUsd + paid.costUsd };
        caller.onPaid(paid);
      },
      progress: {
        detail: (detail) => progress.detail(`message batches, round ${number}: ${detail}`),
      },
    });
    await round.run();
    filling = { ...filling, batches: filling.batches + round.collected };
  }
  return filling;
}

function runOf({ pipeline, run, plan: { items, arms, bridge } }: BatchFillingInput) {
  return { pipeline, run, plan: { items, arms, bridge } };
}

/** The chunks of one round, some of their batches in flight. */
class BatchRound {
  collected = 0;
  readonly #input: BatchFillingInput;
  readonly #stopAtMs: number;
  readonly #caller: BatchCaller;
  #waiting: readonly BatchChunk[];
  #open: OpenBatch[] = [];
  /** Chunk whose creation is under way. */
  #creating: string | undefined;
  #stopped = false;
  #through: BatchCaller['pauses']['through'];

  constructor(input: BatchFillingInput, chunks: readonly BatchChunk[], stopAtMs: number, caller: BatchCaller) {
    this.#input = input;
    this.#waiting = chunks;
    this.#stopAtMs = stopAtMs;
    this.#caller = caller;
    this.#through = async (step) => await caller.pauses.through(step);
  }

  async run(): Promise<void> {
    try {
      await this.#work();
    } catch (error) {
      if (isCancellation(error)) await this.#bidFarewell();
      throw error;
    }
  }

  async #bidFarewell(): Promise<void> {
    try {
      await CancellationScope.nonCancellable(async () =>
        CancellationScope.withTimeout(FAREWELL, async () => this.#salvage()),
      );
    } catch {
      // The run is cancelled all the same, and its batches stand in S3.
    }
  }

  async #work(): Promise<void> {
    let pollMs = FIRST_POLL_MS;
    await this.#createMore();
    while (this.#open.length > 0) {
      this.#caller.progress.detail(
        `${this.#open.length} under way, ${this.#waiting.length} waiting, ${this.collected} collected`,
      );
      await sleep(this.#stopped ? pollMs : Math.max(1, Math.min(pollMs, this.#stopAtMs - Date.now())));
      const wasStopped = this.#stopped;
      if (!wasStopped && Date.now() >= this.#stopAtMs) await this.#stop();
      const hasMoved = (await this.#collectEnded()) || this.#stopped !== wasStopped;
      pollMs = hasMoved ? FIRST_POLL_MS : Math.min(LAST_POLL_MS, pollMs * POLL_BACKOFF);
      await this.#createMore();
    }
  }

  async #createMore(): Promise<void> {
    while (this.#open.length < BATCHES_IN_FLIGHT) {
      const [next, ...later] = this.#waiting;
      if (next === undefined) return;
      this.#waiting = later;
      await this.#create(next.chunk);
    }
  }

  /** Once the round is stopped, batches are only found, to be stopped as well. */
  async #create(chunk: string): Promise<void> {
    this.#creating = chunk;
    const onlyExisting = this.#stopped;
    const made = await this.#through(async () =>
      scoring.createMessageBatch({ ...runOf(this.#input), chunk, onlyExisting }),
    );
    this.#creating = undefined;
    this.#caller.onPaid(made);
    if (made.outcome !== 'open') return;
    const batch = { chunk, batchId: made.batchId, provisional: made.provisional };
    if (onlyExisting) await this.#cancel([batch]);
    // Whose it is would be seen from its results, and it may be another's to work on for a day.
    if (!onlyExisting || !batch.provisional) this.#open.push(batch);
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting = this.#waiting.filter(({ resumed }) => resumed);
    await this.#cancel(this.#open);
    this.#open = this.#open.filter(({ provisional }) => !provisional);
  }

  async #cancel(batches: readonly OpenBatch[]): Promise<void> {
    const { pipeline, run } = this.#input;
    if (batches.length === 0) return;
    await this.#through(async () => scoring.cancelMessageBatches({ pipeline, run, batches }));
  }

  /** @returns whether a batch had ended */
  async #collectEnded(): Promise<boolean> {
    if (this.#open.length === 0) return false;
    const { pipeline, run } = this.#input;
    const batches = this.#open;
    const { ended } = await this.#through(async () => scoring.pollMessageBatches({ pipeline, run, batches }));
    for (const batch of this.#open.filter(({ batchId }) => ended.includes(batchId))) {
      const result = await this.#through(async () => scoring.collectMessageBatch({ ...runOf(this.#input), batch }));
      this.#open = this.#open.filter((other) => other !== batch);
      if (result.outcome === 'not-ours') {
        await this.#create(batch.chunk);
        continue;
      }
      this.collected += 1;
      this.#caller.onPaid(result);
    }
    return ended.length > 0;
  }

  /** What the batches did until they were stopped is paid: it should reach the ledger. Nobody is waited for. */
  async #salvage(): Promise<void> {
    this.#through = async (step) => await step();
    const creating = this.#creating;
    await this.#stop();
    if (creating !== undefined) await this.#create(creating);
    while (this.#open.length > 0) {
      await this.#collectEnded();
      if (this.#open.length > 0) await sleep(FIRST_POLL_MS);
    }
  }
}
