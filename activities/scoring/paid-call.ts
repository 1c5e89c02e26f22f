import type { z } from 'zod';
import type { PipelineConfig } from '../pipeline/config.js';
import type { Ledger, Paid, PaidEntry } from './ledger.js';
import type { ModelAnswer, ModelClient, ModelRequest, Service } from './models/model-client.js';
import { costUsd, requirePrice } from './models/prices.js';

/** A call that is paid once: where its entry lies, what is asked, and how the answer becomes the entry. */
export interface PaidCall<T extends PaidEntry> {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly request: ModelRequest;
  read(answer: ModelAnswer, paid: Paid): T;
}

/** Where the entries of calls come from: paid for at once, or gathered for a message batch. */
export interface PaidCalls {
  settle<T extends PaidEntry>(call: PaidCall<T>): Promise<T>;
}

/** The work of other lanes failed: no further call is made. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export interface LiveCallOptions {
  readonly ledger: Ledger;
  readonly client: ModelClient;
  readonly prices: PipelineConfig['scoring']['prices'];
  readonly signal: AbortSignal;
}

/** Asks and pays at once whatever the ledger does not hold. */
export class LiveCalls implements PaidCalls {
  readonly #options: LiveCallOptions;
  readonly #isStopped: () => boolean;

  constructor(options: LiveCallOptions, isStopped: () => boolean = () => false) {
    this.#options = options;
    this.#isStopped = isStopped;
  }

  /**
   * @throws {Refusal} `UnknownPrice` before a call of a model without a price
   * @throws {Stopped} when the work of other lanes failed; what the client throws
   */
  async settle<T extends PaidEntry>({ key, schema, request, read }: PaidCall<T>): Promise<T> {
    const { ledger, client, prices, signal } = this.#options;
    return await ledger.settle(key, schema, async () => {
      const price = requirePrice(request.model, prices);
      if (this.#isStopped()) throw new Stopped('another call of this batch failed');
      signal.throwIfAborted();
      const answer = await client.ask(request, { signal });
      return read(answer, paidOf(answer, request.model, costUsd(answer.usage, price), 'live'));
    });
  }
}

/** What a call cost: booked before anybody reads the text. */
export function paidOf(answer: ModelAnswer, model: string, cost: number, service: Service): Paid {
  const { usage, latencyMs, requestId, stopReason } = answer;
  return { schema_version: 1, model, service, usage, costUsd: cost, latencyMs, requestId, stopReason };
}
