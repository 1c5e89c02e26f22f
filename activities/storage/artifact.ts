import { hash } from 'node:crypto';
import { decodeTable, encodeTable, type RowOf, type TableDefinition } from './arrow-table.js';
import { canonicalJson } from './canonical-json.js';
import type { ObjectStore } from './object-store.js';
import { removalsBetween } from './tombstone.js';

/** A file that a step leaves for the next: small enough for a workflow history, checked when it is read. */
export interface Artifact {
  /** `s3://<bucket>/<key>` */
  readonly uri: string;
  /** Hex digest of the bytes. */
  readonly sha256: string;
  /** Rows of a table, entries of a list, 1 for anything else. */
  readonly rows: number;
}

export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/** Writes a table as an Arrow file. Writing the same rows again writes the same bytes. */
export async function writeTable<D extends TableDefinition>(
  store: ObjectStore,
  key: string,
  definition: D,
  rows: readonly RowOf<D>[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<Artifact> {
  const bytes = encodeTable(definition, rows, metadata);
  return await writeBytes(store, key, bytes, 'application/vnd.apache.arrow.file', rows.length);
}

/** The rows of a table; see {@link readBytes} for when they are fewer than the artifact says. */
export async function readTable<D extends TableDefinition>(
  store: ObjectStore,
  artifact: Artifact,
  definition: D,
): Promise<RowOf<D>[]> {
  return decodeTable(definition, await readBytes(store, artifact));
}

/** Writes a value as canonical JSON (sorted keys). */
export async function writeJson(store: ObjectStore, key: string, value: unknown, rows = 1): Promise<Artifact> {
  return await writeBytes(store, key, Buffer.from(canonicalJson(value)), 'application/json', rows);
}

/** Reads a value written by {@link writeJson}; the digest vouches for its shape. */
export async function readJson<T>(store: ObjectStore, artifact: Artifact): Promise<T> {
  return JSON.parse(Buffer.from(await readBytes(store, artifact)).toString('utf8')) as T;
}

export async function writeBytes(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  contentType: string,
  rows = 1,
): Promise<Artifact> {
  await store.put(key, bytes, { contentType });
  return { uri: `s3://${store.bucket}/${key}`, sha256: sha256Hex(bytes), rows };
}

/**
 * The object's bytes. Where rows of a forgotten user were removed since the artifact was made, tombstones vouch for what
 * is left: the bytes are then those of today, and hold fewer rows than the artifact says.
 * @throws {Error} when the object is gone, or its bytes are neither those the artifact names nor what came of them
 */
export async function readBytes(store: ObjectStore, artifact: Artifact): Promise<Uint8Array> {
  const key = keyOf(artifact.uri, store.bucket);
  const object = await store.get(key);
  if (object === undefined) throw new Error(`${artifact.uri} is gone; run the step again that wrote it`);
  const sha256 = sha256Hex(object.bytes);
  if (sha256 !== artifact.sha256 && (await removalsBetween(store, key, artifact.sha256, sha256)) === undefined) {
    throw new Error(`${artifact.uri} was changed: its digest is ${sha256}, the run wrote ${artifact.sha256}`);
  }
  return object.bytes;
}

/** The key in an address of this bucket. */
export function keyOf(uri: string, bucket: string): string {
  const prefix = `s3://${bucket}/`;
  if (!uri.startsWith(prefix)) throw new Error(`${uri} is not in the bucket ${bucket}`);
  return uri.slice(prefix.length);
}
