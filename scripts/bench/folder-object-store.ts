import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ListedObject, ObjectStore, PutOutcome, StoredObject } from '../../activities/storage/object-store.js';

const READ_BYTES = 1024 * 1024;

/** A folder as a bucket, so that a benchmark measures the reader and not a server beside it. Takes no conditions. */
export class FolderObjectStore implements ObjectStore {
  readonly bucket: string;
  readonly #root: string;

  constructor(bucket: string, root: string) {
    this.bucket = bucket;
    this.#root = root;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const bytes = await readFile(this.#path(key)).catch(() => undefined);
    return bytes === undefined ? undefined : { bytes, etag: '' };
  }

  async stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return createReadStream(this.#path(key), { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
  }

  async range(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const file = await open(this.#path(key));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async put(key: string, bytes: Uint8Array): Promise<PutOutcome> {
    await mkdir(dirname(this.#path(key)), { recursive: true });
    await writeFile(this.#path(key), bytes);
    return { outcome: 'written', etag: '' };
  }

  async *list(prefix: string, { after = '' }: { after?: string } = {}): AsyncIterable<ListedObject> {
    const entries = await readdir(this.#root, { recursive: true, withFileTypes: true });
    const keys = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix) && key > after)
      .sort();
    for (const key of keys) {
      const { size, mtimeMs } = await stat(this.#path(key));
      yield { key, size, etag: `${size}-${mtimeMs}`, lastModifiedMs: mtimeMs };
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    return join(this.#root, ...key.split('/'));
  }
}
