import { expect, it } from 'vitest';
import { rateLimitsOf } from '../../../activities/scoring/models/rate-limit-headers.js';

it('reads the limits of the Messages API, which are per minute', () => {
  const headers = new Headers({
    'anthropic-ratelimit-requests-limit': '3000',
    'anthropic-ratelimit-requests-remaining': '2990',
    'anthropic-ratelimit-requests-reset': '2026-10-05T09:00:12Z',
    'anthropic-ratelimit-input-tokens-limit': '600000',
    'anthropic-ratelimit-output-tokens-limit': '120000',
    'anthropic-ratelimit-output-tokens-remaining': '0',
  });
  expect(rateLimitsOf(headers)).toEqual({
    requests: { perSecond: 50, remaining: 2990 },
    'input-tokens': { perSecond: 10_000, remaining: null },
    'output-tokens': { perSecond: 2000, remaining: 0 },
  });
});

it.each([
  ['a minute', { limit: '600', remaining: '590', reset: '1s' }, 10],
  ['milliseconds', { limit: '10000', remaining: '9999', reset: '6ms' }, 1 / 0.006],
  ['a day', { limit: '200', remaining: '199', reset: '7m12s' }, 1 / 432],
  ['seconds without a unit', { limit: '100', remaining: '50', reset: '5' }, 10],
  ['nothing used', { limit: '600', remaining: '600', reset: '0s' }, 10],
  ['no reset', { limit: '600', remaining: '590' }, 10],
])('reads what other endpoints say of %s', (_, said: Record<string, string>, perSecond) => {
  const headers = new Headers(
    Object.entries(said).map(([what, value]): [string, string] => [`x-ratelimit-${what}-requests`, value]),
  );
  expect(rateLimitsOf(headers).requests?.perSecond).toBeCloseTo(perSecond, 6);
});

it.each([{}, { 'anthropic-ratelimit-requests-limit': 'many' }, { 'x-ratelimit-limit-tokens': '0' }])(
  'finds no limit in %j',
  (headers: Record<string, string>) => {
    expect(rateLimitsOf(new Headers(headers))).toEqual({});
  },
);
