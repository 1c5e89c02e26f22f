import { describe, expect, it } from 'vitest';
import { defineTable, text } from '../../activities/storage/arrow-table.js';
import { readJson, readTable, writeJson, writeTable } from '../../activities/storage/artifact.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { openTestBucket } from '../support/server.js';

const definition = defineTable('names', 1, { name: text('a name') });

describe('an artifact', () => {
  it('names the object, its digest and its rows, and reads back from S3', async () => {
    const store = await openTestBucket();
    const rows = [{ name: 'a' }, { name: 'b' }];
    const artifact = await writeTable(store, 'work/names.arrow', definition, rows);
    expect(artifact).toEqual({
      uri: `s3://${store.bucket}/work/names.arrow`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      rows: 2,
    });
    expect(await readTable(store, artifact, definition)).toEqual(rows);
  });

  it('is the same artifact when the step runs again', async () => {
    const store = new MemoryObjectStore();
    const first = await writeTable(store, 'k', definition, [{ name: 'a' }]);
    expect(await writeTable(store, 'k', definition, [{ name: 'a' }])).toEqual(first);
    expect(await writeJson(store, 'j', { b: 1, a: 2 })).toEqual(await writeJson(store, 'j', { a: 2, b: 1 }));
  });

  it('is refused when somebody changed the object', async () => {
    const store = new MemoryObjectStore();
    const artifact = await writeJson(store, 'work/list.json', [1, 2, 3]);
    await store.put('work/list.json', Buffer.from('[1,2,4]'));
    await expect(readJson(store, artifact)).rejects.toThrow('s3://bucket/work/list.json was changed');
  });

  it('is missed by name when the object is gone', async () => {
    const store = new MemoryObjectStore();
    const artifact = await writeJson(store, 'work/list.json', []);
    await store.delete(['work/list.json']);
    await expect(readJson(store, artifact)).rejects.toThrow('s3://bucket/work/list.json is gone');
  });

  it('is not looked for in another bucket', async () => {
    const artifact = await writeJson(new MemoryObjectStore('one'), 'k', 1);
    await expect(readJson(new MemoryObjectStore('one-more'), artifact)).rejects.toThrow('not in the bucket one-more');
  });
});
