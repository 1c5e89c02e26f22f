import type { Release } from '../../workflows/messages.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

/** Leaves what was announced of a release; idempotent. */
export async function writeReleaseRecord(store: ObjectStore, layout: Layout, release: Release): Promise<void> {
  const bytes = Buffer.from(canonicalJson({ schemaVersion: 1, release }));
  await store.put(layout.releaseRecord(release.releaseId), bytes, { contentType: 'application/json' });
}

/** What was announced of a release; undefined when nobody followed it yet. */
export async function readReleaseRecord(store: ObjectStore, layout: Layout, id: string): Promise<Release | undefined> {
  return await readRecord(store, layout.releaseRecord(id));
}

/** All releases of a pipeline that were followed, by their ids. */
export async function readReleaseRecords(store: ObjectStore, layout: Layout): Promise<Release[]> {
  const releases: Release[] = [];
  for await (const { key } of store.list(layout.releaseRecords())) {
    const release = await readRecord(store, key);
    if (release !== undefined) releases.push(release);
  }
  return releases;
}

async function readRecord(store: ObjectStore, key: string): Promise<Release | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  return (JSON.parse(Buffer.from(object.bytes).toString('utf8')) as { release: Release }).release;
}
