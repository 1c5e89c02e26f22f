import { Refusal } from '../refusal.js';
import { sha256Hex, writeJson } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { writeTombstone } from '../storage/tombstone.js';
import {
  addCounts,
  countsOf,
  type ErasureCounts,
  type ErasurePlan,
  type ErasureTarget,
  isEmptyPlan,
  planErasure,
} from './erasure-plan.js';
import { addForgotten } from './forgotten-list.js';
import { noteRemovalsInReports } from './report-removals.js';
import { encodeStoredTable, openStoredTable } from './stored-table.js';
import { updateVersionList } from './version-removals.js';

/** Rounds until nothing is found any more; a second one is needed only when something else writes meanwhile. */
const MAX_ROUNDS = 5;

export interface ErasureOptions {
  /** ISO-8601 instant that tombstones and reports will show. */
  readonly removedAt: string;
  /** Told what is being done, in a few words without any name. */
  readonly progress: (line: string) => void;
}

export interface ErasureResult {
  /** Whether anything of the unit was stored. */
  readonly found: boolean;
  readonly removed: ErasureCounts;
  /** Report folders that now say what was removed from them, such as `weekly/2026-W40`. */
  readonly reports: readonly string[];
  /** Versions of the eval set with fewer rows than they were made with, as far as the list did not say so yet. */
  readonly evalSetVersions: readonly number[];
}

/**
 * Removes everything of a unit from a pipeline's folder, and keeps future runs from taking it in again.
 *
 * The order makes it safe to end anywhere and run again: first the unit is put on the list of the forgotten, then go
 * what can only be found through the rows (judgements, answers, vectors), then the rows of every table, sources last;
 * each table's tombstone is written before the table. Last the version list and the reports are brought in line with
 * what lies there. A search after the last removal found nothing; a second run finds nothing and changes nothing.
 * @throws {Refusal} `UserKeyChanged`; `TracesLeft` when the unit's hash stands where this version cannot remove it
 */
export async function forgetUnit(
  store: ObjectStore,
  layout: Layout,
  target: ErasureTarget,
  { removedAt, progress }: ErasureOptions,
): Promise<ErasureResult> {
  progress('searching');
  let plan = await planErasure(store, layout, target);
  let removed = countsOf(plan, layout);
  await addForgotten(store, layout, plan.units, target.userKey);
  for (let round = 1; !isEmptyPlan(plan) || plan.intermediates.length > 0; round += 1) {
    if (round > MAX_ROUNDS) {
      throw new Refusal('StillWritten', 'something keeps writing what is removed; stop all runs, then run this again');
    }
    if (round > 1) removed = addCounts(removed, countsOf(plan, layout));
    await carryOut(store, layout, plan, removedAt, progress);
    progress('searching again');
    plan = await planErasure(store, layout, target);
  }
  progress('updating the version list and the reports');
  const evalSetVersions = await updateVersionList(store, layout);
  const reports = await noteRemovalsInReports(store, layout, plan.tables);
  const found = hasCounts(removed);
  if (found) await writeJson(store, layout.erasure(removedAt), { schemaVersion: 1, removedAt, removed });
  if (plan.unexplained.length > 0) throw tracesLeft(store, plan.unexplained);
  return { found, removed, reports, evalSetVersions };
}

function hasCounts({ rooms, answers, judgements }: ErasureCounts): boolean {
  return answers + judgements + Object.keys(rooms).length > 0;
}

function tracesLeft(store: ObjectStore, keys: readonly string[]): Refusal {
  const shown = keys.slice(0, 3).map((key) => `s3://${store.bucket}/${key}`);
  const more = keys.length > shown.length ? ` and ${keys.length - shown.length} more` : '';
  return new Refusal(
    'TracesLeft',
    `everything known was removed, but the hash still stands in ${shown.join(', ')}${more}, which this version of Tidemark did not write: look at these objects and delete them by hand`,
  );
}

async function carryOut(
  store: ObjectStore,
  layout: Layout,
  plan: ErasurePlan,
  removedAt: string,
  progress: (line: string) => void,
): Promise<void> {
  progress(`removing ${plan.judgements.length} judgements and ${plan.answers.length} answers`);
  await store.delete(plan.intermediates);
  await store.delete(plan.judgements);
  await store.delete(plan.answers);
  progress(`removing vectors from ${plan.vectors.length} files`);
  for (const vectors of plan.vectors) {
    if ('drop' in vectors) await store.delete([vectors.key]);
    else await keepRows(store, layout, vectors, removedAt);
  }
  const tables = plan.tables.filter(({ found }) => found.length > 0);
  progress(`removing rows from ${tables.length} tables`);
  for (const table of tables.toSorted((a, b) => Number(isSource(a.key, layout)) - Number(isSource(b.key, layout)))) {
    const leaving = new Set(table.found);
    const kept = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !leaving.has(row));
    await keepRows(store, layout, { ...table, kept, removed: leaving.size }, removedAt);
  }
}

/** Samples and eval sets name what the other files were made from. */
function isSource(key: string, layout: Layout): boolean {
  return key.startsWith(`${layout.root}samples/`) || key.startsWith(`${layout.root}eval-set/`);
}

interface KeptRows {
  readonly key: string;
  /** Of the table as it was searched. */
  readonly sha256: string;
  readonly kept: readonly number[];
  readonly removed: number;
}

/** Writes a table again without some rows. One that was replaced since it was searched is left to the next round. */
async function keepRows(store: ObjectStore, layout: Layout, rows: KeptRows, removedAt: string): Promise<void> {
  const { key, sha256, kept, removed } = rows;
  const object = await store.get(key);
  if (object === undefined || sha256Hex(object.bytes) !== sha256) return;
  const table = openStoredTable(object.bytes);
  const bytes = encodeStoredTable(
    table,
    kept.map((row) => table.rows[row]).filter((row) => row !== undefined),
  );
  const removal = { sha256: sha256Hex(bytes), removedRows: removed, removedAt };
  await writeTombstone(store, layout.tombstone(sha256), sha256, removal);
  await store.put(key, bytes, {
    contentType: 'application/vnd.apache.arrow.file',
    onlyIf: { etag: object.etag },
  });
}
