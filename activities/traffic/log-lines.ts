import { isUtf8 } from 'node:buffer';
import { checksumOf } from './content-checksum.js';
import type { RawRecord } from './raw-record.js';

const NEWLINE = 0x0a;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
/** A longer line is counted and passed over, so that no line can fill the memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Of the lines of a block, but for one that is longer. */
export const MOST_BLOCK_BYTES = 1024 * 1024;
/** Small, so that what a batch becomes is garbage again before the collector has copied it twice. */
const MOST_LINES_A_BATCH = 32;

/**
 * A line that can be read as text, with its number (from 1): UTF-8 in a chunk of memory that is much larger than the
 * line. Good until the next batch is asked for.
 */
export class ReadableLine implements RawRecord {
  readonly line: number;
  readonly chunk: Buffer;
  /** Where it begins and ends in the chunk. */
  readonly start: number;
  readonly end: number;

  constructor(line: number, chunk: Buffer, start = 0, end = chunk.length) {
    this.line = line;
    this.chunk = chunk;
    this.start = start;
    this.end = end;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Made every time it is asked for, as the others are: of most lines few are. */
  get bytes(): Uint8Array {
    return this.chunk.subarray(this.start, this.end);
  }

  get text(): string {
    return this.chunk.toString('utf8', this.start, this.end);
  }

  get checksum(): number {
    return checksumOf(this.bytes);
  }
}

/** A line, or why it cannot be read as text. */
export type LogLine = ReadableLine | { readonly line: number; readonly unreadable: 'invalid_utf8' | 'line_too_long' };

/** Lines that lie one after the other, whole, or one that cannot be read. */
export type LineBlock =
  | {
      readonly chunk: Buffer;
      readonly start: number;
      readonly end: number;
      /** Whether it is UTF-8. */
      readonly isSound: boolean;
    }
  | { readonly unreadable: 'line_too_long' };

/**
 * The lines of an unpacked log object, in blocks of at most {@link MOST_BLOCK_BYTES} but for lines that are longer. Holds
 * one line and one chunk at a time.
 */
export async function* readLineBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const content of chunks) {
    const chunk = Buffer.from(content.buffer, content.byteOffset, content.length);
    const ends = chunk.lastIndexOf(NEWLINE) + 1;
    let start = 0;
    if (pendingBytes > 0 && ends > 0) {
      start = chunk.indexOf(NEWLINE) + 1;
      yield joinedLine([...pending, chunk.subarray(0, start)], pendingBytes);
      pending = [];
      pendingBytes = 0;
    }
    while (start < ends) {
      const end = blockEnd(chunk, start, ends);
      yield { chunk, start, end, isSound: isUtf8(chunk.subarray(start, end)) };
      start = end;
    }
    const rest = chunk.subarray(start);
    pendingBytes += rest.length;
    // Beyond the limit only the length is kept. The rest is copied, so that a few bytes do not hold their whole chunk.
    if (pendingBytes > MAX_LINE_BYTES) pending = [];
    else if (rest.length > 0) pending.push(Uint8Array.from(rest));
  }
  if (pendingBytes > 0) yield joinedLine(pending, pendingBytes);
}

/** Behind the last line that ends within the bytes of a block, else behind the first. */
function blockEnd(chunk: Buffer, start: number, ends: number): number {
  if (ends - start <= MOST_BLOCK_BYTES) return ends;
  const last = chunk.lastIndexOf(NEWLINE, start + MOST_BLOCK_BYTES - 1);
  return 1 + (last >= start ? last : chunk.indexOf(NEWLINE, start));
}

/** @param pendingBytes beyond the limit the parts are not all of the line */
function joinedLine(parts: readonly Uint8Array[], pendingBytes: number): LineBlock {
  if (pendingBytes > MAX_LINE_BYTES) return { unreadable: 'line_too_long' };
  const chunk = Buffer.concat(parts);
  return { chunk, start: 0, end: chunk.length, isSound: isUtf8(chunk) };
}

/** The lines of an unpacked log object, as {@link linesIn} gives them. */
export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LogLine[]> {
  let number = 0;
  for await (const block of readLineBlocks(chunks)) number = yield* linesIn(block, number);
}

/**
 * The lines of a block, in small batches. Byte-order marks and carriage returns belong to no line, and a blank line is
 * none, though it counts in the numbers.
 * @param before how many lines were before
 * @returns how many lines there were then
 */
export function* linesIn(block: LineBlock, before: number): Generator<readonly LogLine[], number> {
  if ('unreadable' in block) {
    yield [{ line: before + 1, unreadable: block.unreadable }];
    return before + 1;
  }
  const { chunk, end, isSound } = block;
  let number = before;
  let lines: LogLine[] = [];
  for (let start = block.start; start < end; number += 1) {
    const feed = chunk.indexOf(NEWLINE, start);
    const lineEnd = feed < 0 || feed >= end ? end : feed;
    const line = readableLine(chunk, start, lineEnd, number + 1, isSound);
    start = lineEnd + 1;
    if (line !== null) lines.push(line);
    if (lines.length < MOST_LINES_A_BATCH) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
  return number;
}

/**
 * A line without white space around it; null for a blank one.
 * @param isSound known to be UTF-8
 */
export function readableLine(chunk: Buffer, from: number, to: number, line: number, isSound: boolean): LogLine | null {
  if (to - from > MAX_LINE_BYTES) return { line, unreadable: 'line_too_long' };
  let start = from;
  let end = to;
  while (start < end && isBlank(chunk[start])) start += 1;
  while (start < end && isBlank(chunk[end - 1])) end -= 1;
  if (!isSound && !isUtf8(chunk.subarray(start, end))) return { line, unreadable: 'invalid_utf8' };
  if (start === end) return null;
  const found = new ReadableLine(line, chunk, start, end);
  if (isAscii(chunk[start]) && isAscii(chunk[end - 1])) return found;
  // Byte-order marks are white space of a text as well.
  const trimmed = Buffer.from(found.text.trim());
  return trimmed.length === 0 ? null : new ReadableLine(line, trimmed);
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0x80;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= TAB && byte <= CARRIAGE_RETURN);
}
