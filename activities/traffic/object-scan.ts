import { endMsOf, startMsOf, type Window } from '../../workflows/window.js';
import { type LogFile, type LogObject, UnreadableObject } from './log-object.js';
import type { RawRecord } from './raw-record.js';
import type { AccountingRow } from './sample-table.js';
import type { LogEntry, TrafficRecord } from './traffic-record.js';
import type { ReadContext, TrafficSource } from './traffic-source.js';

/** What becomes of a record of the window. */
type RecordVerdict = 'kept' | { readonly quarantined: string } | { readonly filtered: string };

/** Where the records of an object go. */
export interface RecordVisitor {
  /** Takes each record of the window as it comes; says why when it must not be kept. */
  record(record: TrafficRecord, raw: RawRecord | null): RecordVerdict;
  /** Called after every batch of entries, with their number; may pause. */
  batch(entries: number): Promise<void> | undefined;
}

export interface ObjectScan {
  /** `kept` still counts every copy: duplicates are only known once all objects are. */
  readonly accounting: AccountingRow;
  /** False when the object cannot be read to its end: what was visited must then be thrown away. */
  readonly complete: boolean;
}

interface ScanPlan {
  readonly source: Pick<TrafficSource, 'read'>;
  readonly context: ReadContext;
  readonly window: Window;
  /** Start of the windows before, whose records count as late when the object came after they were evaluated. */
  readonly lateSinceMs: number | null;
}

/**
 * Reads one log object and accounts for each of its entries. An object that cannot be read to its end is quarantined as a
 * whole, so that a complete copy delivered later is not half a duplicate; it counts as one entry, because nobody knows
 * how many it has.
 * @throws when the connection broke off or the bucket cannot be read: a retry may mend that
 */
export async function scanObject(
  file: LogFile,
  { source, context, window, lateSinceMs }: ScanPlan,
  visitor: RecordVisitor,
  signal: AbortSignal,
): Promise<ObjectScan> {
  const counter = new EntryCounter(window, lateSinceMs, visitor);
  try {
    for await (const entries of source.read(file, context)) {
      signal.throwIfAborted();
      for (const entry of entries) counter.count(entry);
      const pause = visitor.batch(entries.length);
      if (pause !== undefined) await pause;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UnreadableObject)) throw error;
    return { accounting: wholeObject(file.object, error.reason), complete: false };
  }
  return { accounting: counter.row(file.object), complete: true };
}

class EntryCounter {
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #lateSinceMs: number;
  readonly #visitor: RecordVisitor;
  readonly #counts = { read: 0, kept: 0, outside_window: 0, late: 0, filtered: 0, quarantined: 0 };
  readonly #quarantined = new Map<string, number>();
  readonly #filtered = new Map<string, number>();

  constructor(window: Window, lateSinceMs: number | null, visitor: RecordVisitor) {
    this.#startMs = startMsOf(window);
    this.#endMs = endMsOf(window);
    this.#lateSinceMs = lateSinceMs ?? Number.POSITIVE_INFINITY;
    this.#visitor = visitor;
  }

  count(entry: LogEntry): void {
    const counts = this.#counts;
    counts.read += 1;
    if ('quarantined' in entry) return this.#quarantine(entry.quarantined);
    const timestampMs = 'record' in entry ? entry.record.timestampMs : entry.timestampMs;
    if (timestampMs !== null && (timestampMs < this.#startMs || timestampMs >= this.#endMs)) {
      counts.outside_window += 1;
      if ('record' in entry && timestampMs >= this.#lateSinceMs && timestampMs < this.#startMs) counts.late += 1;
      return undefined;
    }
    if ('skipped' in entry) return this.#filter(entry.skipped);
    if (entry.record.status === 'error') return this.#filter('failed_request');
    const verdict = this.#visitor.record(entry.record, entry.raw);
    if (verdict === 'kept') counts.kept += 1;
    else if ('filtered' in verdict) this.#filter(verdict.filtered);
    else this.#quarantine(verdict.quarantined);
    return undefined;
  }

  row({ key, size }: LogObject): AccountingRow {
    return {
      key,
      bytes: size,
      ...this.#counts,
      duplicate: 0,
      quarantine_reasons: reasonsJson(this.#quarantined),
      filter_reasons: reasonsJson(this.#filtered),
      unreadable: false,
    };
  }

  #quarantine(reason: string): void {
    this.#counts.quarantined += 1;
    this.#quarantined.set(reason, (this.#quarantined.get(reason) ?? 0) + 1);
  }

  #filter(reason: string): void {
    this.#counts.filtered += 1;
    this.#filtered.set(reason, (this.#filtered.get(reason) ?? 0) + 1);
  }
}

function wholeObject({ key, size }: LogObject, reason: string): AccountingRow {
  return {
    key,
    bytes: size,
    read: 1,
    kept: 0,
    duplicate: 0,
    outside_window: 0,
    late: 0,
    filtered: 0,
    quarantined: 1,
    quarantine_reasons: JSON.stringify({ [reason]: 1 }),
    filter_reasons: '{}',
    unreadable: true,
  };
}

function reasonsJson(reasons: ReadonlyMap<string, number>): string {
  return JSON.stringify(Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1))));
}
