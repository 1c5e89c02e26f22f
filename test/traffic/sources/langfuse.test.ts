import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { LogObject } from '../../../activities/traffic/log-object.js';
import { langfuse } from '../../../activities/traffic/sources/langfuse.js';
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

const PROJECT = 'exports/project-1';
const NEW = `${PROJECT}/observations_v2/2026-11-18T00-00-00.jsonl`;
const OLD = `${PROJECT}/observations/2026-11-18T00-00-00.jsonl`;
const TRACES = `${PROJECT}/traces/2026-11-18T00-00-00.jsonl`;

function row(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'g1',
    trace_id: 't1',
    project_id: 'project-1',
    type: 'GENERATION',
    start_time: '2026-11-17 10:00:00.123456',
    updated_at: '2026-11-17 10:00:02.000000',
    level: 'DEFAULT',
    user_id: 'u1',
    session_id: 's1',
    provided_model_name: 'gpt-4.1',
    input: '[{"role":"user","content":"Which pump fits?"}]',
    output: '{"role":"assistant","content":"The small one."}',
    metadata: {},
    ...fields,
  };
}

const json = (fields?: Readonly<Record<string, unknown>>) => JSON.stringify(row(fields));
const read = (content: string | Uint8Array, key = NEW, settings?: ReturnType<typeof trafficSettings>) =>
  readObjects(langfuse, new Map([[key, content]]), settings);

async function recordOf(fields: Readonly<Record<string, unknown>>, settings?: ReturnType<typeof trafficSettings>) {
  const { records } = await read(json(fields), NEW, settings);
  return records[0];
}

