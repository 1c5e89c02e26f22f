import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { isMissingKey, UnreadableAnswer } from './model-client.js';

/** Why a call failed, and whether asking again can help. Holds no prompt, no answer, no response body. */
export interface ModelFailure {
  /** Stable: `RateLimited`, `ModelOverloaded`, `ModelUnreachable`, `ModelTimeout`, `ModelKeyRefused`, … */
  readonly code: string;
  /** What was wrong and what to change, built from status, error type and request id only. */
  readonly message: string;
  readonly retryable: boolean;
  /** How long the API asks to wait, in ms, at most 15 minutes. */
  readonly retryAfterMs?: number;
  /** Expected in normal operation: no alarm. */
  readonly benign: boolean;
}

const MAX_RETRY_AFTER_MS = 15 * 60_000;

/** 429s that waiting does not lift: money, not speed. `ramp_limit_exceeded` is speed. */
const SPEND_CODES: ReadonlySet<string> = new Set([
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
  'linked_organization_spend_limit_reached',
]);

const SPEND_ADVICE = 'raise the limit or add credit in the API console, then run again; paid answers are kept';

const REFUSED: Readonly<Record<number, { code: string; text: string }>> = {
  400: {
    code: 'ModelRequestRefused',
    text: 'the model API refused the request as invalid (400): check model, maxTokens and effort under scoring',
  },
  401: { code: 'ModelKeyRefused', text: 'the model API refused the key (401): set ANTHROPIC_API_KEY' },
  402: { code: 'ModelPaymentRequired', text: `the model API wants payment (402): ${SPEND_ADVICE}` },
  403: {
    code: 'ModelForbidden',
    text: 'the key may not use this model (403): allow it in the API console or change the model under scoring',
  },
  404: {
    code: 'ModelNotFound',
    text: 'the model API does not know the model (404): check the model ids under scoring',
  },
  413: {
    code: 'ModelRequestTooLarge',
    text: 'a request is too large for the model API (413): its conversation is longer than the endpoint takes',
  },
  422: {
    code: 'ModelRequestRefused',
    text: 'the model API cannot process the request (422): check model, maxTokens and effort under scoring',
  },
};

/**
 * Reads an error of the SDK by status and error code: its class names are those of 99 subclasses and its message
 * repeats the response body, so that neither is used.
 * @param nowMs the time against which an HTTP date in `retry-after` counts
 * @returns undefined when the error does not come from the model API
 */
export function classifyModelError(error: unknown, nowMs: number): ModelFailure | undefined {
  if (error instanceof APIConnectionTimeoutError) {
    return retryable('ModelTimeout', 'the model API did not answer in time');
  }
  if (error instanceof APIConnectionError) {
    return retryable('ModelUnreachable', 'no connection to the model API: check ANTHROPIC_BASE_URL and the network');
  }
  if (error instanceof APIError && typeof error.status === 'number') return ofStatus(error, error.status, nowMs);
  if (error instanceof UnreadableAnswer) return retryable('ModelAnswerUnreadable', error.message);
  if (isMissingKey(error)) return refused('ModelKeyMissing', 'no key for the model API: set ANTHROPIC_API_KEY');
  if (error instanceof AnthropicError && !(error instanceof APIError)) {
    return refused('ModelClientRefused', 'the model client refused the request: check maxTokens and the key');
  }
  return undefined;
}

function ofStatus(error: APIError, status: number, nowMs: number): ModelFailure {
  const place = placeOf(error);
  if (error.errorCode !== null && SPEND_CODES.has(error.errorCode)) {
    return refused(
      'ModelSpendLimit',
      `the spend limit of the model API is reached (${status}): ${SPEND_ADVICE}${place}`,
    );
  }
  const waitMs = retryAfterMs(error.headers, nowMs);
  if (status === 429) {
    return { ...retryable('RateLimited', `the model API limits the rate (429)${place}`, waitMs), benign: true };
  }
  if (status === 529 || status === 503) {
    return retryable('ModelOverloaded', `the model API is overloaded (${status})${place}`, waitMs);
  }
  if (status === 408 || status === 409 || status >= 500) {
    return retryable('ModelUnavailable', `the model API failed (${status})${place}`, waitMs);
  }
  const known = REFUSED[status];
  if (known !== undefined) return refused(known.code, `${known.text}${place}`);
  return refused('ModelRequestRefused', `the model API refused the request (${status})${place}`);
}

function retryable(code: string, message: string, waitMs?: number): ModelFailure {
  return { code, message, retryable: true, benign: false, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}

function refused(code: string, message: string): ModelFailure {
  return { code, message, retryable: false, benign: false };
}

/** Only what looks like the API's own words gets through: a gateway may put anything into these fields. */
function placeOf(error: APIError): string {
  const words = [
    ...(/^[a-z_]{1,40}_error$/.test(error.type ?? '') ? [`type=${error.type}`] : []),
    ...(/^req_\w{1,60}$/.test(error.requestID ?? '') ? [`request=${error.requestID}`] : []),
  ];
  return words.length === 0 ? '' : ` [${words.join(', ')}]`;
}

/** `retry-after-ms`, else `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const milliseconds = headers?.get('retry-after-ms')?.trim();
  if (milliseconds !== undefined && /^\d+(\.\d+)?$/.test(milliseconds)) return clamp(Number(milliseconds));
  const value = headers?.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return clamp(Number(value) * 1000);
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : clamp(dateMs - nowMs);
}

function clamp(waitMs: number): number {
  return Math.round(Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs)));
}
