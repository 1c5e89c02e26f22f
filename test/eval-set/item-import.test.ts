import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importedItems } from '../../activities/eval-set/imported-items.js';
import { parseItems } from '../../activities/eval-set/item-import.js';
import { readVersion } from '../../activities/eval-set/version-store.js';
import { redactRecord } from '../../activities/traffic/redaction.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { importItems } from './import-world.js';
import { createVersionWorld, type VersionWorld, worldConfig } from './version-world.js';

const parse = (text: string, format: 'jsonl' | 'csv' = 'jsonl') => parseItems(Buffer.from(text), format, 'set');

function imported(objects: readonly object[], options: { keepAlike?: boolean; userKey?: string | undefined } = {}) {
  const { items } = parse(objects.map((object) => JSON.stringify(object)).join('\n'));
  return importedItems(items, { name: 'set', redact: redactRecord, userKey: 'key', keepAlike: false, ...options });
}

describe('a file of items', () => {
  it('gives the same items as JSONL and as CSV', () => {
    const jsonl = parse(
      `{"id":7,"prompt":"which flour?","system_prompt":"be short","messages":[{"role":"user","content":"hi"}],"expected":"a strong\\none","model":"m","user":"u","level":3}\n\n{"prompt":"b"}`,
    );
    const csv = parse(
      `\uFEFFid,prompt,system_prompt,messages,expected,model,user,level\r\n7,which flour?,be short,"[{""role"":""user"",""content"":""hi""}]","a strong\none",m,u,3\r\n\r\n,b,,,,,,\r\n`,
      'csv',
    );
    const withoutLines = ({ items, ignored }: typeof csv) => ({
      ignored,
      items: items.map(({ line: _l, ...item }) => item),
    });
    expect(withoutLines(csv)).toEqual(withoutLines(jsonl));
    expect(jsonl.ignored).toEqual(['level']);
    expect(jsonl.items[0]).toEqual({
      line: 1,
      id: '7',
      prompt: 'which flour?',
      systemPrompt: 'be short',
      earlierTurns: [{ role: 'user', content: 'hi' }],
      response: 'a strong\none',
      model: 'm',
      user: 'u',
    });
    expect([jsonl.items[1]?.line, csv.items[1]?.line]).toEqual([3, 5]);
  });

  it.each([
    ['no JSON', '{"prompt":"a"}\n{"prompt": my secret', 'set:2: must be a JSON object on one line'],
    ['a list', '["my secret"]', 'set:1: must be a JSON object on one line'],
    ['no prompt', '{"question":"my secret"}', 'set:1: prompt: must be text; every item needs a prompt'],
    ['a blank prompt', '{"prompt":" "}', 'set:1: prompt: must not be empty; every item needs a prompt'],
    ['a wrong type', '{"prompt":"a","expected":5}', 'set:1: expected: must be text'],
    ['a wrong id', '{"prompt":"a","id":1.5}', 'set:1: id: must be text or a whole number'],
    [
      'turns of another form',
      '{"prompt":"a","messages":[{"role":"user","content":"x"},{"role":"user","text":"my secret"}]}',
      'set:1: messages.1.content: must be text',
    ],
    [
      'two names of one field',
      '{"prompt":"a","expected":"x","response":"my secret"}',
      'set:1: response: is another name for expected; give one of them',
    ],
    ['nothing in it', '\n\n', 'set: holds no item'],
  ])('is refused with %s, by file, line and key', (_what, text, message) => {
    expect(() => parse(text)).toThrow(new RegExp(`^${message.replaceAll(/[.?*[\]{}()]/g, '\\$&')}$`));
  });

  it.each([
    ['no column for the prompt', 'question\nmy secret', 'set:1: prompt: no column has this name'],
    ['two columns of one name', 'prompt,prompt\na,b', 'set:1: prompt: two columns have this name'],
    ['too many cells', 'prompt,id\n"a\nb",1\nmy secret,2,3', 'set:4: 3 cells under 2 headings'],
    ['an empty prompt', 'prompt,id\na,1\n,2', 'set:3: prompt: must not be empty'],
    ['turns that are no JSON', 'prompt,messages\na,my secret', 'set:2: messages: must be a JSON list'],
    ['an open quote', 'prompt\n"my secret', 'set:2: no CSV: quoted field unterminated'],
  ])('is refused as CSV with %s', (_what, text, message) => {
    expect(() => parse(text, 'csv')).toThrow(message);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => parseItems(Uint8Array.from([0x7b, 0xff]), 'jsonl', 'set')).toThrow('set: is not UTF-8');
  });
});

