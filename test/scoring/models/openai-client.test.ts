import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ModelEndpoint, ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { ModelCallError } from '../../../activities/scoring/models/model-failure.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import { startChatApi } from '../../support/chat-api.js';
import { SECRET_ANSWER, SECRET_PROMPT } from '../scoring-world.js';

let api: Awaited<ReturnType<typeof startChatApi>>;
beforeAll(async () => {
  api = await startChatApi();
});
afterAll(async () => api.close());
beforeEach(() => {
  api.calls.length = 0;
  api.respond({ body: completion({ content: SECRET_ANSWER }) });
});

const KEYS: Readonly<Record<string, string>> = { OTHER_KEY: 'other-key', OPENAI_API_KEY: 'own-key' };

function requestTo(endpoint: Partial<ModelEndpoint> = {}, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    endpoint: { api: 'openai', baseUrl: api.baseUrl, keyEnv: 'OTHER_KEY', ...endpoint },
    model: 'other-1',
    maxTokens: 64,
    system: null,
    messages: [{ role: 'user', content: SECRET_PROMPT }],
    ...more,
  };
}

function completion(message: Record<string, unknown>, finish = 'stop') {
  return {
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: null, ...message } }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 } },
  };
}

const ask = async (request = requestTo(), timeoutMs = 5000) =>
  createModelClient((name) => KEYS[name], { timeoutMs }).ask(request);

async function failureOf(run: Promise<unknown>) {
  const error: unknown = await run.catch((caught: unknown) => caught);
  if (error instanceof ModelCallError) return error.failure;
  throw new Error('it should have failed with a failure of the model');
}

it('asks in the words of chat completions, and sends nothing that is not asked', async () => {
  const schema = { type: 'object' };
  await ask();
  await ask(requestTo({}, { system: 'be brief', effort: 'low', schema }));
  const plain = { model: 'other-1', max_completion_tokens: 64, messages: [{ role: 'user', content: SECRET_PROMPT }] };
  expect(api.calls.map(({ body }) => body)).toEqual([
    plain,
    {
      ...plain,
      messages: [{ role: 'system', content: 'be brief' }, ...plain.messages],
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    },
  ]);
  expect(api.calls[0]).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer other-key' });
});

it('books cached input apart, and keeps the id of the call', async () => {
  api.respond({ headers: { 'x-request-id': 'req_9' }, body: completion({ content: SECRET_ANSWER }) });
  const { latencyMs, ...answer } = await ask();
  expect(latencyMs).toBeGreaterThanOrEqual(0);
  expect(answer).toEqual({
    text: SECRET_ANSWER,
    stopReason: 'end_turn',
    usage: { inputTokens: 200, outputTokens: 100, cacheReadTokens: 800, cacheWriteTokens: 0 },
    requestId: 'req_9',
  });
});

it.each([
  ['an answer cut off', completion({ content: 'half' }, 'length'), 'max_tokens', 'half'],
  ['a filtered answer', completion({ content: '' }, 'content_filter'), 'refusal', ''],
  ['a refusal', completion({ refusal: 'I cannot' }), 'refusal', 'I cannot'],
])('%s is an outcome, as with the Messages API', async (_, body, stopReason, text) => {
  api.respond({ body });
  expect(await ask()).toMatchObject({ stopReason, text });
});

it('offers tools as functions, and takes calls of them as the answer, in one form', async () => {
  const inputSchema = { type: 'object', properties: { city: { type: 'string' } } };
  const calls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bonn"}' } }];
  api.respond({ body: completion({ tool_calls: calls }, 'tool_calls') });
  const answer = await ask(requestTo({}, { tools: [{ name: 'weather', description: 'today', inputSchema }] }));
  expect(api.calls[0]?.body['tools']).toEqual([
    { type: 'function', function: { name: 'weather', description: 'today', parameters: inputSchema } },
  ]);
  expect(answer).toMatchObject({
    stopReason: 'tool_use',
    text: '{"tool_calls":[{"input":{"city":"Bonn"},"name":"weather"}]}',
  });
});

describe('keys', () => {
  it('a server of one’s own gets none unless one is named', async () => {
    await ask(requestTo({ keyEnv: undefined }));
    expect(api.calls[0]?.authorization).toBeUndefined();
  });

  it('a named variable that is not set is named, before any call', async () => {
    const failure = await failureOf(ask(requestTo({ keyEnv: 'MISSING_KEY' })));
    expect(failure).toMatchObject({ code: 'ModelKeyMissing', retryable: false });
    expect(failure.message).toContain('MISSING_KEY');
    expect(api.calls).toHaveLength(0);
  });
});

describe('failures', () => {
  it.each([
    [400, 'ModelRequestRefused', false],
    [401, 'ModelKeyRefused', false],
    [402, 'ModelPaymentRequired', false],
    [404, 'ModelNotFound', false],
    [413, 'ModelRequestTooLarge', false],
    [429, 'RateLimited', true],
    [500, 'ModelUnavailable', true],
    [503, 'ModelOverloaded', true],
  ])('%i is %s, and repeats no body', async (status, code, retryable) => {
    const error = { message: `bad: ${SECRET_PROMPT}`, type: 'some_error', code: null };
    api.respond({ status, headers: { 'retry-after': '7' }, body: { error } });
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ code, retryable, ...(retryable ? { retryAfterMs: 7000 } : {}) });
    expect(failure.message).not.toMatch(/violet|lighthouse/);
  });

  it('a quota that is used up is money, not speed', async () => {
    api.respond({
      status: 429,
      body: { error: { message: 'x', type: 'insufficient_quota', code: 'insufficient_quota' } },
    });
    expect(await failureOf(ask())).toMatchObject({ code: 'ModelSpendLimit', retryable: false });
  });

  it.each([
    ['no JSON', `{"choices": "${SECRET_ANSWER}`],
    ['no completion', { note: SECRET_ANSWER }],
  ])('an answer that is %s can be retried and quotes nothing', async (_, body) => {
    api.respond({ body });
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ code: 'ModelAnswerUnreadable', retryable: true });
    expect(failure.message).not.toContain('brass');
  });

  it('an address where nobody listens is named as the setting it comes from', async () => {
    const failure = await failureOf(ask(requestTo({ baseUrl: 'http://127.0.0.1:1' })));
    expect(failure).toMatchObject({ code: 'ModelUnreachable', retryable: true });
    expect(failure.message).toContain('baseUrl');
  });

  it('a cancelled call throws the reason', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const asked = createModelClient((name) => KEYS[name]).ask(requestTo(), { signal: controller.signal });
    await expect(asked).rejects.toThrow('enough');
  });
});
