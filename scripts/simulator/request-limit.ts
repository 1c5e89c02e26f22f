/** A limit of the Messages API on requests, as a token bucket. */
export interface RequestLimit {
  readonly perSecond: number;
  /** Requests that a full bucket holds. @default those of a second */
  readonly burst?: number;
  /** Whether answers name the limit in `anthropic-ratelimit-requests-*`. @default true */
  readonly hasHeaders?: boolean;
}

/** What the bucket says to one request. */
interface LimitAnswer {
  readonly isAllowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until there is room again, as `retry-after` names them. */
  readonly retryAfterSeconds: number;
}

export class RequestBucket {
  readonly #limit: RequestLimit;
  readonly #burst: number;
  #level: number;
  #atMs: number;

  constructor(limit: RequestLimit, nowMs: number) {
    this.#limit = limit;
    this.#burst = limit.burst ?? limit.perSecond;
    this.#level = this.#burst;
    this.#atMs = nowMs;
  }

  take(nowMs: number): LimitAnswer {
    const { perSecond, hasHeaders = true } = this.#limit;
    this.#level = Math.min(this.#burst, this.#level + ((nowMs - this.#atMs) / 1000) * perSecond);
    this.#atMs = nowMs;
    const isAllowed = this.#level >= 1;
    if (isAllowed) this.#level -= 1;
    const fullMs = nowMs + ((this.#burst - this.#level) / perSecond) * 1000;
    const headers = {
      'anthropic-ratelimit-requests-limit': String(perSecond * 60),
      'anthropic-ratelimit-requests-remaining': String(Math.floor(this.#level)),
      'anthropic-ratelimit-requests-reset': new Date(fullMs).toISOString(),
    };
    const retryAfterSeconds = Math.max(1, Math.ceil((1 - this.#level) / perSecond));
    return { isAllowed, headers: hasHeaders ? headers : {}, retryAfterSeconds };
  }
}
