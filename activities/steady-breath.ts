import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';

const HEARTBEAT_EVERY_MS = 500;

/** Heartbeats, lets other work through and stops for a cancellation, however often it is called. */
export function createBreath(): () => Promise<void> {
  let lastMs = 0;
  return async () => {
    const nowMs = Date.now();
    if (nowMs - lastMs < HEARTBEAT_EVERY_MS) return;
    lastMs = nowMs;
    cancellationSignal().throwIfAborted();
    heartbeat();
    await setImmediate();
  };
}
