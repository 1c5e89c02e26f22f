import { type FileMetaData, parquetMetadata, parquetSchema, type RowGroup, type SchemaTree } from 'hyparquet';
import { type ParquetRow, UnreadableObject } from './log-object.js';
import { assemblyOf, type NodeReader } from './parquet-assembly.js';
import { chunksOf, type RangeSource } from './parquet-bytes.js';
import { decoding, LeafColumn, type LeafLevels, leafPathsOf } from './parquet-column.js';

const TAIL_BYTES = 64 * 1024;
/** Four bytes of length and four of magic. */
const FOOTER_END_BYTES = 8;
const MOST_ROWS = 4096;

/**
 * Rows of a Parquet file in batches of at most 4,096, in file order, numbered from 1. Only the footer and the chunks of
 * the columns asked for are fetched, neighbouring chunks in one range and large ones piece by piece, and values are
 * decoded as they are needed: memory follows the size of a page, not that of a row group. (hyparquet's own row reader
 * decodes whole row groups: 2 GB for 120,000 chats.)
 *
 * Values are plain JavaScript: 64-bit integers are numbers where exact, else digits; decimals are numbers, times without
 * a zone are UTC, timestamps and dates are `Date` (floored to ms), lists are arrays, structs and maps are objects, null
 * is null.
 * @throws {UnreadableObject} `damaged_parquet` for a file that is cut or cannot be decoded, `unsupported_parquet` for an
 * encoding or compression nobody writes any more, `missing_columns` without a required column; and whatever `slice` throws
 */
export async function* readParquetRows(
  source: RangeSource,
  columns: readonly string[],
  required: readonly string[] = [],
): AsyncGenerator<readonly ParquetRow[]> {
  const metadata = await readMetadata(source);
  const schema = decoding(() => parquetSchema(metadata));
  const asked = new Set([...columns, ...required]);
  const selected = schema.children.filter(({ element }) => asked.has(element.name) && isSafeName(element.name));
  if (required.some((name) => !selected.some(({ element }) => element.name === name))) {
    throw new UnreadableObject('missing_columns');
  }
  let line = 1;
  for (const rowGroup of metadata.row_groups) {
    const rows = Number(rowGroup.num_rows);
    for await (const batch of rowsOf(source, selected, rowGroup, rows)) {
      const first = line;
      yield batch.map((values, index) => ({ line: first + index, values }));
      line += batch.length;
    }
  }
}

/**
 * Names of the top-level columns of a Parquet file, in file order.
 * @throws {UnreadableObject} as {@link readParquetRows} does
 */
export async function parquetColumns(source: RangeSource): Promise<string[]> {
  const metadata = await readMetadata(source);
  return decoding(() => parquetSchema(metadata).children.map(({ element }) => element.name));
}

async function readMetadata(source: RangeSource): Promise<FileMetaData> {
  const { byteLength } = source;
  if (byteLength < FOOTER_END_BYTES) throw new UnreadableObject('damaged_parquet');
  let tail = Buffer.from(await source.slice(Math.max(0, byteLength - TAIL_BYTES), byteLength));
  const footerBytes = decoding(() => {
    if (tail.toString('latin1', tail.length - 4) !== 'PAR1') throw new Error('no magic at the end');
    const bytes = tail.readUInt32LE(tail.length - FOOTER_END_BYTES) + FOOTER_END_BYTES;
    if (bytes > byteLength) throw new Error('footer longer than the file');
    return bytes;
  });
  if (footerBytes > tail.length) tail = Buffer.from(await source.slice(byteLength - footerBytes, byteLength));
  return decoding(() => parquetMetadata(tail, { geoparquet: false }));
}

async function* rowsOf(
  source: RangeSource,
  selected: readonly SchemaTree[],
  rowGroup: RowGroup,
  rows: number,
): AsyncGenerator<Record<string, unknown>[]> {
  const paths = new Set(selected.flatMap(leafPathsOf));
  const chunks = decoding(() => chunksOf(source, rowGroup, paths));
  const leaves = new Map<string, LeafColumn>();
  const readers = decoding(() =>
    selected.map((node): readonly [string, NodeReader] => {
      const leafOf = (path: readonly string[], levels: LeafLevels) => {
        const name = path.join('\0');
        const chunk = chunks.get(name);
        if (chunk === undefined) throw new Error('column chunk is missing');
        const leaf = new LeafColumn(chunk.bytes, chunk.metadata, levels);
        leaves.set(name, leaf);
        return leaf;
      };
      return [node.element.name, assemblyOf(node, leafOf)];
    }),
  );
  for (let done = 0; done < rows; ) {
    let ready = Math.min(MOST_ROWS, rows - done);
    for (const leaf of leaves.values()) ready = Math.min(ready, await leaf.prepare(ready));
    if (ready === 0) throw new UnreadableObject('damaged_parquet');
    yield decoding(() => Array.from({ length: ready }, () => rowFrom(readers)));
    done += ready;
  }
}

function rowFrom(readers: readonly (readonly [string, NodeReader])[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, reader] of readers) values[name] = reader.read();
  return values;
}

/** A column of this name would set the prototype of a row. */
function isSafeName(name: string): boolean {
  return name !== '__proto__';
}
