import type { z } from 'zod';
import type { PipelineConfig } from '../pipeline/config.js';
import type { Ledger, Paid, PaidEntry } from './ledger.js';
import type { ModelAnswer, ModelClient, ModelRequest, Service } from './models/model-client.js';
import { classifyModelError, isRequestRefused } from './models/model-failure.js';
import { costUsd, requireCallPrice } from './models/prices.js';
import { RefusalWatch } from './refusal-watch.js';

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

/** Stop reason that stands in for an answer where the endpoint refuses the request for good, as with 400 or 413. */
export const REQUEST_REFUSED = 'request_refused';

/** What is entered for such a request, so that nobody asks again: nothing was said and nothing paid. */
export const REFUSED_REQUEST: ModelAnswer = {
  text: '',
  stopReason: REQUEST_REFUSED,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  latencyMs: 0,
  requestId: null,
};

/** The work of other lanes failed: no further call is made. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export interface LiveCallOptions {
  readonly ledger: Ledger;
  readonly client: ModelClient;
  readonly prices: PipelineConfig['scoring']['prices'];
  readonly signal: AbortSignal;
  /** Shared by the calls of a run in this process. @default one of its own */
  readonly refusals?: RefusalWatch;
}

/** Asks and pays at once whatever the ledger does not hold. */
export class LiveCalls implements PaidCalls {
  readonly #options: LiveCallOptions;
  readonly #refusals: RefusalWatch;
  readonly #isStopped: () => boolean;

  constructor(options: LiveCallOptions, isStopped: () => boolean = () => false) {
    this.#options = options;
    this.#refusals = options.refusals ?? new RefusalWatch();
    this.#isStopped = isStopped;
  }

  /**
   * A request that its endpoint refuses for good is entered as {@link REFUSED_REQUEST}, and the run goes on.
   * @throws {Refusal} `UnknownPrice` before a call of a model without a price
   * @throws {ModelCallError} `ModelRequestRefused` when it refuses most of them: the settings are at fault then
   * @throws {Stopped} when the work of other lanes failed; what the client throws
   */
  async settle<T extends PaidEntry>({ key, schema, request, read }: PaidCall<T>): Promise<T> {
    const { ledger, prices, signal } = this.#options;
    return await ledger.settle(key, schema, async () => {
      const price = requireCallPrice(request, prices);
      if (this.#isStopped()) throw new Stopped('another call of this batch failed');
      signal.throwIfAborted();
      const answer = await this.#ask(key, request);
      return read(answer, paidOf(answer, request.model, costUsd(answer.usage, price), 'live'));
    });
  }

  async #ask(key: string, request: ModelRequest): Promise<ModelAnswer> {
    const { ledger, client, signal } = this.#options;
    try {
      const answer = await client.ask(request, { signal });
      this.#refusals.answered(request);
      return answer;
    } catch (error) {
      const nowMs = Date.now();
      const failure = classifyModelError(error, nowMs, request.endpoint);
      if (failure === undefined || !isRequestRefused(failure)) throw error;
      const wronged = this.#refusals.refused(request, key, nowMs);
      if (wronged === null) return REFUSED_REQUEST;
      await ledger.withdraw(wronged);
      throw error;
    }
  }
}

/** What a call cost: booked before anybody reads the text. */
export function paidOf(answer: ModelAnswer, model: string, cost: number, service: Service): Paid {
  const { usage, latencyMs, requestId, stopReason } = answer;
  return { schema_version: 1, model, service, usage, costUsd: cost, latencyMs, requestId, stopReason };
}
