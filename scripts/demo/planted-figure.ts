import { decodeTable, type RowOf, type TableDefinition } from '../../activities/storage/arrow-table.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';

/** A planted truth and what the reports say of it. */
export interface PlantedFigure {
  readonly what: string;
  readonly truth: number;
  readonly estimate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Why there is no estimate. */
  readonly note: string;
}

/** Where reports are read. */
export interface ReportReader {
  readonly store: ObjectStore;
  readonly layout: Layout;
}

interface ReportedInterval {
  readonly estimate: number | null;
  readonly ci_low: number | null;
  readonly ci_high: number | null;
}

/** @param reason why the row holds no estimate, if it holds none */
export function figureOf(
  what: string,
  truth: number,
  row: ReportedInterval | undefined,
  reason?: string | null,
): PlantedFigure {
  const estimate = row?.estimate ?? null;
  const missing = row === undefined ? 'not in the report' : (reason ?? 'no figure');
  return {
    what,
    truth,
    estimate,
    ciLow: row?.ci_low ?? null,
    ciHigh: row?.ci_high ?? null,
    note: estimate === null ? missing : '',
  };
}

/** A figure that is missing is not inside. */
export function isInside({ truth, ciLow, ciHigh }: PlantedFigure): boolean {
  return ciLow !== null && ciHigh !== null && ciLow <= truth && truth <= ciHigh;
}

/** The rows of a report's table; none when the report has no such table. */
export async function readReport<D extends TableDefinition>(
  { store }: ReportReader,
  key: string,
  definition: D,
): Promise<RowOf<D>[]> {
  const object = await store.get(key);
  return object === undefined ? [] : decodeTable(definition, object.bytes);
}
