import type { Release } from '../../workflows/messages.js';
import type { Window } from '../../workflows/window.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

/** The windows before a release that its tracker froze. */
export interface FrozenWindows {
  readonly historyWindow: Window;
  readonly baselineWindow: Window;
}

/** A release that somebody followed; records of older workers tell no windows. */
export interface FollowedRelease {
  readonly release: Release;
  readonly windows?: FrozenWindows;
}

/** Leaves what was announced of a release, and the windows before it; idempotent. */
export async function writeReleaseRecord(
  store: ObjectStore,
  layout: Layout,
  release: Release,
  { historyWindow, baselineWindow }: FrozenWindows,
): Promise<void> {
  const record = { schemaVersion: 1, release, windows: { historyWindow, baselineWindow } };
  const bytes = Buffer.from(canonicalJson(record));
  await store.put(layout.releaseRecord(release.releaseId), bytes, { contentType: 'application/json' });
}

/** What was announced of a release; undefined when nobody followed it yet. */
export async function readReleaseRecord(store: ObjectStore, layout: Layout, id: string): Promise<Release | undefined> {
  return (await readRecord(store, layout.releaseRecord(id)))?.release;
}

/** All releases of a pipeline that were followed, by their ids. */
export async function readReleaseRecords(store: ObjectStore, layout: Layout): Promise<Release[]> {
  return (await readFollowedReleases(store, layout)).map(({ release }) => release);
}

/** The same with the windows that their trackers froze. */
export async function readFollowedReleases(store: ObjectStore, layout: Layout): Promise<FollowedRelease[]> {
  const releases: FollowedRelease[] = [];
  for await (const { key } of store.list(layout.releaseRecords())) {
    const record = await readRecord(store, key);
    if (record !== undefined) releases.push(record);
  }
  return releases;
}

async function readRecord(store: ObjectStore, key: string): Promise<FollowedRelease | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  return JSON.parse(Buffer.from(object.bytes).toString('utf8')) as FollowedRelease;
}
