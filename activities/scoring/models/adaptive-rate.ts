/** Of what went through before a 429, this share is tried next. */
const DECREASE = 0.95;
/** Each answered call adds this to the calls per second: at most 1 % a second, and nothing while nobody asks. */
const INCREASE = 0.01;
/** That doubles with every half minute without a 429, up to so often: the rate may have been taken far too low. */
const PATIENCE_MS = 30_000;
const MOST_DOUBLINGS = 5;
/** Likewise while the rate is well below what the endpoint's headers allow. */
const FAST_INCREASE = 0.1;
const WELL_BELOW = 0.8;
/** Successes are counted over this long before a 429, and over at least a second: a bucket that was full gave a burst. */
const WINDOW_MS = 10_000;
const SHORTEST_WINDOW_MS = 1000;
const SLOWEST_PER_SECOND = 1 / 60;
const RECENT_MS = 60_000;

/**
 * The calls per second that an endpoint takes, learnt from its 429s alone: none are known until the first, then what
 * went through before it, a little less at every further one and a little more at every answer (additive increase,
 * multiplicative decrease: Chiu & Jain 1989, with the decrease measured instead of fixed).
 */
export class AdaptiveRate {
  #perSecond = Number.POSITIVE_INFINITY;
  #successesMs: number[] = [];
  #countedFromMs: number | null = null;
  #refusalsMs: number[] = [];

  /** Infinite while no limit was met. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Takes over what several workers found together. */
  adopt(perSecond: number): void {
    this.#perSecond = Math.max(SLOWEST_PER_SECOND, perSecond);
  }

  /** Starts a new count: what nobody asked for could not go through. */
  countFrom(nowMs: number): void {
    this.#countedFromMs = nowMs;
    this.#successesMs = [];
  }

  /** @param allowedPerSecond what the endpoint's headers allow; infinite when they say nothing */
  succeeded(nowMs: number, allowedPerSecond: number): void {
    this.#successesMs.push(nowMs);
    if (this.#successesMs.length > 2 * this.#recent(nowMs).length + 64) this.#successesMs = this.#recent(nowMs);
    const isWellBelow = Number.isFinite(allowedPerSecond) && this.#perSecond < WELL_BELOW * allowedPerSecond;
    const calmMs = nowMs - (this.#refusalsMs.at(-1) ?? nowMs);
    const doublings = Math.min(MOST_DOUBLINGS, Math.floor(calmMs / PATIENCE_MS));
    this.#perSecond += isWellBelow ? FAST_INCREASE : INCREASE * 2 ** doublings;
  }

  /** A 429 of a call that was made after the one before had its effect. */
  refused(nowMs: number, allowedPerSecond: number): void {
    const fromMs = Math.max(this.#countedFromMs ?? nowMs, nowMs - WINDOW_MS);
    const seconds = Math.max(SHORTEST_WINDOW_MS, nowMs - fromMs) / 1000;
    const measured = this.#successesMs.filter((atMs) => atMs >= fromMs).length / seconds;
    this.#refusalsMs = [...this.#refusalsMs.filter((atMs) => nowMs - atMs < RECENT_MS), nowMs];
    // Headers are believed in, but less with every 429 in spite of them.
    const believed = Number.isFinite(allowedPerSecond) ? allowedPerSecond * 0.5 ** this.#refusalsMs.length : 0;
    const slower = Number.isFinite(this.#perSecond) ? this.#perSecond / 2 : 1;
    const found = measured > 0 ? DECREASE * measured : slower;
    this.#perSecond = Math.max(SLOWEST_PER_SECOND, Math.min(this.#perSecond, Math.max(found, believed)));
    this.countFrom(nowMs);
  }

  #recent(nowMs: number): number[] {
    return this.#successesMs.filter((atMs) => nowMs - atMs <= WINDOW_MS);
  }
}
