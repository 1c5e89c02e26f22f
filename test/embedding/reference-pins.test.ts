import { describe, expect, it } from 'vitest';
import { movePointer, type ReferencePin, readPins } from '../../activities/drift/reference-pins.js';
import { readReferencePointer } from '../../activities/drift/reference-store.js';
import { canonicalJson } from '../../activities/storage/canonical-json.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });
const artifact = (name: string) => ({ uri: `s3://bucket/${name}`, sha256: `${name}-${'0'.repeat(60)}`, rows: 1 });
const referenceOf = (name: string) => ({
  artifact: artifact(name),
  embedder: artifact(`embedder-${name}`),
  embedderId: `lexical-64-${name}`,
  window: { start: '2026-07-20T00:00:00.000Z', end: '2026-07-27T00:00:00.000Z' },
});

function pinOf(to: string, from: string | null, pinnedAt = '2026-08-01T00:00:00.000Z'): ReferencePin {
  return {
    schemaVersion: 1,
    pinnedAt,
    week: '2026-W30',
    reference: referenceOf(to),
    before: from === null ? null : referenceOf(from),
    reason: null,
    bridge: null,
    configSha256: 'c',
    softwareVersion: '0.1.0',
  };
}

async function storeWith(name: string | null): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  if (name !== null) await store.put(layout.referencePointer(), Buffer.from(canonicalJson(referenceOf(name))));
  return store;
}

const current = async (store: MemoryObjectStore) => await readReferencePointer(store, layout.referencePointer());

describe('pinning another reference', () => {
  it.each([null, 'a'])('moves the pointer from %s and keeps a record', async (from) => {
    const store = await storeWith(from);
    await movePointer(store, layout, pinOf('b', from));
    expect(await current(store)).toEqual(referenceOf('b'));
    expect(await readPins(store, layout)).toEqual([pinOf('b', from)]);
  });

  it('lists pins in the order of their instants', async () => {
    const store = await storeWith('a');
    const pins = [pinOf('z', 'a', '2026-08-01T00:00:00.000Z'), pinOf('b', 'z', '2026-08-09T00:00:00.000Z')];
    for (const pin of pins) await movePointer(store, layout, pin);
    expect(await readPins(store, layout)).toEqual(pins);
  });

  it('is refused when somebody else has pinned meanwhile, and leaves no record', async () => {
    const store = await storeWith('c');
    await expect(movePointer(store, layout, pinOf('b', 'a'))).rejects.toMatchObject({ code: 'ReferenceMoved' });
    expect(await current(store)).toEqual(referenceOf('c'));
    expect(await readPins(store, layout)).toEqual([]);
  });

  it('lets one of two pins at once through', async () => {
    const store = await storeWith('a');
    const get = store.get.bind(store);
    // Both read before either writes.
    let waiting: (() => void) | undefined;
    store.get = async (key) => {
      const object = await get(key);
      const release = waiting;
      if (release === undefined) await new Promise<void>((resolve) => (waiting = resolve));
      else release();
      return object;
    };
    const outcomes = await Promise.allSettled(['b', 'c'].map((to) => movePointer(store, layout, pinOf(to, 'a'))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    store.get = get;
    expect(await readPins(store, layout)).toHaveLength(1);
  });

  it('writes the record when it is tried again after the pointer has moved', async () => {
    const store = await storeWith('a');
    await movePointer(store, layout, pinOf('b', 'a'));
    await store.delete([layout.referencePin(pinOf('b', 'a').pinnedAt, referenceOf('b').artifact.sha256, 'pin.json')]);
    await movePointer(store, layout, pinOf('b', 'a'));
    expect(await readPins(store, layout)).toHaveLength(1);
  });
});
