import { TextDecoder } from 'node:util';
import { type ObjectStore, ObjectStoreError } from '../storage/object-store.js';
import { readLineBlocks, readLogLines } from './log-lines.js';
import { type LogFile, type LogObject, UnreadableObject } from './log-object.js';
import { parquetColumns, readParquetRows } from './parquet-rows.js';
import { unpack } from './unpacking.js';

/** A document is parsed as a whole and so must fit into memory, several times over. */
const MOST_DOCUMENT_BYTES = 256 * 1024 * 1024;
const PARQUET_MAGIC = 'PAR1';
const TEXT_NAME = /\.(?:json|jsonl|ndjson|csv|txt)(?:\.(?:gz|gzip|zst))?$|\.(?:gz|gzip|zst)$/i;

/** Statuses that concern this one object and not the bucket: the object is quarantined, the run goes on. */
const REASON_OF_STATUS: Readonly<Record<number, string>> = {
  403: 'access_denied',
  404: 'object_vanished',
  412: 'object_changed',
};

/**
 * Opens an object as it was listed: when it was replaced since, reading it fails as `object_changed`.
 * Nothing is read before one of the methods is called.
 * @throws (each method) {UnreadableObject} what concerns this object alone; other errors when the connection broke off or
 * the bucket cannot be read: a retry may mend that
 */
export function openLogFile(store: ObjectStore, object: LogObject, signal: AbortSignal): LogFile {
  const { key, size, etag } = object;
  async function* content(): AsyncGenerator<Uint8Array> {
    if (size === 0) throw new UnreadableObject('empty_object');
    const received = { bytes: 0 };
    try {
      const stream = await store.stream(key, { ifMatch: etag, signal });
      if (stream === undefined) throw new UnreadableObject('object_vanished');
      yield* unpack(measured(stream, received));
    } catch (error) {
      signal.throwIfAborted();
      // A connection that ends early must not pass for a cut object.
      if (isCut(error) && received.bytes < size) throw cutOff(object, received.bytes);
      throw ofThisObject(error);
    }
    if (received.bytes !== size) throw cutOff(object, received.bytes);
  }
  const range = async (start: number, end: number) => {
    try {
      const bytes = await store.range(key, start, end, { ifMatch: etag, signal });
      if (bytes === undefined) throw new UnreadableObject('object_vanished');
      return bytes;
    } catch (error) {
      signal.throwIfAborted();
      throw ofThisObject(error);
    }
  };
  const parquet = () => {
    if (size === 0) throw new UnreadableObject('empty_object');
    const slice = async (start: number, end: number) => {
      const bytes = await range(start, end);
      // A copy of its own: hyparquet reads whole buffers.
      return Uint8Array.from(bytes).buffer;
    };
    return { byteLength: size, slice };
  };
  return {
    object,
    async isParquet() {
      if (key.toLowerCase().endsWith('.parquet')) return true;
      if (TEXT_NAME.test(key) || size < PARQUET_MAGIC.length) return false;
      return Buffer.from(await range(0, PARQUET_MAGIC.length)).toString('latin1') === PARQUET_MAGIC;
    },
    lines: () => readLogLines(content()),
    lineBlocks: () => readLineBlocks(content()),
    async text() {
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of content()) {
        chunks.push(Uint8Array.from(chunk));
        bytes += chunk.length;
        if (bytes > MOST_DOCUMENT_BYTES) throw new UnreadableObject('document_too_large');
      }
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).trim();
      } catch (cause) {
        throw new UnreadableObject('invalid_utf8', { cause });
      }
    },
    columns: async () => await parquetColumns(parquet()),
    rows: (columns, required = []) => readParquetRows(parquet(), columns, required),
  };
}

/** The error as one of this object alone, where it is one. */
function ofThisObject(error: unknown): unknown {
  // A bucket that is gone answers 404 as well, and is no matter of one object.
  if (!(error instanceof ObjectStoreError) || error.code === 'NoSuchBucket') return error;
  const reason = REASON_OF_STATUS[error.status];
  return reason === undefined ? error : new UnreadableObject(reason, { cause: error });
}

/** Whether a compressed stream ended too early, which a broken connection also looks like. */
function isCut(error: unknown): boolean {
  if (!(error instanceof UnreadableObject)) return false;
  if (error.reason === 'damaged_zstd') return true;
  return (error.cause as { code?: unknown } | undefined)?.code === 'Z_BUF_ERROR';
}

async function* measured(chunks: AsyncIterable<Uint8Array>, received: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    received.bytes += chunk.length;
    yield chunk;
  }
}

function cutOff({ key, size }: LogObject, receivedBytes: number): Error {
  return new Error(`reading ${key} broke off after ${receivedBytes} of ${size} bytes`);
}
