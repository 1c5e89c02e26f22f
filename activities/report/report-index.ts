import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { ObjectStore } from '../storage/object-store.js';

const ATTEMPTS = 20;

const entrySchema = z.object({
  kind: z.enum(['weekly', 'release']),
  /** ISO week, or release id. */
  id: z.string(),
  uri: z.string(),
  verdict: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  /** The figures that make the trends, by metric; `<metric>_low` and `_high` beside those with an interval. */
  headline: z.record(z.string(), z.number().nullable()),
});
const indexSchema = z.object({ schemaVersion: z.literal(1), reports: z.array(entrySchema) });

export type ReportIndexEntry = z.output<typeof entrySchema>;

/** All reports of a pipeline, oldest window first. Empty before the first one. */
export async function readReportIndex(store: ObjectStore, key: string): Promise<ReportIndexEntry[]> {
  return (await load(store, key)).reports;
}

/**
 * Adds or replaces one entry. The index moves only by If-Match, so that two reports finishing together both stay;
 * an entry that is there already changes nothing.
 * @returns the index as it is now
 */
export async function putReportIndexEntry(
  store: ObjectStore,
  key: string,
  entry: ReportIndexEntry,
): Promise<ReportIndexEntry[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { reports, etag } = await load(store, key);
    const next = merge(reports, entry);
    if (canonicalJson(next) === canonicalJson(reports)) return reports;
    const bytes = Buffer.from(canonicalJson({ schemaVersion: 1, reports: next }));
    const put = await store.put(key, bytes, {
      contentType: 'application/json',
      onlyIf: etag === undefined ? 'absent' : { etag },
    });
    if (put.outcome === 'written') return next;
  }
  throw new Error(`s3://${store.bucket}/${key} kept changing under ${ATTEMPTS} attempts to add a report`);
}

function merge(reports: readonly ReportIndexEntry[], entry: ReportIndexEntry): ReportIndexEntry[] {
  const others = reports.filter(({ kind, id }) => kind !== entry.kind || id !== entry.id);
  const order = ({ window, kind, id }: ReportIndexEntry) => `${window.start} ${kind} ${id}`;
  return [...others, entry].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function load(
  store: ObjectStore,
  key: string,
): Promise<{ reports: ReportIndexEntry[]; etag: string | undefined }> {
  const object = await store.get(key);
  if (object === undefined) return { reports: [], etag: undefined };
  const parsed = indexSchema.safeParse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
  if (!parsed.success) {
    throw new Refusal(
      'ReportIndexUnreadable',
      `s3://${store.bucket}/${key} is no report index of this version; move it away`,
    );
  }
  return { reports: parsed.data.reports, etag: object.etag };
}
