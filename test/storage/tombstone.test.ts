import { describe, expect, it } from 'vitest';
import { defineTable, text } from '../../activities/storage/arrow-table.js';
import { readTable, sha256Hex, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf, tombstoneKeysNear } from '../../activities/storage/layout.js';
import { removalsBetween, writeTombstone } from '../../activities/storage/tombstone.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const definition = defineTable('names', 1, { name: text('a name') });
const removal = (sha256: string) => ({ sha256, removedRows: 1, removedAt: '2026-10-20T08:00:00.000Z' });
const KEY = 'tidemark/shop/work/2026-W40/names.arrow';
const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });
const tombstone = async (store: MemoryObjectStore, from: string, to: string) =>
  await writeTombstone(store, layout.tombstone(from), from, removal(to));

describe('an artifact of which rows were removed', () => {
  it('reads as what is left, over any number of removals', async () => {
    const store = new MemoryObjectStore();
    const names = ['a', 'b', 'c', 'd'];
    const first = await writeTable(
      store,
      KEY,
      definition,
      names.map((name) => ({ name })),
    );
    let before = first.sha256;
    for (const left of [3, 2, 1]) {
      const { sha256 } = await writeTable(
        store,
        KEY,
        definition,
        names.slice(0, left).map((name) => ({ name })),
      );
      await tombstone(store, before, sha256);
      before = sha256;
    }
    expect(await readTable(store, first, definition)).toEqual([{ name: 'a' }]);
  });

  it('is refused when its bytes are others than the tombstones lead to', async () => {
    const store = new MemoryObjectStore();
    const artifact = await writeTable(store, KEY, definition, [{ name: 'a' }]);
    await tombstone(store, artifact.sha256, sha256Hex('what was left'));
    await writeTable(store, KEY, definition, [{ name: 'forged' }]);
    await expect(readTable(store, artifact, definition)).rejects.toThrow('was changed');
  });
});

describe('tombstones', () => {
  it('keep every successor, when equal bytes lay under two keys and lost different rows', async () => {
    const store = new MemoryObjectStore();
    await Promise.all(['x', 'y', 'x'].map(async (to) => await tombstone(store, 'old', to)));
    expect(await removalsBetween(store, KEY, 'old', 'x')).toEqual([removal('x')]);
    expect(await removalsBetween(store, KEY, 'old', 'y')).toEqual([removal('y')]);
    expect(await removalsBetween(store, KEY, 'old', 'z')).toBeUndefined();
    const stored = JSON.parse(Buffer.from(store.objects.get(layout.tombstone('old')) ?? []).toString('utf8'));
    expect(stored.successors).toHaveLength(2);
  });

  it('are followed to an end even when they lead in a circle', async () => {
    const store = new MemoryObjectStore();
    await tombstone(store, 'a', 'b');
    await tombstone(store, 'b', 'a');
    expect(await removalsBetween(store, KEY, 'a', 'elsewhere')).toBeUndefined();
  });

  it.each([
    { key: 'shop/samples/weekly/w/part.arrow', near: ['shop/tombstones/d.json'] },
    { key: 'a/b/shop/eval-set/versions/1.arrow', near: ['a/b/shop/tombstones/d.json'] },
    { key: 'samples/work/reports/x.arrow', near: ['samples/tombstones/d.json', 'samples/work/tombstones/d.json'] },
    { key: 'work/list.json', near: [] },
  ])('of $key are looked for in $near', ({ key, near }) => {
    expect(tombstoneKeysNear(key, 'd')).toEqual(near);
  });
});
