import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { litellm } from '../../../activities/traffic/sources/litellm.js';
import {
  byId,
  comparable,
  expectExactly,
  expectedOf,
  fixtureObjects,
  readObjects,
  startsOfOthers,
  trafficSettings,
} from './fixture-bucket.js';

const DAY = 'llm-logs/2026-11-17';
const ONE = `${DAY}/time-00-00-01-000000_chatcmpl-1.json`;
const BATCH = `${DAY}/batch_00-05-00_0f.jsonl`;
const HELLO = [{ role: 'user', content: 'Which pump fits?' }];

function call(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'chatcmpl-1',
    trace_id: 'trace-1',
    call_type: 'acompletion',
    status: 'success',
    custom_llm_provider: 'openai',
    startTime: 1_794_873_601.25,
    model: 'gpt-4.1',
    metadata: {},
    messages: HELLO,
    response: { choices: [{ message: { role: 'assistant', content: 'The small one.' } }] },
    model_parameters: {},
    ...fields,
  };
}

const json = (fields?: Readonly<Record<string, unknown>>) => JSON.stringify(call(fields));
const read = (content: string | Uint8Array, key = ONE, settings?: ReturnType<typeof trafficSettings>) =>
  readObjects(litellm, new Map([[key, content]]), settings);

async function recordOf(fields: Readonly<Record<string, unknown>>, settings?: ReturnType<typeof trafficSettings>) {
  const { records } = await read(json(fields), ONE, settings);
  return records[0];
}

describe('the logs a LiteLLM gateway wrote', () => {
  it('yield exactly the expected records', async () => {
    await expectExactly(litellm, 'litellm');
  });

  it('yield the same records when every call has more fields', async () => {
    const objects = new Map(
      [...(await fixtureObjects('litellm'))].map(([key, bytes]) => {
        const fields = JSON.parse(Buffer.from(bytes).toString()) as object;
        return [key, JSON.stringify({ __proto: 1, extra: { id: 'x', user: 'y' }, ...fields, zone: [1, null] })];
      }),
    );
    const { records } = await readObjects(litellm, objects);
    expect(comparable(records)).toEqual(byId((await expectedOf('litellm')).records));
  });

  it('yield the same records as one batch of lines', async () => {
    const objects = await fixtureObjects('litellm');
    const lines = [...objects.values()].map((bytes) => Buffer.from(bytes).toString());
    const { records, ignored } = await read(lines.join('\n'), BATCH);
    expect(comparable(records)).toEqual(byId((await expectedOf('litellm')).records));
    expect(ignored).toEqual([{ key: BATCH, line: expect.any(Number), reason: 'not_chat' }]);
  });

  it('are recognised by their start', async () => {
    const starts = [...(await fixtureObjects('litellm')).values()].map((bytes) =>
      Buffer.from(bytes).toString().slice(0, 2000),
    );
    expect(starts.every((start) => litellm.recognises({ key: ONE, start, columns: [] }))).toBe(true);
  });
});

