import { beforeEach, describe, expect, it } from 'vitest';
import { refreshEarly } from '../../activities/eval-set/early-refresh.js';
import { pinVersion } from '../../activities/eval-set/version-pin.js';
import { rebuildVersion } from '../../activities/eval-set/version-rebuild.js';
import { readVersion } from '../../activities/eval-set/version-store.js';
import type { Release } from '../../workflows/messages.js';
import { windowOfWeek } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { createVersionWorld, type VersionWorld, weekOf } from './version-world.js';

const RELEASE: Release = {
  releaseId: 'v42',
  deployedAt: '2026-10-05T09:00:00.000Z',
  modelFrom: null,
  modelTo: null,
  kind: 'model',
};

describe('an early refresh', () => {
  let store: MemoryObjectStore;
  let world: VersionWorld;

  beforeEach(async () => {
    store = new MemoryObjectStore();
    world = await createVersionWorld(store, { size: 20, requests: 90 });
    await world.refresh('2026-W40');
  });

  /** From the traffic after a release, in the middle of week 41. */
  const refresh = async (week = '2026-W41') => {
    const { reference, sample, vectors } = await world.inputOf(week, weekOf('after the release', 90));
    const window = windowOfWeek(week);
    const input = { pipeline: world.pipeline, release: RELEASE, window, reference, sample, vectors };
    return await refreshEarly(store, input, async () => undefined);
  };

  it('brings items in at once, each with the release as its reason', async () => {
    const { version, note } = await refresh();
    expect(note).toMatch(/refreshed early: version 2 has \d+ new items/);
    const rows = await readVersion(store, version ?? undefined);
    const added = rows.filter(({ added_week: week }) => week === '2026-W41');
    expect(added.length).toBeGreaterThan(0);
    expect(new Set(added.map(({ added_reason: reason }) => reason))).toEqual(new Set(['after:v42']));
  });

  it('happens once per release', async () => {
    const first = await refresh();
    expect(await refresh()).toEqual(first);
    expect((await world.list()).versions).toHaveLength(2);
  });

  it('takes nothing from the refresh of its week, which comes on top of it', async () => {
    await refresh();
    await world.refresh('2026-W41');
    const { versions } = await world.list();
    expect(versions.map(({ made, week }) => [made, week])).toEqual([
      ['refresh', '2026-W40'],
      ['early-refresh', '2026-W41'],
      ['refresh', '2026-W41'],
    ]);
  });

  it('leaves a set alone that later weeks have refreshed since', async () => {
    await world.refresh('2026-W42');
    expect(await refresh()).toEqual({ version: null, note: expect.stringContaining('refreshed for 2026-W42 since') });
  });

  it('leaves a pinned set alone', async () => {
    await pinVersion(store, world.layout, 1);
    expect(await refresh()).toEqual({ version: null, note: expect.stringContaining('pinned to version 1') });
  });

  it('can be rebuilt byte for byte', async () => {
    const { version } = await refresh();
    if (version === null) throw new Error('no version');
    const rebuilt = await rebuildVersion(store, world.pipeline, await world.list(), version, async () => undefined);
    expect(rebuilt.outcome).toBe('identical');
  });
});
