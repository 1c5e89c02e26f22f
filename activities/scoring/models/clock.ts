/** Time and timers, so that waits of minutes can be tested in milliseconds. */
export interface Clock {
  /** Milliseconds since some fixed instant. */
  now(): number;
  /** Runs the work once, `delayMs` from now. @returns takes it back */
  after(delayMs: number, work: () => void): () => void;
}

/** The machine's. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, work) => {
    const timer = setTimeout(work, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
