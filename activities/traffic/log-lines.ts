import { TextDecoder } from 'node:util';

const NEWLINE = 10;
/** A longer line is counted and passed over, so that no line can fill the memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Small, so that what a batch becomes is garbage again before the collector has copied it twice. */
const MOST_LINES_A_BATCH = 32;

/** A line as text with its number (from 1), or why it cannot be read as text. */
export type LogLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly unreadable: 'invalid_utf8' | 'line_too_long' };

/**
 * The lines of an unpacked log object, in small batches. Byte-order marks and carriage returns belong to no line,
 * and a blank line is none, though it counts in the numbers. Holds one line and one chunk at a time.
 */
export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LogLine[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    let lines: LogLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      number += 1;
      const bytes = chunk.subarray(start, end);
      const line =
        pendingBytes === 0
          ? decodeLine(bytes, number, decoder)
          : decodeParts([...pending, bytes], pendingBytes + bytes.length, number, decoder);
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
  const last = decodeParts(pending, pendingBytes, number + 1, decoder);
  if (last !== null) yield [last];
}

function decodeParts(parts: readonly Uint8Array[], bytes: number, line: number, decoder: TextDecoder): LogLine | null {
  if (bytes > MAX_LINE_BYTES) return { line, unreadable: 'line_too_long' };
  return decodeLine(Buffer.concat(parts), line, decoder);
}

function decodeLine(bytes: Uint8Array, line: number, decoder: TextDecoder): LogLine | null {
  if (bytes.length > MAX_LINE_BYTES) return { line, unreadable: 'line_too_long' };
  try {
    const text = decoder.decode(bytes).trim();
    return text === '' ? null : { line, text };
  } catch {
    return { line, unreadable: 'invalid_utf8' };
  }
}
