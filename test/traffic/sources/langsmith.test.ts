import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { LogObject } from '../../../activities/traffic/log-object.js';
import { langsmith } from '../../../activities/traffic/sources/langsmith.js';
import { expectExactly, readObjects, startsOfOthers, trafficSettings } from './fixture-bucket.js';

const EXPORT = 'runs-of/export_id=e1/tenant_id=t/session_id=p';
const keyOf = (day: number) => `${EXPORT}/runs/year=2026/month=11/day=${day}/part.parquet`;
const KEY = keyOf(17);

type Run = Readonly<Record<string, unknown>>;

const message = (name: string, content: unknown, more: object = {}) => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain', 'schema', 'messages', name],
  kwargs: { content, ...more },
});

/** What LangChain logs of a chat. */
const chat = (...messages: readonly unknown[]) => JSON.stringify({ messages: [messages] });
const generated = (text: unknown) =>
  JSON.stringify({ generations: [[{ text: '', message: message('AIMessage', text) }]] });

function run(fields: Run = {}): Run {
  return {
    id: 'r1',
    trace_id: 'trace-1',
    run_type: 'llm',
    name: 'ChatOpenAI',
    status: 'success',
    error: null,
    start_time: new Date('2026-11-17T10:00:00.123Z'),
    session_id: 'project-9',
    inputs: chat(message('HumanMessage', 'Which pump fits?')),
    outputs: generated('The small one.'),
    extra: JSON.stringify({ metadata: { user_id: 'u1', thread_id: 's1', ls_model_name: 'gpt-4.1' } }),
    tags: '["prod"]',
    ...fields,
  };
}

/** A table of runs; a column that is undefined everywhere is left out. */
function table(runs: readonly Run[], options: object = {}): Uint8Array {
  const names = [...new Set(runs.flatMap(Object.keys))].filter((name) => runs.some((each) => each[name] !== undefined));
  const columnData = names.map((name) => ({ name, data: runs.map((each) => each[name] ?? null) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

const read = (runs: readonly Run[], settings?: ReturnType<typeof trafficSettings>) =>
  readObjects(langsmith, new Map([[KEY, table(runs)]]), settings);

async function recordOf(fields: Run, settings?: ReturnType<typeof trafficSettings>) {
  const { records } = await read([run(fields)], settings);
  return records[0];
}

describe('the bulk export of LangSmith', () => {
  it('yields exactly the expected records', async () => {
    await expectExactly(langsmith, 'langsmith');
  });

  it('yields the same records whatever the size of its row groups, its compression and its further columns', async () => {
    const runs = Array.from({ length: 40 }, (_, index) =>
      run({ id: `r${index}`, run_type: index % 3 === 0 ? 'chain' : 'llm' }),
    );
    const more = runs.map((each) => ({ total_cost: 0.5, user_id: 'nobody', ...each, feedback_stats: '{}' }));
    const [one, other] = await Promise.all(
      [table(runs), table(more, { rowGroupSize: 7, codec: 'UNCOMPRESSED' })].map((content) =>
        readObjects(langsmith, new Map([[KEY, content]])),
      ),
    );
    expect(one?.records).toHaveLength(26);
    expect(other).toEqual(one);
  });

  it.each([
    [KEY, 'log-and-companion'],
    [KEY.replace('/runs/', '/resource=runs/'), 'log-and-companion'],
    [`bucket-name/${KEY}`, 'log-and-companion'],
    ['runs-of/tmp/01814139.txt', { ignored: 'destination_validation_file' }],
    [KEY.replace('/runs/', '/resource=feedback/'), { ignored: 'other_table' }],
    [`${EXPORT}/_SUCCESS`, { ignored: 'not_parquet' }],
  ])('knows its objects by the key %s', (key, role) => {
    expect(langsmith.roleOf?.({ key, size: 1 })).toEqual(role);
  });

  it.each([
    ['an empty object', new Uint8Array(), 'empty_object'],
    ['a cut table', table([run()]).subarray(0, 900), 'damaged_parquet'],
    ['a text', Buffer.from('not a table at all'), 'damaged_parquet'],
    ['a table exported without inputs', table([run({ inputs: undefined })]), 'missing_columns'],
  ])('is rejected as a whole for %s', async (_, content, reason) => {
    // Read as a log alone: that it cannot be read as a companion either is told once.
    const { records, rejected } = await readObjects(
      { ...langsmith, companionsFor: () => [] },
      new Map([[KEY, content]]),
    );
    expect([records, rejected]).toEqual([[], [{ key: KEY, line: null, reason }]]);
  });

  it('is read without the columns that a record can do without', async () => {
    const without = { outputs: undefined, extra: undefined, tags: undefined, trace_id: undefined, status: undefined };
    expect(await recordOf({ ...without, error: undefined, name: undefined })).toMatchObject({
      prompt: 'Which pump fits?',
      response: null,
      userId: null,
      status: 'ok',
    });
  });

  it('passes over chains and tools, and rejects runs that are not done or broken', async () => {
    const runs = [
      run({ id: 'a', run_type: 'chain' }),
      run({ id: 'b', status: 'pending' }),
      run({ id: 'c', inputs: '{"messages": [[' }),
      run({ id: null }),
      run({ id: 'e', start_time: null }),
      run({ id: 'f', run_type: 'tool', status: 'pending' }),
      run({ id: 'g' }),
    ];
    const { records, rejected, ignored } = await read(runs);
    expect(records.map(({ requestId }) => requestId)).toEqual(['g']);
    expect(ignored.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'not_llm'],
      [6, 'not_llm'],
    ]);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'incomplete_run'],
      [3, 'invalid_json'],
      [4, 'missing_fields'],
      [5, 'missing_fields'],
    ]);
  });

  it('may repeat runs under another export', async () => {
    const objects = [KEY, KEY.replace('e1', 'e2')].map((key) => [key, table([run()])] as const);
    const { records, duplicates } = await readObjects(langsmith, new Map(objects));
    expect([records.length, duplicates.length]).toEqual([1, 1]);
  });
});