describe('a LiteLLM document', () => {
  it.each([
    ['a byte-order mark', `\ufeff${json()}`],
    ['line breaks of another system', `\r\n${JSON.stringify(call(), null, 2).replaceAll('\n', '\r\n')}\r\n`],
    ['gzip', gzipSync(json())],
  ])('is read with %s', async (_, content) => {
    const { records, rejected } = await read(content);
    expect([records.length, rejected]).toEqual([1, []]);
  });

  it.each([
    ['an empty object', '', 'empty_object'],
    ['a blank one', '\ufeff \r\n', 'empty_object'],
    ['a cut document', json().slice(0, -40), 'invalid_json'],
    ['a cut gzip stream', gzipSync(json()).subarray(0, 120), 'damaged_gzip'],
    ['no start time', json({ startTime: null }), 'missing_fields'],
    ['a start time beyond all calendars', json({ startTime: 1e300 }), 'missing_fields'],
    ['no id', json({ id: '' }), 'missing_fields'],
    ['a bare value', '7', 'not_an_object'],
    [
      'a text left out of the log',
      json({ messages: [{ role: 'user', content: 'redacted-by-litellm' }] }),
      'redacted_content',
    ],
  ])('is rejected as a whole for %s', async (_, content, reason) => {
    const { records, rejected } = await read(content);
    expect(records).toEqual([]);
    expect(rejected).toEqual([{ key: ONE, line: null, reason }]);
  });

  it('may be a line of more than a megabyte', async () => {
    const content = 'long '.repeat(300_000);
    expect((await recordOf({ messages: [{ role: 'user', content }] }))?.prompt).toHaveLength(1_500_000);
  });

  it('may hold several calls that somebody joined', async () => {
    const joined = [json({ id: 'a' }), '', '{"id": ', json({ id: 'b' })].join('\n');
    const { records, rejected } = await read(joined);
    expect(records.map(({ requestId }) => requestId)).toEqual(['a', 'b']);
    expect(rejected).toEqual([{ key: ONE, line: 3, reason: 'invalid_json' }]);
    expect((await read(`[${json({ id: 'a' })},7]`)).rejected).toEqual([{ key: ONE, line: 2, reason: 'not_an_object' }]);
  });
});

describe('a LiteLLM batch', () => {
  it('counts its lines, and rejects only those that are broken', async () => {
    const lines = [
      `\ufeff${json({ id: 'a' })}`,
      '',
      '{}',
      json({ id: 'b', startTime: null }),
      json({ id: 'c' }).slice(0, 90),
    ];
    const { records, rejected } = await read(lines.join('\r\n'), BATCH);
    expect(records.map(({ requestId }) => requestId)).toEqual(['a']);
    expect(rejected).toEqual([
      { key: BATCH, line: 3, reason: 'missing_fields' },
      { key: BATCH, line: 4, reason: 'missing_fields' },
      { key: BATCH, line: 5, reason: 'invalid_json' },
    ]);
  });

  it('may repeat a call of a document', async () => {
    const objects = new Map([
      [ONE, JSON.stringify(call(), null, 1)],
      [BATCH, `${json()}\n${json({ id: 'chatcmpl-2' })}`],
    ]);
    const { records, duplicates } = await readObjects(litellm, objects);
    expect(records).toHaveLength(2);
    expect(duplicates).toEqual([{ key: ONE, line: null, requestId: 'chatcmpl-1' }]);
  });
});

describe('the person behind a LiteLLM call', () => {
  const OWNER = { user_api_key_user_id: 'svc-gateway' };
  it.each([
    ['the end user', { end_user: 'u1', metadata: { ...OWNER, user_api_key_end_user_id: 'u2' } }, 'u1'],
    ['the end user of the key', { end_user: null, metadata: { ...OWNER, user_api_key_end_user_id: 'u2' } }, 'u2'],
    ['the parameter of the SDK', { end_user: '', model_parameters: { user: 'u3' }, metadata: OWNER }, 'u3'],
    ['the metadata of the caller', { metadata: { ...OWNER, requester_metadata: { user_id: 'u4' } } }, 'u4'],
    ['the owner of the key', { metadata: OWNER }, 'svc-gateway'],
    ['nobody for the master key', { metadata: { user_api_key_user_id: 'default_user_id' } }, null],
    ['nobody without any', { metadata: null, model_parameters: [] }, null],
  ])('is %s', async (_, fields, userId) => {
    expect(await recordOf(fields)).toMatchObject({ userId });
  });

  it.each([
    [{ session_id: 's1', trace_id: 't1' }, 's1'],
    [{ session_id: '', trace_id: 't1' }, 't1'],
    [{ session_id: '', trace_id: 't1', metadata: { requester_metadata: { session_id: 's2' } } }, 's2'],
    [{ trace_id: null }, null],
  ])('has a session: %j', async (fields, sessionId) => {
    expect(await recordOf(fields)).toMatchObject({ sessionId });
  });

  it('and the route are found under the keys that the pipeline names', async () => {
    const settings = trafficSettings({ metadataKeys: { user: 'person', session: 'thread', route: 'feature' } });
    const metadata = { requester_metadata: { person: 7, thread: 't' }, spend_logs_metadata: { feature: 'search' } };
    expect(await recordOf({ metadata, trace_id: 'x' }, settings)).toMatchObject({
      userId: '7',
      sessionId: 't',
      route: 'search',
    });
  });
});

