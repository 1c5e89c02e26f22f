import { ApplicationFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { PaidBefore } from '../../../workflows/messages.js';
import type { ActivityDependencies } from '../../dependencies.js';
import type { PipelineConfig } from '../../pipeline/config.js';
import type { PipelineRef } from '../../pipeline/pipeline-ref.js';
import { loadConfig } from '../../pipeline/resolved-config.js';
import { layoutOf } from '../../storage/layout.js';
import { Ledger } from '../ledger.js';
import { activityFailure, paidByEarlierAttempts, withHeartbeat } from '../model-activity.js';
import { classifyModelError } from '../models/model-failure.js';
import type { PaidCalls } from '../paid-call.js';
import { type BatchApi, createBatchApi } from './batch-api.js';
import { mayUseBatches } from './batch-choice.js';
import { CHUNK_LIMITS, type ChunkLimits } from './batch-chunk.js';
import { collectBatch, ResultsIncomplete } from './batch-collection.js';
import { BatchUnsettled, type CreatedBatch, createBatch } from './batch-creation.js';
import { type PlannedChunks, planChunks } from './batch-planning.js';
import { CallSweep, type SweptPlan } from './call-sweep.js';
import { ChunkRecords } from './chunk-records.js';

/** How long a creation that was cut off may take to show up in the API's list. */
const SETTLE_MS = 60_000;
/** Attempts after which short results are taken as they are. */
const MOST_SHORT_READS = 5;
const SHORT_READ_DELAY_MS = 10_000;

/** A run of which message batches are made. */
interface BatchRun {
  readonly pipeline: PipelineRef;
  /** Names the run in S3: the week, or the release. */
  readonly run: string;
  readonly plan: SweptPlan;
}

export interface BatchBudget {
  /** What the batches of the run may cost altogether. @default scoring.spendCapUsd, which counts anyway */
  readonly budgetUsd?: number | undefined;
  /** What they have cost so far. */
  readonly spentUsd: number;
}

/** A batch under way. */
export interface OpenBatch {
  readonly chunk: string;
  readonly batchId: string;
  /** Whether it is ours will be seen from its results. */
  readonly provisional: boolean;
}

export interface PlannedBatches extends PlannedChunks {
  /** Time that the run's scoring may take. */
  readonly deadlineHours: number;
}

export type BatchCollection =
  | (PaidBefore & {
      readonly outcome: 'collected';
      /** Calls that are still without an answer. */
      readonly unanswered: number;
    })
  | { readonly outcome: 'not-ours' };

export interface BatchActivityOptions {
  /** Live calls for a run, whatever limits they obey. */
  liveCalls(config: PipelineConfig, ledger: Ledger, signal: AbortSignal): PaidCalls;
  /** @default 10,000 requests and 100 MB */
  readonly limits?: ChunkLimits;
  /** @default a minute */
  readonly settleMs?: number;
}

/**
 * Message batches only fill the ledger: the scoring that comes after them finds its answers there. Everything about a
 * batch stands in S3 (see {@link ChunkRecords}), so that each step can be repeated and none is lost.
 */
export function createBatchActivities(deps: ActivityDependencies, options: BatchActivityOptions) {
  const open = async ({ pipeline, run }: Pick<BatchRun, 'pipeline' | 'run'>) => {
    const store = deps.openBucket(pipeline.bucket);
    const config = await loadConfig(store, pipeline);
    return { store, config, records: new ChunkRecords(store, layoutOf(pipeline), run) };
  };
  const apiOf = async (records: ChunkRecords, chunk: string): Promise<BatchApi> =>
    createBatchApi((await records.readChunk(chunk)).endpoint, deps.environment);
  return {
    /**
     * Looks which calls the ledger lacks and makes chunks of those whose models are asked by batches.
     * @throws {Refusal} `UnknownPrice`
     */
    async planMessageBatches(input: BatchRun & BatchBudget): Promise<PlannedBatches> {
      const { store, config, records } = await open(input);
      const { deadlineHours, spendCapUsd } = config.scoring;
      if (!mayUseBatches(config)) return { chunks: [], beyondBudget: 0, deadlineHours };
      const { pipeline, run, plan } = input;
      const budgetUsd = Math.max(0, Math.min(spendCapUsd, input.budgetUsd ?? spendCapUsd) - input.spentUsd);
      const { limits = CHUNK_LIMITS } = options;
      return await withHeartbeat(async (beat) => {
        const sweep = await CallSweep.open(store, pipeline, config, plan, beat);
        const planned = await planChunks(sweep, records, { run, items: plan.items.sha256, budgetUsd, limits });
        return { ...planned, deadlineHours };
      });
    },

    /**
     * Creates the batch of a chunk, once, or finds it. Its first row is asked live beforehand.
     * @throws {ApplicationFailure} as `scoreBatch`; `BatchUnsettled`, retryable, while it is too early to tell whether
     * an earlier attempt created it
     */
    async createMessageBatch(
      input: BatchRun & { readonly chunk: string; readonly onlyExisting?: boolean },
    ): Promise<CreatedBatch & PaidBefore> {
      const { store, config, records } = await open(input);
      const ledger = new Ledger(store);
      const signal = cancellationSignal();
      const before = paidByEarlierAttempts();
      const paid = (): PaidBefore => ({
        paidCalls: before.paidCalls + ledger.paidCalls,
        costUsd: before.costUsd + ledger.paidUsd,
      });
      return await withHeartbeat(async (beat) => {
        const context = {
          chunk: input.chunk,
          records,
          api: await apiOf(records, input.chunk),
          sweep: await CallSweep.open(store, input.pipeline, config, input.plan, beat),
          live: options.liveCalls(config, ledger, signal),
          signal,
          nowMs: Date.now,
          settleMs: options.settleMs ?? SETTLE_MS,
        };
        const made = await createBatch(context, { onlyExisting: input.onlyExisting ?? false });
        return { ...made, ...paid() };
      }, paid).catch((error: unknown) => {
        throw batchFailure(error, signal, paid());
      });
    },

    /** Which of the batches have ended, or are gone. */
    async pollMessageBatches(
      input: Pick<BatchRun, 'pipeline' | 'run'> & { readonly batches: readonly OpenBatch[] },
    ): Promise<{ ended: string[] }> {
      const { records } = await open(input);
      const signal = cancellationSignal();
      const ended: string[] = [];
      await withHeartbeat(async (beat) => {
        for (const { chunk, batchId } of input.batches) {
          if (await hasEnded(await apiOf(records, chunk), batchId, signal)) ended.push(batchId);
          beat();
        }
      }).catch((error: unknown) => {
        throw batchFailure(error, signal);
      });
      return { ended };
    },

    /**
     * Enters the results of a batch that has ended into the ledger.
     * @throws {ApplicationFailure} `BatchResultsIncomplete`, retryable, while its results come short
     */
    async collectMessageBatch(input: BatchRun & { readonly batch: OpenBatch }): Promise<BatchCollection> {
      const { store, config, records } = await open(input);
      const signal = cancellationSignal();
      const { chunk, batchId, provisional } = input.batch;
      return await withHeartbeat(async (beat): Promise<BatchCollection> => {
        const sweep = await CallSweep.open(store, input.pipeline, config, input.plan, beat);
        const api = await apiOf(records, chunk);
        const final = activityInfo().attempt >= MOST_SHORT_READS;
        const collected = await collectBatch({ chunk, records, api, sweep, signal }, { batchId, provisional, final });
        if (collected.outcome === 'not-ours') return collected;
        const { answered, costUsd, unanswered } = collected.collection;
        return { outcome: 'collected', paidCalls: answered, costUsd, unanswered: unanswered.length };
      }).catch((error: unknown) => {
        throw batchFailure(error, signal);
      });
    },

    /** Asks the API to stop batches; what they have done until then is kept. Batches of others are left alone. */
    async cancelMessageBatches(
      input: Pick<BatchRun, 'pipeline' | 'run'> & { readonly batches: readonly OpenBatch[] },
    ): Promise<void> {
      const { records } = await open(input);
      const signal = cancellationSignal();
      for (const { chunk, batchId, provisional } of input.batches) {
        if (provisional) continue;
        await stop(await apiOf(records, chunk), batchId, signal);
      }
    },
  };
}

async function hasEnded(api: BatchApi, batchId: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { endedMs, archived } = await api.retrieve(batchId, signal);
    return endedMs !== null || archived;
  } catch (error) {
    if (classifyModelError(error, 0)?.code === 'ModelNotFound') return true;
    throw error;
  }
}

/** A batch that has ended, or is gone, cannot be stopped: there is nothing left to do. */
async function stop(api: BatchApi, batchId: string, signal: AbortSignal): Promise<void> {
  try {
    await api.cancel(batchId, signal);
  } catch (error) {
    if (await hasEnded(api, batchId, signal).catch(() => false)) return;
    throw activityFailure(error, signal);
  }
}

function batchFailure(error: unknown, signal: AbortSignal, paid?: PaidBefore): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof BatchUnsettled) return notYet('BatchUnsettled', error.message, error.waitMs);
  if (error instanceof ResultsIncomplete) return notYet('BatchResultsIncomplete', error.message, SHORT_READ_DELAY_MS);
  return activityFailure(error, signal, paid);
}

function notYet(type: string, message: string, nextRetryDelay: number): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nextRetryDelay });
}
