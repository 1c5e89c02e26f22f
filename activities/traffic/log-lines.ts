import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';

const NEWLINE = 10;
/** A longer line is counted and passed over, so that no line can fill the memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** A line as text, or why it cannot be read as text. */
export type LogLine = { readonly text: string } | { readonly unreadable: 'invalid_utf8' | 'line_too_long' };

/**
 * The lines of a log object, unpacked when its first bytes are those of gzip (whatever its name says). Byte-order
 * marks, carriage returns and blank lines are no lines. Holds one line and one chunk at a time.
 * @throws when the compressed stream is cut or damaged
 */
export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of await unpack(chunks)) {
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
    // Beyond the limit only the length is kept.
    if (pendingBytes <= MAX_LINE_BYTES) pending.push(Uint8Array.from(rest));
    else pending = [];
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

async function unpack(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return Readable.from([]);
  const head = first.value;
  const whole = (async function* all() {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  })();
  if (head[0] !== 0x1f || head[1] !== 0x8b) return whole;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // An error of either side surfaces in the iteration over the last stream.
  pipeline(Readable.from(whole), gunzip, () => undefined);
  return gunzip;
}
