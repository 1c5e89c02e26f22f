import { AdaptiveRate } from './adaptive-rate.js';
import type { Clock } from './clock.js';
import { ModelCallError, type ModelFailure } from './model-failure.js';
import type { Limited, RateLimits } from './rate-limit-headers.js';
import { TokenBucket } from './token-bucket.js';

/** Waits up to this are waited in place; a longer one is the caller's to plan. */
const LONGEST_WAIT_MS = 60_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 120_000;
/** Of a learnt limit: answers and 429s take their time, and others may use the same key. */
const HEADROOM = 0.97;
/** Nobody asked for this long: what went through before says nothing of what may go through now. */
const IDLE_MS = 2000;

/** What a call is expected to use of each limit. */
export type CallCost = Readonly<Record<Limited, number>>;

export interface Entry {
  /** Most calls of the model in flight in this process. */
  readonly concurrency: number;
  readonly cost: CallCost;
  readonly signal?: AbortSignal | undefined;
  /** A call that was sent back goes before those that wait for their first try. */
  readonly isRepeated: boolean;
}

/** Leave to make one call; whoever has it must give it back by one of the gate's reports. */
export interface Pass {
  /** Times the gate had closed before. */
  readonly closings: number;
  readonly cost: CallCost;
  readonly isProbe: boolean;
}

export interface ModelGateOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the probes of several workers. */
  readonly random: () => number;
  /** This worker's share of the limits, in (0, 1]. */
  readonly share: () => number;
  /** Why no call of the endpoint may be made now; null when they may. */
  readonly pausedBy: () => ModelFailure | null;
}

interface Waiter extends Entry {
  readonly admit: (pass: Pass) => void;
  readonly reject: (reason: unknown) => void;
}

const OTHERS_WAIT: ModelFailure = {
  code: 'RateLimited',
  message: 'the model API asked another worker to wait',
  retryable: true,
  benign: true,
};

/**
 * All calls that one process makes of one model pass here: so many in flight, no faster than the endpoint's headers
 * allow (or its 429s, when there are no headers), none before a `retry-after` is over, and after an overload one probe
 * before all others.
 */
export class ModelGate {
  readonly rate = new AdaptiveRate();
  readonly #options: ModelGateOptions;
  readonly #waiting: Waiter[] = [];
  readonly #buckets = new Map<Limited, TokenBucket>();
  #learnt: RateLimits = {};
  #inFlight = 0;
  #idleSinceMs = Number.NEGATIVE_INFINITY;
  #closedUntilMs = Number.NEGATIVE_INFINITY;
  /** Likewise, as far as the endpoint told this process itself. */
  #toldUntilMs = Number.NEGATIVE_INFINITY;
  #closedBy: ModelFailure | null = null;
  #closings = 0;
  #backoffs = 0;
  #probe: 'none' | 'due' | 'out' = 'none';
  #takeBackTimer: (() => void) | undefined;

  constructor(options: ModelGateOptions) {
    this.#options = options;
  }

  /** Calls that are made or want to be. */
  get demand(): number {
    return this.#inFlight + this.#waiting.length;
  }

