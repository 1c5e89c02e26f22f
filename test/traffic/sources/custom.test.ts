import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { custom } from '../../../activities/traffic/sources/custom.js';
import { compilePath } from '../../../activities/traffic/sources/json-path.js';
import { readObjects, startsOfOthers, trafficSettings } from './fixture-bucket.js';

const KEY = 'logs/2026-11-17/calls.jsonl';
const FIELDS = {
  requestId: '$.request.id',
  timestamp: '$.at',
  userId: '$.request.user.id',
  sessionId: "$['session id']",
  model: '$.model',
  messages: '$.request.messages',
  prompt: '$.request.prompt',
  response: '$.reply',
  status: '$.outcome',
};

type Settings = Readonly<Record<string, unknown>>;

function row(fields: Settings = {}, request: Settings = {}): Record<string, unknown> {
  return {
    at: '2026-11-17T10:00:00.123Z',
    'session id': 's1',
    model: 'pump-1',
    reply: 'The small one.',
    request: { id: 'r1', user: { id: 'u1' }, messages: [{ role: 'user', content: 'Which pump fits?' }], ...request },
    ...fields,
  };
}

const read = (content: string | Uint8Array, key = KEY, settings: object = {}) =>
  readObjects(custom, new Map([[key, content]]), trafficSettings({ fields: FIELDS, ...settings }));

async function recordOf(fields: Settings, request?: Settings, settings?: object) {
  const { records } = await read(JSON.stringify(row(fields, request)), KEY, settings);
  return records[0];
}

