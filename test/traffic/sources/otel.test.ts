import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLogFile } from '../../../activities/traffic/log-file.js';
import { UnreadableObject } from '../../../activities/traffic/log-object.js';
import { otel } from '../../../activities/traffic/sources/otel.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { expectExactly, fixtureObjects, trafficSettings } from './fixture-bucket.js';
import {
  anyValue,
  LOGS_KEY,
  logRecord,
  logs,
  messages,
  read,
  recordOf,
  SPAN_ID,
  span,
  TRACE_ID,
  TRACES_KEY,
  traces,
} from './otel-world.js';

const ASKED = { 'gen_ai.input.messages': messages(['user', 'why?']) };
const NOTHING = { records: [], rejected: [], ignored: [], duplicates: [] };
const whole = (reason: string, key = TRACES_KEY) => [{ key, line: null, reason }];

/** What reading one object for itself ends in: a reason, or the number of batches. */
async function outcomeOf(key: string, content: string): Promise<string | number> {
  const store = new MemoryObjectStore();
  store.objects.set(key, Buffer.from(content));
  let batches = 0;
  for await (const listed of store.list('')) {
    const file = openLogFile(store, listed, new AbortController().signal);
    const context = { settings: trafficSettings(), facts: new Map(), open: async () => null };
    try {
      for await (const _ of otel.read(file, context)) batches += 1;
    } catch (error) {
      return error instanceof UnreadableObject ? error.reason : 'another error';
    }
  }
  return batches;
}

describe('the fixtures', () => {
  it('yield exactly the expected records', async () => {
    await expectExactly(otel, 'otel');
  });

  it('are recognised by their start, and other formats are not', async () => {
    const startOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8', 0, 4096);
    const recognised = async (directory: string) => {
      const plain = [...(await fixtureObjects(directory))].filter(([key]) => /\.jsonl?$/.test(key));
      return plain.map(([key, bytes]) => otel.recognises({ key, start: startOf(bytes), columns: [] }));
    };
    expect(new Set(await recognised('otel'))).toEqual(new Set([true]));
    const others = [...(await recognised('litellm')), ...(await recognised('langfuse'))];
    expect(new Set(others)).toEqual(new Set([false]));
  });
});