describe('the export of Langfuse', () => {
  it('yields exactly the expected records', async () => {
    await expectExactly(langfuse, 'langfuse');
  });

  it('yields the same records in every form it can be written in', async () => {
    const lines = [json({ id: 'a' }), json({ id: 'b', type: 'SPAN' }), json({ id: 'c' })];
    const table = ['id', 'type', 'start_time', 'input', 'output', 'user_id'].map((name) => ({
      name,
      data: ['a', 'b', 'c'].map((id) => row({ id, type: id === 'b' ? 'SPAN' : 'GENERATION' })[name]),
    }));
    const forms = [
      [NEW, lines.join('\n')],
      [NEW, `\ufeff${lines.join('\r\n')}\r\n`],
      [`${NEW}.gz`, gzipSync(lines.join('\n'))],
      [NEW.replace('.jsonl', '.json'), `[\n${lines.join(',\n')}\n]`],
      [NEW.replace('.jsonl', '.json.gz'), gzipSync(`[${lines.join(',')}]`)],
      [NEW.replace('.jsonl', '.parquet'), new Uint8Array(parquetWriteBuffer({ columnData: table }))],
    ] as const;
    for (const [key, content] of forms) {
      const { records, ignored, rejected } = await read(content, key);
      expect(records.map(({ requestId, prompt, response, userId }) => [requestId, prompt, response, userId])).toEqual([
        ['a', 'Which pump fits?', 'The small one.', 'u1'],
        ['c', 'Which pump fits?', 'The small one.', 'u1'],
      ]);
      expect(ignored).toEqual([{ key, line: 2, reason: 'not_generation' }]);
      expect(rejected).toEqual([]);
    }
  });

  it('yields the same records when every row has more fields', async () => {
    const objects = [...(await fixtureObjects('langfuse'))].map(([key, bytes]): [string, Uint8Array] => {
      if (!key.endsWith('.jsonl.gz')) return [key, bytes];
      const lines = gunzipSync(bytes).toString().split('\n').filter(Boolean);
      const more = lines.map((line) => ({ extra: { user_id: 'x' }, ...(JSON.parse(line) as object), zone: [1, null] }));
      return [key, gzipSync(more.map((fields) => JSON.stringify(fields)).join('\n'))];
    });
    const { records } = await readObjects(langfuse, new Map(objects));
    expect(comparable(records)).toEqual(byId((await expectedOf('langfuse')).records));
  });

  it.each([
    [`${PROJECT}/manifests/2026-11-18T00-00-00.json`, { ignored: 'manifest' }],
    [`${PROJECT}/scores/2026-11-18T00-00-00.jsonl.gz`, { ignored: 'scores_table' }],
    [TRACES, 'companion'],
    [`${PROJECT}/int_7f3c/observations_v2/2026-11-18T00-00-00.parquet`, 'log'],
    [`${PROJECT}/int_7f3c/scores/2026-11-18T00-00-00.parquet`, { ignored: 'scores_table' }],
  ])('knows its tables by the key %s', (key, role) => {
    expect(langfuse.roleOf?.({ key, size: 1 })).toEqual(role);
  });

  it.each([
    ['an empty object', NEW, '', 'empty_object'],
    ['a cut gzip stream', `${NEW}.gz`, gzipSync(json().repeat(9)).subarray(0, 200), 'damaged_gzip'],
    ['a cut document', NEW.replace('.jsonl', '.json'), `[${json()},${json().slice(0, 50)}`, 'invalid_json'],
    ['a cut table', NEW.replace('.jsonl', '.parquet'), 'PAR1PAR', 'damaged_parquet'],
    ['a form nobody has shown', NEW.replace('.jsonl', '.csv'), 'id,type\n', 'unsupported_csv'],
    [
      'a table exported without its texts',
      NEW.replace('.jsonl', '.parquet'),
      new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: ['a'] }] })),
      'missing_columns',
    ],
  ])('is rejected as a whole for %s', async (_, key, content, reason) => {
    const { records, rejected } = await read(content, key);
    expect([records, rejected]).toEqual([[], [{ key, line: null, reason }]]);
  });

  it('without a row is no error', async () => {
    const { records, rejected } = await read(gzipSync(''), `${NEW}.gz`);
    expect([records, rejected]).toEqual([[], []]);
  });

  it('rejects single rows that are broken', async () => {
    const lines = [
      json({ id: 'a' }),
      '{"id": "b"',
      '{}',
      '7',
      json({ id: null }),
      json({ start_time: 'soon' }),
      JSON.stringify({ ...row(), input: undefined }),
    ];
    const { records, rejected } = await read(lines.join('\r\n'));
    expect(records.map(({ requestId }) => requestId)).toEqual(['a']);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'invalid_json'],
      [3, 'missing_fields'],
      [4, 'not_an_object'],
      [5, 'missing_fields'],
      [6, 'missing_fields'],
      [7, 'missing_fields'],
    ]);
  });
});

describe('a generation that Langfuse exported more than once', () => {
  const OLD_ROW = { user_id: undefined, session_id: undefined };

  it('is read as it was last updated, whatever the order of the files', async () => {
    const early = json({ output: 'early', updated_at: '2026-11-17 10:00:02.000' });
    const late = json({ output: 'late', updated_at: '2026-11-17 23:00:00.000' });
    const keys = [NEW, NEW.replace('-18T', '-19T')];
    for (const contents of [
      [early, late],
      [late, early],
    ]) {
      const { records, duplicates } = await readObjects(
        langfuse,
        new Map(keys.map((key, index) => [key, contents[index] ?? ''])),
      );
      expect(records.map(({ response }) => response)).toEqual(['late']);
      expect(duplicates).toHaveLength(1);
    }
  });

  it('is taken from the newer table when both have it from the same moment', async () => {
    const objects = new Map([
      [OLD, json({ ...OLD_ROW, updated_at: '2026-11-17 10:00:02.000' })],
      [NEW, json({ updated_at: '2026-11-17 10:00:02.000123' })],
    ]);
    const { records } = await readObjects(langfuse, objects);
    expect(records.map(({ userId }) => userId)).toEqual(['u1']);
  });

  it('is taken from the older table when that was updated later', async () => {
    const objects = new Map([
      [OLD, json({ ...OLD_ROW, output: 'late', updated_at: '2026-11-17 10:00:02.001' })],
      [NEW, json({ updated_at: '2026-11-17 10:00:02.000123' })],
    ]);
    const { records } = await readObjects(langfuse, objects);
    expect(records.map(({ response }) => response)).toEqual(['late']);
  });
});