describe('logs read by paths', () => {
  const RECORD = {
    requestId: 'r1',
    timestampMs: Date.UTC(2026, 10, 17, 10, 0, 0, 123),
    userId: 'u1',
    sessionId: 's1',
    model: 'pump-1',
    prompt: 'Which pump fits?',
    turnIndex: 1,
    response: 'The small one.',
    status: 'ok',
    context: 'complete',
  };

  it.each<[string, string, string | Uint8Array]>([
    ['JSON lines', KEY, `\ufeff${JSON.stringify(row())}\r\n\r\n`],
    ['packed lines', `${KEY}.gz`, gzipSync(JSON.stringify(row()))],
    ['a JSON array', KEY.replace('.jsonl', '.json'), JSON.stringify([row()], null, 1)],
    ['a JSON document', KEY.replace('.jsonl', '.json'), JSON.stringify(row(), null, 1)],
  ])('may be %s', async (_, key, content) => {
    const { records, rejected } = await read(content, key);
    expect([records, rejected]).toMatchObject([[RECORD], []]);
  });

  it('may be Parquet, of which only the columns are read that the paths begin with', async () => {
    const columnData = Object.entries({ ...row(), other: 'x', team: 'kitchen' }).map(([name, value]) => ({
      name,
      data: [name === 'request' ? value : name === 'at' ? new Date(RECORD.timestampMs) : value],
      ...(name === 'request' ? { type: 'JSON' as const } : {}),
    }));
    const content = new Uint8Array(parquetWriteBuffer({ columnData }));
    const filters = [{ field: 'attributes.team', in: ['kitchen'] }];
    const flat = { requestId: '$.model', timestamp: '$.at', prompt: '$.reply' };
    const { records } = await read(content, KEY.replace('.jsonl', '.parquet'), { fields: flat, filters });
    expect(records).toMatchObject([
      {
        requestId: 'pump-1',
        timestampMs: RECORD.timestampMs,
        prompt: 'The small one.',
        attributes: { team: 'kitchen' },
      },
    ]);
    expect(Object.keys(records[0]?.attributes ?? {})).toEqual(['team']);
  });

  it.each([
    ['lacks the id', { requestId: '$.nowhere.id', timestamp: '$.at', prompt: '$.text' }, 'missing_columns'],
    [
      'is read by a path to any column',
      { requestId: '$..id', timestamp: '$.at', prompt: '$.text' },
      'path_without_column',
    ],
  ])('are rejected as a whole when a Parquet file %s', async (_, fields, reason) => {
    const content = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'at', data: ['x'] }] }));
    const { rejected } = await read(content, 'logs/a.parquet', { fields });
    expect(rejected).toEqual([{ key: 'logs/a.parquet', line: null, reason }]);
  });

  it('reject rows without id, time or sense', async () => {
    const rows = [
      JSON.stringify(row({}, { id: '' })),
      JSON.stringify(row({ at: 'soon' })),
      '{"at":',
      '7',
      JSON.stringify(row()),
    ];
    const { records, rejected } = await read(rows.join('\n'));
    expect(records).toHaveLength(1);
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'missing_fields'],
      [2, 'missing_fields'],
      [3, 'invalid_json'],
      [4, 'not_an_object'],
    ]);
  });

  it('pass over rows without a text of a user', async () => {
    const { ignored } = await read(JSON.stringify(row({}, { messages: [{ role: 'system', content: 'x' }] })));
    expect(ignored).toEqual([{ key: KEY, line: 1, reason: 'no_user_turn' }]);
  });

  it.each([
    [1_794_909_600.123, 1_794_909_600_123],
    [1_794_909_600_123, 1_794_909_600_123],
    [1_794_909_600_123_456, 1_794_909_600_123],
    ['1794909600123456789', 1_794_909_600_123],
    ['1794909600', 1_794_909_600_000],
    ['2026-11-17 10:00:00.123456', Date.UTC(2026, 10, 17, 10, 0, 0, 123)],
  ])('take %j for a time', async (at, timestampMs) => {
    expect(await recordOf({ at })).toMatchObject({ timestampMs });
  });

  it.each([[0], [-5], [Number.NaN], [true], ['12'], [{}]])('take %j for no time', async (at) => {
    expect(await recordOf({ at })).toBeUndefined();
  });

  it('take messages as a list or as JSON text, and else the prompt', async () => {
    const messages = JSON.stringify([
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]);
    expect(await recordOf({}, { messages })).toMatchObject({ prompt: 'b', turnIndex: 2 });
    expect(await recordOf({}, { messages: null, prompt: 'c' })).toMatchObject({
      prompt: 'c',
      turnIndex: null,
      // There may have been a system prompt.
      context: 'prompt-only',
    });
    const fields = { ...FIELDS, systemPrompt: '$.request.system', tools: '$.request.tools', route: '$.route' };
    const request = { messages: null, prompt: 'c', system: 'Be short.', tools: '[{"name":"t"}]' };
    expect(await recordOf({ route: '/chat' }, request, { fields })).toMatchObject({
      systemPrompt: 'Be short.',
      tools: '[{"name":"t"}]',
      route: '/chat',
      context: 'complete',
    });
  });

  it.each([
    ['error', 'error'],
    ['FAILED', 'error'],
    [500, 'error'],
    [200, 'ok'],
    ['success', 'ok'],
    [null, 'ok'],
  ])('read the outcome %j as %s', async (outcome, status) => {
    expect(await recordOf({ outcome })).toMatchObject({ status, response: status === 'ok' ? 'The small one.' : null });
  });

  it('keep scalars that no path leads to as attributes', async () => {
    const record = await recordOf({ team: 'kitchen', build: 7, deep: { a: 1 }, metadata: { tier: 'gold' } });
    expect(record?.attributes).toEqual({ team: 'kitchen', build: '7', tier: 'gold' });
  });

  it('of any shape harm nothing', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const lines = [
      JSON.stringify(row({ reply: [[]], model: {}, metadata: 'x' }, { id: 'a', user: [] })),
      JSON.stringify(row({}, { id: 'b' })).replace('"The small one."', deep),
      JSON.stringify(row({}, { id: 'c' })).replace('"model"', '"__proto__":{"polluted":1},"model"'),
      JSON.stringify(
        row({}, { id: 'd', user: { id: 2 ** 60 }, messages: [{ role: 'user', content: 'a\0b' }, null, 7] }),
      ),
    ];
    const { records, rejected } = await read(lines.join('\n'), KEY, { fields: { ...FIELDS, tools: '$..tools' } });
    expect(rejected).toEqual([]);
    expect(records.map(({ requestId, userId }) => [requestId, userId])).toEqual([
      ['a', null],
      ['b', 'u1'],
      ['c', 'u1'],
      ['d', null],
    ]);
    expect(({} as Settings)['polluted']).toBeUndefined();
  });

  it('need a map of their fields', async () => {
    await expect(read(JSON.stringify(row()), KEY, { fields: undefined })).rejects.toThrow('traffic.fields is missing');
  });

  it('are never guessed', async () => {
    expect((await startsOfOthers('custom')).some((start) => custom.recognises({ key: KEY, start, columns: [] }))).toBe(
      false,
    );
  });
});

describe('a path', () => {
  const value = { a: [{ b: 1 }, { b: 2 }], 'x y': { z: 'deep' }, n: null };

  it.each([
    ['$.a[0].b', 'a', 1],
    ['$.a[-1].b', 'a', 2],
    ["$['x y'].z", 'x y', 'deep'],
    ['$.a[*].b', 'a', 1],
    ['$.a[?@.b > 1].b', 'a', 2],
    ['$..z', null, 'deep'],
    ['$.n', 'n', null],
    ['$.n.deeper', 'n', undefined],
    ['$.constructor', 'constructor', undefined],
    ['$.__proto__', '__proto__', undefined],
    ['$.a.length', 'a', undefined],
  ])('%s begins at the field %j and leads to %j', (path, field, expected) => {
    const compiled = compilePath(path);
    expect([compiled.field, compiled.first(value)]).toEqual([field, expected]);
  });

  it.each([['$.'], ['$['], ['a.b'], ['$.a[']])('that cannot be read is refused with what to write: %s', (path) => {
    expect(() => compilePath(path)).toThrow(/is no JSON path .*write one such as/);
  });
});
