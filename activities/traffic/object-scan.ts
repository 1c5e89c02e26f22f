import { endMsOf, startMsOf, type Window } from '../../workflows/window.js';
import { type ObjectStore, ObjectStoreError } from '../storage/object-store.js';
import { type LogLine, readLogLines } from './log-lines.js';
import type { AccountingRow } from './sample-table.js';
import type { ParsedLine, TrafficRecord, TrafficSource } from './traffic-record.js';

/** A log object as it was listed; a later version of it must not be mixed with this one. */
export interface LogObject {
  readonly key: string;
  /** Bytes, as stored. */
  readonly size: number;
  readonly etag: string;
}

/** Where the lines of an object go. */
export interface LineVisitor {
  /** Takes each record of the window as it comes; says why when it must not be kept. */
  record(record: TrafficRecord): 'kept' | { readonly quarantined: string };
  /** Called after every line, whatever it was; may pause. */
  line(): Promise<void> | undefined;
}

export interface ObjectScan {
  /** `kept` still counts every copy: duplicates are only known once all objects are. */
  readonly accounting: AccountingRow;
  /** False when the object cannot be read to its end: what was visited must then be thrown away. */
  readonly complete: boolean;
}

/** Statuses that concern this one object and not the bucket: the object is quarantined, the run goes on. */
const REASON_OF_STATUS: Readonly<Record<number, string>> = {
  403: 'access_denied',
  404: 'object_vanished',
  412: 'object_changed',
};

/** Reasons that quarantine an object as a whole. */
export const OBJECT_REASONS: ReadonlySet<string> = new Set([
  ...Object.values(REASON_OF_STATUS),
  'empty_object',
  'damaged_gzip',
]);

/**
 * Reads one log object and accounts for each of its lines. An object that cannot be read to its end is quarantined as a
 * whole, so that a complete copy delivered later is not half a duplicate; it counts as one line, because nobody knows
 * how many it has.
 * @throws when the connection broke off or the bucket cannot be read: a retry may mend that
 */
export async function scanObject(
  store: ObjectStore,
  object: LogObject,
  source: TrafficSource,
  window: Window,
  visitor: LineVisitor,
  signal: AbortSignal,
): Promise<ObjectScan> {
  const { count, row } = lineCounter(source, window, visitor);
  const broken = (reason: string): ObjectScan => ({ accounting: wholeObject(object, reason), complete: false });
  if (object.size === 0) return broken('empty_object');
  const received = { bytes: 0 };
  try {
    const stream = await store.stream(object.key, { ifMatch: object.etag, signal });
    if (stream === undefined) return broken('object_vanished');
    for await (const line of readLogLines(measured(stream, received))) {
      signal.throwIfAborted();
      count(line);
      const pause = visitor.line();
      if (pause !== undefined) await pause;
    }
  } catch (error) {
    signal.throwIfAborted();
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    if (reason === 'damaged_gzip') throwIfCutOff(object, received.bytes, codeOf(error) === 'Z_BUF_ERROR');
    return broken(reason);
  }
  throwIfCutOff(object, received.bytes, true);
  return { accounting: row(object), complete: true };
}

function lineCounter(source: TrafficSource, window: Window, visitor: LineVisitor) {
  const [startMs, endMs] = [startMsOf(window), endMsOf(window)];
  const counts = { read: 0, kept: 0, outside_window: 0, filtered: 0, quarantined: 0 };
  const reasons = new Map<string, number>();
  const quarantine = (reason: string) => {
    counts.quarantined += 1;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  };
  const count = (line: LogLine) => {
    counts.read += 1;
    if ('unreadable' in line) return quarantine(line.unreadable);
    const parsed: ParsedLine = source.parse(line.text);
    if ('quarantined' in parsed) return quarantine(parsed.quarantined);
    const timestampMs = 'record' in parsed ? parsed.record.timestampMs : parsed.timestampMs;
    if (timestampMs !== null && (timestampMs < startMs || timestampMs >= endMs)) counts.outside_window += 1;
    else if ('filtered' in parsed) counts.filtered += 1;
    else {
      const verdict = visitor.record(parsed.record);
      if (verdict === 'kept') counts.kept += 1;
      else quarantine(verdict.quarantined);
    }
  };
  const row = (object: LogObject): AccountingRow => ({
    key: object.key,
    bytes: object.size,
    ...counts,
    duplicate: 0,
    quarantine_reasons: JSON.stringify(Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1)))),
  });
  return { count, row };
}

function wholeObject({ key, size }: LogObject, reason: string): AccountingRow {
  return {
    key,
    bytes: size,
    read: 1,
    kept: 0,
    duplicate: 0,
    outside_window: 0,
    filtered: 0,
    quarantined: 1,
    quarantine_reasons: JSON.stringify({ [reason]: 1 }),
  };
}

/** Why an error concerns this object alone; undefined when it does not. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof ObjectStoreError) {
    // A bucket that is gone answers 404 as well, and is no matter of one object.
    return error.code === 'NoSuchBucket' ? undefined : REASON_OF_STATUS[error.status];
  }
  return codeOf(error).startsWith('Z_') ? 'damaged_gzip' : undefined;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

async function* measured(chunks: AsyncIterable<Uint8Array>, received: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    received.bytes += chunk.length;
    yield chunk;
  }
}

/** A connection that ends early must not pass for a short object. */
function throwIfCutOff(object: LogObject, receivedBytes: number, atEnd: boolean): void {
  if (!atEnd || receivedBytes === object.size) return;
  throw new Error(`reading ${object.key} broke off after ${receivedBytes} of ${object.size} bytes`);
}
