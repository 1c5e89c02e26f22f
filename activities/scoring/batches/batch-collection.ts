import type Anthropic from '@anthropic-ai/sdk';
import type { PipelineConfig } from '../../pipeline/config.js';
import type { PaidEntry } from '../ledger.js';
import { answerOf, type ModelAnswer } from '../models/model-client.js';
import { classifyModelError } from '../models/model-failure.js';
import { costUsd, requirePrice } from '../models/prices.js';
import { type PaidCall, paidOf, REFUSED_REQUEST } from '../paid-call.js';
import type { BatchApi, BatchStatus } from './batch-api.js';
import type { ChunkFile } from './batch-chunk.js';
import { readResults } from './batch-results.js';
import type { CallSweep } from './call-sweep.js';
import { type ChunkRecords, type Collection, NO_RESULTS } from './chunk-records.js';

type Result = Anthropic.Messages.MessageBatchResult;

/** Errors of a single request that asking again may mend; every other one would come again. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'api_error',
  'overloaded_error',
  'rate_limit_error',
  'timeout_error',
  'conflict_error',
]);

/** Of the row itself: entered, so that nobody asks again. */
const REQUEST_ERRORS: ReadonlySet<string> = new Set(['invalid_request_error', 'request_too_large']);

/** The results came short although they were read again: to be tried again later. */
export class ResultsIncomplete extends Error {
  override readonly name = 'ResultsIncomplete';
}

export type CollectedBatch =
  | { readonly outcome: 'collected'; readonly collection: Collection }
  /** The batch was another's. */
  | { readonly outcome: 'not-ours' };

export interface CollectionContext {
  readonly chunk: string;
  readonly records: ChunkRecords;
  readonly api: BatchApi;
  readonly sweep: CallSweep;
  readonly signal: AbortSignal;
}

/**
 * Enters the results of a batch that has ended into the ledger, and notes what is still without an answer. Repeating
 * it gives the same: entries are written once, and what the batch cost follows from its results alone.
 * @param options.provisional the batch was found by its size: its ids say whose it is
 * @param options.final take short results as they are
 * @throws {ResultsIncomplete} when results are short and not final; what the API throws
 */
export async function collectBatch(
  context: CollectionContext,
  options: { readonly batchId: string; readonly provisional: boolean; readonly final: boolean },
): Promise<CollectedBatch> {
  const { chunk, records, api, sweep, signal } = context;
  const past = await records.state(chunk);
  if (past.collection !== undefined) return { outcome: 'collected', collection: past.collection };
  const file = await records.readChunk(chunk);
  const asked = file.rows.slice(past.intent?.askedLive ?? 0).map(({ call }) => call);
  const batch = await retrieve(api, options.batchId, signal);
  if (batch === undefined) return await close(context, options, asked);
  const read = await readResults(api, batch, { chunk, calls: new Set(asked) }, signal);
  if (read.ours === false) {
    await records.reject(chunk, options.batchId);
    return { outcome: 'not-ours' };
  }
  if (!read.complete && !options.final) throw new ResultsIncomplete('the results of a message batch came short');
  if (options.provisional) await records.recordCreated(chunk, options.batchId);
  const answers = answersIn(read.results, batch, file.model, sweep.config);
  const refused = refusedIn(read.results);
  const entered = await enter(sweep, file, new Map([...answers, ...refused]));
  return {
    outcome: 'collected',
    collection: await records.recordCollected(chunk, {
      batchId: options.batchId,
      answered: answers.size,
      costUsd: [...answers.values()].reduce((sum, { cost }) => sum + cost, 0),
      refused: refused.size,
      errored: countOf(read.results, 'errored'),
      expired: countOf(read.results, 'expired'),
      canceled: countOf(read.results, 'canceled'),
      lost: asked.filter((call) => !read.results.has(call)).length,
      unread: answers.size + refused.size - entered,
      duplicated: read.duplicated,
      unknown: read.unknown,
      rereads: read.rereads,
      unanswered: asked
        .filter((call) => !answers.has(call) && !refused.has(call))
        .map((call) => ({ call, next: nextOf(read.results.get(call)) })),
    }),
  };
}

