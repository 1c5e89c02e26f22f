import { type Artifact, readBytes, sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { ObjectStore } from '../storage/object-store.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  arrow: 'application/vnd.apache.arrow.file',
  html: 'text/html; charset=utf-8',
};

export interface ReportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Who wrote a report: differs between two runs of one week, while everything else stays the same. */
export interface RunIdentity {
  readonly workflowId: string;
  readonly runId: string;
}

/** A table another step wrote, as a file of the report. */
export async function reportFile(store: ObjectStore, name: string, artifact: Artifact): Promise<ReportFile> {
  return { name, bytes: await readBytes(store, artifact), rows: artifact.rows };
}

/**
 * Writes the files, then `manifest.json` with their digests: a folder without a manifest is an unfinished report.
 * A repeated run that comes to the same files leaves the manifest, and with it the identity of the first run.
 * @param keyOf key of a file of this report
 * @returns the URI of the folder
 */
export async function writeReportFolder(
  store: ObjectStore,
  keyOf: (file: string) => string,
  files: readonly ReportFile[],
  description: Readonly<Record<string, unknown>>,
  run: RunIdentity,
): Promise<string> {
  for (const { name, bytes } of files) {
    await store.put(keyOf(name), bytes, {
      contentType: CONTENT_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    });
  }
  const manifest = {
    schemaVersion: 1,
    ...description,
    files: Object.fromEntries(
      files.map(({ name, bytes, rows }) => [name, { sha256: sha256Hex(bytes), rows, bytes: bytes.length }]),
    ),
  };
  const present = await store.get(keyOf('manifest.json'));
  if (present === undefined || canonicalJson(withoutRun(present.bytes)) !== canonicalJson(manifest)) {
    const text = JSON.stringify({ ...manifest, run }, null, 2);
    await store.put(keyOf('manifest.json'), Buffer.from(`${text}\n`), { contentType: 'application/json' });
  }
  return `s3://${store.bucket}/${keyOf('')}`;
}

function withoutRun(manifest: Uint8Array): unknown {
  const { run: _run, ...rest } = JSON.parse(Buffer.from(manifest).toString('utf8')) as Record<string, unknown>;
  return rest;
}

/** The page of a report as its file. */
export function pageFile(markup: string): ReportFile {
  return { name: 'report.html', bytes: Buffer.from(markup), rows: 1 };
}

/** What a report was computed from, as lines for the foot of its page. */
export function provenanceOf(identity: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(identity).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
