import { ApplicationFailure, activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { z } from 'zod';
import type { PaidBefore } from '../../workflows/messages.js';
import { DAY_MS } from '../../workflows/window.js';
import { classifyModelError, type ModelFailure } from './models/model-failure.js';
import { Stopped } from './paid-call.js';

const HEARTBEAT_MS = 2000;
/** Temporal passes on one heartbeat in several seconds: telling it of every item would only cost time. */
const LEAST_BETWEEN_BEATS_MS = 200;

/**
 * Reports the items done as they get done, on a timer while slow calls are out, and at the end.
 * @param details what the next attempt should know
 */
export async function withHeartbeat<T>(
  work: (beat: () => void) => Promise<T>,
  details: () => object = () => ({}),
): Promise<T> {
  let done = 0;
  let toldMs = Number.NEGATIVE_INFINITY;
  const tell = () => {
    toldMs = performance.now();
    heartbeat({ done, ...details() });
  };
  const timer = setInterval(tell, HEARTBEAT_MS);
  try {
    return await work(() => {
      done += 1;
      if (performance.now() - toldMs >= LEAST_BETWEEN_BEATS_MS) tell();
    });
  } finally {
    clearInterval(timer);
    tell();
  }
}

const paidBefore = z.object({ paidCalls: z.number().min(0), costUsd: z.number().min(0) });

/** What earlier attempts of this step paid, as far as their last heartbeat told. */
export function paidByEarlierAttempts(): PaidBefore {
  const details: unknown = activityInfo().heartbeatDetails;
  return paidBefore.safeParse(details).data ?? { paidCalls: 0, costUsd: 0 };
}

/**
 * The SDK's error stays behind: its message repeats the response body.
 * @param paid what was paid all the same
 */
export function activityFailure(error: unknown, signal: AbortSignal, paid?: PaidBefore): unknown {
  if (signal.aborted) return signal.reason;
  const failure = classifyModelError(error, Date.now());
  return failure === undefined ? error : applicationFailure(failure, paid);
}

function applicationFailure(
  { code, message, retryable, retryAfterMs, benign }: ModelFailure,
  paid: PaidBefore | undefined,
): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: code,
    ...(paid === undefined ? {} : { details: [paid] }),
    nonRetryable: !retryable,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
    ...(benign ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}

/** Of the failures of all lanes: one that no retry mends, else the longest wait the API asked for. */
export function worstFailure(failures: readonly unknown[]): unknown {
  const real = failures.filter((failure) => !(failure instanceof Stopped));
  const ranked = real.map((failure) => ({ failure, waitMs: waitOf(failure) }));
  return ranked.sort((a, b) => b.waitMs - a.waitMs)[0]?.failure ?? failures[0];
}

/** How long a failure keeps a retry from helping, in ms. A day stands for longer than any API asks for. */
function waitOf(failure: unknown): number {
  const classified = classifyModelError(failure, Date.now());
  return classified?.retryable === true ? (classified.retryAfterMs ?? 0) : DAY_MS;
}
