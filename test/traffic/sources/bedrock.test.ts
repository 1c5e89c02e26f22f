import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bedrock } from '../../../activities/traffic/sources/bedrock.js';
import type { TrafficRecord } from '../../../activities/traffic/traffic-record.js';
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

const HOUR = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/11/17/09';
const ONE = `${HOUR}/20261117T092635333Z_fcb27dd281cc1173.json.gz`;
const INPUT = `${HOUR}/data/call-1_input.json.gz`;
const OUTPUT = `${HOUR}/data/call-1_output.json.gz`;
const CONVERSE = { messages: [{ role: 'user', content: [{ text: 'Which pump fits?' }] }] };
const ANSWER = { output: { message: { role: 'assistant', content: [{ text: 'The small one.' }] } } };

type Fields = Readonly<Record<string, unknown>>;

function call(fields: Fields = {}): Record<string, unknown> {
  return {
    timestamp: '2026-11-17T09:20:00Z',
    accountId: '111122223333',
    identity: { arn: 'arn:aws:sts::111122223333:assumed-role/chat/task-1' },
    region: 'us-east-1',
    requestId: 'call-1',
    operation: 'Converse',
    modelId: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
    input: { inputContentType: 'application/json', inputBodyJson: CONVERSE },
    output: { outputContentType: 'application/json', outputBodyJson: ANSWER },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    ...fields,
  };
}

const json = (fields?: Fields) => JSON.stringify(call(fields));
const asked = (body: unknown): Fields => ({ input: { inputBodyJson: body } });
const answered = (body: unknown): Fields => ({ output: { outputBodyJson: body } });
const read = (content: string | Uint8Array, others: readonly (readonly [string, string | Uint8Array])[] = []) =>
  readObjects(bedrock, new Map([[ONE, content], ...others]));

async function recordOf(fields: Fields): Promise<TrafficRecord | undefined> {
  return (await read(json(fields))).records[0];
}

describe('the invocation logs Bedrock delivered', () => {
  it('yield exactly the expected records', async () => {
    await expectExactly(bedrock, 'bedrock');
  });

  it('yield the same records when every record and body has more fields', async () => {
    const objects = new Map(
      [...(await fixtureObjects('bedrock'))].map(([key, bytes]): [string, Uint8Array | string] => {
        if (bytes.length === 0 || key.includes('/data/')) return [key, bytes];
        const lines = gunzipSync(bytes).toString().split('\n');
        const more = lines.map((line) => {
          if (line.trim() === '') return line;
          const { input, ...fields } = JSON.parse(line) as { input: Fields };
          return JSON.stringify({ extra: [{ requestId: 'x' }], ...fields, input: { zone: {}, ...input }, user: 'y' });
        });
        return [key, more.join('\n')];
      }),
    );
    const { records } = await readObjects(bedrock, objects);
    expect(comparable(records)).toEqual(byId((await expectedOf('bedrock')).records));
  });

  it('are recognised by their start, even when it is cut', async () => {
    const objects = [...(await fixtureObjects('bedrock'))].filter(
      ([key, { length }]) => length > 0 && !/data/.test(key),
    );
    const starts = objects.map(([, bytes]) => gunzipSync(bytes).toString().slice(0, 450));
    expect(starts.every((start) => bedrock.recognises({ key: ONE, start, columns: [] }))).toBe(true);
  });
});

describe('a Bedrock log object', () => {
  it('may consist of several gzip members', async () => {
    const members = Buffer.concat([gzipSync(`${json()}\n`), gzipSync(json({ requestId: 'call-2' }))]);
    expect((await read(members)).records.map(({ requestId }) => requestId)).toEqual(['call-1', 'call-2']);
  });

  it('counts its lines, and rejects only those that are broken', async () => {
    const lines = [
      `\ufeff${json()}`,
      '',
      '{}',
      json().slice(0, -9),
      '[]',
      json({ timestamp: 'noon' }),
      json({ requestId: 'z' }),
    ];
    const { records, rejected } = await read(gzipSync(lines.join('\r\n')));
    expect(records.map(({ requestId }) => requestId)).toEqual(['call-1', 'z']);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'missing_fields'],
      [4, 'invalid_json'],
      [5, 'not_an_object'],
      [6, 'missing_fields'],
    ]);
  });

  it.each([
    ['empty', '', 'empty_object'],
    ['cut', gzipSync(json()).subarray(0, 200), 'damaged_gzip'],
  ])('that is %s is rejected as a whole', async (_, content, reason) => {
    expect((await read(content)).rejected).toEqual([{ key: ONE, line: null, reason }]);
  });

  it('delivered twice yields its records once', async () => {
    const again = ONE.replace('fcb2', 'abcd');
    const { records, duplicates } = await read(gzipSync(json()), [[again, gzipSync(json())]]);
    expect([records.length, duplicates]).toEqual([1, [{ key: ONE, line: 1, requestId: 'call-1' }]]);
  });

  it.each([
    ['AWSLogs/1/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check', 'permission_check_marker'],
    ['amazon-bedrock-logs-permission-check', 'permission_check_marker'],
    [INPUT, 'offloaded_body'],
    [`${HOUR}/data/call-1_image.png`, 'offloaded_body'],
    ['images/call-1_0.png', 'not_a_log'],
  ])('is told from what lies beside it: %s', (key, ignored) => {
    expect(bedrock.roleOf?.({ key, size: 10 })).toEqual({ ignored });
  });

  it.each([[ONE], [`data/${ONE}`], ['team/data/20261117T092635333Z_fcb27dd281cc1173.json.gz'], ['logs/part-0001']])(
    'is a log at %s',
    (key) => {
      expect(bedrock.roleOf?.({ key, size: 10 })).toBe('log');
    },
  );
});

