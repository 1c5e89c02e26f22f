import { DataType, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import {
  decodeTable,
  defineTable,
  encodeTable,
  flag,
  integer,
  nullable,
  number,
  type RowOf,
  text,
  timestamp,
  vector32,
  vector64,
} from '../../activities/storage/arrow-table.js';

const definition = defineTable('sampler', 3, {
  name: text('a name'),
  note: nullable(text('a remark')),
  cost: number('what it cost', { unit: 'USD' }),
  score: nullable(number('null when it could not be computed')),
  count: integer('how many'),
  rank: nullable(integer('place')),
  alarm: flag('whether it rang'),
  seen: nullable(flag('whether anybody looked')),
  at: timestamp('when'),
  until: nullable(timestamp('when it ended')),
  direction: vector32(3, 'unit vector'),
  sums: vector64(2, 'feature sums'),
});

const rows: RowOf<typeof definition>[] = [
  {
    name: 'Zoë “quoted” 😀\nsecond line',
    note: null,
    cost: 0.1,
    score: null,
    count: -2_147_483_648,
    rank: null,
    alarm: true,
    seen: null,
    at: Date.UTC(2026, 9, 5, 4, 17, 0, 123),
    until: null,
    direction: Float32Array.of(1, -2, 0.5),
    sums: Float64Array.of(1e-300, Number.MAX_VALUE),
  },
  {
    name: '',
    note: 'second',
    cost: -0,
    score: Number.MIN_VALUE,
    count: 2_147_483_647,
    rank: 0,
    alarm: false,
    seen: false,
    at: -1,
    until: Date.UTC(9999, 11, 31),
    direction: Float32Array.of(0, 0, 0),
    sums: Float64Array.of(0, -1),
  },
];

describe('a table as an Arrow file', () => {
  it('gives back every value, null and instant', () => {
    expect(decodeTable(definition, encodeTable(definition, rows))).toEqual(rows);
  });

  it('tells null from zero, false and the empty text', () => {
    const [first, second] = decodeTable(definition, encodeTable(definition, rows));
    expect([first?.note, first?.score, first?.rank, first?.seen, first?.until]).toEqual([null, null, null, null, null]);
    expect([second?.name, second?.rank, second?.seen]).toEqual(['', 0, false]);
  });

  it('is the same bytes for the same rows', () => {
    const again = rows.map((row) => ({ ...row, direction: Float32Array.from(row.direction) }));
    expect(Buffer.from(encodeTable(definition, rows)).equals(encodeTable(definition, again))).toBe(true);
  });

  it('does not depend on the order of the members of a row', () => {
    const pair = defineTable('pair', 1, { a: text('first'), b: text('second') });
    const one = encodeTable(pair, [{ a: 'x', b: 'y' }]);
    // Not the order in which the columns are defined.
    expect(Buffer.from(one).equals(encodeTable(pair, [{ b: 'y', a: 'x' }]))).toBe(true);
  });

  it('keeps its columns and their types when it is empty', () => {
    const bytes = encodeTable(definition, []);
    expect(decodeTable(definition, bytes)).toEqual([]);
    const fields = tableFromIPC(bytes).schema.fields;
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(definition.columns));
    expect(fields.map(({ type }) => String(type))).toEqual([
      'Utf8',
      'Utf8',
      'Float64',
      'Float64',
      'Int32',
      'Int32',
      'Bool',
      'Bool',
      'Timestamp<MILLISECOND, UTC>',
      'Timestamp<MILLISECOND, UTC>',
      'FixedSizeList[3]<Float32>',
      'FixedSizeList[2]<Float64>',
    ]);
  });

  it('is an uncompressed IPC file, which other readers open', () => {
    const bytes = encodeTable(definition, rows);
    expect(Buffer.from(bytes.subarray(0, 6)).toString('latin1')).toBe('ARROW1');
    expect(Buffer.from(bytes.subarray(-6)).toString('latin1')).toBe('ARROW1');
    expect(Buffer.from(bytes).includes('second line')).toBe(true);
  });

  it('holds plain texts, because a second dictionary in one file cannot be read', () => {
    const field = tableFromIPC(encodeTable(definition, rows)).schema.fields[0];
    expect(DataType.isUtf8(field?.type)).toBe(true);
  });

  it('says in the file what a column means, its unit, and which values may be missing', () => {
    const { schema } = tableFromIPC(encodeTable(definition, rows, { window: '2026-W40' }));
    expect(Object.fromEntries(schema.metadata)).toEqual({ table: 'sampler', version: '3', window: '2026-W40' });
    const cost = schema.fields.find(({ name }) => name === 'cost');
    expect(Object.fromEntries(cost?.metadata ?? [])).toEqual({ definition: 'what it cost', unit: 'USD' });
    expect(schema.fields.filter(({ nullable: may }) => may).map(({ name }) => name)).toEqual([
      'note',
      'score',
      'rank',
      'seen',
      'until',
    ]);
  });

  it('counts its nulls, so that readers trust the validity bits', () => {
    const table = tableFromIPC(encodeTable(definition, rows));
    expect(['note', 'score', 'rank', 'seen', 'until'].map((name) => table.getChild(name)?.nullCount)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(table.getChild('name')?.nullCount).toBe(0);
  });

  it('holds many rows in one batch', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...(rows[index % 2] ?? fail()), count: index }));
    const bytes = encodeTable(definition, many);
    expect(tableFromIPC(bytes).batches).toHaveLength(1);
    expect(decodeTable(definition, bytes).at(-1)).toEqual(many.at(-1));
  });

  it.each([
    [0, 2],
    [3, 4],
    [8, 5],
    [10, 1],
  ])('reads of ten rows those from %i on, at most %i', (offset, limit) => {
    const ten = Array.from({ length: 10 }, (_, index) => ({ ...(rows[index % 2] ?? fail()), count: index }));
    const slice = decodeTable(definition, encodeTable(definition, ten), { offset, limit });
    expect(slice).toEqual(ten.slice(offset, offset + limit));
  });
});