describe('the person behind a run', () => {
  const extra = (metadata: object) => JSON.stringify({ metadata });

  it.each([
    [{ session_id: 'a', thread_id: 'b' }, 'a'],
    [{ thread_id: 'b', conversation_id: 'c' }, 'b'],
    [{ conversation_id: 'c' }, 'c'],
    [{}, null],
  ])('has the conversation of %j, never the project', async (metadata, sessionId) => {
    expect(await recordOf({ extra: extra(metadata) })).toMatchObject({ sessionId });
  });

  it('is named under the keys that the pipeline names', async () => {
    const settings = trafficSettings({ metadataKeys: { user: 'person', session: 'dialog', route: 'feature' } });
    const metadata = { person: 7, dialog: 'd', session_id: 'x', feature: 'search' };
    expect(await recordOf({ extra: extra(metadata) }, settings)).toMatchObject({
      userId: '7',
      sessionId: 'd',
      route: 'search',
    });
  });

  const root = run({
    id: 'trace-1',
    run_type: 'chain',
    extra: extra({ user_id: 'root-user', thread_id: 'root-thread' }),
  });
  const child = run({ extra: extra({ ls_model_name: 'm' }) });

  it.each([
    ['the same file', [17, 17]],
    ['the file of the day before', [17, 16]],
    ['the file of the day after', [17, 18]],
  ])('is taken from the root of the trace in %s', async (_, [childDay = 0, rootDay = 0]) => {
    const runs =
      childDay === rootDay
        ? [[childDay, [child, root]] as const]
        : [[childDay, [child]] as const, [rootDay, [root]] as const];
    const objects = new Map(runs.map(([day, each]) => [keyOf(day), table(each)]));
    const { records } = await readObjects(langsmith, objects);
    expect(records).toMatchObject([{ userId: 'root-user', sessionId: 'root-thread' }]);
  });

  it('is its own where the run names one', async () => {
    const { records } = await read([run({ extra: extra({ user_id: 'own' }) }), root]);
    expect(records).toMatchObject([{ userId: 'own', sessionId: 'root-thread' }]);
  });

  it('is not taken from another trace, nor from a run inside the trace', async () => {
    const { records } = await read([child, { ...root, id: 'inner' }, { ...root, id: 'trace-2', trace_id: 'trace-2' }]);
    expect(records).toMatchObject([{ userId: null, sessionId: null }]);
  });

  it('is not sought in the files of other weeks', () => {
    const object = (day: number): LogObject => ({ key: keyOf(day), size: 1, etag: '', lastModifiedMs: 0 });
    const files = [14, 15, 16, 17, 18, 19].map(object);
    expect(langsmith.companionsFor?.([object(16)], files)).toEqual([object(15), object(16), object(17)]);
  });
});

