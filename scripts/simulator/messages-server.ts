import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchFaultPlan } from './batch-faults.js';
import { type Fault, type FaultPlan, failureOf, faultOf } from './fault-plan.js';
import {
  closeServer,
  isAuthenticated,
  page,
  readBody,
  sendError,
  sendJson,
  sendText,
  versionOf,
} from './http-exchange.js';
import { type BatchRecord, MessageBatches } from './message-batches.js';
import { isWireError, type MessageRequest, readMessageRequest } from './message-request.js';
import { createNoise } from './noise.js';
import { RequestBucket, type RequestLimit } from './request-limit.js';
import { MODELS, replyTo } from './scripted-models.js';
import { digestOfBody, invalid, messageOf, modelInfoOf, notFound, type ReplyContent, tokensOf } from './wire-format.js';

export interface MessagesServerOptions {
  /** @default any free one */
  readonly port?: number;
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

/** What the server has seen, for whoever counts what was paid. */
interface ServerStats {
  /** Answers that were generated, and so billed, batches included. */
  readonly calls: number;
  /** Requests of the Messages API, answered or not. */
  readonly attempts: number;
  readonly inFlight: number;
  readonly mostInFlight: number;
  readonly byModel: Readonly<Record<string, number>>;
  /** Different bodies among the calls: a second call with the same body was paid twice. */
  readonly distinctBodies: number;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  /** Message batches that were created, whether or not the answer arrived. */
  readonly batches: number;
}

export interface MessagesServer {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  stats(): ServerStats;
  /** From now on every call fails so, for so long, or until another word (null ends it). */
  failFrom(fault: Fault | null, forMs?: number): void;
  /** Every message batch, in the order of creation. */
  batches(): BatchRecord[];
  /** Moves the clock of the message batches ahead. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/**
 * The other side of the wire: Messages, token counts, models and message batches, answered by models of known quality.
 * The same body always gets the same answer, whenever and however often it is sent, unless `retestNoise` is on. `GET /simulator/stats` tells what
 * was paid.
 */
export async function startMessagesServer(options: MessagesServerOptions = {}): Promise<MessagesServer> {
  const simulation = new Simulation(options);
  const server = createServer((request, response) => {
    simulation.handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the messages server has no port');
  simulation.url = `http://127.0.0.1:${address.port}`;
  return {
    url: simulation.url,
    stats: () => simulation.stats(),
    failFrom: (fault, forMs) => simulation.failFrom(fault, forMs),
    batches: () => simulation.batches(),
    advance: (ms) => simulation.advance(ms),
    close: async () => await closeServer(server),
  };
}

/** Announced, because clients read it, and never met. */
const NO_LIMIT: RequestLimit = { perSecond: 10_000 };

class Simulation {
  url = '';
  readonly #options: MessagesServerOptions;
  readonly #batches: MessageBatches;
  readonly #byModel = new Map<string, number>();
  readonly #bodies = new Set<string>();
  readonly #answered = new Map<string, number>();
  readonly #faults = new Map<Fault, number>();
  #attempts = 0;
  #requests = 0;
  #inFlight = 0;
  #mostInFlight = 0;
  #aheadMs = 0;
  #storm: { readonly fault: Fault; readonly untilMs: number } | null = null;
  readonly #bucket: RequestBucket;

  constructor(options: MessagesServerOptions) {
    this.#options = options;
    this.#bucket = new RequestBucket(options.limit ?? NO_LIMIT, Date.now());
    this.#batches = new MessageBatches({
      now: () => Date.now() + this.#aheadMs,
      durationMs: options.batchDurationMs ?? 3_600_000,
      onPaid: (model, digest) => this.#book(model, digest),
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
    return {
      calls: [...this.#byModel.values()].reduce((sum, calls) => sum + calls, 0),
      attempts: this.#attempts,
      inFlight: this.#inFlight,
      mostInFlight: this.#mostInFlight,
      byModel: Object.fromEntries([...this.#byModel].sort(([a], [b]) => (a < b ? -1 : 1))),
      distinctBodies: this.#bodies.size,
      faults: Object.fromEntries(this.#faults),
      batches: this.#batches.list().length,
    };
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
    const outcome = this.#other(route, searchParams, versionOf(request), body?.value);
    if (typeof outcome === 'string') return sendText(response, outcome);
    if (isWireError(outcome)) return sendError(response, requestId, outcome);
    sendJson(response, 200, outcome);
  }

  async #messages(request: IncomingMessage, response: ServerResponse, requestId: string, body: unknown): Promise<void> {
    const call = this.#attempts;
    this.#attempts += 1;
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    try {
      const limit = this.#bucket.take(Date.now());
      for (const [name, value] of Object.entries(limit.headers)) response.setHeader(name, value);
      const fault = limit.isAllowed ? this.#faultOf(call) : 'rate-limit';
      if (fault !== null) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
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
      this.#book(read.model, digest);
      const reply = faultyReply(read, digest, fault, this.#repeatOf(digest));
      const message = messageOf(read.model, digest, tokensOf(read.allText), reply);
      sendJson(response, 200, message, fault === 'cut' ? 'cut' : 'whole');
    } finally {
      this.#inFlight -= 1;
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

  /** Everything but the Messages API itself and new batches: an object to send, JSON lines, or an error. */
  #other(route: string, search: URLSearchParams, version: string, body: unknown): object | string {
    if (route === 'POST /v1/messages/count_tokens') {
      const read = readMessageRequest(body, version, { counting: true });
      return isWireError(read) ? read : { input_tokens: tokensOf(read.allText) };
    }
    if (route === 'GET /v1/models') return page(MODELS.map(modelInfoOf));
    const model = /^GET \/v1\/models\/([^/]+)$/.exec(route)?.[1];
    if (model !== undefined) return MODELS.includes(model) ? modelInfoOf(model) : notFound(`model: ${model}`);
    return this.#batchRoute(route, search) ?? notFound(route);
  }

  #batchRoute(route: string, search: URLSearchParams): object | string | undefined {
    const shown = (batch: ReturnType<MessageBatches['find']>) =>
      isWireError(batch) ? batch : this.#batches.describe(batch, this.url);
    if (route === 'GET /v1/messages/batches') {
      const all = this.#batches.list().map((batch) => this.#batches.describe(batch, this.url));
      const after = search.get('after_id');
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
      const limit = Number(search.get('limit') ?? 20);
      return page(all.slice(from, from + limit), from + limit < all.length);
    }
    const [, method, id, action] =
      /^(GET|POST) \/v1\/messages\/batches\/([^/]+)(?:\/(results|cancel))?$/.exec(route) ?? [];
    if (id === undefined) return undefined;
    if (method === 'POST') return action === 'cancel' ? shown(this.#batches.cancel(id)) : undefined;
    const batch = this.#batches.find(id);
    if (action === undefined || isWireError(batch)) return shown(batch);
    return this.#batches.readResults(batch) ?? invalid(`${id} has not ended`);
  }

  #repeatOf(digest: string): number {
    if (this.#options.retestNoise !== true) return 0;
    const repeat = this.#answered.get(digest) ?? 0;
    this.#answered.set(digest, repeat + 1);
    return repeat;
  }

  #book(model: string, digest: string): void {
    this.#byModel.set(model, (this.#byModel.get(model) ?? 0) + 1);
    this.#bodies.add(digest.slice(0, 20));
  }
}

function faultyReply(request: MessageRequest, digest: string, fault: Fault | null, repeat: number): ReplyContent {
  if (fault === 'refusal') return { text: '', stopReason: 'refusal' };
  const reply = replyTo(request, digest, repeat);
  if (fault !== 'truncation') return reply;
  return { text: reply.text.slice(0, Math.floor(reply.text.length / 2)), stopReason: 'max_tokens' };
}