  /** What is left of the longest `retry-after` that this process was told; 0 when it is over. */
  get waitMs(): number {
    return Math.max(0, this.#toldUntilMs - this.#options.clock.now());
  }

  /** The endpoint told another worker to wait so long. */
  keepWait(waitMs: number): void {
    const untilMs = this.#options.clock.now() + waitMs;
    if (untilMs <= this.#closedUntilMs) return;
    this.#closings += 1;
    this.#closeUntil(untilMs, OTHERS_WAIT);
    this.recheck();
  }

  /**
   * Waits for leave to make a call.
   * @throws {ModelCallError} when the wait would be longer than a minute, or the endpoint is paused
   * @throws the signal's reason when it aborts
   */
  async enter(entry: Entry): Promise<Pass> {
    entry.signal?.throwIfAborted();
    const nowMs = this.#options.clock.now();
    if (this.demand === 0 && nowMs - this.#idleSinceMs > IDLE_MS) this.rate.countFrom(nowMs);
    if (this.#waiting.length === 0 && this.#options.pausedBy() === null) {
      this.#setRates(nowMs);
      if (this.#delayMs(entry, nowMs) === 0) return this.#passFor(entry, nowMs);
    }
    return await new Promise<Pass>((resolve, reject) => {
      const settle = () => entry.signal?.removeEventListener('abort', abandon);
      const waiter: Waiter = {
        ...entry,
        admit: (pass) => {
          settle();
          resolve(pass);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
      const abandon = () => {
        const at = this.#waiting.indexOf(waiter);
        if (at !== -1) this.#waiting.splice(at, 1);
        waiter.reject(entry.signal?.reason);
        this.recheck();
      };
      entry.signal?.addEventListener('abort', abandon, { once: true });
      if (entry.isRepeated) this.#waiting.unshift(waiter);
      else this.#waiting.push(waiter);
      this.recheck();
    });
  }

  /** Limits that an answer or a refusal named. */
  learn(limits: RateLimits): void {
    const nowMs = this.#options.clock.now();
    this.#learnt = { ...this.#learnt, ...limits };
    this.#setRates(nowMs);
    for (const [what, limit] of entriesOf(limits)) {
      if (limit.remaining === null) continue;
      this.#buckets.get(what)?.restrictTo(limit.remaining * this.#options.share(), nowMs);
    }
  }

  /** @param used what it really took of each limit */
  answered(pass: Pass, used: CallCost): void {
    const nowMs = this.#options.clock.now();
    for (const [what, bucket] of this.#buckets) bucket.take(used[what] - pass.cost[what], nowMs);
    this.rate.succeeded(nowMs, this.#allowedPerSecond());
    this.#backoffs = 0;
    this.#probe = 'none';
    this.#leave();
  }

  /** The endpoint asked for patience: 429, 503 or 529. */
  sentBack(pass: Pass, failure: ModelFailure): void {
    const nowMs = this.#options.clock.now();
    const { retryAfterMs } = failure;
    // Calls that were out when the gate closed tell nothing new, except how long it must stay closed.
    const isNews = pass.closings === this.#closings;
    if (pass.isProbe) this.#probe = 'due';
    if (isNews) {
      this.#closings += 1;
      if (failure.code === 'RateLimited') this.rate.refused(nowMs, this.#allowedPerSecond());
      if (retryAfterMs === undefined) this.#backOff(failure, nowMs);
    }
    if (retryAfterMs !== undefined) {
      this.#toldUntilMs = Math.max(this.#toldUntilMs, nowMs + retryAfterMs);
      this.#closeUntil(nowMs + retryAfterMs, failure);
    }
    this.#leave();
  }

  /** It failed in a way that says nothing of limits. */
  failed(pass: Pass): void {
    if (pass.isProbe) this.#probe = 'due';
    this.#leave();
  }

  /** Lets in whoever may go now, and comes back when the next one may. */
  recheck(): void {
    this.#takeBackTimer?.();
    this.#takeBackTimer = undefined;
    if (this.#waiting.length === 0) return;
    const nowMs = this.#options.clock.now();
    this.#setRates(nowMs);
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const paused = this.#options.pausedBy();
      if (paused !== null) {
        this.#waiting.shift();
        next.reject(new ModelCallError(paused));
        continue;
      }
      const delayMs = this.#delayMs(next, nowMs);
      if (delayMs === null) return;
      if (delayMs > LONGEST_WAIT_MS) {
        this.#waiting.shift();
        next.reject(new ModelCallError(this.#tooLong(delayMs)));
      } else if (delayMs > 0) {
        this.#takeBackTimer = this.#options.clock.after(delayMs, () => this.recheck());
        return;
      } else {
        this.#waiting.shift();
        next.admit(this.#passFor(next, nowMs));
      }
    }
  }

  #passFor({ cost }: Entry, nowMs: number): Pass {
    for (const [what, bucket] of this.#buckets) bucket.take(cost[what], nowMs);
    const isProbe = this.#probe === 'due';
    if (isProbe) this.#probe = 'out';
    this.#inFlight += 1;
    return { closings: this.#closings, cost, isProbe };
  }

  /** Null: until a call in flight ends. */
  #delayMs({ concurrency, cost }: Entry, nowMs: number): number | null {
    if (nowMs < this.#closedUntilMs) return this.#closedUntilMs - nowMs;
    if (this.#probe === 'out' || this.#inFlight >= concurrency) return null;
    return Math.max(0, ...[...this.#buckets].map(([what, bucket]) => bucket.delayMs(cost[what], nowMs)));
  }

  #leave(): void {
    this.#inFlight -= 1;
    if (this.demand === 0) this.#idleSinceMs = this.#options.clock.now();
    this.recheck();
  }

  #backOff(failure: ModelFailure, nowMs: number): void {
    const fullMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#backoffs);
    this.#backoffs += 1;
    this.#probe = 'due';
    this.#closeUntil(nowMs + fullMs * (0.75 + 0.5 * this.#options.random()), failure);
  }

  #closeUntil(timeMs: number, failure: ModelFailure): void {
    if (timeMs <= this.#closedUntilMs) return;
    this.#closedUntilMs = timeMs;
    this.#closedBy = failure;
  }

  #tooLong(delayMs: number): ModelFailure {
    const retryAfterMs = Math.ceil(delayMs);
    const { clock } = this.#options;
    if (this.#closedBy !== null && clock.now() < this.#closedUntilMs) return { ...this.#closedBy, retryAfterMs };
    const message = "the model API's limits leave no room for a call within a minute";
    return { code: 'RateLimited', message, retryable: true, benign: true, retryAfterMs };
  }

  /** Of the requests' limit, what this worker may use; infinite when no header told one. */
  #allowedPerSecond(): number {
    const limit = this.#learnt.requests;
    return limit === undefined ? Number.POSITIVE_INFINITY : limit.perSecond * HEADROOM * this.#options.share();
  }

  #setRates(nowMs: number): void {
    this.#setRate('requests', Math.min(this.#allowedPerSecond(), this.rate.perSecond), nowMs);
    for (const [what, limit] of entriesOf(this.#learnt)) {
      if (what !== 'requests') this.#setRate(what, limit.perSecond * HEADROOM * this.#options.share(), nowMs);
    }
  }

  #setRate(what: Limited, perSecond: number, nowMs: number): void {
    if (!Number.isFinite(perSecond)) return;
    const bucket = this.#buckets.get(what);
    if (bucket === undefined) this.#buckets.set(what, new TokenBucket(perSecond, nowMs));
    else bucket.setRate(perSecond, nowMs);
  }
}

function entriesOf(limits: RateLimits) {
  return Object.entries(limits) as [Limited, NonNullable<RateLimits[Limited]>][];
}
