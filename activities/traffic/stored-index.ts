import { type Artifact, keyOf } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { StoredIndex } from './index-merge.js';

/** An index in the bucket, read by ranges. Its name holds the digest of its bytes, so it is never written over. */
export function storedIndex(store: ObjectStore, artifact: Artifact): StoredIndex {
  const key = keyOf(artifact.uri, store.bucket);
  return {
    read: async (start, end) => {
      const bytes = await store.range(key, start, end);
      if (bytes === undefined) throw new Error(`${artifact.uri} is gone; run the week again`);
      return bytes;
    },
  };
}