describe('the person behind a generation of the older table', () => {
  const old = json({ user_id: undefined, session_id: undefined });
  const trace = (fields: object = {}) =>
    JSON.stringify({ id: 't1', project_id: 'project-1', user_id: 'u7', session_id: 's7', ...fields });
  const ownerOf = async (objects: readonly (readonly [string, string])[]) => {
    const { records } = await readObjects(langfuse, new Map(objects));
    return [records[0]?.userId, records[0]?.sessionId];
  };

  it.each([0, 1, 2])('is named by its trace in a file of %s days later', async (days) => {
    expect(
      await ownerOf([
        [OLD, old],
        [TRACES.replace('-18T', `-${18 + days}T`), trace()],
      ]),
    ).toEqual(['u7', 's7']);
  });

  it('is not sought in the files of other weeks', () => {
    const object = (key: string): LogObject => ({ key, size: 1, etag: '', lastModifiedMs: 0 });
    const traces = ['15', '16', '18', '20', '21'].map((day) => object(TRACES.replace('-18T', `-${day}T`)));
    const sought = (key: string) =>
      langfuse.companionsFor?.([object(key)], traces).map(({ key: name }) => name.slice(-17, -15));
    expect(sought(OLD)).toHaveLength(3);
    expect(sought(NEW)).toEqual([]);
    expect(sought(`${PROJECT}/observations/all.jsonl`)).toHaveLength(5);
  });

  it('is the one of the newest copy of the trace', async () => {
    const traces = [
      trace({ user_id: 'new', updated_at: '2026-11-17 12:00:00.000' }),
      trace({ user_id: 'old', updated_at: '2026-11-17 11:00:00.000' }),
    ];
    expect(
      await ownerOf([
        [OLD, old],
        [TRACES, traces.join('\n')],
      ]),
    ).toEqual(['new', 's7']);
  });

  it.each([
    ['there is no trace', ''],
    ['the trace names nobody', trace({ user_id: '', session_id: null })],
    ['the trace is one of another project', trace({ project_id: 'project-2' })],
    ['the traces are broken', '{"id": "t1'],
  ])('is nobody where %s', async (_, traces) => {
    expect(
      await ownerOf([
        [OLD, old],
        [TRACES, `${traces}\n`],
      ]),
    ).toEqual([null, null]);
  });

  it('is found in metadata under the keys that the pipeline names, when nothing else names one', async () => {
    const settings = trafficSettings({ metadataKeys: { user: 'person', session: 'thread', route: 'feature' } });
    const metadata = { person: 'u9', thread: 's9', feature: 'search' };
    expect(await recordOf({ user_id: '', session_id: '', metadata }, settings)).toMatchObject({
      userId: 'u9',
      sessionId: 's9',
      route: 'search',
    });
    expect(await recordOf({ metadata: JSON.stringify(metadata) }, settings)).toMatchObject({
      userId: 'u1',
      route: 'search',
    });
  });
});

