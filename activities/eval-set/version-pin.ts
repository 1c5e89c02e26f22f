import { Refusal } from '../refusal.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { withPin } from './version-list.js';
import { readVersionList, replaceVersionList } from './version-store.js';

const MAX_RACES = 10;

/**
 * Pins a version, or none with null: while one is pinned the weekly refresh makes no version and uses it. One more step
 * of the one linear history: whoever moves the list meanwhile is built upon. Idempotent.
 * @returns what was pinned before
 * @throws {Refusal} `BadInput` when there is no such version
 */
export async function pinVersion(
  store: ObjectStore,
  layout: Layout,
  version: number | null,
): Promise<{ readonly before: number | null }> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const list = await readVersionList(store, layout);
    if (version !== null && version > list.versions.length) {
      const newest = list.versions.length === 0 ? 'there are none yet' : `the newest is ${list.versions.length}`;
      throw new Refusal('BadInput', `there is no version ${version} of the eval set: ${newest}`);
    }
    const before = list.pinned ?? null;
    if (before === version) return { before };
    if (await replaceVersionList(store, layout, list, withPin(list, version))) return { before };
  }
  throw new Error('other changes of the eval set kept winning; try again');
}
