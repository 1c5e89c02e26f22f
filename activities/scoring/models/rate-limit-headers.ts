/** What an endpoint limits. `tokens` are input and output together. */
export type Limited = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';

interface RateLimit {
  /** How fast the allowance comes back. */
  readonly perSecond: number;
  /** What is left of it; null when the endpoint does not say. */
  readonly remaining: number | null;
}

export type RateLimits = Readonly<Partial<Record<Limited, RateLimit>>>;

const LIMITED: readonly Limited[] = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
const SECONDS = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;

/**
 * The limits that an answer's headers tell, whatever its status: `anthropic-ratelimit-<what>-<limit|remaining>`, whose
 * limits are per minute, else `x-ratelimit-<limit|remaining|reset>-<what>`. Of the latter, what is used and the time
 * until all of it is back give the rate, because some gateways count per day; else they count per minute as well.
 */
export function rateLimitsOf(headers: Headers): RateLimits {
  const limits: Partial<Record<Limited, RateLimit>> = {};
  for (const what of LIMITED) {
    const limit = anthropicLimit(headers, what) ?? commonLimit(headers, what);
    if (limit !== undefined) limits[what] = limit;
  }
  return limits;
}

function anthropicLimit(headers: Headers, what: Limited): RateLimit | undefined {
  const limit = numberIn(headers, `anthropic-ratelimit-${what}-limit`);
  if (limit === null || limit <= 0) return undefined;
  return { perSecond: limit / 60, remaining: numberIn(headers, `anthropic-ratelimit-${what}-remaining`) };
}

function commonLimit(headers: Headers, what: Limited): RateLimit | undefined {
  const limit = numberIn(headers, `x-ratelimit-limit-${what}`);
  if (limit === null || limit <= 0) return undefined;
  const remaining = numberIn(headers, `x-ratelimit-remaining-${what}`);
  const resetSeconds = secondsOf(headers.get(`x-ratelimit-reset-${what}`)?.trim() ?? '');
  const used = remaining === null ? 0 : limit - remaining;
  const perSecond = resetSeconds !== null && resetSeconds > 0 && used > 0 ? used / resetSeconds : limit / 60;
  return { perSecond, remaining };
}

function numberIn(headers: Headers, name: string): number | null {
  const value = headers.get(name)?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/** `6m0s`, `120ms`, `1.5` (seconds). */
function secondsOf(duration: string): number | null {
  if (/^\d+(\.\d+)?$/.test(duration)) return Number(duration);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([text]) => text).join('') !== duration) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS], 0);
}
