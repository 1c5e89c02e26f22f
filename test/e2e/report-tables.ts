import { tableFromIPC } from 'apache-arrow';
import type { ObjectStore } from '../../activities/storage/object-store.js';

/** Every Arrow table of a report folder as plain rows, by file name; `without` names columns that may differ. */
export async function reportTables(
  store: ObjectStore,
  folder: string,
  without: readonly string[] = [],
): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for await (const { key } of store.list(folder)) {
    if (!key.endsWith('.arrow')) continue;
    const object = await store.get(key);
    const rows = tableFromIPC(object?.bytes ?? new Uint8Array()).toArray() as { toJSON(): Record<string, unknown> }[];
    tables[key.slice(folder.length)] = rows.map((row) =>
      Object.fromEntries(Object.entries(row.toJSON()).filter(([column]) => !without.includes(column))),
    );
  }
  return tables;
}