describe('a body that Bedrock stored apart', () => {
  const apart = (input: string, output?: string) =>
    json({
      input: { inputBodyS3Path: `s3://another-bucket/${input}` },
      ...(output === undefined ? {} : { output: { outputBodyS3Path: `s3://another-bucket/${output}` } }),
    });

  it('is read from the bucket of the logs, for the request and the answer', async () => {
    const events = [
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'The ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'big one.' } },
    ];
    const others = [
      [INPUT, gzipSync(JSON.stringify(CONVERSE))],
      [OUTPUT, gzipSync(JSON.stringify(events))],
    ] as const;
    const { records } = await read(apart(INPUT, OUTPUT), others);
    expect(records).toMatchObject([{ prompt: 'Which pump fits?', response: 'The big one.', context: 'complete' }]);
  });

  it.each([
    ['missing', [], 'missing_offloaded_body'],
    ['empty', [[INPUT, '']], 'damaged_offloaded_body'],
    ['cut', [[INPUT, gzipSync(JSON.stringify(CONVERSE)).subarray(0, 30)]], 'damaged_offloaded_body'],
    ['no JSON', [[INPUT, '{"messages":[']], 'damaged_offloaded_body'],
  ] as const)('and is %s costs that record alone', async (_, others, reason) => {
    const { records, rejected } = await read(`${apart(INPUT)}\n${json({ requestId: 'call-2' })}`, others);
    expect(records.map(({ requestId }) => requestId)).toEqual(['call-2']);
    expect(rejected).toEqual([{ key: ONE, line: 1, reason }]);
  });

  it('costs the record too when only the answer is missing', async () => {
    const { records, rejected } = await read(apart(INPUT, OUTPUT), [[INPUT, JSON.stringify(CONVERSE)]]);
    expect([records, rejected]).toEqual([[], [{ key: ONE, line: 1, reason: 'missing_offloaded_body' }]]);
  });

  it('keeps the records in the order of their lines', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `call-${index}`);
    const lines = ids.map((requestId, index) =>
      index % 3 === 0 ? json({ requestId, input: { inputBodyS3Path: `s3://b/${INPUT}` } }) : json({ requestId }),
    );
    const { records } = await read(lines.join('\n'), [[INPUT, JSON.stringify(CONVERSE)]]);
    expect(records.map(({ requestId }) => requestId)).toEqual(ids);
  });
});

