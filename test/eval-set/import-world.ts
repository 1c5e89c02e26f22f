import { importedItems } from '../../activities/eval-set/imported-items.js';
import { parseItems } from '../../activities/eval-set/item-import.js';
import { type ImportOutcome, importVersion } from '../../activities/eval-set/version-import.js';
import { redactRecord } from '../../activities/traffic/redaction.js';
import type { VersionWorld } from './version-world.js';

/** Imports objects as a JSONL file, as the command line does. */
export async function importItems(
  { store, config }: Pick<VersionWorld, 'store' | 'config'>,
  objects: readonly object[],
  { keepAlike = false, userKey = 'key' }: { keepAlike?: boolean; userKey?: string } = {},
): Promise<ImportOutcome> {
  const bytes = Buffer.from(objects.map((object) => JSON.stringify(object)).join('\n'));
  const name = 'set.jsonl';
  const { items } = parseItems(bytes, 'jsonl', name);
  const imported = importedItems(items, { name, redact: redactRecord, userKey, keepAlike });
  return await importVersion(store, { config, name, imported, firstWeek: '2026-W39' }, async () => undefined);
}
