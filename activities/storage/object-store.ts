/** One object as it was read: its bytes and the ETag that a later `ifMatch` may name. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface ListedObject {
  readonly key: string;
  /** Size in bytes, as stored. */
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
}

export interface PutOptions {
  /** @default 'application/octet-stream' */
  readonly contentType?: string;
  /** `absent`: only when no object has this key. `{ etag }`: only when the object still has this ETag. */
  readonly onlyIf?: 'absent' | { readonly etag: string };
}

/** What became of a put: `refused` means that its condition did not hold (HTTP 412), and nothing was written. */
export type PutOutcome = { readonly outcome: 'written'; readonly etag: string } | { readonly outcome: 'refused' };

/**
 * One bucket. Every method may throw {@link ObjectStoreError}; conditions that do not hold are outcomes, not errors.
 * Keys are taken as they are: no prefix is added, no slash removed.
 */
export interface ObjectStore {
  readonly bucket: string;
  /** The object's bytes, or `undefined` when there is none. */
  get(key: string, options?: { signal?: AbortSignal }): Promise<StoredObject | undefined>;
  /** The object's bytes as a stream, or `undefined` when there is none. `ifMatch` fails when the object was replaced. */
  stream(
    key: string,
    options?: { signal?: AbortSignal; ifMatch?: string },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * The bytes from `start` up to `end` (exclusive), fewer where the object ends before; `undefined` when there is no
   * object.
   */
  range(
    key: string,
    start: number,
    end: number,
    options?: { signal?: AbortSignal; ifMatch?: string },
  ): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<PutOutcome>;
  /** Objects whose key starts with `prefix`, in key order; only those after the key `after`, when it is given. */
  list(prefix: string, options?: { signal?: AbortSignal; after?: string }): AsyncIterable<ListedObject>;
  /** Deletes the keys; keys without an object are no error. */
  delete(keys: readonly string[]): Promise<void>;
}

/** A request to the bucket that failed for good, with the place it failed at. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
  /** The service's own error code, such as `NoSuchBucket` or `AccessDenied`. */
  readonly code: string;
  /** The HTTP status, or 0 when no answer came. */
  readonly status: number;

  constructor(message: string, place: { code: string; status: number; bucket: string; key?: string }, cause: unknown) {
    super(`${message} [bucket=${place.bucket}${place.key === undefined ? '' : `, key=${place.key}`}]`, { cause });
    this.code = place.code;
    this.status = place.status;
  }
}
