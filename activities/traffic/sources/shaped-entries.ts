import { LineShapes } from '../line-shape.js';
import { type LineBlock, type LogLine, linesIn, MOST_BLOCK_BYTES, ReadableLine, readableLine } from '../log-lines.js';
import type { LogFile } from '../log-object.js';
import type { RawRecord } from '../raw-record.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';

type Shapes = LineShapes<LogEntry>;

const NOTED = { requestId: 0, timestamp: 1, userId: 2, sessionId: 3 } as const;
const KEYS = {
  texts: ['prompt', 'content', 'text', 'response', 'system_prompt'],
  // What decides whether a line holds a record, and in which stratum.
  kept: ['role', 'type', 'status', 'model', 'route'],
  noted: { request_id: 'x', timestamp: '2000-01-01T00:00:00.000Z', user_id: 'x', session_id: 'x' },
};

/**
 * Reads files of Tidemark's format, each shape of a line but once: of records of a known shape only ids and time are
 * read, and their other texts and attributes are those of the shape. Entries and what is in them are overwritten by those
 * of the next batch.
 * @param entryOf reads a line; of texts nothing but being blank may matter to it
 */
export function createShapedReading(
  entryOf: (line: LogLine) => LogEntry,
): (file: LogFile) => AsyncIterable<readonly LogEntry[]> {
  // Each file that is being read needs one of its own; they know the shapes of the files before.
  const free: ShapedEntries[] = [];
  return async function* read(file) {
    const entries = free.pop() ?? ShapedEntries.create(entryOf);
    try {
      let lines = 0;
      for await (const block of file.lineBlocks()) {
        lines = yield* entries === null ? readWhole(block, lines, entryOf) : entries.read(block, lines);
      }
    } finally {
      if (entries !== null) free.push(entries);
    }
  };
}

function* readWhole(
  block: LineBlock,
  before: number,
  entryOf: (line: LogLine) => LogEntry,
): Generator<readonly LogEntry[], number> {
  const batches = linesIn(block, before);
  let batch = batches.next();
  for (; batch.done !== true; batch = batches.next()) yield batch.value.map(entryOf);
  return batch.value;
}

class ShapedEntries {
  readonly #entryOf: (line: LogLine) => LogEntry;
  readonly #shapes: Shapes;
  readonly #entries: ShapedEntry[] = [];

  /** Null where lines have no shapes. */
  static create(entryOf: (line: LogLine) => LogEntry): ShapedEntries | null {
    const shapes = LineShapes.create(KEYS, (shape) => entryOf(new ReadableLine(1, Buffer.from(shape.buffer))));
    return shapes === null ? null : new ShapedEntries(entryOf, shapes);
  }

  private constructor(entryOf: (line: LogLine) => LogEntry, shapes: Shapes) {
    this.#entryOf = entryOf;
    this.#shapes = shapes;
  }

  /**
   * @param before how many lines were before
   * @returns how many lines there were then
   */
  *read(block: LineBlock, before: number): Generator<readonly LogEntry[], number> {
    if ('unreadable' in block || !block.isSound || block.end - block.start > MOST_BLOCK_BYTES) {
      return yield* readWhole(block, before, this.#entryOf);
    }
    const { chunk, start, end } = block;
    const shapes = this.#shapes;
    shapes.load(chunk.subarray(start, end), before);
    for (let rows = shapes.scan(); rows > 0; rows = shapes.scan()) {
      const entries: LogEntry[] = [];
      for (let row = 0; row < rows; row += 1) {
        const entry = this.#entryIn(row);
        if (entry !== null) entries.push(entry);
      }
      yield entries;
    }
    return shapes.linesBefore;
  }

  #entryIn(row: number): LogEntry | null {
    const shapes = this.#shapes;
    const shape = shapes.valueOf(row);
    const line = shapes.lineOf(row);
    const hasTime = shapes.isNoted(row, NOTED.timestamp);
    const timestampMs = hasTime ? shapes.instant(row, NOTED.timestamp) : null;
    if (shape === null || (hasTime && timestampMs === null)) {
      const readable = readableLine(shapes.bytesOf(row), 0, shapes.lengthOf(row), line, true);
      return readable === null ? null : this.#entryOf(readable);
    }
    if ('quarantined' in shape) return { line, quarantined: shape.quarantined };
    if ('skipped' in shape) return { line, skipped: shape.skipped, timestampMs: timestampMs ?? shape.timestampMs };
    const entry = (this.#entries[row] ??= new ShapedEntry(shapes, row, shape.record));
    entry.record.shape = shape.record;
    entry.record.timestampMs = timestampMs ?? shape.record.timestampMs;
    return entry;
  }
}

/** The entry of a row, used again and again. */
class ShapedEntry {
  readonly record: ShapedRecord;
  readonly raw: ShapedLine;
  readonly #shapes: Shapes;
  readonly #row: number;

  constructor(shapes: Shapes, row: number, shape: TrafficRecord) {
    this.#shapes = shapes;
    this.#row = row;
    this.record = new ShapedRecord(shapes, row, shape);
    this.raw = new ShapedLine(shapes, row);
  }

  get line(): number {
    return this.#shapes.lineOf(this.#row);
  }
}

class ShapedLine implements RawRecord {
  readonly #shapes: Shapes;
  readonly #row: number;

  constructor(shapes: Shapes, row: number) {
    this.#shapes = shapes;
    this.#row = row;
  }

  get length(): number {
    return this.#shapes.lengthOf(this.#row);
  }

  get bytes(): Uint8Array {
    return this.#shapes.bytesOf(this.#row);
  }

  get checksum(): number {
    return this.#shapes.checksum(this.#row);
  }
}

/** A record whose texts are those of its shape, and whose ids are read when they are asked for. */
class ShapedRecord implements TrafficRecord {
  shape: TrafficRecord;
  timestampMs: number;
  readonly #shapes: Shapes;
  readonly #row: number;

  constructor(shapes: Shapes, row: number, shape: TrafficRecord) {
    this.#shapes = shapes;
    this.#row = row;
    this.shape = shape;
    this.timestampMs = shape.timestampMs;
  }

  get requestId(): string {
    return this.#shapes.noted(this.#row, NOTED.requestId) ?? this.shape.requestId;
  }

  get userId(): string | null {
    return this.#shapes.noted(this.#row, NOTED.userId) ?? this.shape.userId;
  }

  get sessionId(): string | null {
    return this.#shapes.noted(this.#row, NOTED.sessionId) ?? this.shape.sessionId;
  }

  get model(): string | null {
    return this.shape.model;
  }

  get route(): string | null {
    return this.shape.route;
  }

  get prompt(): string {
    return this.shape.prompt;
  }

  get response(): string | null {
    return this.shape.response;
  }

  get systemPrompt(): string | null {
    return this.shape.systemPrompt;
  }

  get earlierTurns(): TrafficRecord['earlierTurns'] {
    return this.shape.earlierTurns;
  }

  get turnIndex(): number | null {
    return this.shape.turnIndex;
  }

  get tools(): string | null {
    return this.shape.tools;
  }

  get context(): TrafficRecord['context'] {
    return this.shape.context;
  }

  get status(): TrafficRecord['status'] {
    return this.shape.status;
  }

  get attributes(): TrafficRecord['attributes'] {
    return this.shape.attributes;
  }

  get revision(): number {
    return this.shape.revision;
  }
}
