import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { type Artifact, readJson, sha256Hex, writeBytes } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { EvalSetVersionRef } from './eval-set-table.js';

const artifact = z.object({ uri: z.string(), sha256: z.string(), rows: z.number() });
const reference = z.object({
  artifact,
  embedder: artifact,
  embedderId: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
});
const traffic = z.object({ sample: artifact, vectors: artifact, reference });
const shared = {
  schemaVersion: z.literal(1),
  version: z.number().int().positive(),
  week: z.string(),
  /** Digest of the version's bytes. */
  sha256: z.string(),
  /** Version of Tidemark that computed it. */
  software: z.string(),
  configSha256: z.string(),
  /** The version it was built on; null for the first. */
  previous: z.object({ version: z.number().int().positive(), sha256: z.string() }).nullable(),
};

const lineageSchema = z.discriminatedUnion('made', [
  z.object({ ...shared, made: z.literal('refresh'), traffic }),
  z.object({ ...shared, made: z.literal('early-refresh'), release: z.string(), traffic }),
  z.object({
    ...shared,
    made: z.literal('import'),
    /** The imported items, redacted and not yet placed: `evalSetTable`. */
    items: artifact,
    /** The traffic that it was weighted to; null when there was none to be had. */
    traffic: traffic.nullable(),
    /** The reference whose topics were used without traffic; null before there is one. */
    reference: reference.nullable(),
  }),
]);

/** A week's traffic as a version is computed from it. */
export type TrafficInputs = z.output<typeof traffic>;

/**
 * All that a version was computed from, by place and digest: from these inputs the same software computes the same
 * bytes again. It lies beside the version, so that the version's own bytes say nothing of the bucket they are in.
 */
export type VersionLineage = z.output<typeof lineageSchema>;

/** Writes a lineage under its digest; idempotent. */
export async function writeLineage(store: ObjectStore, layout: Layout, lineage: VersionLineage): Promise<Artifact> {
  const bytes = Buffer.from(canonicalJson(lineage));
  const key = layout.evalSetLineage(lineage.version, sha256Hex(bytes));
  return await writeBytes(store, key, bytes, 'application/json');
}

/** What has become of an object since an artifact named it; null when it still is what it was. */
export async function problemOf(store: ObjectStore, { uri, sha256 }: Artifact): Promise<'gone' | 'changed' | null> {
  const prefix = `s3://${store.bucket}/`;
  const object = uri.startsWith(prefix) ? await store.get(uri.slice(prefix.length)) : undefined;
  if (object === undefined) return 'gone';
  return sha256Hex(object.bytes) === sha256 ? null : 'changed';
}

/** @throws {Refusal} `LineageMissing` when none was recorded, it is lost, or a newer Tidemark wrote it */
export async function readLineage(store: ObjectStore, version: EvalSetVersionRef): Promise<VersionLineage> {
  if (version.lineage === undefined) {
    throw new Refusal(
      'LineageMissing',
      `version ${version.version} was made before lineages were recorded: what it was computed from is not known`,
    );
  }
  const problem = await problemOf(store, version.lineage);
  if (problem !== null) {
    throw new Refusal(
      'LineageMissing',
      `${version.lineage.uri} is ${problem}: version ${version.version} cannot be traced`,
    );
  }
  const parsed = lineageSchema.safeParse(await readJson<unknown>(store, version.lineage));
  if (parsed.success) return parsed.data;
  throw new Refusal(
    'LineageMissing',
    `${version.lineage.uri} was written by another version of Tidemark; use that one, or a newer one`,
    { cause: parsed.error },
  );
}

/** The lineage, or null when {@link readLineage} would refuse. */
export async function findLineage(store: ObjectStore, version: EvalSetVersionRef): Promise<VersionLineage | null> {
  try {
    return await readLineage(store, version);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
