import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';

const NEWLINE = 10;
/** A longer line is counted and passed over, so that no line can fill the memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Sixteen times Node's default: unpacks half as fast again. */
const UNPACKED_CHUNK_BYTES = 256 * 1024;

/** A line as text, or why it cannot be read as text. */
export type LogLine = { readonly text: string } | { readonly unreadable: 'invalid_utf8' | 'line_too_long' };

/**
 * The lines of a log object, unpacked when its first bytes are those of gzip (whatever its name says; several members
 * in a row are one text). Byte-order marks and carriage returns belong to no line, and a blank line is none. Holds one
 * line and one chunk at a time.
 * @throws when the compressed stream is cut or damaged, with a `code` of zlib
 */
export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of unpack(chunks)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = decode([...pending, chunk.subarray(start, end)], pendingBytes + end - start, decoder);
      if (line !== null) yield line;
      pending = [];
      pendingBytes = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    pendingBytes += rest.length;
    // Beyond the limit only the length is kept. The rest is copied, so that a few bytes do not hold their whole chunk.
    if (pendingBytes > MAX_LINE_BYTES) pending = [];
    else if (rest.length > 0) pending.push(Uint8Array.from(rest));
  }
  const last = decode(pending, pendingBytes, decoder);
  if (last !== null) yield last;
}

function decode(parts: readonly Uint8Array[], bytes: number, decoder: TextDecoder): LogLine | null {
  if (bytes > MAX_LINE_BYTES) return { unreadable: 'line_too_long' };
  try {
    const text = decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)).trim();
    return text === '' ? null : { text };
  } catch {
    return { unreadable: 'invalid_utf8' };
  }
}

async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  // A first chunk may be empty or hold a single byte; gzip shows in two.
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(next.value);
    headBytes += next.value.length;
  }
  const start = Buffer.concat(head);
  const whole = follow(start, iterator);
  if (start[0] !== 0x1f || start[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  // An error of either side surfaces in the iteration over the last stream.
  pipeline(Readable.from(whole), gunzip, () => undefined);
  yield* gunzip as AsyncIterable<Uint8Array>;
}

/** What was read already and what comes after it; whoever stops early lets go of the connection. */
async function* follow(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
