import { describe, expect, it } from 'vitest';
import type { CheckConfig } from '../../../activities/pipeline/scoring-config.js';
import { compileChecks } from '../../../activities/scoring/judges/checks.js';

const ITEM = { prompt: 'What is the total of my last three orders, please?', language: 'en' };

function passes(check: Omit<CheckConfig, 'name'>, answer: string, item: Partial<typeof ITEM> = {}): boolean | null {
  return compileChecks([{ name: 'it', ...check }])({ ...ITEM, ...item, answer })?.['it'] ?? null;
}

describe('json-schema', () => {
  const schema = { type: 'object', required: ['total'], properties: { total: { type: 'number', minimum: 0 } } };

  it.each([
    ['{"total": 3}', true],
    [' \n{"total": 3}\n', true],
    ['{"total": -1}', false],
    ['{"sum": 3}', false],
    ['{"total": 3} as asked', false],
    ['```json\n{"total": 3}\n```', false],
    ['', false],
    ['null', false],
  ])('of the answer %j: %s', (answer, expected) => {
    expect(passes({ kind: 'json-schema', schema }, answer)).toBe(expected);
  });

  it('knows draft 7 and draft 2020-12', () => {
    const tuple = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] };
    const prefix = { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] };
    for (const other of [tuple, prefix]) {
      expect(passes({ kind: 'json-schema', schema: other }, '["a"]')).toBe(true);
      expect(passes({ kind: 'json-schema', schema: other }, '[1]')).toBe(false);
    }
  });

  it('tells two patterns apart', () => {
    const two = { properties: { a: { pattern: '^x+$' }, b: { pattern: '^y+$' } } };
    expect(passes({ kind: 'json-schema', schema: two }, '{"a":"x","b":"y"}')).toBe(true);
    expect(passes({ kind: 'json-schema', schema: two }, '{"a":"x","b":"x"}')).toBe(false);
  });

  it('takes linear time where backtracking takes forever', () => {
    const slow = { properties: { a: { pattern: '^(a+)+$' } } };
    const started = process.cpuUsage();
    expect(passes({ kind: 'json-schema', schema: slow }, JSON.stringify({ a: `${'a'.repeat(5000)}!` }))).toBe(false);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});

describe('regex', () => {
  it.each([
    ['\\b[A-Z]{2}-[0-9]{4}\\b', 'your order AB-1234 is on its way', true],
    ['\\b[A-Z]{2}-[0-9]{4}\\b', 'your order is on its way', false],
    ['(?i)^dear ', 'DEAR customer', true],
  ])('%s in %j: %s', (pattern, answer, expected) => {
    expect(passes({ kind: 'regex', pattern }, answer)).toBe(expected);
  });
});

describe('length', () => {
  it.each([
    ['abc', { minCharacters: 3, maxCharacters: 3 }, true],
    ['abc', { minCharacters: 4 }, false],
    ['abcd', { maxCharacters: 3 }, false],
    // Two code units each.
    ['🎉🎉🎉', { maxCharacters: 3 }, true],
  ])('of %j within %j: %s', (answer, bounds, expected) => {
    expect(passes({ kind: 'length', ...bounds }, answer)).toBe(expected);
  });
});

describe('language', () => {
  const german = 'Die Summe Ihrer letzten drei Bestellungen beträgt einhundertzwanzig Euro, alle sind bezahlt.';
  const english = 'The total of your last three orders is one hundred and twenty dollars, and all are paid.';

  it.each([
    [english, true],
    [german, false],
    ['120', null],
  ])('of the answer %j to an English prompt: %s', (answer, expected) => {
    expect(passes({ kind: 'language' }, answer)).toBe(expected);
  });

  it('is read from the prompt where nothing else tells it', () => {
    const check = compileChecks([{ name: 'it', kind: 'language' }]);
    expect(check({ prompt: ITEM.prompt, language: null, answer: german })).toEqual({ it: false });
    expect(check({ prompt: '42', language: null, answer: german })).toEqual({ it: null });
  });
});

it('no checks are null, not an empty list', () => {
  expect(compileChecks([])({ ...ITEM, answer: 'yes' })).toBeNull();
});
