import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { CompressionCodec, Encoding, PageHeader, SchemaElement } from 'hyparquet';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { compressors } from 'hyparquet-compressors';
import { UnreadableObject } from './log-object.js';
import type { LeafLevels } from './parquet-column.js';
import { type BytesConverter, bytesConverterOf, type NumberConverter, numberConverterOf } from './parquet-values.js';
import { decodeRuns } from './run-lengths.js';

/** A page holds a few megabytes as a rule, a hundred at most; a larger one fills the memory or is damaged. */
const MOST_PAGE_BYTES = 512 * 1024 * 1024;
const LARGE_PAGE_BYTES = 8 * 1024 * 1024;

/** Entries of a data page; values are decoded one by one, so that a large page costs its bytes and no more. */
export interface Page {
  readonly entries: number;
  /** Null where every entry has a value. */
  readonly definitions: Uint8Array | null;
  /** Null where nothing repeats. */
  readonly repetitions: Uint8Array | null;
  readonly rowStarts: number;
  /** Size, unpacked. */
  readonly bytes: number;
  /** The next value that is none of null. */
  next(): unknown;
}

/** The values that data pages refer to by number. */
export interface Dictionary {
  value(index: number): unknown;
}

export function unpackPage(packed: Buffer, bytes: number, codec: CompressionCodec): Buffer {
  if (!(bytes >= 0 && bytes <= MOST_PAGE_BYTES)) throw new Error('size of a page');
  const unpacked = unpackBytes(packed, bytes, codec);
  if (unpacked.length !== bytes) throw new Error('a page of another size than its header says');
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}

function unpackBytes(packed: Buffer, bytes: number, codec: CompressionCodec): Uint8Array {
  if (codec === 'UNCOMPRESSED' || bytes === 0) return packed.subarray(0, bytes);
  if (codec === 'GZIP') return gunzipSync(packed, { maxOutputLength: bytes });
  if (codec === 'BROTLI') return brotliDecompressSync(packed, { maxOutputLength: bytes });
  if (codec === 'SNAPPY' && bytes > LARGE_PAGE_BYTES) {
    // Slower than the WebAssembly one, whose memory would never shrink again.
    const unpacked = Buffer.allocUnsafe(bytes);
    snappyUncompress(packed, unpacked);
    return unpacked;
  }
  const decompress = compressors[codec];
  if (decompress === undefined) throw new UnreadableObject('unsupported_parquet');
  return decompress(packed, bytes);
}

/** @returns null for a page that holds no entries, such as an index */
export function pageOf(
  packed: Buffer,
  header: PageHeader,
  codec: CompressionCodec,
  levels: LeafLevels,
  dictionary: Dictionary | null,
): Page | null {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  const head = v1 ?? v2;
  if (head === undefined) return null;
  const entries = head.num_values;
  if (!(entries >= 0)) throw new Error('number of values');
  let repetitions: Uint8Array | null = null;
  let definitions: Uint8Array | null = null;
  let values: Buffer;
  if (v2 === undefined) {
    values = unpackPage(packed, header.uncompressed_page_size, codec);
    [repetitions, values] = levelsOf(values, entries, levels.mostRepetition);
    [definitions, values] = levelsOf(values, entries, levels.mostDefinition);
  } else {
    const repetitionBytes = v2.repetition_levels_byte_length;
    const levelBytes = repetitionBytes + v2.definition_levels_byte_length;
    const valueBytes = header.uncompressed_page_size - levelBytes;
    repetitions = runsOf(packed.subarray(0, repetitionBytes), entries, levels.mostRepetition);
    definitions = runsOf(packed.subarray(repetitionBytes, levelBytes), entries, levels.mostDefinition);
    values = unpackPage(packed.subarray(levelBytes), valueBytes, v2.is_compressed === false ? 'UNCOMPRESSED' : codec);
  }
  const present = definitions === null ? entries : countOf(definitions, levels.mostDefinition);
  return {
    entries,
    definitions: present === entries ? null : definitions,
    repetitions,
    rowStarts: repetitions === null ? entries : countOf(repetitions, 0),
    bytes: values.length,
    next: valuesOf(values, head.encoding, present, levels.element, dictionary),
  };
}

