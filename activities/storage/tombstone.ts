import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { tombstoneKeysNear } from './layout.js';
import type { ObjectStore } from './object-store.js';

/** What rows were removed from, and what came of it. Never who they were of. */
const successor = z.object({
  /** Digest of the bytes without the rows. */
  sha256: z.string(),
  removedRows: z.number().int().min(0),
  /** ISO-8601 instant. */
  removedAt: z.string(),
});
const tombstone = z.object({
  schemaVersion: z.literal(1),
  /** Digest of the bytes that are no more. */
  sha256: z.string(),
  /** More than one when equal bytes under two keys had rows of different users removed. */
  successors: z.array(successor).min(1),
});

export type Removal = z.output<typeof successor>;

/** Removals after one another; far more than users ever ask for between two looks at one object. */
const LONGEST_CHAIN = 1000;
const RACES = 10;

/**
 * Notes that bytes have been, or are about to be, replaced by bytes without some rows. Keys stay as they are when rows
 * are removed, because other objects and workflow histories name them; what changes is the digest, and a tombstone leads
 * from the old one to the new one. It lies under the old digest, since equal bytes may lie under several keys.
 * Idempotent: a successor that is known already is left as it is.
 */
export async function writeTombstone(store: ObjectStore, key: string, sha256: string, removal: Removal): Promise<void> {
  for (let race = 0; race < RACES; race += 1) {
    const object = await store.get(key);
    const known = object === undefined ? [] : parse(object.bytes, store.bucket, key).successors;
    if (known.some((other) => other.sha256 === removal.sha256)) return;
    const bytes = Buffer.from(canonicalJson({ schemaVersion: 1, sha256, successors: [...known, removal] }));
    const onlyIf = object === undefined ? 'absent' : { etag: object.etag };
    const { outcome } = await store.put(key, bytes, { contentType: 'application/json', onlyIf });
    if (outcome === 'written') return;
  }
  throw new Error(`s3://${store.bucket}/${key} kept changing; run the same command again`);
}

/**
 * The removals that lead from the bytes an object once had to those it has now, oldest first.
 * @param key of the object
 * @returns undefined when no tombstones explain the change
 */
export async function removalsBetween(
  store: ObjectStore,
  key: string,
  from: string,
  to: string,
): Promise<Removal[] | undefined> {
  return (await removalsAfter(store, key, from)).get(to);
}

/** Per digest that bytes have had since, the bytes' own included, the removals that led there, oldest first. */
export async function removalsAfter(
  store: ObjectStore,
  key: string,
  sha256: string,
): Promise<ReadonlyMap<string, Removal[]>> {
  const ways = new Map<string, Removal[]>([[sha256, []]]);
  // A map's iterator also visits what is added meanwhile: breadth first, and no digest twice.
  for (const [digest, way] of ways) {
    if (way.length >= LONGEST_CHAIN) continue;
    for (const removal of await successorsOf(store, key, digest)) {
      if (!ways.has(removal.sha256)) ways.set(removal.sha256, [...way, removal]);
    }
  }
  return ways;
}

async function successorsOf(store: ObjectStore, key: string, sha256: string): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const place of tombstoneKeysNear(key, sha256)) {
    const object = await store.get(place);
    if (object !== undefined) removals.push(...parse(object.bytes, store.bucket, place).successors);
  }
  return removals;
}

function parse(bytes: Uint8Array, bucket: string, key: string): z.output<typeof tombstone> {
  try {
    return tombstone.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new Error(`s3://${bucket}/${key} is no tombstone of this version of Tidemark; restore it`, { cause });
  }
}
