import { isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
/** A longer line is counted and passed over, so that no line can fill the memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Small, so that what a batch becomes is garbage again before the collector has copied it twice. */
const MOST_LINES_A_BATCH = 32;

/** A line that can be read as text, with its number (from 1). */
export class ReadableLine {
  readonly line: number;
  /**
   * UTF-8: a view of memory that nobody writes to again, but much larger than the line, so nothing that lasts may hold it.
   */
  readonly bytes: Uint8Array;

  constructor(line: number, bytes: Uint8Array) {
    this.line = line;
    this.bytes = bytes;
  }

  /** Decoded every time it is asked for. */
  get text(): string {
    return textOf(this.bytes);
  }
}

/** A line, or why it cannot be read as text. */
export type LogLine = ReadableLine | { readonly line: number; readonly unreadable: 'invalid_utf8' | 'line_too_long' };

/**
 * The lines of an unpacked log object, in small batches. Byte-order marks and carriage returns belong to no line,
 * and a blank line is none, though it counts in the numbers. Holds one line and one chunk at a time.
 */
export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LogLine[]> {
  let number = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const content of chunks) {
    const chunk = Buffer.from(content.buffer, content.byteOffset, content.length);
    let lines: LogLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      number += 1;
      const line =
        pendingBytes === 0
          ? decodeLine(chunk, start, end, number)
          : decodeParts([...pending, chunk.subarray(start, end)], pendingBytes + end - start, number);
      if (line !== null) lines.push(line);
      if (pendingBytes > 0) pending = [];
      pendingBytes = 0;
      start = end + 1;
      if (lines.length < MOST_LINES_A_BATCH) continue;
      yield lines;
      lines = [];
    }
    const rest = chunk.subarray(start);
    pendingBytes += rest.length;
    // Beyond the limit only the length is kept. The rest is copied, so that a few bytes do not hold their whole chunk.
    if (pendingBytes > MAX_LINE_BYTES) pending = [];
    else if (rest.length > 0) pending.push(Uint8Array.from(rest));
    if (lines.length > 0) yield lines;
  }
  const last = decodeParts(pending, pendingBytes, number + 1);
  if (last !== null) yield [last];
}

function decodeParts(parts: readonly Uint8Array[], bytes: number, line: number): LogLine | null {
  if (bytes > MAX_LINE_BYTES) return { line, unreadable: 'line_too_long' };
  return decodeLine(Buffer.concat(parts), 0, bytes, line);
}

function decodeLine(chunk: Buffer, from: number, to: number, line: number): LogLine | null {
  if (to - from > MAX_LINE_BYTES) return { line, unreadable: 'line_too_long' };
  let start = from;
  let end = to;
  while (start < end && isBlank(chunk[start])) start += 1;
  while (start < end && isBlank(chunk[end - 1])) end -= 1;
  const bytes = chunk.subarray(start, end);
  if (!isUtf8(bytes)) return { line, unreadable: 'invalid_utf8' };
  if (start === end) return null;
  if (isAscii(bytes[0]) && isAscii(bytes[bytes.length - 1])) return new ReadableLine(line, bytes);
  // Byte-order marks are white space of a text as well.
  const trimmed = Buffer.from(textOf(bytes).trim());
  return trimmed.length === 0 ? null : new ReadableLine(line, trimmed);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0x80;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= TAB && byte <= CARRIAGE_RETURN);
}