describe('a LiteLLM call', () => {
  it.each([
    [1_794_800_611.769836, 1_794_800_611_769],
    [1_794_800_611.29, 1_794_800_611_290],
    [1_794_800_611, 1_794_800_611_000],
    ['2026-11-16T03:43:31.769836', 1_794_800_611_769],
  ])('that began at %s keeps its millisecond', async (startTime, timestampMs) => {
    expect(await recordOf({ startTime })).toMatchObject({ timestampMs });
  });

  it.each([['aembedding'], ['image_generation'], ['atranscription'], ['moderation'], ['arerank']])(
    'of the kind %s is no chat',
    async (callType) => {
      const { records, ignored } = await read(json({ call_type: callType }));
      expect([records, ignored]).toEqual([[], [{ key: ONE, line: null, reason: 'not_chat' }]]);
    },
  );

  it.each([
    [{ messages: [] }],
    [{ messages: null }],
    [{ messages: { role: 'user' } }],
    [{ messages: [{ role: 'system', content: 'x' }] }],
  ])('without a text of a user is passed over: %j', async (fields) => {
    const { ignored, rejected } = await read(json(fields));
    expect([ignored, rejected]).toEqual([[{ key: ONE, line: null, reason: 'no_user_turn' }], []]);
  });

  it.each([
    ['openai/gpt-4.1', 'openai', 'gpt-4.1'],
    ['meta/llama-3', 'together_ai', 'meta/llama-3'],
    ['gpt-4.1', null, 'gpt-4.1'],
  ])('names its model %s (provider %s) as %s', async (model, provider, expected) => {
    expect(await recordOf({ model, custom_llm_provider: provider })).toMatchObject({ model: expected });
  });

  it.each([
    ['is not logged', { response: null }],
    ['only calls a tool', { response: { choices: [{ message: { content: null, tool_calls: [{}] } }] } }],
    ['was left out of the log', { response: { choices: [{ message: { content: 'redacted-by-litellm' } }] } }],
    ['has no choices', { response: { choices: [] } }],
  ])('whose answer %s has none', async (_, fields) => {
    expect(await recordOf(fields)).toMatchObject({ response: null, status: 'ok' });
  });

  it.each([
    ['text completions', { choices: [{ text: 'Yes.' }] }],
    [
      'messages',
      {
        content: [
          { type: 'thinking', thinking: 'x' },
          { type: 'text', text: 'Yes.' },
        ],
      },
    ],
    [
      'responses',
      { output: [{ type: 'reasoning' }, { type: 'message', content: [{ type: 'output_text', text: 'Yes.' }] }] },
    ],
    ['choices of blocks', { choices: [{ message: { content: [{ type: 'text', text: 'Yes.' }] } }, { message: {} }] }],
  ])('takes the answer from the API of %s', async (_, response) => {
    expect(await recordOf({ response })).toMatchObject({ response: 'Yes.' });
  });

  it('that failed keeps its prompt and has no answer', async () => {
    expect(await recordOf({ status: 'failure', response: {}, id: 'call-7' })).toMatchObject({
      requestId: 'call-7',
      status: 'error',
      response: null,
      prompt: 'Which pump fits?',
    });
  });

  it('of a bare prompt has no turns', async () => {
    expect(await recordOf({ call_type: 'atext_completion', messages: 'Name a pump.' })).toMatchObject({
      prompt: 'Name a pump.',
      turnIndex: null,
    });
  });

  it('keeps system prompt, earlier turns and tools, so that it can be asked again', async () => {
    const messages = [
      { role: 'system', content: 'Be short.' },
      ...HELLO,
      { role: 'assistant', content: 'The small one.' },
      { role: 'user', content: 'And its price?' },
    ];
    expect(await recordOf({ messages, model_parameters: { tools: [{ type: 'function' }] } })).toMatchObject({
      systemPrompt: 'Be short.',
      earlierTurns: [
        { role: 'user', content: 'Which pump fits?' },
        { role: 'assistant', content: 'The small one.' },
      ],
      turnIndex: 2,
      tools: '[{"type":"function"}]',
      context: 'complete',
    });
  });

  it.each([['[base64_data truncated: 72B]'], ['(litellm_truncated 300 characters)']])(
    'with a text that the gateway shortened to "%s" cannot be asked again as it was',
    async (mark) => {
      const messages = [{ role: 'user', content: `See data:image/png;base64,${mark}` }];
      expect(await recordOf({ messages })).toMatchObject({ context: 'prompt-only' });
    },
  );

  it('keeps team, tags and the metadata of its caller as attributes', async () => {
    const metadata = {
      user_api_key_team_alias: 'kitchen',
      user_api_key_user_email: 'nobody@example.com',
      requester_metadata: { app: 'web', deep: { a: 1 }, build: 7 },
    };
    const record = await recordOf({ metadata, request_tags: ['prod', 'a', 3] });
    expect(record?.attributes).toEqual({
      team_alias: 'kitchen',
      custom_llm_provider: 'openai',
      call_type: 'acompletion',
      tags: 'prod,a',
      'tags.prod': 'true',
      'tags.a': 'true',
      app: 'web',
      build: '7',
    });
  });

  it('keeps at most 50 attributes of 500 characters', async () => {
    const requester = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`k${index}`, 'x'.repeat(900)]));
    const { attributes = {} } = (await recordOf({ metadata: { requester_metadata: requester } })) ?? {};
    expect(Object.keys(attributes)).toHaveLength(50);
    expect(Math.max(...Object.values(attributes).map(({ length }) => length))).toBe(500);
  });

  it('of any shape harms nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const hostile = [
      json({ id: 'a', messages: 7, metadata: 'x', response: [[]], request_tags: 'x' }),
      json({ id: 'b' }).replace('"model_parameters":{}', `"model_parameters":{"tools":${deep}}`),
      json({ id: 'c' }).replace(
        '"metadata":{}',
        '"metadata":{"requester_metadata":{"__proto__":"x","constructor":"y"}}',
      ),
      json({ id: { a: 1 } }),
      json({ id: 'd\ud800', messages: [{ role: 'user', content: 'a\0b' }, null, 7, []] }),
    ];
    const { records, rejected, ignored } = await read(hostile.join('\n'), BATCH);
    expect(records.map(({ requestId, tools }) => [requestId, tools])).toEqual([
      ['b', null],
      ['c', null],
      ['d\ufffd', null],
    ]);
    expect([rejected.length, ignored.length]).toEqual([1, 1]);
    expect(Object.getPrototypeOf(records[1]?.attributes)).toBe(Object.prototype);
    expect(Object.entries(records[1]?.attributes ?? {})).toContainEqual(['__proto__', 'x']);
  });
});

describe('logs of other software', () => {
  it('are not taken for LiteLLM, whatever software wrote them', async () => {
    const starts = await startsOfOthers('litellm');
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.filter((start) => litellm.recognises({ key: ONE, start, columns: [] }))).toEqual([]);
  });

  it.each([
    ['Tidemark', '{"request_id":"a","timestamp":"2026-11-17T00:00:00Z","prompt":"x"}'],
    ['Bedrock', '{"timestamp":"x","requestId":"a","modelId":"m","operation":"Converse","input":{}}'],
    ['OpenTelemetry', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1"}]}]}]}'],
    [
      'Langfuse',
      '{"id":"a","type":"GENERATION","metadata":"{\\"call_type\\":1,\\"startTime\\":1,\\"custom_llm_provider\\":1}"}',
    ],
    ['Parquet', ''],
  ])('are not taken for LiteLLM: %s', (_, start) => {
    expect(litellm.recognises({ key: ONE, start, columns: [] })).toBe(false);
  });
});
