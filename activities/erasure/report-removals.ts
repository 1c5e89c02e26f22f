import { z } from 'zod';
import { exemplarsTable, withExemplarsOf } from '../report/exemplars.js';
import { html } from '../report/html.js';
import { decodeTable } from '../storage/arrow-table.js';
import { sha256Hex } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { removalsBetween } from '../storage/tombstone.js';
import type { SearchedTable } from './table-search.js';

const removed = z.object({
  file: z.string(),
  rows: z.number(),
  removedAt: z.string(),
  oldSha256: z.string(),
  newSha256: z.string(),
});
type RemovedRows = z.output<typeof removed>;

const manifestSchema = z.looseObject({
  files: z.record(z.string(), z.looseObject({ sha256: z.string(), rows: z.number(), bytes: z.number() })),
  removed: z.array(removed).optional(),
});
type Manifest = z.output<typeof manifestSchema>;

const PAGE = 'report.html';
/** The prompts that the page shows. */
const EXEMPLARS = 'exemplars.arrow';
const END_OF_PAGE = '</main>';
const NOTE = /<p class="warn" id="removed-rows">[^<]*<\/p>\n/;

/**
 * Lets every report say what was removed from its tables: in `manifest.json` a list `removed` and the digests of what
 * lies there now, in `report.html` one line. Its figures stay as they were computed. Everything follows from the tables
 * and their tombstones, so that it can be repeated at any time.
 * @param tables as they lie there now
 * @returns the folders that were changed, such as `weekly/2026-W40`
 */
export async function noteRemovalsInReports(
  store: ObjectStore,
  layout: Layout,
  tables: readonly SearchedTable[],
): Promise<string[]> {
  const reports = `${layout.root}reports/`;
  const folders = new Map<string, SearchedTable[]>();
  for (const table of tables) {
    if (!table.key.startsWith(reports)) continue;
    const folder = table.key.slice(0, table.key.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), table]);
  }
  const changed: string[] = [];
  for (const [folder, files] of folders) {
    if (await noteRemovals(store, folder, files)) changed.push(folder.slice(reports.length, -1));
  }
  return changed;
}

async function noteRemovals(store: ObjectStore, folder: string, tables: readonly SearchedTable[]): Promise<boolean> {
  const object = await store.get(`${folder}manifest.json`);
  if (object === undefined) return false;
  const parsed = manifestSchema.safeParse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
  if (!parsed.success) return false;
  const manifest = parsed.data;
  const fresh: RemovedRows[] = [];
  const files: Manifest['files'] = { ...manifest.files };
  for (const { key, sha256, rows } of tables) {
    const name = key.slice(folder.length);
    const known = files[name];
    if (known === undefined || known.sha256 === sha256) continue;
    const removals = await removalsBetween(store, key, known.sha256, sha256);
    if (removals === undefined) continue;
    const size = (await store.get(key))?.bytes.length ?? known.bytes;
    files[name] = { ...known, sha256, rows, bytes: size };
    removals.forEach((removal, at) => {
      const oldSha256 = removals[at - 1]?.sha256 ?? known.sha256;
      const { removedRows, removedAt, sha256: newSha256 } = removal;
      fresh.push({ file: name, rows: removedRows, removedAt, oldSha256, newSha256 });
    });
  }
  if (fresh.length === 0) return false;
  const all = [...(manifest.removed ?? []), ...fresh];
  await notePage(store, folder, files, all);
  const text = `${JSON.stringify({ ...manifest, files, removed: all }, null, 2)}\n`;
  await store.put(`${folder}manifest.json`, Buffer.from(text), {
    contentType: 'application/json',
    onlyIf: { etag: object.etag },
  });
  return true;
}

/** The page first, the manifest with its digest after it: what ends in between is done again. */
async function notePage(
  store: ObjectStore,
  folder: string,
  files: Manifest['files'],
  all: readonly RemovedRows[],
): Promise<void> {
  const known = files[PAGE];
  const object = await store.get(`${folder}${PAGE}`);
  if (known === undefined || object === undefined) return;
  const exemplars = await store.get(`${folder}${EXEMPLARS}`);
  const page = Buffer.from(object.bytes).toString('utf8');
  const shown = exemplars === undefined ? page : withExemplarsOf(page, decodeTable(exemplarsTable, exemplars.bytes));
  const bytes = Buffer.from(withNote(shown, all));
  await store.put(`${folder}${PAGE}`, bytes, {
    contentType: 'text/html; charset=utf-8',
    onlyIf: { etag: object.etag },
  });
  files[PAGE] = { ...known, sha256: sha256Hex(bytes), bytes: bytes.length };
}

/** The page with one line at its end on what was removed; a line that is there already gives way. */
function withNote(page: string, all: readonly RemovedRows[]): string {
  const bare = page.replace(NOTE, '');
  const end = bare.lastIndexOf(END_OF_PAGE);
  if (end < 0) return bare;
  const perFile = new Map<string, number>();
  for (const { file, rows } of all) perFile.set(file, (perFile.get(file) ?? 0) + rows);
  const total = [...perFile.values()].reduce((sum, rows) => sum + rows, 0);
  const days = [...new Set(all.map(({ removedAt }) => removedAt.slice(0, 10)))].sort().join(', ');
  const tables = [...perFile].map(([file, rows]) => `${file} ${rows}`).join(', ');
  const note = html`<p class="warn" id="removed-rows">Removed since, because users asked to be forgotten: ${total} rows of the tables (${tables}; ${days}). The figures above are as they were computed before.</p>
`;
  return `${bare.slice(0, end)}${note.markup}${bare.slice(end)}`;
}
