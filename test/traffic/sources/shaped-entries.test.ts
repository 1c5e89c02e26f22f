import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../activities/stats/random.js';
import { tidemarkJsonl } from '../../../activities/traffic/sources/tidemark-jsonl.js';
import type { LogEntry } from '../../../activities/traffic/traffic-record.js';
import { readEach } from '../log-text.js';

const { abridged } = tidemarkJsonl;
if (abridged === undefined) throw new Error('the source cannot be read abridged');
const source = { ...tidemarkJsonl, read: abridged.read };

/** What an abridged entry has to say truly. */
function decidedBy(entry: LogEntry): unknown {
  if (!('record' in entry)) return entry;
  const { line, record, raw } = entry;
  const { requestId, timestampMs, userId, sessionId, model, route, turnIndex, context, status, revision } = record;
  const decided = { requestId, timestampMs, userId, sessionId, model, route, turnIndex, context, status, revision };
  return {
    ...decided,
    line,
    prompt: record.prompt.trim() === '',
    response: record.response === null,
    systemPrompt: record.systemPrompt === null,
    tools: record.tools === null,
    earlierTurns: record.earlierTurns.map(({ role }) => role),
    length: raw?.length,
    checksum: raw?.checksum,
    raw: Buffer.from(raw?.bytes ?? []).toString(),
  };
}

function kindOf(entry: LogEntry): string {
  return 'record' in entry ? 'record' : 'skipped' in entry ? entry.skipped : entry.quarantined;
}

const PLAIN = {
  request_id: 'req-1',
  timestamp: '2026-10-01T10:00:00.000Z',
  user_id: 'größe',
  session_id: 's-1',
  model: 'model-a',
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Why "so"?\n' },
        { type: 'image', url: 'a' },
      ],
    },
    { role: 'assistant', content: '', tool_calls: [{ id: 1 }] },
    { role: 'user', content: 'No, 我 meant blue.' },
  ],
  response: 'Because.',
  metadata: { team: 'blue', tokens: 17, request_id: 'inner' },
};

/** Lines as programs write them, with every field in many states. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  request_id: ['', 'req-2', 7, null, 'a"b', 'x'.repeat(257), 'é'.repeat(200)],
  timestamp: ['2026-10-01T10:00:00Z', '2026-13-01T10:00:00.000Z', 'yesterday', '', 5, null],
  user_id: [null, '', 12, 1.5, 'u\u0000', { id: 1 }],
  session_id: [null, 'x', ''],
  model: [null, '', 'model-b', 3],
  status: ['ok', 'error', 1],
  prompt: ['', ' \u00A0\n', '　', 'かな', 'why?', 5, null],
  messages: [[], null, 'text', [null], [{ role: 'user' }], [{ role: 'user', content: ' ' }], [{ content: 'a' }]],
  system_prompt: ['', 'Be kind.', 7],
  response: ['', null, 'So.'],
  tools: [[], [{ name: 'search' }], {}],
  metadata: [null, [1], 'text', {}],
};

function varied(random: Random): string {
  const fields: Record<string, unknown> = { ...PLAIN };
  for (const [name, values] of Object.entries(VALUES)) {
    if (random.next() < 0.85) continue;
    const value = values[random.integer(values.length + 1)];
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  return JSON.stringify(fields);
}

const PIECES = ['"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', ' ', '\u0000', '"user_id":"twice",', '\\u0073'];

function broken(line: string, random: Random): string {
  const at = random.integer(line.length);
  return line.slice(0, at) + (PIECES[random.integer(PIECES.length)] ?? '') + line.slice(at + random.integer(2));
}

describe('an entry that is read by its shape', () => {
  it('says of every line what reading the whole line says', async () => {
    const random = createRandom('shaped entries');
    const lines = Array.from({ length: 20_000 }, () => {
      const line = varied(random);
      return random.next() < 0.5 ? line : broken(line, random);
    });
    const content = lines.join('\n');
    const [whole, read] = await Promise.all([
      readEach(tidemarkJsonl, content, decidedBy),
      readEach(source, content, decidedBy),
    ]);
    expect(read).toHaveLength(whole.length);
    for (const [number, entry] of whole.entries()) expect(read[number], lines[number]).toEqual(entry);
    const kinds = new Set(await readEach(source, content, kindOf));
    expect([...kinds].sort()).toEqual([
      'bad_messages',
      'bad_prompt',
      'bad_request_id',
      'bad_timestamp',
      'failed_request',
      'invalid_json',
      'missing_prompt',
      'missing_request_id',
      'missing_timestamp',
      'no_user_turn',
      'record',
      'request_id_too_long',
    ]);
  });

  it('is the same wherever lines are blank, end in carriage returns, are no UTF-8 or very long', async () => {
    const line = JSON.stringify(PLAIN);
    const long = JSON.stringify({ ...PLAIN, prompt: 'x'.repeat(300_000) });
    const parts = ['\uFEFF', line, '\r\n', '\n \v\f\n', long, '\n', '\u00A0', line, '\u00A0\n', '\uFEFF\n', line];
    const bad = Buffer.concat([
      Buffer.from(`${line}\n`),
      Buffer.from([0x22, 0xff, 0x0a]),
      Buffer.from(`${line}\n\n${line}`),
    ]);
    for (const content of [parts.join(''), bad, Buffer.concat([bad, Buffer.from('x'.repeat(9_000_000)), bad])]) {
      const whole = await readEach(tidemarkJsonl, content, decidedBy);
      expect(whole.length).toBeGreaterThan(2);
      expect(await readEach(source, content, decidedBy)).toEqual(whole);
    }
  });

  it('does not mix two files that are read in turn', async () => {
    const fileOf = (name: string) =>
      Array.from({ length: 400 }, (_, number) => JSON.stringify({ ...PLAIN, request_id: `${name}-${number}` })).join(
        '\n',
      );
    const idOf = (entry: LogEntry) => ('record' in entry ? entry.record.requestId : '');
    const read = await Promise.all(['a', 'b', 'c'].map((name) => readEach(source, fileOf(name), idOf)));
    for (const [number, name] of ['a', 'b', 'c'].entries()) {
      expect(read[number]).toEqual(Array.from({ length: 400 }, (_, line) => `${name}-${line}`));
    }
  });

  it('is had whole from its bytes', async () => {
    const [whole] = await readEach(tidemarkJsonl, JSON.stringify(PLAIN), (entry) => 'record' in entry && entry.record);
    const [read] = await readEach(source, JSON.stringify(PLAIN), (entry) => {
      if (!('record' in entry) || entry.raw === null) throw new Error('expected a record');
      return { prompt: entry.record.prompt, record: abridged.recordOf(entry.raw.bytes) };
    });
    expect(read?.prompt).not.toBe(PLAIN.messages[3]?.content);
    expect(read?.record).toEqual(whole);
  });

  it('is refused whole from bytes that hold no record', () => {
    expect(() => abridged.recordOf(Buffer.from('{}'))).toThrow('holds none');
  });
});
