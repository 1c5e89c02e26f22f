import type { IsoWeek } from '../../workflows/window.js';
import { Refusal } from '../refusal.js';
import { encodeTable } from '../storage/arrow-table.js';
import { sha256Hex } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type EvalSetRow, type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import type { VersionFigures } from './refresh.js';
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

/**
 * Writes a version as one immutable object named by its content. Until the list names it, nobody sees it: a run that
 * dies here leaves an object that the next attempt writes again or that nothing ever reads.
 */
export async function writeVersion(
  store: ObjectStore,
  layout: Layout,
  version: { readonly number: number; readonly week: IsoWeek; readonly previous: EvalSetVersionRef | undefined },
  rows: readonly EvalSetRow[],
  figures: Pick<VersionFigures, 'items' | 'effectiveSampleSize'>,
): Promise<EvalSetVersionRef> {
  // Only what the rows follow from: the same traffic gives the same bytes in every bucket.
  const metadata = {
    eval_set_version: String(version.number),
    week: version.week,
    previous: version.previous?.sha256 ?? '',
  };
  const bytes = encodeTable(evalSetTable, rows, metadata);
  const sha256 = sha256Hex(bytes);
  const key = layout.evalSetVersion(version.number, sha256);
  await store.put(key, bytes, { contentType: 'application/vnd.apache.arrow.file', onlyIf: 'absent' });
  return {
    version: version.number,
    week: version.week,
    uri: `s3://${store.bucket}/${key}`,
    sha256,
    rows: rows.length,
    items: figures.items,
    effectiveSampleSize: figures.effectiveSampleSize,
  };
}

/** Appends a version to the list as it was read. False when somebody else moved the list meanwhile. */
export async function publishVersion(
  store: ObjectStore,
  layout: Layout,
  read: StoredVersionList,
  version: EvalSetVersionRef,
): Promise<boolean> {
  const bytes = encodeVersionList({ versions: [...read.versions, version] });
  const onlyIf = read.etag === undefined ? 'absent' : { etag: read.etag };
  const { outcome } = await store.put(layout.evalSetCurrent(), bytes, { contentType: 'application/json', onlyIf });
  return outcome === 'written';
}
