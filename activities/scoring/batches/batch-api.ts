import type Anthropic from '@anthropic-ai/sdk';
import { AnthropicError } from '@anthropic-ai/sdk';
import { openAnthropic } from '../models/anthropic-client.js';
import { type ModelEndpoint, type ModelRequest, messageParams, UnreadableAnswer } from '../models/model-client.js';

/** A creation of many megabytes takes its time. */
const CREATE_TIMEOUT_MS = 300_000;
const CALL_TIMEOUT_MS = 60_000;
/** Most batches that one page of a list holds. */
const PAGE = 100;

interface BatchRequest {
  readonly customId: string;
  readonly request: ModelRequest;
}

/** A message batch as the API describes it. Times in ms since 1970. */
export interface BatchStatus {
  readonly batchId: string;
  readonly createdMs: number;
  /** Null before the end. Until then the counts tell nothing. */
  readonly endedMs: number | null;
  /** Results are no longer there. */
  readonly archived: boolean;
  readonly counts: Readonly<Record<'succeeded' | 'errored' | 'canceled' | 'expired', number>>;
  /** All requests of the batch. */
  readonly total: number;
}

/** One line of a batch's results. */
interface BatchResult {
  readonly customId: string;
  readonly result: Anthropic.Messages.MessageBatchResult;
}

/** The Message Batches API of one endpoint. Every method may throw what `classifyModelError` knows. */
export interface BatchApi {
  create(requests: readonly BatchRequest[], signal: AbortSignal): Promise<BatchStatus>;
  retrieve(batchId: string, signal: AbortSignal): Promise<BatchStatus>;
  /** Newest first, as far back as `fromMs`. */
  listSince(fromMs: number, signal: AbortSignal): AsyncIterable<BatchStatus>;
  cancel(batchId: string, signal: AbortSignal): Promise<void>;
  /** The lines as they come. */
  results(batchId: string, signal: AbortSignal): AsyncIterable<BatchResult>;
}

/** @param environment reads the variable that holds the endpoint's key */
export function createBatchApi(endpoint: ModelEndpoint, environment: (name: string) => string | undefined): BatchApi {
  const { batches } = openAnthropic(endpoint, { environment, timeoutMs: CALL_TIMEOUT_MS }).messages;
  return {
    async create(requests, signal) {
      const body = requests.map(({ customId, request }) => ({ custom_id: customId, params: messageParams(request) }));
      return statusOf(await batches.create({ requests: body }, { signal, timeout: CREATE_TIMEOUT_MS }));
    },
    async retrieve(batchId, signal) {
      return statusOf(await batches.retrieve(batchId, {}, { signal }));
    },
    async *listSince(fromMs, signal) {
      for await (const batch of batches.list({ limit: PAGE }, { signal })) {
        const status = statusOf(batch);
        if (status.createdMs < fromMs) return;
        yield status;
      }
    },
    async cancel(batchId, signal) {
      await batches.cancel(batchId, {}, { signal });
    },
    async *results(batchId, signal) {
      try {
        const lines = await batches.results(batchId, {}, { signal });
        for await (const { custom_id: customId, result } of lines) yield { customId, result };
      } catch (error) {
        if (error instanceof AnthropicError || signal.aborted) throw error;
        // A line that breaks off: the parser's own error would quote it.
        throw new UnreadableAnswer('the results of a message batch broke off');
      }
    },
  };
}

function statusOf(batch: Anthropic.Messages.MessageBatch): BatchStatus {
  const { processing, succeeded, errored, canceled, expired } = batch.request_counts;
  return {
    batchId: batch.id,
    createdMs: Date.parse(batch.created_at),
    endedMs: batch.ended_at === null ? null : Date.parse(batch.ended_at),
    archived: batch.archived_at !== null,
    counts: { succeeded, errored, canceled, expired },
    total: processing + succeeded + errored + canceled + expired,
  };
}
