import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Refusal } from '../../activities/refusal.js';
import { type ReportIndexEntry, readReportIndex } from '../../activities/report/report-index.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { cleanText } from '../terminal/clean-text.js';

/**
 * The report with this id (an ISO week or a release id), or the newest one for `latest`.
 * @throws {Refusal} `ReportMissing`, naming the ids that there are
 */
export async function findReport(store: ObjectStore, layout: Layout, id: string): Promise<ReportIndexEntry> {
  const reports = await readReportIndex(store, layout.reportIndex());
  const found = id === 'latest' ? reports.at(-1) : reports.find((report) => report.id === id);
  if (found !== undefined) return found;
  const place = `s3://${store.bucket}/${layout.reportIndex()}`;
  if (reports.length === 0)
    throw new Refusal('ReportMissing', `there is no report in ${place} yet; make one with "tidemark run"`);
  const ids = reports.slice(-5).map((report) => cleanText(report.id));
  throw new Refusal(
    'ReportMissing',
    `no report has the id ${cleanText(id)}; the newest are ${ids.join(', ')} (${place})`,
  );
}

/**
 * Writes every file of a report into a folder, each one in one step.
 * @returns the paths, in key order
 * @throws {Refusal} `ReportMissing` when its folder in S3 is empty or elsewhere
 */
export async function downloadReport(store: ObjectStore, report: ReportIndexEntry, folder: string): Promise<string[]> {
  const prefix = keyPrefixOf(report, store.bucket);
  const paths: string[] = [];
  for await (const { key } of store.list(prefix)) {
    const path = pathInside(folder, key.slice(prefix.length));
    const object = path === undefined ? undefined : await store.get(key);
    if (path === undefined || object === undefined) continue;
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.${process.pid}.partial`;
    await writeFile(partial, object.bytes);
    await rename(partial, path);
    paths.push(path);
  }
  if (paths.length === 0)
    throw new Refusal('ReportMissing', `${cleanText(report.uri)} holds no files; run the week again`);
  return paths;
}

function keyPrefixOf({ uri }: ReportIndexEntry, bucket: string): string {
  const start = `s3://${bucket}/`;
  if (!uri.startsWith(start) || uri.length === start.length) {
    throw new Refusal(
      'ReportMissing',
      `the report index names ${cleanText(uri)}, which is not in the bucket ${bucket}`,
    );
  }
  const key = uri.slice(start.length);
  return key.endsWith('/') ? key : key.slice(0, key.lastIndexOf('/') + 1);
}

/** A key such as `../x` must not write outside the folder. */
function pathInside(folder: string, name: string): string | undefined {
  if (name === '' || name.endsWith('/') || name.includes('\0')) return undefined;
  const root = resolve(folder);
  const path = resolve(join(root, name));
  return path.startsWith(root + sep) ? path : undefined;
}