describe('a Bedrock request', () => {
  it('of Anthropic has its system prompt, its tools and its user in the body', async () => {
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      system: [{ type: 'text', text: 'Be short.' }],
      tools: [{ name: 'lookup' }],
      metadata: { user_id: 'u1' },
      messages: [
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] },
        { role: 'user', content: [{ type: 'text', text: 'Two?' }] },
      ],
    };
    expect(await recordOf({ operation: 'InvokeModel', ...asked(body) })).toMatchObject({
      prompt: 'Two?',
      turnIndex: 2,
      earlierTurns: [
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'Yes.' },
      ],
      systemPrompt: 'Be short.',
      tools: '[{"name":"lookup"}]',
      userId: 'u1',
      context: 'complete',
    });
  });

  it('of Converse has its tools in its tool configuration', async () => {
    const body = { ...CONVERSE, system: [{ text: 'Be short.' }], toolConfig: { tools: [{ toolSpec: { name: 'x' } }] } };
    expect(await recordOf(asked(body))).toMatchObject({
      systemPrompt: 'Be short.',
      tools: '[{"toolSpec":{"name":"x"}}]',
    });
  });

  it('with a result of a tool has the turn before it as its prompt', async () => {
    const messages = [
      ...CONVERSE.messages,
      { role: 'assistant', content: [{ toolUse: { toolUseId: 't' } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 't', content: [{ text: 'found' }] } }] },
    ];
    expect(await recordOf(asked({ messages }))).toMatchObject({
      prompt: 'Which pump fits?',
      turnIndex: 1,
      earlierTurns: [],
      context: 'prompt-only',
    });
  });

  it('for Claude 2 is taken apart at its speakers, without turns to count', async () => {
    const prompt = 'Be short.\n\nHuman: One?\n\nAssistant: Yes.\n\nHuman: Two?\nPlease.\n\nAssistant:';
    const fields = { modelId: 'anthropic.claude-v2:1', ...asked({ prompt }), ...answered({ completion: ' No.' }) };
    expect(await recordOf(fields)).toMatchObject({
      prompt: 'Two?\nPlease.',
      response: ' No.',
      turnIndex: null,
      earlierTurns: [
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'Yes.' },
      ],
      systemPrompt: 'Be short.',
      context: 'complete',
    });
  });

  it('for Claude 2 that starts the answer cannot be asked again as it was', async () => {
    const prompt = '\n\nHuman: One?\n\nAssistant: {"answer":';
    expect(await recordOf(asked({ prompt }))).toMatchObject({ prompt: 'One?', context: 'prompt-only' });
  });

  it.each([
    ['Titan', { inputText: 'Name two colours.' }, 'complete'],
    ['Llama', { prompt: '<|begin_of_text|>Name two colours.' }, 'prompt-only'],
    ['Mistral', { prompt: '<s>[INST] Name two colours. [/INST]' }, 'prompt-only'],
  ])('for %s is one bare prompt', async (_, body, context) => {
    const [prompt] = Object.values(body);
    expect(await recordOf(asked(body))).toMatchObject({ prompt, turnIndex: null, context });
  });

  it.each([
    ['embedding model', { modelId: 'amazon.titan-embed-text-v2:0', ...asked({ inputText: 'x' }) }],
    [
      'embedding behind a profile',
      { modelId: 'arn:aws:bedrock:r:1:p/ab', ...asked({ inputText: 'x' }), ...answered({ embedding: [1] }) },
    ],
    ['picture', { modelId: 'stability.sd3-large-v1:0', ...asked({ prompt: 'x' }) }],
    ['picture behind a profile', { modelId: 'p', ...asked({ prompt: 'x' }), ...answered({ images: ['AA'] }) }],
    ['body of another kind', asked({ texts: ['x'] })],
    ['body that is a list', asked([1])],
  ])('that is no chat is passed over: %s', async (_, fields) => {
    const { records, rejected, ignored } = await read(json(fields));
    expect([records, rejected, ignored]).toEqual([[], [], [{ key: ONE, line: 1, reason: 'not_chat' }]]);
  });

  it('without a text of a user is passed over', async () => {
    const image = { messages: [{ role: 'user', content: [{ image: { format: 'png' } }] }] };
    const lines = [image, { messages: [] }, { prompt: ' ' }, { prompt: '\n\nHuman:\n\nAssistant: x' }].map((body) =>
      json(asked(body)),
    );
    expect((await read(lines.join('\n'))).ignored.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => 'no_user_turn'),
    );
  });

  it('whose text was not logged is rejected, because the logging can be mended', async () => {
    expect((await read(json({ input: { inputTokenCount: 9 } }))).rejected).toEqual([
      { key: ONE, line: 1, reason: 'no_content' },
    ]);
  });

  it('that failed has no answer, and may have no body', async () => {
    expect(await recordOf({ errorCode: 'ThrottlingException', output: undefined })).toMatchObject({
      status: 'error',
      response: null,
    });
    const bare = await read(json({ errorCode: 'ThrottlingException', input: {} }));
    expect([bare.rejected, bare.ignored.length]).toEqual([[], 1]);
  });
});

