import type { AccountingRow } from './sample-table.js';

export interface AccountingTotal {
  readonly read: number;
  readonly quarantined: number;
  /** Most frequent reason of quarantine; `none` without one. */
  readonly commonReason: string;
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

export function totalOf(rows: readonly AccountingRow[]): AccountingTotal {
  const reasons = new Map<string, number>();
  let read = 0;
  let quarantined = 0;
  for (const row of rows) {
    read += row.read;
    quarantined += row.quarantined;
    for (const [reason, lines] of Object.entries(JSON.parse(row.quarantine_reasons) as Record<string, number>)) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + lines);
    }
  }
  const [common] = [...reasons].sort((a, b) => b[1] - a[1]);
  return { read, quarantined, commonReason: common?.[0] ?? 'none' };
}
