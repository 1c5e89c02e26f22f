import { type Artifact, readBytes } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

interface SharedFile {
  readonly bytes: Promise<Uint8Array>;
  users: number;
}

/**
 * Files that several activities of this process use at the same time, such as the items of a plan, of which each batch
 * scores a slice: read once for all of them, however large, and let go with the last of them.
 */
export class SharedFiles {
  readonly #files = new Map<string, SharedFile>();

  /** @throws as {@link readBytes}, and whatever `use` throws */
  async during<T>(store: ObjectStore, artifact: Artifact, use: (bytes: Uint8Array) => Promise<T>): Promise<T> {
    const name = `${artifact.uri} ${artifact.sha256}`;
    const file = this.#files.get(name) ?? { bytes: readBytes(store, artifact), users: 0 };
    this.#files.set(name, file);
    file.users += 1;
    try {
      return await use(await file.bytes);
    } finally {
      file.users -= 1;
      if (file.users === 0) this.#files.delete(name);
    }
  }
}
