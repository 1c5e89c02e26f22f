import { setImmediate } from 'node:timers/promises';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';

const HEARTBEAT_MS = 1000;
/** Steps of a loop between two pauses in which heartbeats get out; well under a second of work. */
const STEPS_PER_PAUSE = 5000;

/** What an activity tells with its heartbeats. */
export interface Beat {
  /** What an earlier attempt left. */
  readonly details: unknown;
  /** What a later attempt should find. */
  leave(details: unknown): void;
}

/** Heartbeats as long as the event loop turns; a worker that hangs is noticed by their absence. */
export async function withHeartbeats<T>(work: (beat: Beat) => Promise<T>): Promise<T> {
  // A heartbeat without details would wipe out those of the one before.
  let details = activityInfo().heartbeatDetails as unknown;
  heartbeat(details);
  const timer = setInterval(() => heartbeat(details), HEARTBEAT_MS);
  try {
    return await work({
      details: activityInfo().heartbeatDetails as unknown,
      leave: (left) => {
        details = left;
        heartbeat(details);
      },
    });
  } finally {
    clearInterval(timer);
  }
}

/** Lets heartbeats out, and stops a cancelled activity. */
export async function turnEventLoop(): Promise<void> {
  cancellationSignal().throwIfAborted();
  await setImmediate();
}

/** Turns the event loop every few thousand entries. */
export function createPauses(): (entries: number) => Promise<void> | undefined {
  let steps = 0;
  return (entries) => {
    steps += entries;
    if (steps < STEPS_PER_PAUSE) return undefined;
    steps = 0;
    return turnEventLoop();
  };
}
