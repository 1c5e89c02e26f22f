import { z } from 'zod';
import { openStoredTable } from '../erasure/stored-table.js';
import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import { decodeTable, encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable, sha256Hex, writeBytes } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { LabelSheetKey } from './label-import.js';
import { type LabelKey, type LabelRow, labelKeyTable, labelsTable } from './label-tables.js';

const ARROW = 'application/vnd.apache.arrow.file';
const RACES = 20;

const indexSchema = z.object({
  schemaVersion: z.literal(1),
  /** In the order of their imports: of two labels of one comparison by one person, the later one counts. */
  files: z.array(z.object({ uri: z.string(), sha256: z.string(), rows: z.number() })),
});

/** Where a sheet lies. */
export interface StoredSheet {
  readonly judge: string;
  readonly exportId: string;
  readonly key: string;
}

/** Writes the key of a sheet. The same sheet is the same bytes under the same key. */
export async function writeSheetKey(
  store: ObjectStore,
  layout: Layout,
  sheet: { readonly judge: string; readonly exportId: string; readonly keys: readonly LabelKey[] },
): Promise<Artifact> {
  const { judge, exportId, keys } = sheet;
  const bytes = encodeTable(labelKeyTable, keys, { judge, drawn: String(keys.length) });
  return await writeBytes(store, layout.labelExport(judge, exportId), bytes, ARROW, keys.length);
}

/** All sheets of a pipeline, of every judge it had. */
export async function listSheets(store: ObjectStore, layout: Layout): Promise<StoredSheet[]> {
  const sheets: StoredSheet[] = [];
  const root = layout.labels();
  for await (const { key } of store.list(root)) {
    const [, judge, exportId] = /^([^/]+)\/exports\/([^/]+)\.arrow$/.exec(key.slice(root.length)) ?? [];
    if (judge !== undefined && exportId !== undefined) sheets.push({ judge, exportId, key });
  }
  return sheets;
}

/** @throws {Error} when the sheet is gone */
export async function readSheetKey(store: ObjectStore, { judge, key }: StoredSheet): Promise<LabelSheetKey> {
  const object = await store.get(key);
  if (object === undefined) throw new Error(`s3://${store.bucket}/${key} is gone; export the sheet again`);
  const rows = decodeTable(labelKeyTable, object.bytes);
  const drawn = Number(openStoredTable(object.bytes).metadata['drawn'] ?? rows.length);
  return { judge, drawn, keys: new Map(rows.map((row) => [row.label_id, row])) };
}

/**
 * What people said so far of the comparisons of one judge: per comparison and person the last word.
 * @returns in the order of label ids, then people; none when nobody labelled yet
 * @throws {Refusal} `LabelIndexUnreadable`
 */
export async function readLabels(store: ObjectStore, layout: Layout, judge: string): Promise<LabelRow[]> {
  return await labelsIn(store, (await loadIndex(store, layout, judge)).files);
}

/**
 * Adds labels: those that are new, or say something else than before, go into one immutable file named by its digest;
 * the index moves by If-Match. Labels that are there already change nothing.
 * @returns how many are new, how many correct an earlier one, and how many were there
 */
export async function addLabels(
  store: ObjectStore,
  layout: Layout,
  judge: string,
  rows: readonly LabelRow[],
): Promise<{ added: number; corrected: number; present: number }> {
  for (let race = 0; race < RACES; race += 1) {
    const { files, etag } = await loadIndex(store, layout, judge);
    const known = new Map((await labelsIn(store, files)).map((row) => [personKey(row), row]));
    const fresh = rows.filter((row) => canonicalJson(row) !== canonicalJson(known.get(personKey(row)) ?? null));
    const corrected = fresh.filter((row) => known.has(personKey(row))).length;
    const outcome = { added: fresh.length - corrected, corrected, present: rows.length - fresh.length };
    if (fresh.length === 0) return outcome;
    const bytes = encodeTable(labelsTable, ordered(fresh), { judge });
    const file = await writeBytes(store, layout.labelFile(judge, sha256Hex(bytes)), bytes, ARROW, fresh.length);
    // A file that is in the index already is taken to its end: its labels are the last word again.
    const others = files.filter(({ uri }) => uri !== file.uri);
    const put = await store.put(
      layout.labelIndex(judge),
      Buffer.from(canonicalJson({ schemaVersion: 1, files: [...others, file] })),
      { contentType: 'application/json', onlyIf: etag === undefined ? 'absent' : { etag } },
    );
    if (put.outcome === 'written') return outcome;
  }
  throw new Error(`s3://${store.bucket}/${layout.labelIndex(judge)} kept changing; import the file again`);
}

async function labelsIn(store: ObjectStore, files: readonly Artifact[]): Promise<LabelRow[]> {
  const last = new Map<string, LabelRow>();
  for (const file of files) {
    for (const row of await readTable(store, file, labelsTable)) last.set(personKey(row), row);
  }
  return ordered([...last.values()]);
}

function personKey({ label_id, labeler }: LabelRow): string {
  return `${label_id} ${labeler ?? ''}`;
}

function ordered(rows: readonly LabelRow[]): LabelRow[] {
  return rows.toSorted((a, b) => (personKey(a) < personKey(b) ? -1 : 1));
}

async function loadIndex(
  store: ObjectStore,
  layout: Layout,
  judge: string,
): Promise<{ files: Artifact[]; etag: string | undefined }> {
  const key = layout.labelIndex(judge);
  const object = await store.get(key);
  if (object === undefined) return { files: [], etag: undefined };
  const parsed = indexSchema.safeParse(parseJson(Buffer.from(object.bytes).toString('utf8')));
  if (parsed.success) return { files: parsed.data.files, etag: object.etag };
  throw new Refusal(
    'LabelIndexUnreadable',
    `s3://${store.bucket}/${key} is no list of labels of this version of Tidemark; move it away`,
  );
}
