import type { AccountingRow } from './sample-table.js';

export interface AccountingTotal {
  /** Lines. */
  readonly read: number;
  readonly quarantined: number;
  readonly outsideWindow: number;
  readonly filtered: number;
  /** Records of the weeks before that came after their week was evaluated. */
  readonly late: number;
  /** Most frequent reason of quarantine; `none` without one. */
  readonly commonReason: string;
  readonly objects: number;
  /** Objects that could not be read at all. */
  readonly unreadableObjects: number;
  /** Their share of the stored bytes. */
  readonly unreadableBytesShare: number;
}

/**
 * Turns copies into duplicates once it is known which copy of each request counts, so that for every object
 * read = kept + duplicate + outside_window + filtered + quarantined.
 * @param scanned per object, in the order of the listing, `kept` counting every copy
 * @param keptByObject rows that count, by position in the listing
 */
export function reconcile(
  scanned: readonly AccountingRow[],
  keptByObject: ReadonlyMap<number, number>,
): AccountingRow[] {
  return scanned.map((row, position) => {
    const kept = keptByObject.get(position) ?? 0;
    return { ...row, kept, duplicate: row.kept - kept };
  });
}

/** Moves requests that were kept and then could not be redacted to those that cannot be read. */
export function withBlocked(rows: readonly AccountingRow[], blocked: ReadonlyMap<number, number>): AccountingRow[] {
  return rows.map((row, position) => {
    const count = blocked.get(position) ?? 0;
    if (count === 0) return row;
    const reasons = { ...Object.fromEntries(reasonsOf(row)), redaction_failed: count };
    return {
      ...row,
      kept: row.kept - count,
      quarantined: row.quarantined + count,
      quarantine_reasons: JSON.stringify(reasons),
    };
  });
}

export function totalOf(rows: readonly AccountingRow[]): AccountingTotal {
  const sum = (valueOf: (row: AccountingRow) => number) => rows.reduce((total, row) => total + valueOf(row), 0);
  const unreadable = rows.filter((row) => row.unreadable);
  const bytes = sum((row) => row.bytes);
  return {
    read: sum((row) => row.read),
    quarantined: sum((row) => row.quarantined),
    outsideWindow: sum((row) => row.outside_window),
    filtered: sum((row) => row.filtered),
    late: sum((row) => row.late),
    commonReason: commonReason(rows),
    objects: rows.length,
    unreadableObjects: unreadable.length,
    unreadableBytesShare: bytes === 0 ? 0 : unreadable.reduce((total, row) => total + row.bytes, 0) / bytes,
  };
}

/**
 * Why a window must not be evaluated: too much of it could not be read. One unreadable object among others is an
 * accident and is only counted; from the second on, their share of the stored bytes decides, since nobody knows how many
 * lines they hold.
 * @param place of the logs, for people
 * @param maxShare of lines, and of bytes in unreadable objects
 * @returns null when enough could be read
 */
export function objectionTo(total: AccountingTotal, place: string, maxShare: number): string | null {
  const { read, quarantined, commonReason: reason, objects, unreadableObjects, unreadableBytesShare } = total;
  const areAllObjects = objects > 0 && unreadableObjects === objects;
  if (areAllObjects || (unreadableObjects > 1 && unreadableBytesShare > maxShare)) {
    const percent = (100 * unreadableBytesShare).toFixed(1);
    return `${unreadableObjects} of ${objects} log objects under ${place} (${percent} % of the bytes) cannot be read (mostly ${reason})`;
  }
  const areAllLines = read > 0 && quarantined === read;
  if (areAllLines || quarantined > maxShare * read) {
    return `${quarantined} of ${read} log lines under ${place} cannot be read (mostly ${reason})`;
  }
  return null;
}

function commonReason(rows: readonly AccountingRow[]): string {
  const lines = new Map<string, number>();
  for (const [reason, count] of rows.flatMap(reasonsOf)) lines.set(reason, (lines.get(reason) ?? 0) + count);
  const [common] = [...lines].sort(([a, linesA], [b, linesB]) => linesB - linesA || (a < b ? -1 : 1));
  return common?.[0] ?? 'none';
}

function reasonsOf(row: AccountingRow): [reason: string, lines: number][] {
  return Object.entries(JSON.parse(row.quarantine_reasons) as Record<string, number>);
}