describe('imported items', () => {
  it('are anchors without a secret, a user or a name in them', () => {
    const { items } = imported([
      {
        prompt: 'write to ana@example.org',
        expected: 'sent to ana@example.org and bo@example.org',
        system_prompt: 'card 4111 1111 1111 1111',
        messages: [{ role: 'user', content: 'I am ana@example.org' }],
        user: 'ana',
      },
    ]);
    const row = items[0]?.row;
    expect(row).toMatchObject({
      added_reason: 'import',
      anchor: true,
      prompt: 'write to [EMAIL_1]',
      response: 'sent to [EMAIL_1] and [EMAIL_2]',
      system_prompt: 'card [CARD_1]',
      earlier_turns: '[{"role":"user","content":"I am [EMAIL_1]"}]',
    });
    expect(row?.user).toMatch(/^u_[0-9a-f]{24}$/);
    expect(JSON.stringify(items)).not.toMatch(/example\.org|"ana"/);
  });

  it('are refused with users but without the key that hides them', () => {
    expect(() => imported([{ prompt: 'a', user: 'ana' }], { userKey: undefined })).toThrow(
      'set:1: user: TIDEMARK_USER_KEY is not set',
    );
    expect(imported([{ prompt: 'a' }], { userKey: undefined }).items).toHaveLength(1);
  });

  it('are refused when they cannot be redacted, without a word of their text', () => {
    const redact = () => {
      throw new Error('no way to hide my secret');
    };
    const { items } = parse('{"prompt":"my secret"}');
    expect(() => importedItems(items, { name: 'set', redact, userKey: 'key', keepAlike: false })).toThrow(
      /^set:1: cannot be redacted, so it cannot be stored; leave it out$/,
    );
  });

  it('are refused with an id that is personal data', () => {
    expect(() => imported([{ prompt: 'a', id: 'ana@example.org' }])).toThrow('set:1: id: looks like personal data');
  });

  it('are merged and counted when they nearly say the same', () => {
    const { items, merged } = imported([
      { prompt: 'How long must a sourdough loaf rest before it is baked?' },
      { prompt: 'how long must a sourdough loaf  rest before it is baked?' },
      { prompt: 'May I deduct a train ticket?' },
    ]);
    expect(items.map(({ line, row }) => [line, row.cluster_size])).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(merged).toEqual([{ line: 2, into: 1 }]);
  });

  it.each([
    ['expect another answer', { expected: '5' }, { expected: '6' }],
    ['have another system prompt', { system_prompt: 'be short' }, { system_prompt: 'be long' }],
    [
      'come after another turn',
      { messages: [{ role: 'user', content: 'x' }] },
      { messages: [{ role: 'user', content: 'y' }] },
    ],
  ])('stay apart when they %s', (_what, first, second) => {
    const { items } = imported([
      { prompt: 'what is two plus three, please?', ...first },
      { prompt: 'what is two plus three , please?', ...second },
    ]);
    expect(items).toHaveLength(2);
  });

  it('are kept for a set of templates on request, but for copies', () => {
    const objects = [{ prompt: 'translate item 12' }, { prompt: 'translate item 13' }, { prompt: 'translate item 12' }];
    expect(imported(objects).items).toHaveLength(1);
    expect(imported(objects, { keepAlike: true })).toMatchObject({ merged: [{ line: 3, into: 1 }] });
  });

  it.each([
    [
      [
        { id: 'q', prompt: 'first thing' },
        { id: 'q', prompt: 'another one' },
      ],
      'set:2: id: contradicts line 1: the id of line 1 for something else',
    ],
    [
      [
        { prompt: 'the same', expected: 'x' },
        { prompt: 'the same', expected: 'y' },
      ],
      'set:2: expected: contradicts line 1: the prompt of line 1 with another answer',
    ],
  ])('are refused when they contradict each other', (objects, message) => {
    expect(() => imported(objects)).toThrow(message);
  });
});

const GOLDEN = [
  { id: 'flour', prompt: 'which flour gives sourdough a crust', expected: 'a strong one' },
  { prompt: 'is a train a deduction for taxes' },
];

