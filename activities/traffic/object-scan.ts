import { isInside, type Window } from '../../workflows/window.js';
import { type ObjectStore, ObjectStoreError } from '../storage/object-store.js';
import { type LogLine, readLogLines } from './log-lines.js';
import type { AccountingRow } from './sample-table.js';
import type { ParsedLine, TrafficRecord, TrafficSource } from './traffic-record.js';

/** A log object as it was listed; a later version of it must not be mixed with this one. */
export interface LogObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

export interface ObjectScan {
  /** `kept` still counts every copy: duplicates are only known once all objects are. */
  readonly accounting: AccountingRow;
  /** False when the object broke off: what was visited must then be thrown away. */
  readonly complete: boolean;
}

/** Codes that concern this one object and not the bucket: the object is quarantined, the run goes on. */
const OBJECT_STATUS: Readonly<Record<number, string>> = {
  403: 'access_denied',
  404: 'object_vanished',
  412: 'object_changed',
};

/**
 * Reads one log object and accounts for each of its lines. An object that cannot be read to its end is quarantined as
 * a whole, so that a complete copy delivered later is not half a duplicate.
 * @param visit takes each record of the window as it comes; says false for one that must not be kept
 */
export async function scanObject(
  store: ObjectStore,
  object: LogObject,
  source: TrafficSource,
  window: Window,
  visit: (record: TrafficRecord) => boolean,
  signal: AbortSignal,
): Promise<ObjectScan> {
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
    if (timestampMs !== null && !isInside(window, timestampMs)) counts.outside_window += 1;
    else if ('filtered' in parsed) counts.filtered += 1;
    else if (visit(parsed.record)) counts.kept += 1;
    else quarantine('redaction_failed');
  };
  const broken = (reason: string): ObjectScan => {
    const read = Math.max(1, counts.read);
    const all = { read, kept: 0, outside_window: 0, filtered: 0, quarantined: read };
    return { accounting: accountingRow(object, all, new Map([[reason, read]])), complete: false };
  };
  try {
    const stream = await store.stream(object.key, { ifMatch: object.etag, signal });
    if (stream === undefined) return broken('object_vanished');
    for await (const line of readLogLines(stream)) count(line);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof ObjectStoreError) {
      const reason = OBJECT_STATUS[error.status];
      if (reason === undefined) throw error;
      return broken(reason);
    }
    if (isCompressionError(error)) return broken('damaged_gzip');
    throw error;
  }
  return { accounting: accountingRow(object, counts, reasons), complete: true };
}

function isCompressionError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('Z_');
}

function accountingRow(
  object: LogObject,
  counts: Omit<AccountingRow, 'key' | 'bytes' | 'duplicate' | 'quarantine_reasons'>,
  reasons: ReadonlyMap<string, number>,
): AccountingRow {
  return {
    key: object.key,
    bytes: object.size,
    ...counts,
    duplicate: 0,
    quarantine_reasons: JSON.stringify(Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
}
