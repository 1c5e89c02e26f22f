import { runInLanes } from '../scoring/lanes.js';
import { decodeTable, encodeTable } from '../storage/arrow-table.js';
import { sha256Hex } from '../storage/artifact.js';
import type { embedderFolderOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { EmbedderMark } from './vector-table.js';
import { vectorIndexTable, vectorTable } from './vector-table.js';

/** Objects read at once. */
const LANES = 8;
const ARROW = { contentType: 'application/vnd.apache.arrow.file' };

/** Vectors by the digest of their text. */
export type VectorsByText = ReadonlyMap<string, Float32Array>;

/** What an embedder has been paid for before, in its folder of the bucket. */
export interface VectorMemory {
  /** The vectors that are known of these texts; the same ones however often it is asked. */
  recall(texts: ReadonlySet<string>): Promise<Map<string, Float32Array>>;
  /** Keeps vectors until a finished table holds them. Idempotent. */
  keep(vectors: VectorsByText): Promise<void>;
  /** Makes a finished table known, row by row, and removes what it makes superfluous. Idempotent. */
  settle(sourceSha256: string, texts: readonly string[]): Promise<void>;
}

/**
 * Remembers vectors without a request per text. Every finished table of vectors has an index beside it, its column of
 * digests; unfinished work lies in parts. A look reads all parts and indexes (32 KB per 500 texts), then only the tables
 * that hold wanted texts, those with most of them first. Erasing a user shortens tables and indexes and drops parts;
 * what is missing then is simply not known.
 */
export function createVectorMemory(
  store: ObjectStore,
  folder: ReturnType<typeof embedderFolderOf>,
  { embedderId, dimension }: EmbedderMark,
): VectorMemory {
  const table = vectorTable(dimension);
  const takeFrom = async (key: string, wanted: ReadonlySet<string>, into: Map<string, Float32Array>) => {
    const object = await store.get(key);
    if (object === undefined) return [];
    const rows = decodeTable(table, object.bytes);
    for (const { prompt_sha256, vector } of rows) {
      // A copy: a view would keep the whole file in memory.
      if (wanted.has(prompt_sha256) && !into.has(prompt_sha256)) into.set(prompt_sha256, Float32Array.from(vector));
    }
    return rows;
  };
  return {
    async recall(texts) {
      const found = new Map<string, Float32Array>();
      if (texts.size === 0) return found;
      for (const key of await keysUnder(store, folder.parts)) await takeFrom(key, texts, found);
      const holders = await runInLanes(await keysUnder(store, folder.indexes), LANES, async (key) => {
        const object = await store.get(key);
        const rows = object === undefined ? [] : decodeTable(vectorIndexTable, object.bytes);
        const held = new Set(rows.map(({ prompt_sha256 }) => prompt_sha256).filter((text) => texts.has(text)));
        return { key: folder.vectors(sourceOf(key)), held };
      });
      for (const { key, held } of holders.toSorted((a, b) => b.held.size - a.held.size)) {
        if (found.size === texts.size) break;
        if ([...held].some((text) => !found.has(text))) await takeFrom(key, texts, found);
      }
      return found;
    },

    async keep(vectors) {
      if (vectors.size === 0) return;
      const rows = [...vectors]
        .map(([prompt_sha256, vector]) => ({ prompt_sha256, vector }))
        .sort((a, b) => (a.prompt_sha256 < b.prompt_sha256 ? -1 : 1));
      const key = folder.part(sha256Hex(rows.map(({ prompt_sha256 }) => prompt_sha256).join('\n')));
      // Who was first stays: the next look finds one vector per text, not two that differ in their last digits.
      await store.put(key, encodeTable(table, rows, { embedder: embedderId }), { ...ARROW, onlyIf: 'absent' });
    },

    async settle(sourceSha256, texts) {
      const rows = texts.map((prompt_sha256) => ({ prompt_sha256 }));
      const index = encodeTable(vectorIndexTable, rows, { embedder: embedderId });
      await store.put(folder.index(sourceSha256), index, ARROW);
      const settled = new Set(texts);
      for (const key of await keysUnder(store, folder.parts)) {
        const part = await takeFrom(key, new Set(), new Map());
        if (part.every(({ prompt_sha256 }) => settled.has(prompt_sha256))) await store.delete([key]);
      }
    },
  };
}

async function keysUnder(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

function sourceOf(indexKey: string): string {
  return indexKey.slice(indexKey.lastIndexOf('/') + 1).replace(/\.arrow$/, '');
}
