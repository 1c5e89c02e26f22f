import { gzipSync } from 'node:zlib';
import { parquetSchema, type SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { type ParquetRow, UnreadableObject } from '../../activities/traffic/log-object.js';
import { assemblyOf } from '../../activities/traffic/parquet-assembly.js';
import { ChunkBytes } from '../../activities/traffic/parquet-bytes.js';
import { LeafColumn, type LeafLevels } from '../../activities/traffic/parquet-column.js';
import { parquetColumns, readParquetRows } from '../../activities/traffic/parquet-rows.js';

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;

/** A file in memory that notes which ranges were fetched. */
function sourceOf(file: ArrayBuffer) {
  const ranges: [number, number][] = [];
  return {
    ranges,
    byteLength: file.byteLength,
    slice: async (start: number, end: number) => {
      ranges.push([start, end]);
      return file.slice(start, end);
    },
  };
}

async function rowsOf(file: ArrayBuffer, columns?: readonly string[], required?: readonly string[]) {
  const source = sourceOf(file);
  const rows: ParquetRow[] = [];
  for await (const batch of readParquetRows(source, columns ?? (await parquetColumns(source)), required)) {
    rows.push(...batch);
  }
  return rows;
}

const valuesOf = async (file: ArrayBuffer, columns?: readonly string[]) =>
  (await rowsOf(file, columns)).map(({ values }) => values);

/** Writes rows of one column with a schema of its own. */
function columnFile(elements: readonly SchemaElement[], data: readonly unknown[], options: object = {}): ArrayBuffer {
  const [element] = elements;
  return parquetWriteBuffer({
    schema: [{ name: 'root', num_children: 1 }, ...elements],
    columnData: [{ name: element?.name ?? '', data: [...data] }],
    ...options,
  });
}

const CHATS: SchemaElement[] = [
  { name: 'messages', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'OPTIONAL', num_children: 3 },
  { ...TEXT, name: 'role' },
  { ...TEXT, name: 'content' },
  { name: 'calls', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'REQUIRED', num_children: 1 },
  { ...TEXT, name: 'name', repetition_type: 'REQUIRED' },
];

/** Chats with everything that may be absent absent at times. */
function chats(count: number): unknown[] {
  const random = createRandom('chats');
  const sometimes = <T>(value: T): T | null => (random.integer(4) === 0 ? null : value);
  return Array.from({ length: count }, (_, row) =>
    sometimes(
      Array.from({ length: random.integer(5) }, (__, turn) =>
        sometimes({
          role: sometimes(turn % 2 === 0 ? 'user' : 'assistant'),
          content: sometimes(`turn ${turn} of chat ${row} `.repeat(random.integer(6))),
          calls: sometimes(Array.from({ length: random.integer(3) }, (___, call) => ({ name: `tool-${call}` }))),
        }),
      ),
    ),
  );
}

const COMPRESSIONS = [
  ['SNAPPY', {}],
  ['UNCOMPRESSED', {}],
  ['GZIP', { compressors: { GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)) } }],
] as const;

