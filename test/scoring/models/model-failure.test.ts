import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../activities/scoring/models/model-failure.js';

const NOW_MS = Date.parse('2026-10-05T09:00:00Z');

function apiError(status: number, headers: Record<string, string> = {}, details?: { error_code: string }): APIError {
  const body = {
    type: 'error',
    error: { type: 'some_error', message: 'the prompt was: violet lighthouse', ...(details ? { details } : {}) },
  };
  return APIError.generate(status, body, undefined, new Headers({ 'request-id': 'req_7', ...headers }));
}

describe('what a retry can mend', () => {
  it.each([408, 409, 429, 500, 502, 503, 504, 529])('%i is retryable', (status) => {
    expect(classifyModelError(apiError(status), NOW_MS)?.retryable).toBe(true);
  });

  it.each([400, 401, 402, 403, 404, 413, 422, 451])('%i is not', (status) => {
    expect(classifyModelError(apiError(status), NOW_MS)?.retryable).toBe(false);
  });

  it.each(['enforced_spend_limit_reached', 'contract_spend_limit_reached'])(
    '429 with %s is money, not speed',
    (code) => {
      const failure = classifyModelError(apiError(429, { 'retry-after': '5' }, { error_code: code }), NOW_MS);
      expect(failure).toMatchObject({ code: 'ModelSpendLimit', retryable: false });
    },
  );

  it('a ramp limit is speed and is retried', () => {
    const failure = classifyModelError(apiError(429, {}, { error_code: 'ramp_limit_exceeded' }), NOW_MS);
    expect(failure).toMatchObject({ code: 'RateLimited', retryable: true, benign: true });
  });

  it('no connection and no answer in time are retryable', () => {
    expect(classifyModelError(new APIConnectionError({ message: 'x' }), NOW_MS)?.code).toBe('ModelUnreachable');
    expect(classifyModelError(new APIConnectionTimeoutError(), NOW_MS)?.code).toBe('ModelTimeout');
  });

  it('an error of something else is left alone', () => {
    expect(classifyModelError(new Error('disk full'), NOW_MS)).toBeUndefined();
  });
});

describe('how long to wait', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '1250', 'retry-after': '9' }, 1250],
    [{ 'retry-after': 'Mon, 05 Oct 2026 09:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 05 Oct 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': '86400' }, 900_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j gives %j ms', (headers, expected) => {
    expect(classifyModelError(apiError(429, headers), NOW_MS)?.retryAfterMs).toBe(expected);
  });
});

describe('what the message says', () => {
  it('tells how to mend a refused key', () => {
    const failure = classifyModelError(apiError(401), NOW_MS);
    expect(failure?.message).toMatch(/^the model API refused the key \(401\): set ANTHROPIC_API_KEY/);
  });

  it.each([400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 529])('%i repeats no response body', (status) => {
    const message = classifyModelError(apiError(status), NOW_MS)?.message ?? '';
    expect(message).toContain(`(${status})`);
    expect(message).toContain('request=req_7');
    expect(message).not.toMatch(/violet|lighthouse/);
  });

  it('drops a type or request id that is no plain word', () => {
    const message = classifyModelError(apiError(500, { 'request-id': 'see violet lighthouse' }), NOW_MS)?.message;
    expect(message).not.toContain('violet');
  });

  it('names the variable when there is no key at all', () => {
    const error = new Error('Could not resolve authentication method. Expected one of apiKey');
    expect(classifyModelError(error, NOW_MS)).toMatchObject({ code: 'ModelKeyMissing', retryable: false });
  });
});
