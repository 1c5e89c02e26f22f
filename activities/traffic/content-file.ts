import { encodeTable, type RowOf, type TableDefinition } from '../storage/arrow-table.js';
import { type Artifact, sha256Hex, writeBytes } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

/** Where the files of a sample go. */
interface Place {
  readonly store: ObjectStore;
  readonly keyOf: (file: string) => string;
}

/**
 * Writes a table under a name that holds the digest of its bytes: a run over other logs or with another design never
 * meets its files, and a retry writes the same ones.
 */
export async function writeRows<D extends TableDefinition>(
  place: Place,
  name: string,
  table: D,
  rows: readonly RowOf<D>[],
): Promise<Artifact> {
  const bytes = encodeTable(table, rows);
  return await writeContent(place, `${name}.arrow`, bytes, 'application/vnd.apache.arrow.file', rows.length);
}

/** Writes bytes as {@link writeRows} does; the digest goes before the name's ending. */
export async function writeContent(
  { store, keyOf }: Place,
  name: string,
  bytes: Uint8Array,
  contentType: string,
  rows: number,
): Promise<Artifact> {
  const digest = sha256Hex(bytes).slice(0, 12);
  return await writeBytes(store, keyOf(name.replace(/(?=\.\w+$)/, `-${digest}`)), bytes, contentType, rows);
}