describe('an object', () => {
  const indented = JSON.stringify(JSON.parse(traces(span(ASKED))), null, 2);

  it.each([
    ['with a byte-order mark', `\uFEFF${traces(span(ASKED))}`],
    ['pretty-printed with CRLF', indented.replaceAll('\n', '\r\n')],
    ['packed though its name does not say so', gzipSync(traces(span(ASKED)))],
    ['of two gzip members', Buffer.concat([gzipSync(indented.slice(0, 99)), gzipSync(indented.slice(99))])],
    ['from before scopes were called so', traces(span(ASKED)).replace('scopeSpans', 'instrumentationLibrarySpans')],
    ['with numbers where OTLP writes texts', traces(span(ASKED)).replace(/"(\d{19})"/g, '$1')],
    ['with ids in capitals', traces(span(ASKED)).replaceAll(SPAN_ID, SPAN_ID.toUpperCase())],
  ])('%s is read', async (_, content) => {
    const { records, rejected } = await read(content);
    expect(rejected).toEqual([]);
    expect(records).toMatchObject([{ requestId: SPAN_ID, timestampMs: 1_794_859_200_123, prompt: 'why?' }]);
  });

  it('named as packed is read although a client unpacked it', async () => {
    const { records } = await read({ [`${TRACES_KEY}.gz`]: traces(span(ASKED)) });
    expect(records).toHaveLength(1);
  });

  it('may be one line of more than a megabyte', async () => {
    const long = 'a long question '.repeat(100_000);
    const { records } = await read(traces(span({ 'gen_ai.input.messages': messages(['user', long]) })));
    expect(records.map(({ prompt }) => prompt.length)).toEqual([long.length]);
  });

  it('may hold a document a line, and a bad line costs no other', async () => {
    const lines = ['{"resourceSpans": [{"sco', traces(span(ASKED)), '', '{}', traces(span(ASKED, { spanId: 'b2' }))];
    const { records, rejected } = await read(lines.join('\r\n'));
    expect(records.map(({ requestId }) => requestId)).toEqual([SPAN_ID, 'b2']);
    expect(rejected).toEqual([
      { key: TRACES_KEY, line: 1, reason: 'invalid_json' },
      { key: TRACES_KEY, line: 4, reason: 'empty_document' },
    ]);
  });

  it.each([
    ['of no bytes', '', 'empty_object'],
    ['packed from nothing', gzipSync(''), 'empty_object'],
    ['of an empty batch', '{}', 'empty_document'],
    ['of an empty list', '{"resourceSpans":[]}', 'empty_document'],
    ['cut in its line', traces(span(ASKED)).slice(0, -40), 'invalid_json'],
    ['cut between its lines', indented.slice(0, -40), 'invalid_json'],
    ['cut while packed', gzipSync(indented).subarray(0, 200), 'damaged_gzip'],
    ['with bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe]), 'invalid_utf8'],
    ['of something else', '{"messages":[]}', 'not_otlp'],
    ['that is a list', `[${traces(span(ASKED))}]`, 'not_otlp'],
    ['nested without end', `{"resourceSpans":${'['.repeat(200_000)}`, 'invalid_json'],
  ])('%s is rejected as a whole', async (_, content, reason) => {
    const { records, rejected } = await read(content);
    expect({ records, rejected }).toEqual({ records: [], rejected: whole(reason) });
  });

  it('of log records is read for itself as well, so that a damaged one is accounted for', async () => {
    expect(otel.roleOf?.({ key: LOGS_KEY, size: 1 })).toBe('log-and-companion');
    expect(await outcomeOf(LOGS_KEY, '{"resourceLogs":[')).toBe('invalid_json');
    expect(await read({ [LOGS_KEY]: logs(logRecord('gen_ai.choice', {})) })).toEqual(NOTHING);
  });

  it.each([
    ['otel/year=2026/metrics_a1B2c3D4e.json.gz', { ignored: 'metrics' }],
    ['otel/2026/11/17/04/eu-traces_123456789.json', 'log'],
    ['otel/logs/traces_0af76519-16cd-43dd-8448-eb211c80319c.json.gz', 'log'],
    ['otel/traces/logs_a1B2c3D4e.json', 'log-and-companion'],
    ['otel/traces_a1B2c3D4e', 'log'],
    ['otel/merged.json.gz', 'log-and-companion'],
    ['otel/_SUCCESS', { ignored: 'not_otlp' }],
  ])('named %s is %j', (key, role) => {
    expect(otel.roleOf?.({ key, size: 1 })).toEqual(role);
  });

  it.each(['traces_a1B2c3D4e.binpb', 'logs_a1B2c3D4e.binpb.gz'])('%s in protocol buffers is rejected', async (key) => {
    expect(await outcomeOf(key, '\n\u0001')).toBe('unsupported_otlp_proto');
  });

  it('of metrics is passed over whatever its name', async () => {
    const { ignored } = await read('{"resourceMetrics":[{"scopeMetrics":[]}]}');
    expect(ignored).toEqual(whole('metrics'));
  });

  it('delivered twice yields copies, not further records', async () => {
    const content = traces(span(ASKED));
    const { records, duplicates } = await read({ [TRACES_KEY]: content, 'otel/traces_again.json': content });
    expect([records.length, duplicates.length]).toEqual([1, 1]);
  });
});

describe('a span', () => {
  it.each(['chat', 'text_completion', 'generate_content'])('of operation %s is a record', async (operation) => {
    expect((await recordOf({ ...ASKED, 'gen_ai.operation.name': operation })).prompt).toBe('why?');
  });

  it.each([
    { 'gen_ai.operation.name': 'execute_tool' },
    { 'gen_ai.operation.name': 'embeddings' },
    { 'gen_ai.operation.name': 'invoke_agent' },
    { 'gen_ai.operation.name': null, 'llm.request.type': 'embedding' },
    { 'gen_ai.operation.name': null, 'gen_ai.request.model': null, 'http.request.method': 'POST' },
  ])('with %j is no entry', async (values) => {
    expect(await read(traces(span({ ...ASKED, ...values })))).toEqual(NOTHING);
  });

  it.each([{ 'llm.request.type': 'chat' }, { 'llm.request.type': 'completion' }, { 'gen_ai.system': 'openai' }])(
    'from before operations had a name, with %j, is a record',
    async (values) => {
      expect((await recordOf({ ...ASKED, 'gen_ai.operation.name': null, ...values })).prompt).toBe('why?');
    },
  );

  it.each([
    ['an id', { spanId: '' }],
    ['an id but zeros', { spanId: '0000000000000000' }],
    ['a start', { startTimeUnixNano: '0' }],
    ['a readable start', { startTimeUnixNano: 'yesterday' }],
  ])('without %s is rejected', async (_, fields) => {
    expect((await read(traces(span(ASKED, fields)))).rejected).toEqual(whole('missing_fields'));
  });

  it.each([
    ['no content at all', {}],
    ['an answer alone', { 'gen_ai.output.messages': messages(['assistant', 'because']) }],
    ['an empty list of messages', { 'gen_ai.input.messages': '[]' }],
  ])('with %s is rejected as no_content', async (_, values) => {
    expect((await read(traces(span(values)))).rejected).toEqual(whole('no_content'));
  });

  it('whose messages the SDK cut at its length limit is rejected as damaged_content', async () => {
    const cut = JSON.stringify(messages(['user', 'why?'])).slice(0, 30);
    expect((await read(traces(span({ 'gen_ai.input.messages': cut })))).rejected).toEqual(whole('damaged_content'));
  });

  it('without words of a user is passed over', async () => {
    const { ignored } = await read(traces(span({ 'gen_ai.input.messages': messages(['system', 'be brief']) })));
    expect(ignored).toEqual(whole('no_user_turn'));
  });

  it.each([2, '2', 'STATUS_CODE_ERROR'])(
    'of status %j failed, and what it answered counts for nothing',
    async (code) => {
      const answer = { 'gen_ai.output.messages': messages(['assistant', 'because']) };
      const { status, response } = await recordOf({ ...ASKED, ...answer }, { status: { code, message: 'timed out' } });
      expect({ status, response }).toEqual({ status: 'error', response: null });
    },
  );

  it.each([
    [{ 'user.id': 'a', 'enduser.id': 'b', 'traceloop.association.properties.user_id': 'c' }, 'a'],
    [{ 'enduser.id': 'b', 'traceloop.association.properties.user_id': 'c' }, 'b'],
    [{ 'traceloop.association.properties.user_id': 'c' }, 'c'],
    [{ 'user.id': 17 }, '17'],
    [{ 'user.id': '' }, null],
    [{}, null],
  ])('with %j is of user %j', async (values, userId) => {
    expect((await recordOf({ ...ASKED, ...values })).userId).toBe(userId);
  });

  it.each([
    [{ 'gen_ai.conversation.id': 'a', 'session.id': 'b' }, 'a'],
    [{ 'session.id': 'b', 'traceloop.association.properties.session_id': 'c' }, 'b'],
    [{ 'traceloop.association.properties.session_id': 'c' }, 'c'],
  ])('with %j is of session %j', async (values, sessionId) => {
    expect((await recordOf({ ...ASKED, ...values })).sessionId).toBe(sessionId);
  });

  it('takes user, session and route from attributes that the product named itself', async () => {
    const settings = trafficSettings({ metadataKeys: { user: 'customer', session: 'visit', route: 'feature' } });
    const values = { customer: 'u', 'traceloop.association.properties.visit': 's', feature: 'search' };
    const { records } = await read(traces(span({ ...ASKED, ...values })), settings);
    expect(records).toMatchObject([{ userId: 'u', sessionId: 's', route: 'search' }]);
  });

  it('names the model that answered before the one that was asked', async () => {
    const values = { ...ASKED, 'gen_ai.response.model': 'model-a-2026' };
    expect([(await recordOf(values)).model, (await recordOf(ASKED)).model]).toEqual(['model-a-2026', 'model-a']);
  });

  it('offers its scalar attributes and those of its resource to filters, but no content', async () => {
    const values = { ...ASKED, 'gen_ai.prompt.0.content': 'why?', 'gen_ai.request.temperature': 0.5 };
    expect((await recordOf(values)).attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'model-a',
      'gen_ai.request.temperature': '0.5',
      'service.name': 'shop',
    });
  });

  it('is the same with fields nobody knows', async () => {
    const extend = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(extend);
      if (typeof value !== 'object' || value === null) return value;
      const isValue = Object.keys(value).some((name) => name.endsWith('Value'));
      const fields = Object.entries(value).map(([name, inner]): [string, unknown] => [name, extend(inner)]);
      return Object.fromEntries(isValue ? fields : [...fields, ['x_unknown', { a: [1] }]]);
    };
    const plain = traces(span(ASKED));
    const extended = JSON.stringify(extend(JSON.parse(plain)));
    expect((await read(extended)).records).toEqual((await read(plain)).records);
  });

  it.each([
    [
      'fields that cannot be converted',
      { droppedAttributesCount: { toString: 1, valueOf: 1 }, status: [2], events: 7 },
    ],
    ['events that are none', { events: [null, { name: { toString: 1 } }, { attributes: [{ key: 1 }, null] }] }],
    ['no status', { status: null }],
  ])('with %s is harmless', async (_, fields) => {
    expect((await recordOf(ASKED, fields)).prompt).toBe('why?');
  });

  it('with names of a prototype, NULs and lone surrogates is harmless', async () => {
    const input = [{ role: 'user', parts: [{ type: 'text', content: 'a\0b\uD800' }], ['__proto__']: { role: 'x' } }];
    const record = await recordOf({ 'gen_ai.input.messages': input, constructor: 'x', ['__proto__']: 'y' });
    expect(record.prompt).toBe('a\uFFFDb\uFFFD');
    expect(record.attributes).toMatchObject({ constructor: 'x' });
  });

  it('with values nested without end is harmless', async () => {
    const levels = 5000;
    const deep = `${'{"arrayValue":{"values":['.repeat(levels)}${']}}'.repeat(levels)}`;
    const content = traces(span(ASKED)).replace('"attributes":[{"key":"gen_ai', (start) =>
      start.replace('[', `[{"key":"deep","value":${deep}},`),
    );
    expect((await read(content)).records).toHaveLength(1);
  });
});

