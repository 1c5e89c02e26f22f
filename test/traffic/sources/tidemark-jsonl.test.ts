import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../activities/traffic/log-fields.js';
import { ReadableLine } from '../../../activities/traffic/log-lines.js';
import { tidemarkJsonl } from '../../../activities/traffic/sources/tidemark-jsonl.js';
import { readText } from '../log-text.js';

const REQUEST = { request_id: 'r1', timestamp: '2026-10-01T10:00:00Z', prompt: 'why?' };
const entryOf = async (text: string) => {
  const [entry] = await readText(tidemarkJsonl, text);
  return entry;
};
const parse = (fields: object) => entryOf(JSON.stringify({ ...REQUEST, ...fields }));
const recordOf = async (fields: object) => {
  const entry = await parse(fields);
  if (entry === undefined || !('record' in entry)) throw new Error(`expected a record, got ${JSON.stringify(entry)}`);
  return entry.record;
};

describe('an instant', () => {
  it.each([
    ['2026-10-05T10:00:00Z', '2026-10-05T10:00:00.000Z'],
    ['2026-10-05T10:00:00', '2026-10-05T10:00:00.000Z'],
    ['2026-10-05 10:00:00.1239', '2026-10-05T10:00:00.123Z'],
    ['2026-10-05T10:00', '2026-10-05T10:00:00.000Z'],
    ['2026-10-05T10:00:00.5+02:00', '2026-10-05T08:00:00.500Z'],
    ['2026-10-05T10:00:00-0530', '2026-10-05T15:30:00.000Z'],
    ['2026-10-05T10:00:00.123456789z', '2026-10-05T10:00:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ])('written as %s is %s', (text, iso) => {
    expect(new Date(instantOf(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-10-05T24:30:00Z',
    '2026-02-30T00:00:00.000Z',
    '2026-10-05T24:30:00.000Z',
    '2026-10-05T10:00:0x.000Z',
    '20x6-10-05T10:00:00.000Z',
    '2026-10-05T10:00:00.00:Z',
    '2026-10-05',
    'yesterday',
    '',
    1_790_000_000,
    null,
  ])('cannot be read from %j', (value) => {
    expect(instantOf(value)).toBeNull();
  });
});

describe('a line of Tidemark’s own format', () => {
  it('becomes a record, whatever other fields it has', async () => {
    const fields = { user_id: 'u', session_id: 's', model: null, response: 'because', meta: { a: 1 } };
    const line = { ...fields, metadata: { team: 'blue', parts: [1] } };
    expect(await parse(line)).toEqual({
      line: 1,
      raw: new ReadableLine(1, Buffer.from(JSON.stringify({ ...REQUEST, ...line }))),
      record: {
        requestId: 'r1',
        timestampMs: Date.parse(REQUEST.timestamp),
        userId: 'u',
        sessionId: 's',
        model: null,
        route: null,
        prompt: 'why?',
        response: 'because',
        systemPrompt: null,
        earlierTurns: [],
        turnIndex: 1,
        tools: null,
        context: 'complete',
        status: 'ok',
        attributes: { team: 'blue' },
        revision: 0,
      },
    });
  });

  it.each([
    ['{"request_id":', 'invalid_json'],
    ['[1]', 'not_an_object'],
    ['null', 'not_an_object'],
    ['"text"', 'not_an_object'],
  ])('that is %s is quarantined as %s', async (text, reason) => {
    expect(await entryOf(text)).toEqual({ line: 1, quarantined: reason });
  });

  it.each([
    [{ request_id: undefined }, 'missing_request_id'],
    [{ request_id: '' }, 'missing_request_id'],
    [{ request_id: 17 }, 'bad_request_id'],
    [{ request_id: 'r'.repeat(257) }, 'request_id_too_long'],
    [{ timestamp: undefined }, 'missing_timestamp'],
    [{ timestamp: 'yesterday' }, 'bad_timestamp'],
    [{ prompt: undefined }, 'missing_prompt'],
    [{ prompt: 7 }, 'bad_prompt'],
    [{ messages: 'hello' }, 'bad_messages'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'bad_messages'],
    [{ messages: [null] }, 'bad_messages'],
  ])('with %j is quarantined as %s', async (fields, reason) => {
    expect(await parse(fields)).toEqual({ line: 1, quarantined: reason });
  });

  it.each([
    [{ status: 'error', prompt: undefined }, 'failed_request'],
    [{ prompt: ' \n ' }, 'no_user_turn'],
    [{ prompt: undefined, messages: [{ role: 'assistant', content: 'hello' }] }, 'no_user_turn'],
  ])('with %j is left out as %s', async (fields, skipped) => {
    expect(await parse(fields)).toEqual({ line: 1, skipped, timestampMs: Date.parse(REQUEST.timestamp) });
  });

  it('takes the last user turn of a conversation as the prompt and what came before as context', async () => {
    const { prompt, earlierTurns, systemPrompt, turnIndex, context } = await recordOf({
      prompt: undefined,
      messages: [
        { role: 'system', content: 'be brief' },
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'two' },
        { role: 'user', content: [{ type: 'text', text: 'three' }, { type: 'image' }, { type: 'text', text: 'four' }] },
        { role: 'assistant', content: null },
        { role: 'user', content: [{ type: 'tool_result', content: 'five' }] },
      ],
    });
    expect(prompt).toBe('three\nfour');
    expect(earlierTurns.map(({ content }) => content)).toEqual(['one', 'two']);
    expect([systemPrompt, turnIndex, context]).toEqual(['be brief', 2, 'prompt-only']);
  });

  it('takes no id from a number that JSON cannot hold exactly, because it would merge users', async () => {
    expect((await recordOf({ user_id: 42 })).userId).toBe('42');
    expect((await recordOf({ user_id: 2 ** 60 })).userId).toBeNull();
  });

  it('is made safe for UTF-8 tables', async () => {
    const { prompt, earlierTurns } = await recordOf({
      prompt: undefined,
      messages: [
        { role: 'user', content: 'a\u0000b' },
        { role: 'user', content: 'c\uD800d' },
      ],
    });
    expect(prompt).toBe('c\uFFFDd');
    expect(earlierTurns[0]?.content).toBe('a\uFFFDb');
  });
});