describe('the input of a generation', () => {
  const turns = [
    { role: 'user', content: 'Which pump fits?' },
    { role: 'assistant', content: 'The small one.' },
    { role: 'user', content: 'And its price?' },
  ];
  const gemini = turns.map(({ role, content }) => ({
    role: role === 'user' ? role : 'model',
    parts: [{ text: content }],
  }));
  const system = [{ role: 'system', content: 'Be short.' }];

  it.each([
    ['a list of messages', [...system, ...turns]],
    ['an object with messages', { messages: [...system, ...turns], temperature: 0.2 }],
    ['an object with a system prompt', { system: 'Be short.', messages: turns }],
    ["Gemini's contents", { contents: gemini, systemInstruction: { parts: [{ text: 'Be short.' }] } }],
    ["Gemini's contents with a configuration", { contents: gemini, config: { systemInstruction: 'Be short.' } }],
    ["OpenAI's responses", { instructions: 'Be short.', input: turns }],
  ])('may be %s', async (_, input) => {
    for (const logged of [JSON.stringify(input), input]) {
      expect(await recordOf({ input: logged })).toMatchObject({
        prompt: 'And its price?',
        turnIndex: 2,
        earlierTurns: turns.slice(0, 2),
        systemPrompt: 'Be short.',
        context: 'complete',
      });
    }
  });

  it.each([
    ['a bare text', 'Which pump fits?'],
    ['a text that is JSON of another shape', '{"city": "Ulm", "beds": 2}'],
    ['a list of no messages', '["a", "b"]'],
    ['a number', '42'],
    ['a text that begins like a list', '[1] says otherwise'],
  ])('may be %s, which is the prompt as it is', async (_, input) => {
    expect(await recordOf({ input })).toMatchObject({
      prompt: input,
      turnIndex: 1,
      context: 'complete',
      attributes: expect.not.objectContaining({ damaged_json: 'input' }),
    });
  });

  it.each([
    ['\u0007', '[{"role":"user","content":"Ring\u0007 it"}]'],
    ['a bare quote', '{"messages":[{"role":"user","content":"Say "yes""}]}'],
  ])('that the export broke by unescaping %s stays a text and is marked', async (_, input) => {
    expect(await recordOf({ input })).toMatchObject({
      prompt: input,
      context: 'prompt-only',
      attributes: { damaged_json: 'input' },
    });
  });

  it('that a file was cut out of cannot be asked again as it was', async () => {
    const image = '@@@langfuseMedia:type=image/png|id=1|source=base64_data_uri@@@';
    const blocks = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: image } },
    ];
    for (const content of [blocks, `What is this? ${image}`]) {
      const record = await recordOf({ input: JSON.stringify([{ role: 'user', content }]) });
      expect(record).toMatchObject({ context: 'prompt-only' });
    }
  });

  it.each([[null], [''], ['[]'], ['{"messages":[]}'], ['[{"role":"system","content":"x"}]'], ['  ']])(
    'without a text of a user (%j) is passed over',
    async (input) => {
      const { records, ignored, rejected } = await read(json({ input }));
      expect([records, rejected]).toEqual([[], []]);
      expect(ignored).toEqual([{ key: NEW, line: 1, reason: 'no_user_turn' }]);
    },
  );

  it('keeps the tools that were offered', async () => {
    const tools = [{ type: 'function', function: { name: 'lookup' } }];
    const input = JSON.stringify({ messages: turns, tools });
    expect(await recordOf({ input })).toMatchObject({ tools: JSON.stringify(tools) });
    expect(await recordOf({ tool_definitions: { lookup: '{}' } })).toMatchObject({ tools: '{"lookup":"{}"}' });
    expect(await recordOf({ tool_definitions: {} })).toMatchObject({ tools: null });
  });
});

