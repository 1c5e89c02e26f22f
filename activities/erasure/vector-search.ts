import { runInLanes } from '../scoring/lanes.js';
import { sha256Hex } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { removalsAfter } from '../storage/tombstone.js';
import { textColumns } from './stored-table.js';
import type { SearchedTable } from './table-search.js';

const LANES = 8;

/** Vectors of rows to remove: rows of their file, or all of it. */
export type SearchedVectors = { readonly key: string } /** `kept`: rows that stay, in the order of their table. */ & (
  | { readonly sha256: string; readonly kept: readonly number[]; readonly removed: number }
  /** Vectors that belong to no table any more. They are a cache. */
  | { readonly drop: true }
);

interface Source {
  /** Per row the digest of its prompt. */
  readonly prompts: readonly (string | null)[];
  readonly found: ReadonlySet<number>;
}

/**
 * The vectors of the rows to remove. Row i of a file of vectors belongs to row i of the table whose digest is in the
 * file's key, or of what that table has become since; so vectors go before the rows of their table do. An earlier run may
 * have ended in between, and rows of somebody else may be gone from the vectors already: what stays is put together by
 * the digests of the prompts, since one text always has one vector.
 */
export async function searchVectors(
  store: ObjectStore,
  vectors: readonly string[],
  tables: readonly SearchedTable[],
): Promise<SearchedVectors[]> {
  const sources = new Map<string, Source>();
  for (const { key, sha256, found } of tables) {
    if (found.length === 0 || sources.has(sha256)) continue;
    const source = await sourceIn(store, key, new Set(found));
    if (source !== null) sources.set(sha256, source);
  }
  if (sources.size === 0) return [];
  const untouched = new Set(tables.map(({ sha256 }) => sha256).filter((sha256) => !sources.has(sha256)));
  const prompts = new Set(
    [...sources.values()].flatMap((source) => source.prompts.filter((_, row) => source.found.has(row))),
  );

  const results = await runInLanes(vectors, LANES, async (key): Promise<SearchedVectors | null> => {
    const name = sourceNameOf(key);
    if (untouched.has(name)) return null;
    const digests = sources.has(name) ? [name] : [...(await removalsAfter(store, key, name)).keys()];
    if (digests.some((digest) => untouched.has(digest))) return null;
    const object = await store.get(key);
    if (object === undefined) return null;
    const own = textColumns(object.bytes, ['prompt_sha256']).columns.prompt_sha256;
    const source = digests.map((digest) => sources.get(digest)).find((candidate) => candidate !== undefined);
    // Vectors of a table that is gone: they cannot be used, but they may be of the user.
    if (source === undefined) return own.some((prompt) => prompts.has(prompt)) ? { key, drop: true } : null;
    const rest = source.prompts.filter((_, row) => !source.found.has(row));
    if (isSame(own, rest)) return null;
    const rowOf = new Map(own.map((prompt, row) => [prompt, row]));
    const kept = rest.flatMap((prompt) => rowOf.get(prompt) ?? []);
    if (kept.length < rest.length) return { key, drop: true };
    return { key, sha256: sha256Hex(object.bytes), kept, removed: Math.max(0, own.length - kept.length) };
  });
  return results.filter((result) => result !== null);
}

async function sourceIn(store: ObjectStore, key: string, found: ReadonlySet<number>): Promise<Source | null> {
  const object = await store.get(key);
  if (object === undefined) return null;
  const { columns, has } = textColumns(object.bytes, ['prompt_sha256']);
  return has('prompt_sha256') ? { prompts: columns.prompt_sha256, found } : null;
}

/** `embeddings/<embedder>/<digest>.arrow` */
function sourceNameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.arrow$/, '');
}

function isSame(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((value, row) => value === b[row]);
}
