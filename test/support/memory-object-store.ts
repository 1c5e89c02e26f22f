import { sha256Hex } from '../../activities/storage/artifact.js';
import type {
  ListedObject,
  ObjectStore,
  PutOptions,
  PutOutcome,
  StoredObject,
} from '../../activities/storage/object-store.js';

/** A bucket in memory with S3's conditions, for tests of code that only needs somewhere to write. */
export class MemoryObjectStore implements ObjectStore {
  readonly bucket: string;
  readonly objects = new Map<string, Uint8Array>();

  constructor(bucket = 'bucket') {
    this.bucket = bucket;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const bytes = this.objects.get(key);
    return bytes === undefined ? undefined : { bytes, etag: sha256Hex(bytes) };
  }

  async stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const bytes = this.objects.get(key);
    if (bytes === undefined) return undefined;
    return (async function* chunks() {
      for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
    })();
  }

  async range(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    return this.objects.get(key)?.slice(start, end);
  }

  async put(key: string, bytes: Uint8Array, { onlyIf }: PutOptions = {}): Promise<PutOutcome> {
    const present = this.objects.get(key);
    if (onlyIf === 'absent' && present !== undefined) return { outcome: 'refused' };
    if (typeof onlyIf === 'object' && (present === undefined || sha256Hex(present) !== onlyIf.etag)) {
      return { outcome: 'refused' };
    }
    this.objects.set(key, Uint8Array.from(bytes));
    return { outcome: 'written', etag: sha256Hex(bytes) };
  }

  async *list(prefix: string, { after = '' }: { after?: string } = {}): AsyncIterable<ListedObject> {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    for (const key of keys) {
      const bytes = this.objects.get(key) ?? new Uint8Array();
      yield { key, size: bytes.length, etag: sha256Hex(bytes), lastModifiedMs: 0 };
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
  }
}