describe('values that a table refuses', () => {
  const good = rows[1] ?? fail();
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['NaN', { cost: Number.NaN }, /sampler\.cost, row 1: NaN/],
    ['NaN in a column that takes null', { score: Number.NaN }, /sampler\.score, row 1: NaN/],
    ['infinity', { cost: Number.POSITIVE_INFINITY }, /sampler\.cost, row 1: Infinity/],
    ['null where none is taken', { name: null }, /sampler\.name, row 1: no value/],
    ['a missing member', { note: undefined }, /sampler\.note, row 1: no value/],
    ['a vector of another length', { direction: Float32Array.of(1, 2) }, /sampler\.direction, row 1: a vector of 2/],
    ['NaN in a vector', { direction: Float32Array.of(1, Number.NaN, 2) }, /sampler\.direction, row 1: NaN/],
    ['a vector where null is', { direction: null }, /sampler\.direction, row 1: no value/],
    ['a fraction in a column of integers', { count: 1.5 }, /sampler\.count, row 1: 1\.5 is no 32-bit integer/],
    ['an integer of more than 32 bits', { count: 2 ** 31 }, /sampler\.count, row 1: 2147483648 is no 32-bit integer/],
    ['a fraction of a millisecond', { at: 0.5 }, /sampler\.at, row 1: 0\.5 is no whole number of milliseconds/],
    ['a number where text is wanted', { name: 7 }, /sampler\.name, row 1: a number where text is wanted/],
    ['text where a number is wanted', { cost: '7' }, /sampler\.cost, row 1: a string where a number is wanted/],
    ['text where a flag is wanted', { alarm: 'no' }, /sampler\.alarm, row 1: a string where a flag is wanted/],
  ])('%s', (_title, change, message) => {
    const bad = { ...good, ...change } as typeof good;
    expect(() => encodeTable(definition, [good, bad])).toThrow(message);
  });
});

describe('bytes that are another table', () => {
  it('names the table that it found', () => {
    const other = defineTable('other', 1, { name: text('a name') });
    const bytes = encodeTable(other, [{ name: 'x' }]);
    expect(() => decodeTable(definition, bytes)).toThrow('expected the table sampler version 3, found other version 1');
  });

  it('refuses another version of the table, whose columns may mean something else', () => {
    const older = defineTable('sampler', 2, definition.columns);
    expect(() => decodeTable(definition, encodeTable(older, rows))).toThrow('found sampler version 2');
  });

  it('names a column that is missing', () => {
    const { cost: _cost, ...rest } = definition.columns;
    const lacking = defineTable('sampler', 3, rest);
    expect(() => decodeTable(definition, encodeTable(lacking, rows))).toThrow('lacks the column cost');
  });

  it('does not take a broken file for an empty one', () => {
    const bytes = encodeTable(definition, rows);
    expect(() => decodeTable(definition, bytes.subarray(0, 200))).toThrow('these 200 bytes are not a whole Arrow file');
    expect(() => decodeTable(definition, new Uint8Array())).toThrow('expected the table sampler version 3');
  });
});

function fail(): never {
  throw new Error('the test has no such row');
}
