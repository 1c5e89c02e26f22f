import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { type BatchFaultPlan, type CreationFault, deliveredLines, rowErrorOf, rowFaultOf } from './batch-faults.js';
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

interface BatchRow {
  readonly customId: string;
  readonly params: unknown;
  /** Names the request by its whole body. */
  readonly digest: string;
}

interface Batch {
  readonly id: string;
  readonly createdMs: number;
  readonly rows: readonly BatchRow[];
  cancelledMs: number | null;
  reads: number;
}

/** What became of a batch, for whoever checks what was asked, and how often. */
export interface BatchRecord {
  readonly id: string;
  /** `result` is the API's word; `error` the type of an errored one. */
  readonly rows: readonly {
    readonly customId: string;
    readonly digest: string;
    readonly result: 'processing' | 'succeeded' | 'errored' | 'canceled' | 'expired';
    readonly error: string | null;
  }[];
}

export interface BatchOptions {
  /** What time it is, in ms since 1970; may run ahead of the machine's clock. */
  readonly now: () => number;
  /** Time from creation to end; longer than a day, and the requests expire. */
  readonly durationMs: number;
  /** Called once for each message that a batch bills. */
  readonly onPaid: (model: string, digest: string) => void;
  /** @default none */
  readonly faults?: BatchFaultPlan | undefined;
}

/**
 * The Message Batches API in memory. A batch ends when its time has come; its counts stay 0 until then, and the order
 * of its results is not that of its requests.
 */
export class MessageBatches {
  readonly #options: BatchOptions;
  readonly #faults: BatchFaultPlan;
  readonly #batches: Batch[] = [];
  readonly #billed = new Set<string>();

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#faults = options.faults ?? {};
  }

  create(body: unknown): Batch | WireError {
    const parsed = batchRequest.safeParse(body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return invalid(`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`);
    }
    const rows = parsed.data.requests.map(({ custom_id, params }) => {
      return { customId: custom_id, params, digest: digestOfBody(params) };
    });
    if (rows.length > MOST_REQUESTS) {
      return { status: 413, type: 'request_too_large', message: `requests: at most ${MOST_REQUESTS}` };
    }
    if (new Set(rows.map(({ customId }) => customId)).size < rows.length) {
      return invalid('requests: every custom_id must be unique');
    }
    const id = `msgbatch_sim_${String(this.#batches.length).padStart(4, '0')}`;
    const batch: Batch = { id, createdMs: this.#options.now(), rows, cancelledMs: null, reads: 0 };
    this.#batches.push(batch);
    return batch;
  }

  /** What happens to the answer of the creation that made this batch. */
  creationFaultOf(batch: Batch): CreationFault | null {
    return this.#faults.creations?.[this.#batches.indexOf(batch)] ?? null;
  }

  find(id: string): Batch | WireError {
    return this.#batches.find((batch) => batch.id === id) ?? notFound(`no message batch ${id}`);
  }

  /** Newest first. */
  list(): readonly Batch[] {
    return this.#batches.toReversed();
  }

  /** In the order of creation. */
  records(): BatchRecord[] {
    return this.#batches.map((batch) => {
      const results = this.#hasEnded(batch) ? this.#results(batch) : null;
      return {
        id: batch.id,
        rows: batch.rows.map(({ customId, digest }, at) => {
          const result = results?.[at]?.result;
          const error = result?.type === 'errored' ? result.error.error.type : null;
          return { customId, digest, result: result?.type ?? ('processing' as const), error };
        }),
      };
    });
  }

  cancel(id: string): Batch | WireError {
    const batch = this.find(id);
    if (isWireError(batch)) return batch;
    if (!this.#hasEnded(batch)) batch.cancelledMs ??= this.#options.now();
    return batch;
  }

  describe(batch: Batch, baseUrl: string): Anthropic.Messages.MessageBatch {
    const ended = this.#hasEnded(batch);
    const counts = { processing: batch.rows.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
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
      ended_at: ended ? new Date(this.#endMs(batch)).toISOString() : null,
      archived_at: null,
      cancel_initiated_at: batch.cancelledMs === null ? null : new Date(batch.cancelledMs).toISOString(),
      results_url: ended ? `${baseUrl}/v1/messages/batches/${batch.id}/results` : null,
    };
  }

  /** One read of the results, as JSON lines; null before the end. */
  readResults(batch: Batch): string | null {
    if (!this.#hasEnded(batch)) return null;
    const lines = this.#results(batch).map((result) => `${JSON.stringify(result)}\n`);
    batch.reads += 1;
    return deliveredLines(lines, this.#faults, batch.id, batch.reads - 1).join('');
  }

  #results(batch: Batch) {
    // A batch that was stopped has got as far as its time allowed.
    const share = Math.min(1, (this.#endMs(batch) - batch.createdMs) / Math.max(1, this.#options.durationMs));
    const done = Math.floor(share * batch.rows.length);
    const left = batch.cancelledMs === null ? ('expired' as const) : ('canceled' as const);
    return batch.rows.map((row, index) => ({
      custom_id: row.customId,
      result: index < done ? this.#resultOf(batch.id, row) : { type: left },
    }));
  }

  #resultOf(batchId: string, { customId, params, digest }: BatchRow) {
    const fault = rowFaultOf(this.#faults, batchId, customId, digest);
    if (fault === 'expired' || fault === 'canceled') return { type: fault };
    const request = readMessageRequest(params, '');
    const error = isWireError(request) ? request : unknownModel(request.model);
    const failure = error ?? (fault === null ? null : rowErrorOf(fault));
    if (isWireError(request) || failure !== null) {
      return {
        type: 'errored' as const,
        error: errorBody(failure ?? invalid('params'), `req_${batchId}_${customId}`),
      };
    }
    const billing = `${batchId} ${customId}`;
    if (!this.#billed.has(billing)) {
      this.#billed.add(billing);
      this.#options.onPaid(request.model, digest);
    }
    const reply = replyTo(request, digest);
    const message = messageOf(request.model, digest, tokensOf(request.allText), reply, 'batch');
    return { type: 'succeeded', message } satisfies Anthropic.Messages.MessageBatchSucceededResult;
  }

  #hasEnded(batch: Batch): boolean {
    return this.#endMs(batch) <= this.#options.now();
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
