import type { IsoWeek } from '../../workflows/window.js';
import { Refusal } from '../refusal.js';
import { encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable, sha256Hex } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type EvalSetRow, type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import { type VersionLineage, writeLineage } from './version-lineage.js';
import { encodeVersionList, parseVersionList, type VersionList } from './version-list.js';

/** The list as it was read, with what a conditional write must name. */
export interface StoredVersionList extends VersionList {
  /** Undefined while there is no list. */
  readonly etag: string | undefined;
}

/** @throws {Refusal} when the list is damaged; it names the object and the place in it. */
export async function readVersionList(store: ObjectStore, layout: Layout): Promise<StoredVersionList> {
  const object = await store.get(layout.evalSetCurrent());
  if (object === undefined) return { versions: [], etag: undefined };
  try {
    return { ...parseVersionList(object.bytes), etag: object.etag };
  } catch (cause) {
    const place = `s3://${store.bucket}/${layout.evalSetCurrent()}`;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal('EvalSetListDamaged', `${place} cannot be used: ${detail}; restore an earlier copy`, { cause });
  }
}

/** Where a version stands in the history. */
export interface VersionPlace {
  readonly number: number;
  readonly week: IsoWeek;
  /** Digest of the version before; undefined for the first. */
  readonly previousSha256: string | undefined;
}

/** A version's file. Only what the rows follow from: the same traffic gives the same bytes in every bucket. */
export function encodeVersion({ number, week, previousSha256 }: VersionPlace, rows: readonly EvalSetRow[]): Uint8Array {
  const metadata = { eval_set_version: String(number), week, previous: previousSha256 ?? '' };
  return encodeTable(evalSetTable, rows, metadata);
}

/** What the list tells of a version beside its place and digest. */
export type VersionSummary = Required<Pick<EvalSetVersionRef, 'items' | 'effectiveSampleSize' | 'added' | 'retired'>> &
  Required<Pick<EvalSetVersionRef, 'note'>>;

/** A lineage without what follows from the version itself. */
type Origin<L = VersionLineage> = L extends VersionLineage
  ? Omit<L, 'schemaVersion' | 'version' | 'week' | 'sha256' | 'previous'>
  : never;

/**
 * Writes a version as one immutable object named by its content, and its lineage beside it. Until the list names them,
 * nobody sees them: a run that dies here leaves objects that the next attempt writes again or that nothing ever reads.
 */
export async function writeVersion(
  store: ObjectStore,
  layout: Layout,
  version: { readonly week: IsoWeek; readonly previous: EvalSetVersionRef | undefined },
  content: { readonly rows: readonly EvalSetRow[]; readonly summary: VersionSummary; readonly origin: Origin },
): Promise<EvalSetVersionRef> {
  const { week, previous } = version;
  const { rows, summary, origin } = content;
  const number = (previous?.version ?? 0) + 1;
  const bytes = encodeVersion({ number, week, previousSha256: previous?.sha256 }, rows);
  const sha256 = sha256Hex(bytes);
  const key = layout.evalSetVersion(number, sha256);
  await store.put(key, bytes, { contentType: 'application/vnd.apache.arrow.file', onlyIf: 'absent' });
  const lineage = await writeLineage(store, layout, {
    ...origin,
    schemaVersion: 1,
    version: number,
    week,
    sha256,
    previous: previous === undefined ? null : { version: previous.version, sha256: previous.sha256 },
  });
  const uri = `s3://${store.bucket}/${key}`;
  return { version: number, week, uri, sha256, rows: rows.length, ...summary, made: origin.made, lineage };
}

/** Appends a version to the list as it was read. False when somebody else moved the list meanwhile. */
export async function publishVersion(
  store: ObjectStore,
  layout: Layout,
  read: StoredVersionList,
  version: EvalSetVersionRef,
): Promise<boolean> {
  return await replaceVersionList(store, layout, read, { ...read, versions: [...read.versions, version] });
}

/** Puts a list in the place of the one that was read. False when somebody else moved it meanwhile. */
export async function replaceVersionList(
  store: ObjectStore,
  layout: Layout,
  { etag }: StoredVersionList,
  next: VersionList & { readonly etag?: string | undefined },
): Promise<boolean> {
  const { etag: _etag, ...list } = next;
  const onlyIf = etag === undefined ? 'absent' : { etag };
  const bytes = encodeVersionList(list);
  const { outcome } = await store.put(layout.evalSetCurrent(), bytes, { contentType: 'application/json', onlyIf });
  return outcome === 'written';
}

export function artifactOf({ uri, sha256, rows }: EvalSetVersionRef): Artifact {
  return { uri, sha256, rows };
}

/** The rows of a version; none before the first. */
export async function readVersion(store: ObjectStore, version: EvalSetVersionRef | undefined): Promise<EvalSetRow[]> {
  return version === undefined ? [] : await readTable(store, artifactOf(version), evalSetTable);
}
