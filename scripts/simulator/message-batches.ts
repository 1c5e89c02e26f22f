import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { isWireError, readMessageRequest } from './message-request.js';
import { MODELS, replyTo } from './scripted-models.js';
import { digestOfBody, errorBody, invalid, messageOf, notFound, tokensOf, type WireError } from './wire-format.js';

const EXPIRY_MS = 24 * 3_600_000;
const MOST_REQUESTS = 100_000;

const batchRequest = z.object({
  requests: z
    .array(
      z.object({ custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), params: z.record(z.string(), z.unknown()) }),
    )
    .min(1),
});

interface Batch {
  readonly id: string;
  readonly createdMs: number;
  readonly requests: readonly { readonly customId: string; readonly params: unknown }[];
  cancelledMs: number | null;
}

export interface BatchOptions {
  /** What time it is, in ms since 1970; may run ahead of the machine's clock. */
  readonly now: () => number;
  /** Time from creation to end; longer than a day, and the requests expire. */
  readonly durationMs: number;
  /** Called once for each message that a batch bills. */
  readonly onPaid: (model: string, digest: string) => void;
}

/**
 * The Message Batches API in memory. A batch ends when its time has come; its counts stay 0 until then, and the order
 * of its results is not that of its requests.
 */
export class MessageBatches {
  readonly #options: BatchOptions;
  readonly #batches: Batch[] = [];
  readonly #billed = new Set<string>();

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  create(body: unknown): Batch | WireError {
    const parsed = batchRequest.safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return invalid(`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`);
    }
    const requests = parsed.data.requests.map(({ custom_id, params }) => ({ customId: custom_id, params }));
    if (requests.length > MOST_REQUESTS) {
      return { status: 413, type: 'request_too_large', message: `requests: at most ${MOST_REQUESTS}` };
    }
    if (new Set(requests.map(({ customId }) => customId)).size < requests.length) {
      return invalid('requests: every custom_id must be unique');
    }
    const id = `msgbatch_sim_${String(this.#batches.length).padStart(4, '0')}`;
    const batch: Batch = { id, createdMs: this.#options.now(), requests, cancelledMs: null };
    this.#batches.push(batch);
    return batch;
  }

  find(id: string): Batch | WireError {
    return this.#batches.find((batch) => batch.id === id) ?? notFound(`no message batch ${id}`);
  }

  /** Newest first. */
  list(): readonly Batch[] {
    return this.#batches.toReversed();
  }

  cancel(id: string): Batch | WireError {
    const batch = this.find(id);
    if (isWireError(batch)) return batch;
    if (this.#endMs(batch) > this.#options.now()) batch.cancelledMs ??= this.#options.now();
    return batch;
  }

  describe(batch: Batch, baseUrl: string): Anthropic.Messages.MessageBatch {
    const endMs = this.#endMs(batch);
    const ended = endMs <= this.#options.now();
    const counts = { processing: batch.requests.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
    if (ended) {
      counts.processing = 0;
      for (const { result } of this.#results(batch)) counts[result.type] += 1;
    }
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: statusOf(ended, batch.cancelledMs),
      request_counts: counts,
      created_at: new Date(batch.createdMs).toISOString(),
      expires_at: new Date(batch.createdMs + EXPIRY_MS).toISOString(),
      ended_at: ended ? new Date(endMs).toISOString() : null,
      archived_at: null,
      cancel_initiated_at: batch.cancelledMs === null ? null : new Date(batch.cancelledMs).toISOString(),
      results_url: ended ? `${baseUrl}/v1/messages/batches/${batch.id}/results` : null,
    };
  }

  /** Null before the end. */
  resultsOf(batch: Batch) {
    return this.#endMs(batch) <= this.#options.now() ? this.#results(batch) : null;
  }

  #results(batch: Batch) {
    // A batch that was stopped has got as far as its time allowed.
    const endMs = this.#endMs(batch);
    const share = Math.min(1, (endMs - batch.createdMs) / Math.max(1, this.#options.durationMs));
    const done = Math.floor(share * batch.requests.length);
    const left = batch.cancelledMs === null ? ('expired' as const) : ('canceled' as const);
    return batch.requests
      .map(({ customId, params }, index) => ({
        custom_id: customId,
        result: index < done ? this.#resultOf(batch.id, customId, params) : { type: left },
      }))
      .toReversed();
  }

  #resultOf(batchId: string, customId: string, params: unknown) {
    const request = readMessageRequest(params, '');
    const error = isWireError(request) ? request : unknownModel(request.model);
    if (isWireError(request) || error !== undefined) {
      return { type: 'errored' as const, error: errorBody(error ?? invalid('params'), `req_${batchId}_${customId}`) };
    }
    const digest = digestOfBody(params);
    const billing = `${batchId} ${customId}`;
    if (!this.#billed.has(billing)) {
      this.#billed.add(billing);
      this.#options.onPaid(request.model, digest);
    }
    const reply = replyTo(request, digest);
    const message = messageOf(request.model, digest, tokensOf(request.allText), reply, 'batch');
    return { type: 'succeeded', message } satisfies Anthropic.Messages.MessageBatchSucceededResult;
  }

  #endMs({ createdMs, cancelledMs }: Batch): number {
    return cancelledMs ?? createdMs + Math.min(this.#options.durationMs, EXPIRY_MS);
  }
}

function unknownModel(model: string): WireError | undefined {
  return MODELS.includes(model) ? undefined : notFound(`model: ${model}`);
}

function statusOf(ended: boolean, cancelledMs: number | null): 'in_progress' | 'canceling' | 'ended' {
  if (ended) return 'ended';
  return cancelledMs === null ? 'in_progress' : 'canceling';
}