describe('a run of a model', () => {
  it('keeps system prompt, earlier turns and tools, so that it can be asked again', async () => {
    const inputs = chat(
      message('SystemMessage', 'Be short.'),
      message('HumanMessage', 'Which pump fits?'),
      message('AIMessage', 'The small one.', { tool_calls: [], invalid_tool_calls: [] }),
      message('HumanMessageChunk', [
        { type: 'text', text: 'And its' },
        { type: 'text', text: 'price?' },
      ]),
    );
    const extra = JSON.stringify({ invocation_params: { model: 'gpt-x', tools: [{ type: 'function' }] } });
    expect(await recordOf({ inputs, extra })).toMatchObject({
      prompt: 'And its\nprice?',
      systemPrompt: 'Be short.',
      earlierTurns: [
        { role: 'user', content: 'Which pump fits?' },
        { role: 'assistant', content: 'The small one.' },
      ],
      turnIndex: 2,
      model: 'gpt-x',
      tools: '[{"type":"function"}]',
      context: 'complete',
    });
  });

  it.each([
    ['tool calls', [message('AIMessage', '', { tool_calls: [{ id: 'c' }] }), message('ToolMessage', '{"a":1}')]],
    ['an image', [message('HumanMessage', [{ type: 'text', text: 'x' }, { type: 'image_url' }])]],
    ['calls in the older form', [message('AIMessage', '', { additional_kwargs: { function_call: { name: 'f' } } })]],
    ['items of another kind', [{ type: 'function_call_output', output: 'x' }]],
  ])('with %s cannot be asked again as it was', async (_, more) => {
    const record = await recordOf({ inputs: chat(message('HumanMessage', 'Which pump fits?'), ...more) });
    expect(record).toMatchObject({ turnIndex: record?.prompt === 'x' ? 2 : 1, context: 'prompt-only' });
  });

  it.each<[string, unknown]>([
    ['a flat list', { messages: [{ role: 'user', content: 'Which pump fits?' }] }],
    ['dumped messages', { messages: [[{ type: 'human', data: { content: 'Which pump fits?' } }]] }],
    ['short messages', { messages: [{ type: 'human', content: 'Which pump fits?' }] }],
    ['pairs', { messages: [['human', 'Which pump fits?']] }],
    [
      "OpenAI's responses",
      { input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Which pump fits?' }] }] },
    ],
  ])('may be given %s', async (_, inputs) => {
    expect(await recordOf({ inputs: JSON.stringify(inputs) })).toMatchObject({
      prompt: 'Which pump fits?',
      turnIndex: 1,
    });
  });

  it.each([
    ['Human: Which pump fits?', 'Which pump fits?', []],
    ['System: Be short.\nHuman: One?\nAI: Two.\nHuman: Which pump\nfits?', 'Which pump\nfits?', ['One?', 'Two.']],
    ['Name a pump. Human: says who?', 'Name a pump. Human: says who?', []],
    ['Translate this:\nHuman: x', 'Translate this:\nHuman: x', []],
  ])('of the bare prompt %j has no turns to count', async (text, prompt, earlier) => {
    const record = await recordOf({ inputs: JSON.stringify({ prompts: [text] }) });
    expect(record).toMatchObject({ prompt, turnIndex: null });
    expect(record?.earlierTurns.map(({ content }) => content)).toEqual(earlier);
  });

  it.each<[string, unknown, string | null]>([
    ['a message', { generations: [[{ text: 'x', message: message('AIMessage', 'Yes.') }]] }, 'Yes.'],
    [
      'blocks',
      {
        generations: [
          [
            {
              message: message('AIMessage', [
                { type: 'text', text: 'Yes.' },
                { type: 'text', text: 'No.' },
              ]),
            },
          ],
        ],
      },
      'Yes.\nNo.',
    ],
    ['a text', { generations: [[{ text: 'Yes.' }]] }, 'Yes.'],
    ['nothing', { generations: [[]] }, null],
    [
      'a call of a tool',
      { generations: [[{ text: '', message: message('AIMessage', '', { tool_calls: [{}] }) }]] },
      null,
    ],
    ['choices', { choices: [{ message: { role: 'assistant', content: 'Yes.' } }] }, 'Yes.'],
    ['a message of a wrapper', { message: { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] } }, 'Yes.'],
    ['content', { role: 'assistant', content: 'Yes.' }, 'Yes.'],
  ])('may answer with %s', async (_, outputs, response) => {
    expect(await recordOf({ outputs: JSON.stringify(outputs) })).toMatchObject({ response });
  });

  it.each([
    { status: 'error', outputs: null, error: 'TimeoutError()' },
    { status: 'error', outputs: '{"generations": [[]]}' },
    { status: undefined, error: 'RateLimitError()' },
  ])('that failed has no answer: %j', async (fields) => {
    expect(await recordOf(fields)).toMatchObject({ status: 'error', response: null });
  });

  it.each<[string, unknown]>([
    ['a time of the table', new Date('2026-11-17T10:00:00.123Z')],
    ['a text without a zone', '2026-11-17T10:00:00.123456'],
    ['a text with a zone', '2026-11-17T11:00:00.123+01:00'],
  ])('began when %s says', async (_, startTime) => {
    const record = await recordOf({ start_time: startTime });
    expect(new Date(record?.timestampMs ?? 0).toISOString()).toBe('2026-11-17T10:00:00.123Z');
  });

  it.each([[JSON.stringify(['web', 'a'])], [['web', 'a']]])('has tags: %j', async (tags) => {
    expect((await recordOf({ tags }))?.attributes).toMatchObject({
      tags: 'web,a',
      'tags.web': 'true',
      name: 'ChatOpenAI',
    });
  });

  it.each([[null], ['{}'], ['{"messages":[]}'], ['{"messages":[[]]}'], ['7'], ['{"prompts":[3]}']])(
    'without a text of a user (%s) is passed over',
    async (inputs) => {
      const { records, ignored, rejected } = await read([run({ inputs }), run({ id: 'r2' })]);
      expect([records.length, rejected]).toEqual([1, []]);
      expect(ignored).toEqual([{ key: KEY, line: 1, reason: 'no_user_turn' }]);
    },
  );

  it('of any shape harms nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const runs = [
      run({ id: 'a', extra: deep, outputs: deep, tags: '{' }),
      run({ id: 'b', extra: '{"metadata":{"__proto__":"x","user_id":{"a":1}}}' }),
      run({ id: 'c', inputs: chat(null, 7, message('HumanMessage', 'a\0b')), outputs: '{"generations":[[null]]}' }),
      run({ id: 'd', inputs: chat(message('HumanMessage', 'long '.repeat(300_000))) }),
    ];
    const { records, rejected } = await read(runs);
    expect(rejected).toEqual([]);
    expect(records.map(({ requestId, userId }) => [requestId, userId])).toEqual([
      ['a', null],
      ['b', null],
      ['c', 'u1'],
      ['d', 'u1'],
    ]);
    expect(records[2]).toMatchObject({ prompt: 'a\ufffdb', response: null });
  });
});

describe('logs of other software', () => {
  it('are not taken for LangSmith, and its own are', async () => {
    const recognises = (start: string, columns: readonly string[] = []) =>
      langsmith.recognises({ key: KEY, start, columns });
    expect((await startsOfOthers('langsmith')).filter((start) => recognises(start))).toEqual([]);
    expect(recognises('', Object.keys(run()))).toBe(true);
    expect(recognises('', ['id', 'trace_id', 'start_time', 'type', 'input', 'provided_model_name'])).toBe(false);
  });
});