describe('companions', () => {
  const at = (minutes: number, key = 'logs_x.json') => ({ key, size: 1, etag: 'e', lastModifiedMs: minutes * 60_000 });

  it('are log objects written within an hour of the spans', () => {
    const found = otel.companionsFor?.([at(100), at(160)], [at(39), at(40), at(120), at(220), at(221)]);
    expect(found?.map(({ lastModifiedMs }) => lastModifiedMs / 60_000)).toEqual([40, 120, 220]);
  });

  it('are all log objects of a bucket that was copied at one moment', () => {
    expect(otel.companionsFor?.([at(0)], [at(0, 'logs_a.json'), at(0, 'logs_b.json')])).toHaveLength(2);
  });

  it('hold as little for a batch delivered twice as for one', async () => {
    const record = logRecord('gen_ai.user.message', {}, { body: anyValue({ content: 'why?' }) });
    const objects = { [TRACES_KEY]: traces(span()), [LOGS_KEY]: logs(record), 'otel/logs_again.json': logs(record) };
    expect((await read(objects)).records).toMatchObject([{ prompt: 'why?', turnIndex: 1 }]);
  });

  it.each([
    ['another trace', { traceId: TRACE_ID.replace('0af', '0ff') }],
    ['another span', { spanId: 'c1' }],
    ['no span', { spanId: '' }],
  ])('of %s add nothing to a span', async (_, fields) => {
    const record = logRecord('gen_ai.user.message', {}, { body: anyValue({ content: 'why?' }), ...fields });
    const { rejected } = await read({ [TRACES_KEY]: traces(span()), [LOGS_KEY]: logs(record) });
    expect(rejected).toEqual(whole('no_content'));
  });
});
