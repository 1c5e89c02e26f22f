import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { classifyModelError } from '../../../activities/scoring/models/model-failure.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import { type MessagesApi, type Reply, startMessagesApi } from '../../support/messages-api.js';
import { SECRET_ANSWER, SECRET_PROMPT } from '../scoring-world.js';

const REQUEST: ModelRequest = {
  endpoint: { api: 'anthropic' },
  model: 'claude-opus-5',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: SECRET_PROMPT }],
};

let api: MessagesApi;

beforeAll(async () => {
  api = await startMessagesApi();
});
afterAll(async () => api.close());
beforeEach(() => {
  api.calls.length = 0;
  vi.stubEnv('ANTHROPIC_BASE_URL', api.baseUrl);
  vi.stubEnv('ANTHROPIC_API_KEY', 'test-key');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function failureFor(reply: Reply, timeoutMs = 5000) {
  api.respond(() => reply);
  const error = await createModelClient(() => undefined, { timeoutMs })
    .ask(REQUEST)
    .catch((caught: unknown) => caught);
  return classifyModelError(error, 0);
}

it('sends what is asked and nothing that is not', async () => {
  api.respond(() => ({ text: SECRET_ANSWER }));
  const schema = { type: 'object' };
  await createModelClient(() => undefined).ask(REQUEST);
  await createModelClient(() => undefined).ask({ ...REQUEST, system: 'be brief', effort: 'low', schema });
  const plain = { model: 'claude-opus-5', max_tokens: 64, messages: REQUEST.messages };
  expect(api.calls).toEqual([
    plain,
    { ...plain, system: 'be brief', output_config: { effort: 'low', format: { type: 'json_schema', schema } } },
  ]);
});

it('asks the endpoint that the request names, with the key in the variable it names', async () => {
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1');
  const headers: Headers[] = [];
  const endpoint = { api: 'anthropic', baseUrl: api.baseUrl, keyEnv: 'OTHER_KEY' } as const;
  api.respond(() => ({ text: 'yes', headers: { 'anthropic-ratelimit-requests-limit': '60' } }));
  const client = createModelClient((name) => (name === 'OTHER_KEY' ? 'other' : undefined));
  await client.ask({ ...REQUEST, endpoint }, { onHeaders: (seen) => headers.push(seen) });
  expect(api.calls).toHaveLength(1);
  expect(headers.map((seen) => seen.get('anthropic-ratelimit-requests-limit'))).toEqual(['60']);
});

it('tells the headers of a refusal, too', async () => {
  api.respond(() => ({ status: 429, headers: { 'anthropic-ratelimit-requests-limit': '60' } }));
  const headers: Headers[] = [];
  const asked = createModelClient(() => undefined).ask(REQUEST, { onHeaders: (seen) => headers.push(seen) });
  await expect(asked).rejects.toMatchObject({ failure: { code: 'RateLimited' } });
  expect(headers[0]?.get('anthropic-ratelimit-requests-limit')).toBe('60');
});

it('offers tools as data, and takes calls of them as the answer', async () => {
  const inputSchema = { properties: { city: { type: 'string' } } };
  const content = [
    { type: 'text', text: 'Let me see.' },
    { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bonn' } },
  ];
  const usage = { input_tokens: 1, output_tokens: 1 };
  api.respond(() => ({ raw: JSON.stringify({ type: 'message', content, stop_reason: 'tool_use', usage }) }));
  const answer = await createModelClient(() => undefined).ask({
    ...REQUEST,
    tools: [{ name: 'weather', inputSchema }],
  });
  expect(api.calls[0]).toMatchObject({
    tools: [{ name: 'weather', input_schema: { type: 'object', ...inputSchema } }],
  });
  expect(api.calls[0]).not.toHaveProperty('tool_choice');
  const calls = '{"tool_calls":[{"input":{"city":"Bonn"},"name":"weather"}]}';
  expect(answer).toMatchObject({ stopReason: 'tool_use', text: `Let me see.\n\n${calls}` });
});

it.each([
  ['a long system prompt of many calls', 5000, true, true],
  ['a short one', 500, true, false],
  ['one of a single call', 5000, false, false],
])('has %s cached, or not', async (_, length, isSystemShared, isCached) => {
  api.respond(() => ({ text: 'yes' }));
  const system = 'x'.repeat(length);
  await createModelClient(() => undefined).ask({ ...REQUEST, system, isSystemShared });
  const cached = [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }];
  expect(api.calls[0]?.system).toEqual(isCached ? cached : system);
});

it('returns text, usage, stop reason and request id', async () => {
  api.respond(() => ({ text: SECRET_ANSWER, stopReason: 'max_tokens' }));
  const { latencyMs, ...answer } = await createModelClient(() => undefined).ask(REQUEST);
  expect(latencyMs).toBeGreaterThanOrEqual(0);
  expect(answer).toEqual({
    text: SECRET_ANSWER,
    stopReason: 'max_tokens',
    usage: { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 },
    requestId: 'req_0',
  });
});

describe('failures of a real connection', () => {
  it('asks once: retries are not its business', async () => {
    expect(await failureFor({ status: 500 })).toMatchObject({ code: 'ModelUnavailable', retryable: true });
    expect(api.calls).toHaveLength(1);
  });

  it('gives up after its timeout', async () => {
    expect(await failureFor({ text: 'late', afterMs: 500 }, 50)).toMatchObject({
      code: 'ModelTimeout',
      retryable: true,
    });
  });

  it.each<[string, Reply]>([
    ['a connection that closes without an answer', { drop: 'silent' }],
    ['an answer that breaks off', { text: SECRET_ANSWER, drop: 'midway' }],
    ['a body that is no JSON', { raw: `{"content": "${SECRET_ANSWER}` }],
    ['a body that is no message', { raw: JSON.stringify({ note: SECRET_ANSWER }) }],
  ])('%s can be retried and quotes nothing', async (_name, reply) => {
    const failure = await failureFor(reply);
    expect(failure?.retryable).toBe(true);
    expect(failure?.message).not.toContain('brass');
  });

  it('an address where nobody listens is named as such', async () => {
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1');
    expect(await failureFor({})).toMatchObject({ code: 'ModelUnreachable', retryable: true });
  });

  it('a missing key is named before any call', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', undefined);
    vi.stubEnv('HOME', '/nonexistent');
    expect(await failureFor({})).toMatchObject({ code: 'ModelKeyMissing', retryable: false });
    expect(api.calls).toHaveLength(0);
  });
});