export function dictionaryOf(bytes: Buffer, header: PageHeader, element: SchemaElement): Dictionary {
  const count = header.dictionary_page_header?.num_values ?? 0;
  // Nothing that has a value takes less than a bit.
  if (!(count >= 0 && count <= 8 * bytes.length)) throw new Error('size of a dictionary');
  const next = valuesOf(bytes, 'PLAIN', count, element, null);
  const values: unknown[] = [];
  return {
    value(index) {
      // Texts are decoded up to the one asked for: frequent values come first as a rule.
      while (values.length <= index && values.length < count) values.push(next());
      if (!(index < count)) throw new Error('value outside the dictionary');
      return values[index];
    },
  };
}

function levelsOf(bytes: Buffer, entries: number, most: number): [Uint8Array | null, Buffer] {
  if (most === 0) return [null, bytes];
  const end = 4 + bytes.readUInt32LE(0);
  if (end > bytes.length) throw new Error('levels longer than their page');
  return [runsOf(bytes.subarray(4, end), entries, most), bytes.subarray(end)];
}

function runsOf(bytes: Buffer, entries: number, most: number): Uint8Array | null {
  return most === 0 ? null : decodeRuns(bytes, 32 - Math.clz32(most), new Uint8Array(entries));
}

function countOf(levels: Uint8Array, level: number): number {
  let count = 0;
  for (let index = 0; index < levels.length; index += 1) if (levels[index] === level) count += 1;
  return count;
}

function valuesOf(
  bytes: Buffer,
  encoding: Encoding,
  count: number,
  element: SchemaElement,
  dictionary: Dictionary | null,
): () => unknown {
  const { type, type_length: width } = element;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  switch (encoding) {
    case 'PLAIN':
      if (type === 'BYTE_ARRAY') return texts(bytes, bytesConverterOf(element));
      if (type === undefined) throw new Error('column without a type');
      return eachOf(readPlain(reader, type, count, width), element);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (dictionary === null) throw new Error('dictionary is missing');
      // A page of nulls only may be empty.
      const indexes = decodeRuns(bytes.subarray(1), count === 0 ? 0 : bytes.readUInt8(0), new Uint32Array(count));
      let at = 0;
      return () => dictionary.value(indexes[at++] ?? Number.NaN);
    }
    case 'RLE':
      if (type !== 'BOOLEAN') break;
      return eachOf(Array.from(decodeRuns(bytes.subarray(4), 1, new Uint8Array(count)), Boolean), element);
    case 'DELTA_BINARY_PACKED': {
      const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      if (count > 0) deltaBinaryUnpack(reader, count, values);
      return eachOf(values, element);
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY': {
      const values: Uint8Array[] = [];
      if (count > 0) (encoding === 'DELTA_BYTE_ARRAY' ? deltaByteArray : deltaLengthByteArray)(reader, count, values);
      return eachOf(values, element);
    }
    case 'BYTE_STREAM_SPLIT':
      if (type === undefined) break;
      return eachOf(byteStreamSplit(reader, count, type, width), element);
    // Nobody writes these any more.
    case 'BIT_PACKED':
    case 'GROUP_VAR_INT':
    default:
      break;
  }
  throw new UnreadableObject('unsupported_parquet');
}

/** Byte arrays, each behind its length. */
function texts(bytes: Buffer, convert: BytesConverter): () => unknown {
  let at = 0;
  return () => {
    const start = at + 4;
    at = start + bytes.readUInt32LE(at);
    if (at > bytes.length) throw new Error('value longer than its page');
    return convert(bytes, start, at);
  };
}

function eachOf(values: ArrayLike<unknown>, element: SchemaElement): () => unknown {
  const convertBytes = bytesConverterOf(element);
  const convertNumber: NumberConverter = numberConverterOf(element);
  let at = 0;
  return () => {
    const value = values[at++];
    if (typeof value === 'number' || typeof value === 'bigint') return convertNumber(value);
    if (typeof value === 'boolean') return value;
    if (!(value instanceof Uint8Array)) throw new Error('fewer values than its page says');
    return convertBytes(Buffer.from(value.buffer, value.byteOffset, value.length), 0, value.length);
  };
}