describe('rows of a Parquet file', () => {
  it.each(COMPRESSIONS)('hold nested chats as they were written, with %s', async (codec, options) => {
    const messages = chats(900);
    const file = columnFile(CHATS, messages, { codec, pageSize: 700, rowGroupSize: 250, ...options });
    expect(await valuesOf(file)).toEqual(messages.map((list) => ({ messages: list })));
  });

  it('are numbered from 1 across row groups, in batches of at most 4,096', async () => {
    const file = parquetWriteBuffer({
      columnData: [{ name: 'n', data: Array.from({ length: 12_000 }, (_, n) => n), type: 'INT32' }],
      rowGroupSize: 5000,
    });
    const sizes: number[] = [];
    const lines: number[] = [];
    for await (const batch of readParquetRows(sourceOf(file), ['n'])) {
      sizes.push(batch.length);
      lines.push(...batch.map(({ line }) => line));
    }
    expect(lines).toEqual(Array.from({ length: 12_000 }, (_, n) => n + 1));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096);
  });

  it.each<[string, SchemaElement, readonly unknown[], readonly unknown[]]>([
    ['text', { ...TEXT, name: 'x' }, ['é🚲', '', null], ['é🚲', '', null]],
    ['bytes without a type', { name: 'x', type: 'BYTE_ARRAY' }, ['plain'], ['plain']],
    ['64-bit integers', { name: 'x', type: 'INT64' }, [7n, -7n, 2n ** 53n], [7, -7, '9007199254740992']],
    [
      'unsigned integers',
      { name: 'x', type: 'INT64', converted_type: 'UINT_64' },
      [2n ** 64n - 1n],
      ['18446744073709551615'],
    ],
    ['unsigned small integers', { name: 'x', type: 'INT32', converted_type: 'UINT_32' }, [2 ** 32 - 1], [2 ** 32 - 1]],
    ['floats', { name: 'x', type: 'DOUBLE', repetition_type: 'OPTIONAL' }, [1.5, null], [1.5, null]],
    ['truths', { name: 'x', type: 'BOOLEAN', repetition_type: 'OPTIONAL' }, [true, null, false], [true, null, false]],
    [
      'microseconds',
      { name: 'x', type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      [new Date(1_794_800_611_769), new Date(-1)],
      [new Date(1_794_800_611_769), new Date(-1)],
    ],
    [
      'nanoseconds',
      { name: 'x', type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
      [new Date(1_794_800_611_769)],
      [new Date(1_794_800_611_769)],
    ],
    ['days', { name: 'x', type: 'INT32', converted_type: 'DATE' }, [new Date(86_400_000)], [new Date(86_400_000)]],
    [
      'decimals',
      { name: 'x', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 12 },
      [0.000042, -1.5],
      [0.000042, -1.5],
    ],
  ])('are plain JavaScript: %s', async (_, element, written, expected) => {
    const values = await valuesOf(columnFile([{ repetition_type: 'REQUIRED', ...element }], written));
    expect(values.map(({ x }) => x)).toEqual(expected);
  });

  it.each(['PLAIN', 'RLE_DICTIONARY', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'] as const)(
    'hold the same texts when they are encoded as %s',
    async (encoding) => {
      const data = Array.from({ length: 500 }, (_, n) => (n % 7 === 0 ? null : `model-${n % 5}`));
      const columnData = [{ name: 'x', data, encoding, type: 'STRING' as const }];
      const values = await valuesOf(parquetWriteBuffer({ columnData, pageSize: 300 }));
      expect(values.map(({ x }) => x)).toEqual(data);
    },
  );

  it('hold the same numbers when they are encoded as differences', async () => {
    const data = Array.from({ length: 500 }, (_, n) => BigInt(n * n));
    const columnData = [{ name: 'x', data, encoding: 'DELTA_BINARY_PACKED' as const, type: 'INT64' as const }];
    const values = await valuesOf(parquetWriteBuffer({ columnData, pageSize: 300 }));
    expect(values.map(({ x }) => x)).toEqual(data.map(Number));
  });

  it('hold maps as objects, and no key of theirs sets a prototype', async () => {
    const elements: SchemaElement[] = [
      { name: 'metadata', converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
      { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
      { ...TEXT, name: 'key', repetition_type: 'REQUIRED' },
      { ...TEXT, name: 'value' },
    ];
    const maps = [{ route: '/chat', team: null }, {}, null, JSON.parse('{"__proto__":"x"}') as object];
    const [first, empty, absent, hostile] = await valuesOf(columnFile(elements, maps));
    expect([first, empty, absent]).toEqual(maps.slice(0, 3).map((metadata) => ({ metadata })));
    expect(Object.entries(hostile?.['metadata'] ?? {})).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(hostile?.['metadata'])).toBe(Object.prototype);
  });
});

/** Entries of a leaf: repetition level, definition level, and the text where there is one. */
type Entries = readonly (readonly [number, number, string?])[];

/** A page of the first version of the format, which lets a row go on in the next page; at most eight entries. */
function pageBytes(entries: Entries, { mostRepetition, mostDefinition }: LeafLevels): Buffer {
  const packed = (most: number, levels: readonly number[]) => {
    if (most === 0) return Buffer.alloc(0);
    const bits = Buffer.alloc(32 - Math.clz32(most));
    levels.forEach((level, index) => {
      for (let bit = 0; bit < bits.length; bit += 1) {
        const at = index * bits.length + bit;
        bits[at >> 3] = (bits[at >> 3] ?? 0) | (((level >> bit) & 1) << (at & 7));
      }
    });
    return Buffer.from([bits.length + 1, 0, 0, 0, 3, ...bits]);
  };
  const body = Buffer.concat([
    packed(
      mostRepetition,
      entries.map(([repetition]) => repetition),
    ),
    packed(
      mostDefinition,
      entries.map(([, definition]) => definition),
    ),
    ...entries.flatMap(([, , text]) =>
      text === undefined ? [] : [Buffer.from([text.length, 0, 0, 0]), Buffer.from(text)],
    ),
  ]);
  const header = new ByteWriter();
  const data = { field_1: entries.length, field_2: 0, field_3: 3, field_4: 3 };
  serializeTCompactProtocol(header, { field_1: 0, field_2: body.length, field_3: body.length, field_5: data });
  return Buffer.concat([Buffer.from(header.getBytes()), body]);
}

function leafOf(pages: readonly Entries[], levels: LeafLevels): LeafColumn {
  const bytes = Buffer.concat(pages.map((entries) => pageBytes(entries, levels)));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const metadata = {
    type: 'BYTE_ARRAY' as const,
    encodings: ['PLAIN' as const],
    path_in_schema: ['x'],
    codec: 'UNCOMPRESSED' as const,
    num_values: BigInt(pages.flat().length),
    total_uncompressed_size: BigInt(bytes.length),
    total_compressed_size: BigInt(bytes.length),
    data_page_offset: 0n,
  };
  return new LeafColumn(new ChunkBytes(sourceOf(file), 0, bytes.length, null), metadata, levels);
}

describe('files of older writers', () => {
  it('may cut a row by the end of a page', async () => {
    const pages: Entries[] = [
      [
        [0, 1, 'a'],
        [1, 1, 'b'],
      ],
      [
        [1, 1, 'c'],
        [0, 1, 'd'],
      ],
    ];
    const leaf = leafOf(pages, { element: { ...TEXT, name: 'x' }, mostDefinition: 1, mostRepetition: 1 });
    expect(await leaf.prepare(1)).toBe(1);
    expect([0, 1, 2].map(() => [leaf.repetition(), leaf.take()])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [1, 'c'],
    ]);
    expect(await leaf.prepare(5)).toBe(1);
    expect([leaf.repetition(), leaf.take(), leaf.repetition()]).toEqual([0, 'd', 0]);
  });

  const REPEATED = { name: 'array', repetition_type: 'REPEATED' } as const;
  it.each<[string, SchemaElement[], Entries, unknown[]]>([
    [
      'a list whose repeated column is the element',
      [
        { name: 'tags', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
        { ...TEXT, ...REPEATED },
      ],
      [
        [0, 2, 'a'],
        [1, 2, 'b'],
        [0, 1],
        [0, 0],
      ],
      [['a', 'b'], [], null],
    ],
    [
      'a list whose repeated group is the element',
      [
        { name: 'tags', logical_type: { type: 'LIST' }, repetition_type: 'REQUIRED', num_children: 1 },
        { ...REPEATED, num_children: 1 },
        { ...TEXT, name: 'tag' },
      ],
      [
        [0, 2, 'a'],
        [1, 1],
        [0, 0],
      ],
      [[{ tag: 'a' }, { tag: null }], []],
    ],
    [
      'a repeated column without an annotation',
      [{ ...TEXT, ...REPEATED }],
      [
        [0, 1, 'a'],
        [1, 1, 'b'],
        [0, 0],
      ],
      [['a', 'b'], []],
    ],
  ])('may hold %s', async (_, elements, entries, expected) => {
    const schema = parquetSchema({ schema: [{ name: 'root', num_children: 1 }, ...elements] });
    const [column] = schema.children;
    if (column === undefined) throw new Error('no column');
    const leaves: LeafColumn[] = [];
    const reader = assemblyOf(column, (__, levels) => {
      const leaf = leafOf([entries], levels);
      leaves.push(leaf);
      return leaf;
    });
    expect(await Promise.all(leaves.map((leaf) => leaf.prepare(9)))).toEqual([expected.length]);
    expect(expected.map(() => reader.read())).toEqual(expected);
  });
});

describe('reading a Parquet file', () => {
  const wide = parquetWriteBuffer({
    rowGroupSize: 2000,
    columnData: ['a', 'b', 'big', 'c', 'd'].map((name) => ({
      name,
      data: Array.from({ length: 2000 }, (_, n) => (name === 'big' ? `${n}-`.repeat(200) : name)),
      type: 'STRING' as const,
      ...(name === 'big' ? { codec: 'UNCOMPRESSED' as const, encoding: 'PLAIN' as const } : {}),
    })),
  });

  it('fetches the chunks of the columns asked for alone, neighbours in one range', async () => {
    const source = sourceOf(wide);
    let rows = 0;
    for await (const batch of readParquetRows(source, ['a', 'b', 'd'])) rows += batch.length;
    expect(rows).toBe(2000);
    const [, ...chunks] = source.ranges;
    expect(chunks).toHaveLength(2);
    expect(chunks.reduce((bytes, [start, end]) => bytes + end - start, 0)).toBeLessThan(wide.byteLength / 20);
  });

  it('fetches a large chunk piece by piece', async () => {
    const data = Array.from({ length: 20_000 }, (_, n) => String(createRandom(n).next()).repeat(40));
    const source = sourceOf(
      parquetWriteBuffer({ columnData: [{ name: 'x', data, type: 'STRING' }], codec: 'UNCOMPRESSED' }),
    );
    let largest = 0;
    for await (const batch of readParquetRows(source, ['x'])) largest = Math.max(largest, batch.length);
    const [, ...pieces] = source.ranges;
    expect(pieces.length).toBeGreaterThan(2);
    expect(Math.max(...pieces.map(([start, end]) => end - start))).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  it('leaves out a column that the file lacks, unless it is required', async () => {
    expect(await valuesOf(wide, ['nowhere']).then(([row]) => row)).toEqual({});
    await expect(rowsOf(wide, ['a'], ['a', 'nowhere'])).rejects.toMatchObject({ reason: 'missing_columns' });
  });

  it('names the columns', async () => {
    expect(await parquetColumns(sourceOf(wide))).toEqual(['a', 'b', 'big', 'c', 'd']);
  });

  it('lets errors of the bucket through', async () => {
    const source = { byteLength: 100, slice: () => Promise.reject(new UnreadableObject('object_changed')) };
    await expect(parquetColumns(source)).rejects.toMatchObject({ reason: 'object_changed' });
  });
});

describe('a damaged Parquet file', () => {
  const file = columnFile(CHATS, chats(40), { pageSize: 200, rowGroupSize: 25 });

  it('is told wherever it was cut', async () => {
    for (let bytes = 0; bytes < file.byteLength; bytes += 7) {
      await expect(rowsOf(file.slice(0, bytes))).rejects.toMatchObject({ reason: 'damaged_parquet' });
    }
  });

  it('never fails in another way, whichever byte is wrong', async () => {
    const reasons = new Set<string>();
    for (let at = 0; at < file.byteLength; at += 1) {
      const damaged = Buffer.from(file.slice(0));
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      try {
        await rowsOf(damaged.buffer.slice(0, file.byteLength));
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableObject);
        if (error instanceof UnreadableObject) reasons.add(error.reason);
      }
    }
    expect([...reasons].sort()).toEqual(['damaged_parquet', 'unsupported_parquet']);
  });

  it('is told when the bucket returns fewer bytes than asked for', async () => {
    const { slice, byteLength } = sourceOf(file);
    const short = {
      byteLength,
      slice: async (start: number, end: number) => slice(start, start === 4 ? end - 9 : end),
    };
    await expect(
      (async () => {
        for await (const batch of readParquetRows(short, ['messages'])) expect(batch).toBeDefined();
      })(),
    ).rejects.toMatchObject({ reason: 'damaged_parquet' });
  });
});
