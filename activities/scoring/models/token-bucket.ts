/** Time whose worth of tokens may be spent at once: evens out timers that ring late, and is no burst worth speaking of. */
const BURST_SECONDS = 0.25;

/** An allowance that comes back at a steady rate. A cost above what it ever holds is lent: the level goes below zero. */
export class TokenBucket {
  #perSecond: number;
  #level: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#level = this.#capacity();
    this.#atMs = nowMs;
  }

  setRate(perSecond: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#perSecond = perSecond;
    this.#level = Math.min(this.#level, this.#capacity());
  }

  /** Time until the cost can be taken, in ms; 0 when it can be now. */
  delayMs(cost: number, nowMs: number): number {
    this.#fill(nowMs);
    const missing = Math.min(cost, this.#capacity()) - this.#level;
    // Up to rounding: a timer that rings in time must find enough.
    return missing <= 1e-9 ? 0 : Math.ceil((missing / this.#perSecond) * 1000);
  }

  /** A negative cost gives back. */
  take(cost: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#level = Math.min(this.#level - cost, this.#capacity());
  }

  /** The endpoint says that no more than this is left. */
  restrictTo(remaining: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#level = Math.min(this.#level, remaining);
  }

  #fill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1000;
    this.#level = Math.min(this.#level + seconds * this.#perSecond, this.#capacity());
    this.#atMs = nowMs;
  }

  #capacity(): number {
    return Math.max(1, this.#perSecond * BURST_SECONDS);
  }
}
