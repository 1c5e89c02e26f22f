import type { EvalSetVersionRef } from '../eval-set/eval-set-table.js';
import { readVersionList, replaceVersionList } from '../eval-set/version-store.js';
import { kishEffectiveSize } from '../stats/weights.js';
import { keyOf, sha256Hex } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type Removal, removalsBetween } from '../storage/tombstone.js';
import { openStoredTable, type StoredTable } from './stored-table.js';

const RACES = 10;

/**
 * Brings the list of eval-set versions in line with version files that lost rows: digest, rows, active items, their
 * effective size, and a note for whoever reads the version's figures. Weights stay: what is left of a version still
 * estimates its week, with a little less behind it. The keys of the files stay too, although they begin with the first
 * digest; lineages and later versions name that digest, and its tombstone leads on. Idempotent.
 * @returns the versions whose entries changed
 */
export async function updateVersionList(store: ObjectStore, layout: Layout): Promise<number[]> {
  for (let race = 0; race < RACES; race += 1) {
    const list = await readVersionList(store, layout);
    const versions = await Promise.all(list.versions.map(async (version) => await updated(store, version)));
    const changed = versions.filter((version, at) => version !== list.versions[at]).map(({ version }) => version);
    if (changed.length === 0 || (await replaceVersionList(store, layout, list, { ...list, versions }))) return changed;
  }
  throw new Error(`s3://${store.bucket}/${layout.evalSetCurrent()} kept changing; run the same command again`);
}

async function updated(store: ObjectStore, version: EvalSetVersionRef): Promise<EvalSetVersionRef> {
  const key = keyOf(version.uri, store.bucket);
  const object = await store.get(key);
  const sha256 = object === undefined ? version.sha256 : sha256Hex(object.bytes);
  if (object === undefined || sha256 === version.sha256) return version;
  const removals = await removalsBetween(store, key, version.sha256, sha256);
  // Not our doing: whoever reads the version will be told that it was changed.
  if (removals === undefined) return version;
  const { rows } = openStoredTable(object.bytes);
  const weights = activeWeights(rows);
  const note = [version.note ?? null, noteOf(removals)].filter((part) => part !== null).join('; ');
  return {
    ...version,
    sha256,
    rows: rows.length,
    items: weights.length,
    effectiveSampleSize: kishEffectiveSize(weights),
    note,
  };
}

function activeWeights(rows: StoredTable['rows']): number[] {
  return rows.flatMap((row) => {
    const { retired_week: retired, weight } = row;
    return retired === null && typeof weight === 'number' ? [weight] : [];
  });
}

function noteOf(removals: readonly Removal[]): string {
  const rows = removals.reduce((sum, { removedRows }) => sum + removedRows, 0);
  const day = removals.at(-1)?.removedAt.slice(0, 10) ?? '';
  return `${rows} ${rows === 1 ? 'row' : 'rows'} of a forgotten user removed on ${day}`;
}