describe('a Bedrock answer', () => {
  const delta = (text: string, index = 0) => ({
    type: 'content_block_delta',
    index,
    delta: { type: 'text_delta', text },
  });

  it.each([
    ['Converse', ANSWER, 'The small one.'],
    [
      'Anthropic',
      {
        content: [
          { type: 'thinking', thinking: 'x' },
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\nb',
    ],
    ['an Anthropic call of a tool', { content: [{ type: 'tool_use', name: 'x' }] }, null],
    ['Titan', { results: [{ outputText: ' a' }, { outputText: 'b' }] }, ' a'],
    ['Llama', { generation: 'a' }, 'a'],
    ['Mistral', { outputs: [{ text: 'a' }] }, 'a'],
    ['Cohere', { generations: [{ text: 'a' }] }, 'a'],
    ['OpenAI models', { choices: [{ message: { content: 'a' } }] }, 'a'],
    ['a body as text', JSON.stringify({ content: [{ type: 'text', text: 'a' }] }), 'a'],
    ['nothing', null, null],
    ['a number', 7, null],
  ])('of %s is read', async (_, body, response) => {
    expect(await recordOf(answered(body))).toMatchObject({ response, status: 'ok' });
  });

  it.each([
    [
      'Anthropic events, without reasoning and tools',
      [
        { type: 'message_start', message: { content: [] } },
        { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: 'x' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'x' } },
        { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'a' } },
        delta('b', 1),
        delta('c', 1),
        delta('second', 2),
        { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{}' } },
        null,
      ],
      'abc\nsecond',
    ],
    ['a call of a tool alone', [{ type: 'content_block_start', index: 0, content_block: { type: 'tool_use' } }], null],
    ['Nova events', ['a', 'b'].map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } })), 'ab'],
    ['Claude 2 chunks', [{ completion: ' a' }, { completion: ' b' }, { completion: '' }], ' a b'],
    ['Titan chunks', [{ outputText: 'a' }, { outputText: 'b' }], 'ab'],
    [
      'OpenAI chunks of the first choice',
      ['a', 'b', 'z'].map((content) => ({ choices: [{ index: content === 'z' ? 1 : 0, delta: { content } }] })),
      'ab',
    ],
    ['no events', [], null],
  ])('that was streamed is put together: %s', async (_, events, response) => {
    expect(await recordOf({ operation: 'InvokeModelWithResponseStream', ...answered(events) })).toMatchObject({
      response,
    });
  });
});

describe('a Bedrock record', () => {
  it.each([
    ['2026-11-17T09:20:00Z', '2026-11-17T09:20:00.000Z'],
    ['2026-11-17T09:20:00+05:30', '2026-11-17T03:50:00.000Z'],
    ['2026-11-17T09:20:00.1239Z', '2026-11-17T09:20:00.123Z'],
  ])('of %s began at %s', async (timestamp, instant) => {
    expect(await recordOf({ timestamp })).toMatchObject({ timestampMs: Date.parse(instant) });
  });

  it('names its model as it was called, profiles too', async () => {
    const modelId = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-x';
    expect(await recordOf({ modelId })).toMatchObject({ model: modelId });
  });

  it('takes user, session and route from the metadata that the pipeline names, never from the service role', async () => {
    const requestMetadata = { person: 'u1', chat: 's1', feature: 'search', app: 'web' };
    const settings = trafficSettings({ metadataKeys: { user: 'person', session: 'chat', route: 'feature' } });
    const { records } = await readObjects(bedrock, new Map([[ONE, json({ requestMetadata })]]), settings);
    expect(records).toMatchObject([{ userId: 'u1', sessionId: 's1', route: 'search' }]);
    expect(records[0]?.attributes).toMatchObject({ app: 'web', region: 'us-east-1', operation: 'Converse' });
    expect(await recordOf({ requestMetadata })).toMatchObject({ userId: null, sessionId: null, route: null });
  });

  it('of any shape harms nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const hostile = [
      json({ input: 7, output: [] }),
      json({ input: { inputBodyJson: { messages: [7, null, { role: 5, content: [] }] } } }),
      json({ input: { inputBodyS3Path: 7 } }),
      json({ requestId: 'a', output: 'x', requestMetadata: [] }),
      json({ requestId: 'b' }).replace('"output":{', `"output":{"deep":${deep},`),
      json({ requestId: { a: 1 } }),
      json({ requestId: 'c', requestMetadata: JSON.parse('{"__proto__":"x"}') as Fields }),
    ];
    const { records, rejected, ignored } = await read(hostile.join('\n'));
    expect(records.map(({ requestId }) => requestId)).toEqual(['a', 'b', 'c']);
    expect([rejected.length, ignored.length]).toEqual([3, 1]);
  });
});

describe('logs of other software', () => {
  it('are not taken for Bedrock, whatever software wrote them', async () => {
    const starts = await startsOfOthers('bedrock');
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.filter((start) => bedrock.recognises({ key: ONE, start, columns: [] }))).toEqual([]);
  });

  it.each([
    ['Tidemark', '{"request_id":"a","timestamp":"2026-11-17T00:00:00Z","prompt":"x"}'],
    ['LiteLLM', '{"id":"a","call_type":"completion","startTime":1,"model":"m"}'],
    [
      'CloudTrail',
      '{"Records":[{"eventSource":"bedrock.amazonaws.com","requestID":"a","requestParameters":{"modelId":"m"}}]}',
    ],
    ['Langfuse', '{"id":"a","type":"GENERATION","input":"{\\"requestId\\":1,\\"modelId\\":1}"}'],
    ['Parquet', ''],
  ])('are not taken for Bedrock: %s', (_, start) => {
    expect(bedrock.recognises({ key: ONE, start, columns: [] })).toBe(false);
  });
});