describe('the output of a generation', () => {
  it.each<[string, unknown, string | null]>([
    ['choices', { choices: [{ message: { role: 'assistant', content: 'Yes.' } }] }, 'Yes.'],
    ['a message', { role: 'assistant', content: 'Yes.' }, 'Yes.'],
    [
      'a message of blocks',
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'x' },
          { type: 'text', text: 'Yes.' },
        ],
      },
      'Yes.',
    ],
    [
      'blocks',
      [
        { type: 'text', text: 'Yes.' },
        { type: 'text', text: 'No.' },
      ],
      'Yes.\nNo.',
    ],
    ['a list of one message', [{ role: 'assistant', content: 'Yes.' }], 'Yes.'],
    ["Gemini's candidates", { candidates: [{ content: { role: 'model', parts: [{ text: 'Yes.' }] } }] }, 'Yes.'],
    ['a message of Gemini', { role: 'model', parts: [{ text: 'Yes.' }] }, 'Yes.'],
    ['a call of a tool', { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] }, null],
    ['an answer that is JSON', { answer: 42 }, '{"answer":42}'],
    ['an answer that is a list', ['a', 'b'], '["a","b"]'],
  ])('may be %s', async (_, output, response) => {
    expect(await recordOf({ output: JSON.stringify(output) })).toMatchObject({ response });
    expect(await recordOf({ output })).toMatchObject({ response });
  });

  it.each([
    [null, null],
    ['', null],
    ['Yes.', 'Yes.'],
    ['{"role": "broken', '{"role": "broken'],
    ['3', '3'],
  ])('may be the text %j', async (output, response) => {
    expect(await recordOf({ output })).toMatchObject({ response });
  });

  it('of a failure is none', async () => {
    const record = await recordOf({ level: 'ERROR', output: 'Rate limit', status_message: '429' });
    expect(record).toMatchObject({ status: 'error', response: null, prompt: 'Which pump fits?' });
  });
});

describe('a row of Langfuse', () => {
  it.each([
    ['2026-11-17 10:00:00.123456', '2026-11-17T10:00:00.123Z'],
    ['2026-11-17 10:00:00.123', '2026-11-17T10:00:00.123Z'],
    ['2026-11-17T10:00:00.123Z', '2026-11-17T10:00:00.123Z'],
  ])('that began at %s is read in UTC', async (startTime, expected) => {
    expect(new Date((await recordOf({ start_time: startTime }))?.timestampMs ?? 0).toISOString()).toBe(expected);
  });

  it('keeps environment, names, tags and metadata as attributes', async () => {
    const record = await recordOf({
      environment: 'production',
      name: 'chat',
      trace_name: '',
      tags: ['web', 3],
      metadata: { route: '/chat', deep: { a: 1 } },
    });
    expect(record?.attributes).toEqual({
      environment: 'production',
      name: 'chat',
      route: '/chat',
      tags: 'web',
      'tags.web': 'true',
    });
  });

  it('of any shape harms nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const lines = [
      json({ id: 'a', metadata: 7, tags: 'x', tool_definitions: '{', output: [[]], trace_id: {}, level: 3 }),
      json({ id: 'b', input: deep, output: deep }),
      json({ id: 'c', metadata: 1 }).replace('"metadata":1', '"metadata":{"__proto__":"x","constructor":"y"}'),
      json({ id: 'd\ud800', input: 'a\0b', user_id: 2 ** 60 }),
      json({ id: 'e', input: [null, 7, { role: 'user', content: { a: 1 } }, { role: 'user', content: 'x' }] }),
      json({ id: 'f', input: `"${'long '.repeat(300_000)}"` }),
    ];
    const { records, rejected } = await read(lines.join('\n'));
    expect(rejected).toEqual([]);
    expect(records.map(({ requestId }) => requestId)).toEqual(['a', 'b', 'c', 'd\ufffd', 'e', 'f']);
    expect(records[3]).toMatchObject({ prompt: 'a\ufffdb', userId: null });
    expect(Object.entries(records[2]?.attributes ?? {})).toContainEqual(['__proto__', 'x']);
  });
});

describe('logs of other software', () => {
  it('are not taken for Langfuse, and its own are', async () => {
    const recognises = (start: string, columns: readonly string[] = []) =>
      langfuse.recognises({ key: NEW, start, columns });
    expect((await startsOfOthers('langfuse')).filter((start) => recognises(start))).toEqual([]);
    expect(recognises(json())).toBe(true);
    expect(recognises('', Object.keys(row()))).toBe(true);
    expect(recognises('', ['id', 'trace_id', 'run_type', 'inputs', 'start_time'])).toBe(false);
    expect(recognises('')).toBe(false);
  });
});
