import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchFaultPlan } from './batch-faults.js';
import { CallLog, type ServerStats } from './call-log.js';
import { type Fault, type FaultPlan, failureOf, faultOf } from './fault-plan.js';
import { isAuthenticated, readBody, sendError, sendJson, sendText, versionOf } from './http-exchange.js';
import { type BatchRecord, MessageBatches } from './message-batches.js';
import { isWireError, type MessageRequest, readMessageRequest } from './message-request.js';
import { createNoise } from './noise.js';
import { otherAnswer } from './other-routes.js';
import { RequestBucket, type RequestLimit } from './request-limit.js';
import { MODELS, replyTo } from './scripted-models.js';
import { digestOfBody, messageOf, notFound, type ReplyContent, tokensOf } from './wire-format.js';

export interface SimulationOptions {
  /** Median time before each answer, in ms. @default 0 */
  readonly latencyMs?: number;
  /** Standard deviation of the logarithm of that time, which is then lognormal. @default 0 */
  readonly latencySigma?: number;
  /** @default none */
  readonly faults?: FaultPlan;
  /** Requests above it get 429 with `retry-after`. @default none, and headers of a limit that nobody meets */
  readonly limit?: RequestLimit;
  /** Time a message batch takes, in ms of the server's own clock. @default an hour */
  readonly batchDurationMs?: number;
  /** @default none */
  readonly batchFaults?: BatchFaultPlan;
  /**
   * Whether judges show their noise: a body that is sent again may then get another verdict.
   * @default false
   */
  readonly retestNoise?: boolean;
}

/** Announced, because clients read it, and never met. */
const NO_LIMIT: RequestLimit = { perSecond: 10_000 };

/** What happens to the requests that reach the server. */
export class Simulation {
  url = '';
  readonly #options: SimulationOptions;
  readonly #batches: MessageBatches;
  readonly #log = new CallLog();
  readonly #answered = new Map<string, number>();
  #requests = 0;
  #aheadMs = 0;
  #storm: { readonly fault: Fault; readonly untilMs: number } | null = null;
  readonly #bucket: RequestBucket;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#bucket = new RequestBucket(options.limit ?? NO_LIMIT, Date.now());
    this.#batches = new MessageBatches({
      now: () => Date.now() + this.#aheadMs,
      durationMs: options.batchDurationMs ?? 3_600_000,
      onPaid: (model, digest) => this.#log.book(model, digest),
      faults: options.batchFaults,
    });
  }

  failFrom(fault: Fault | null, forMs = Number.POSITIVE_INFINITY): void {
    this.#storm = fault === null ? null : { fault, untilMs: Date.now() + forMs };
  }

  batches(): BatchRecord[] {
    return this.#batches.records();
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  stats(): ServerStats {
    return this.#log.stats(this.#batches.list().length);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `req_sim_${String(this.#requests).padStart(8, '0')}`;
    this.#requests += 1;
    response.setHeader('request-id', requestId);
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const route = `${request.method} ${pathname}`;
    if (route === 'GET /simulator/stats') return sendJson(response, 200, this.stats());
    if (!isAuthenticated(request)) {
      return sendError(response, requestId, {
        status: 401,
        type: 'authentication_error',
        message: 'no API key was sent',
      });
    }
    const body = request.method === 'POST' ? await readBody(request) : null;
    if (body !== null && isWireError(body)) return sendError(response, requestId, body);
    if (route === 'POST /v1/messages') return await this.#messages(request, response, requestId, body?.value);
    if (route === 'POST /v1/messages/batches') {
      return await this.#createBatch(request, response, requestId, body?.value);
    }
    const outcome = otherAnswer({
      route,
      search: searchParams,
      version: versionOf(request),
      body: body?.value,
      batches: this.#batches,
      url: this.url,
    });
    if (typeof outcome === 'string') return sendText(response, outcome);
    if (isWireError(outcome)) return sendError(response, requestId, outcome);
    sendJson(response, 200, outcome);
  }

  async #messages(request: IncomingMessage, response: ServerResponse, requestId: string, body: unknown): Promise<void> {
    const call = this.#log.begin();
    try {
      const limit = this.#bucket.take(Date.now());
      for (const [name, value] of Object.entries(limit.headers)) response.setHeader(name, value);
      const fault = limit.isAllowed ? this.#faultOf(call) : 'rate-limit';
      if (fault !== null) this.#log.fail(fault);
      const waitMs = this.#latencyMs(call) + (fault === 'slow' ? (this.#options.faults?.slowMs ?? 2000) : 0);
      if (waitMs > 0) await delay(waitMs);
      if (fault === 'drop') {
        request.socket.destroy();
        return;
      }
      const retryAfterSeconds = this.#options.faults?.retryAfterSeconds ?? limit.retryAfterSeconds;
      const failure = fault === null ? undefined : failureOf(fault, { ...this.#options.faults, retryAfterSeconds });
      if (failure !== undefined) return sendError(response, requestId, failure);
      const read = readMessageRequest(body, versionOf(request));
      if (isWireError(read)) return sendError(response, requestId, read);
      if (!MODELS.includes(read.model)) return sendError(response, requestId, notFound(`model: ${read.model}`));
      const digest = digestOfBody(body);
      this.#log.book(read.model, digest);
      const reply = faultyReply(read, digest, fault, this.#repeatOf(digest));
      const message = messageOf(read.model, digest, tokensOf(read.allText), reply);
      sendJson(response, 200, message, fault === 'cut' ? 'cut' : 'whole');
    } finally {
      this.#log.end();
    }
  }

  #latencyMs(call: number): number {
    const { latencyMs = 0, latencySigma = 0 } = this.#options;
    if (latencySigma === 0) return latencyMs;
    return latencyMs * Math.exp(latencySigma * createNoise('latency', call).normal());
  }

  #faultOf(call: number): Fault | null {
    const storm = this.#storm;
    if (storm !== null && Date.now() < storm.untilMs) return storm.fault;
    return faultOf(this.#options.faults ?? {}, call);
  }

  async #createBatch(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    body: unknown,
  ): Promise<void> {
    const batch = this.#batches.create(body);
    if (isWireError(batch)) return sendError(response, requestId, batch);
    const fault = this.#batches.creationFaultOf(batch);
    if (fault === 'slow') await delay(this.#options.batchFaults?.slowMs ?? 2000);
    if (fault === 'drop') request.socket.destroy();
    else sendJson(response, 200, this.#batches.describe(batch, this.url));
  }

  #repeatOf(digest: string): number {
    if (this.#options.retestNoise !== true) return 0;
    const repeat = this.#answered.get(digest) ?? 0;
    this.#answered.set(digest, repeat + 1);
    return repeat;
  }
}

function faultyReply(request: MessageRequest, digest: string, fault: Fault | null, repeat: number): ReplyContent {
  if (fault === 'refusal') return { text: '', stopReason: 'refusal' };
  const reply = replyTo(request, digest, repeat);
  if (fault !== 'truncation') return reply;
  return { text: reply.text.slice(0, Math.floor(reply.text.length / 2)), stopReason: 'max_tokens' };
}
