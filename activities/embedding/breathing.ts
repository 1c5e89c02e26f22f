/** Heartbeats must go on while an endpoint is slow: a worker that says nothing for ten seconds counts as dead. */
const BREATH_MS = 2000;

/**
 * Runs work that waits, calling `breathe` every two seconds. When that throws, as it does when the work is cancelled,
 * the signal given to the work aborts with its reason.
 */
export async function whileBreathing<T>(
  breathe: (() => Promise<void>) | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const take = () => {
    breathe?.().catch((reason: unknown) => controller.abort(reason));
  };
  const timer = setInterval(take, BREATH_MS);
  take();
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    clearInterval(timer);
  }
}
