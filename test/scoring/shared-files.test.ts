import { expect, it } from 'vitest';
import { SharedFiles } from '../../activities/scoring/shared-files.js';
import { writeBytes } from '../../activities/storage/artifact.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

class CountingStore extends MemoryObjectStore {
  reads = 0;

  override async get(key: string) {
    this.reads += 1;
    return await super.get(key);
  }
}

async function storedFile() {
  const store = new CountingStore();
  return {
    store,
    artifact: await writeBytes(store, 'items', Buffer.from('rows'), 'text/plain'),
    files: new SharedFiles(),
  };
}

it('is read once for all who use it at the same time', async () => {
  const { store, artifact, files } = await storedFile();
  const texts = await Promise.all(
    [1, 2, 3].map(async () => files.during(store, artifact, async (bytes) => Buffer.from(bytes).toString())),
  );
  expect(texts).toEqual(['rows', 'rows', 'rows']);
  expect(store.reads).toBe(1);
});

it('is let go with its last user: whoever comes later reads what lies there now', async () => {
  const { store, artifact, files } = await storedFile();
  await files.during(store, artifact, async () => undefined);
  await store.delete(['items']);
  await expect(files.during(store, artifact, async () => undefined)).rejects.toThrow('s3://bucket/items is gone');
});

it('is let go when its use fails, too', async () => {
  const { store, artifact, files } = await storedFile();
  const failing = files.during(store, artifact, () => Promise.reject(new Error('no answer')));
  await expect(failing).rejects.toThrow('no answer');
  await files.during(store, artifact, async () => undefined);
  expect(store.reads).toBe(2);
});
