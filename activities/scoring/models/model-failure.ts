import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { PAUSING_FAILURES } from '../../../workflows/messages.js';
import { isMissingKey } from './anthropic-client.js';
import { EndpointError } from './endpoint-error.js';
import { type ModelEndpoint, UnreadableAnswer } from './model-client.js';

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

/** A failed call, classified where its endpoint was known; the error it came from stays behind. */
export class ModelCallError extends Error {
  override readonly name = 'ModelCallError';
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

const MAX_RETRY_AFTER_MS = 15 * 60_000;

/** 429s and 400s that waiting does not lift: money, not speed. `ramp_limit_exceeded` is speed. */
const SPEND_CODES: ReadonlySet<string> = new Set([
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'insufficient_quota',
  'billing_hard_limit_reached',
]);

const SPEND_ADVICE = 'raise the limit or add credit in the API console, then "tidemark resume"; paid answers are kept';

const KEY_VARIABLES = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' } as const;
const ADDRESS_VARIABLES = { anthropic: 'ANTHROPIC_BASE_URL', openai: 'OPENAI_BASE_URL' } as const;
const MESSAGES_API: ModelEndpoint = { api: 'anthropic' };

/** One request that its endpoint does not take, however often it is asked: the fault may be the item's alone. */
const REQUEST_REFUSALS: ReadonlySet<string> = new Set(['ModelRequestRefused', 'ModelRequestTooLarge']);

const REFUSED: Readonly<Record<number, { code: string; text: string }>> = {
  400: {
    code: 'ModelRequestRefused',
    text: 'the model API refused the request as invalid (400): check model, maxTokens and effort under scoring',
  },
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

/** Whether the run pauses until somebody has acted: money, or a key. */
export function isPausing({ code }: ModelFailure): boolean {
  return PAUSING_FAILURES.some((pausing) => pausing === code);
}

/** Whether the endpoint only asked for patience. */
export function isSentBack({ code }: ModelFailure): boolean {
  return code === 'RateLimited' || code === 'ModelOverloaded';
}

export function isRequestRefused({ code }: ModelFailure): boolean {
  return REQUEST_REFUSALS.has(code);
}

/** Where the key of an endpoint is looked for. */
export function keyVariableOf({ api, keyEnv }: ModelEndpoint): string {
  return keyEnv ?? (api === 'http-judge' ? "the judge's keyEnv" : KEY_VARIABLES[api]);
}

/**
 * Reads an error of a client by status and error code: the class names of the SDK's errors are those of 99 subclasses
 * and its messages repeat the response body, so that neither is used.
 * @param nowMs the time against which an HTTP date in `retry-after` counts
 * @param endpoint what the message should name
 * @returns undefined when the error does not come from a model API
 */
export function classifyModelError(
  error: unknown,
  nowMs: number,
  endpoint: ModelEndpoint = MESSAGES_API,
): ModelFailure | undefined {
  if (error instanceof ModelCallError) return error.failure;
  if (error instanceof EndpointError) return ofEndpointError(error, nowMs, endpoint);
  if (error instanceof APIConnectionTimeoutError) return timedOut();
  if (error instanceof APIConnectionError) return unreachable(endpoint);
  if (error instanceof APIError && typeof error.status === 'number') {
    const { status, errorCode, type, requestID: requestId, headers = new Headers() } = error;
    return ofStatus({ status, errorCode, type, requestId: requestId ?? null, headers }, nowMs, endpoint);
  }
  if (error instanceof UnreadableAnswer) return retryable('ModelAnswerUnreadable', error.message);
  if (isMissingKey(error)) return missingKey(endpoint);
  if (error instanceof AnthropicError && !(error instanceof APIError)) {
    return refused('ModelClientRefused', 'the model client refused the request: check maxTokens and the key');
  }
  return undefined;
}

function ofEndpointError(error: EndpointError, nowMs: number, endpoint: ModelEndpoint): ModelFailure {
  switch (error.kind) {
    case 'timeout':
      return timedOut();
    case 'unreachable':
      return unreachable(endpoint);
    case 'no-key':
      return missingKey(endpoint);
    case 'status':
      return ofStatus(error.response, nowMs, endpoint);
  }
}

function timedOut(): ModelFailure {
  return retryable('ModelTimeout', 'the model API did not answer in time');
}

function unreachable({ api, baseUrl }: ModelEndpoint): ModelFailure {
  const place = baseUrl !== undefined || api === 'http-judge' ? 'baseUrl under scoring' : ADDRESS_VARIABLES[api];
  return retryable('ModelUnreachable', `no connection to the model API: check ${place} and the network`);
}

function missingKey(endpoint: ModelEndpoint): ModelFailure {
  const message = `no key for the model API: set ${keyVariableOf(endpoint)} where the workers run`;
  return refused('ModelKeyMissing', message);
}

function ofStatus(response: EndpointError['response'], nowMs: number, endpoint: ModelEndpoint): ModelFailure {
  const { status, errorCode, headers } = response;
  const place = placeOf(response);
  if (errorCode !== null && SPEND_CODES.has(errorCode)) {
    return refused(
      'ModelSpendLimit',
      `the spend limit of the model API is reached (${status}): ${SPEND_ADVICE}${place}`,
    );
  }
  const waitMs = retryAfterMs(headers, nowMs);
  if (status === 429) {
    return { ...retryable('RateLimited', `the model API limits the rate (429)${place}`, waitMs), benign: true };
  }
  if (status === 529 || status === 503) {
    return retryable('ModelOverloaded', `the model API is overloaded (${status})${place}`, waitMs);
  }
  if (status === 408 || status === 409 || status >= 500) {
    return retryable('ModelUnavailable', `the model API failed (${status})${place}`, waitMs);
  }
  if (status === 401) {
    const message = `the model API refused the key (401): set ${keyVariableOf(endpoint)}, then "tidemark resume"`;
    return refused('ModelKeyRefused', `${message}${place}`);
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
function placeOf({ type, requestId }: EndpointError['response']): string {
  const words = [
    ...(/^[a-z_]{1,40}_error$/.test(type ?? '') ? [`type=${type}`] : []),
    ...(/^req_\w{1,60}$/.test(requestId ?? '') ? [`request=${requestId}`] : []),
  ];
  return words.length === 0 ? '' : ` [${words.join(', ')}]`;
}

/** `retry-after-ms`, else `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds !== undefined && /^\d+(\.\d+)?$/.test(milliseconds)) return clamp(Number(milliseconds));
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return clamp(Number(value) * 1000);
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : clamp(dateMs - nowMs);
}

function clamp(waitMs: number): number {
  return Math.round(Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs)));
}
