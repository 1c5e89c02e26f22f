import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../activities/stats/random.js';
import { tidemarkJsonl } from '../../../activities/traffic/sources/tidemark-jsonl.js';
import type { LogEntry } from '../../../activities/traffic/traffic-record.js';
import { readText } from '../log-text.js';

const { abridged } = tidemarkJsonl;
if (abridged === undefined) throw new Error('the source cannot be read abridged');
const source = { ...tidemarkJsonl, read: abridged.read };

/** What an abridged entry has to say truly. */
function decidedBy(entry: LogEntry | undefined): unknown {
  if (entry === undefined || !('record' in entry)) return entry;
  const { prompt, response, systemPrompt, earlierTurns, tools, attributes: _, ...decided } = entry.record;
  return {
    ...decided,
    prompt: prompt.trim() === '',
    response: response === null,
    systemPrompt: systemPrompt === null,
    tools: tools === null,
    earlierTurns: earlierTurns.map(({ role }) => role),
    raw: Buffer.from(entry.raw ?? []).toString(),
  };
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
    const [whole, read] = await Promise.all([readText(tidemarkJsonl, content), readText(source, content)]);
    expect(read).toHaveLength(whole.length);
    const kinds = new Set<string>();
    for (const [number, entry] of whole.entries()) {
      kinds.add('record' in entry ? 'record' : 'skipped' in entry ? entry.skipped : entry.quarantined);
      expect(decidedBy(read[number]), lines[number]).toEqual(decidedBy(entry));
    }
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

  it('is had whole from its bytes', async () => {
    const [whole] = await readText(tidemarkJsonl, JSON.stringify(PLAIN));
    const [read] = await readText(source, JSON.stringify(PLAIN));
    if (read === undefined || !('record' in read) || read.raw === null) throw new Error('expected a record');
    expect(read.record.prompt).not.toBe(PLAIN.messages[3]?.content);
    expect({ ...read, record: abridged.recordOf(read.raw) }).toEqual(whole);
  });

  it('is refused whole from bytes that hold no record', () => {
    expect(() => abridged.recordOf(Buffer.from('{}'))).toThrow('holds none');
  });
});