describe('a version made by an import', () => {
  const store = new MemoryObjectStore();
  let world: VersionWorld;
  let made: ReadonlyMap<string, Uint8Array>;

  beforeAll(async () => {
    world = await createVersionWorld(store, { size: 20, requests: 90 });
    await world.refresh('2026-W40');
    made = new Map(store.objects);
  });

  beforeEach(() => {
    store.objects.clear();
    for (const [key, bytes] of made) store.objects.set(key, bytes);
  });

  const activeRows = async (number: number) => {
    const rows = await readVersion(store, (await world.list()).versions[number - 1]);
    return rows.filter((row) => row.retired_week === null);
  };
  const sumOf = (rows: readonly { weight: number }[]) => rows.reduce((sum, { weight }) => sum + weight, 0);

  it('weights all items to the newest week’s traffic, and says that some were not drawn from it', async () => {
    const { version, added, present } = await importItems(world, GOLDEN);
    expect([version.version, version.week, version.made, version.items, added, present]).toEqual([
      2,
      '2026-W40',
      'import',
      22,
      2,
      0,
    ]);
    const rows = await activeRows(2);
    expect(sumOf(rows)).toBeCloseTo(1, 12);
    const own = rows.filter((row) => row.added_reason === 'import');
    expect(own.map(({ stratum, anchor, weight }) => [stratum, anchor, weight > 0])).toEqual([
      ['all', true, true],
      ['all', true, true],
    ]);
    expect(own.every(({ topic }) => topic >= 0)).toBe(true);
    const topics = async (number: number) => {
      const shares = new Map<number, number>();
      for (const { topic, weight } of await activeRows(number)) shares.set(topic, (shares.get(topic) ?? 0) + weight);
      return shares;
    };
    const [before, after] = [await topics(1), await topics(2)];
    expect(new Set(after.keys())).toEqual(new Set(before.keys()));
    // Topics too rare for a margin of their own are weighted as one, so each may be a request of the 24 off.
    for (const [topic, share] of before) expect(Math.abs((after.get(topic) ?? 0) - share)).toBeLessThan(1 / 24);
    expect(version.note).toBe('2 imported items stand in for their topics’ traffic: they were not drawn from it');
  });

  it('is not made again by the same file', async () => {
    const first = await importItems(world, GOLDEN);
    const before = [...store.objects.keys()];
    expect(await importItems(world, GOLDEN)).toEqual({ version: first.version, added: 0, present: 2 });
    expect([...store.objects.keys()]).toEqual(before);
    await world.refresh('2026-W41');
    expect(await importItems(world, [...GOLDEN, { prompt: 'a visa for a museum' }])).toMatchObject({
      added: 1,
      present: 2,
      version: { version: 4 },
    });
  });

  it('leaves the week its own refresh, and no refresh ever retires its items', async () => {
    await importItems(world, GOLDEN);
    expect((await world.refresh('2026-W40')).version.version).toBe(1);
    const weeks = Array.from({ length: 8 }, (_, at) => `2026-W${41 + at}`);
    for (const week of weeks) await world.refresh(week);
    const rows = await activeRows(2 + weeks.length);
    expect(rows.filter((row) => row.added_reason === 'import')).toHaveLength(2);
    expect(
      rows.filter((row) => row.added_reason === 'import' && row.anchor && row.added_week === '2026-W40'),
    ).toHaveLength(2);
    expect(sumOf(rows)).toBeCloseTo(1, 12);
    expect(rows).toHaveLength(20);
  });

  it('keeps the weights of before when the week’s sample is gone, and gives its own items none', async () => {
    for (const key of store.objects.keys()) if (key.includes('samples/2026-W40')) store.objects.delete(key);
    const { version } = await importItems(world, GOLDEN);
    const rows = await activeRows(2);
    const weights = new Map((await activeRows(1)).map((row) => [row.item_id, row.weight]));
    expect(rows.every((row) => row.weight === (weights.get(row.item_id) ?? 0))).toBe(true);
    expect(sumOf(rows)).toBeCloseTo(1, 12);
    expect(version.note).toMatch(/sample cannot be read: 2 imported items weigh nothing until the next refresh/);
  });

  it('says when its anchors leave no room for the traffic', async () => {
    const many = Array.from({ length: 20 }, (_, at) => ({
      id: `n${at}`,
      prompt: `a question of number ${'x'.repeat(at * 7)}`,
    }));
    expect((await importItems(world, many, { keepAlike: true })).version.note).toMatch(/leave no room in a set of 20/);
  });

  it('writes nothing when an item of the set says something else under its id', async () => {
    await importItems(world, GOLDEN);
    const before = [...store.objects.keys()];
    await expect(
      importItems(world, [{ prompt: 'a new one' }, { id: 'flour', prompt: 'which oil is it' }]),
    ).rejects.toThrow('set.jsonl:2: the eval set has this item with other texts');
    expect([...store.objects.keys()]).toEqual(before);
  });
});

describe('an import before all traffic', () => {
  it('has even weights and no topics, until the first refresh places and weights its items', async () => {
    const store = new MemoryObjectStore();
    const { version } = await importItems({ store, config: worldConfig('bucket', { size: 20 }) }, GOLDEN);
    const rows = await readVersion(store, version);
    expect([version.week, version.note]).toEqual([
      '2026-W39',
      'only imported items: equal weights, which estimate no traffic',
    ]);
    expect(rows.map(({ weight, topic, stratum }) => [weight, topic, stratum])).toEqual([
      [0.5, -1, 'import'],
      [0.5, -1, 'import'],
    ]);
    const world = await createVersionWorld(store, { size: 20, requests: 90 });
    const refreshed = await world.refresh('2026-W39');
    expect([refreshed.version.version, refreshed.added]).toEqual([2, 18]);
    const placed = (await readVersion(store, refreshed.version)).filter((row) => row.added_reason === 'import');
    expect(placed.map(({ topic, stratum, weight }) => [topic >= 0, stratum, weight > 0])).toEqual([
      [true, 'all', true],
      [true, 'all', true],
    ]);
  });
});