/** Undefined for a batch that is gone, or whose results are: they are kept for 29 days. */
async function retrieve(api: BatchApi, batchId: string, signal: AbortSignal): Promise<BatchStatus | undefined> {
  try {
    const batch = await api.retrieve(batchId, signal);
    return batch.archived ? undefined : batch;
  } catch (error) {
    if (classifyModelError(error, 0)?.code === 'ModelNotFound') return undefined;
    throw error;
  }
}

/** Ends a chunk without results. */
async function close(
  { chunk, records }: CollectionContext,
  { batchId, provisional }: { readonly batchId: string; readonly provisional: boolean },
  asked: readonly string[],
): Promise<CollectedBatch> {
  if (provisional) {
    await records.reject(chunk, batchId);
    return { outcome: 'not-ours' };
  }
  const lost = { ...NO_RESULTS, batchId, lost: asked.length };
  const unanswered = asked.map((call) => ({ call, next: 'again' as const }));
  return { outcome: 'collected', collection: await records.recordCollected(chunk, { ...lost, unanswered }) };
}

interface BatchAnswer {
  readonly answer: ModelAnswer;
  readonly cost: number;
}

function answersIn(
  results: ReadonlyMap<string, Result>,
  { batchId, createdMs, endedMs }: BatchStatus,
  model: string,
  { scoring }: PipelineConfig,
): Map<string, BatchAnswer> {
  const price = requirePrice(model, scoring.prices);
  const answers = new Map<string, BatchAnswer>();
  for (const [call, result] of results) {
    if (result.type !== 'succeeded') continue;
    const latencyMs = Math.max(0, (endedMs ?? createdMs) - createdMs);
    const answer: ModelAnswer = { ...answerOf(result.message), latencyMs, requestId: batchId };
    answers.set(call, { answer, cost: costUsd(answer.usage, price, 'batch') });
  }
  return answers;
}

/**
 * Requests that the API refuses, and would refuse again. Where it refuses most of them the settings are at fault: asked
 * live, the first few say so.
 */
function refusedIn(results: ReadonlyMap<string, Result>): Map<string, BatchAnswer> {
  const refused = [...results].filter(([, result]) => REQUEST_ERRORS.has(errorIn(result) ?? ''));
  if (refused.length > results.size / 2) return new Map();
  return new Map(refused.map(([call]) => [call, { answer: REFUSED_REQUEST, cost: 0 }]));
}

function errorIn(result: Result): string | null {
  return result.type === 'errored' ? result.error.error.type : null;
}

/** Writes the ledger's entries, by the same reading as live. @returns how many of the answers an item asks for */
async function enter(sweep: CallSweep, file: ChunkFile, answers: ReadonlyMap<string, BatchAnswer>): Promise<number> {
  const entered = new Set<string>();
  const known = <T extends PaidEntry>(digest: string, call: PaidCall<T>): T | undefined => {
    const found = answers.get(digest);
    if (found === undefined) return undefined;
    return call.read(found.answer, paidOf(found.answer, call.request.model, found.cost, 'batch'));
  };
  await sweep.over(
    sweep.placesOf(file),
    ({ call }, missing) => {
      if (!missing && answers.has(call)) entered.add(call);
    },
    known,
  );
  return entered.size;
}

function nextOf(result: Result | undefined): 'again' | 'live' {
  const error = result === undefined ? null : errorIn(result);
  return error === null || PASSING_ERRORS.has(error) ? 'again' : 'live';
}

function countOf(results: ReadonlyMap<string, Result>, type: Result['type']): number {
  return [...results.values()].filter((result) => result.type === type).length;
}
