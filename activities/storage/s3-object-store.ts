import {
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type DirectReply, DirectRequests } from './direct-requests.js';
import {
  type ListedObject,
  type ObjectStore,
  ObjectStoreError,
  type PutOptions,
  type PutOutcome,
  type StoredObject,
} from './object-store.js';

const DELETE_BATCH = 1000;

/** How to reach S3. */
export interface S3Connection {
  /** @default the SDK's own: `AWS_REGION` or the profile's; `us-east-1` on another server than Amazon's */
  readonly region?: string;
  /** Address of an S3-compatible server; implies path-style keys. @default `AWS_ENDPOINT_URL_S3`, else Amazon S3 */
  readonly endpoint?: string;
  /** @default the AWS SDK's own chain: environment, profile, role */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function createS3Client(connection: S3Connection = {}): S3Client {
  const { env } = process;
  // The SDK prints six lines about Node 20 that are for the maintainers of this package, not for its users.
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const endpoint = connection.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  // Other servers take any region; only Amazon's has to be told, and the SDK says so.
  const region = connection.region ?? (endpoint === undefined || env['AWS_REGION'] ? undefined : 'us-east-1');
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(connection.credentials === undefined ? {} : { credentials: connection.credentials }),
    // Inside an activity Temporal retries as well; the SDK only smooths over single dropped connections and 503s.
    maxAttempts: 4,
  });
}

/** A bucket on S3 or on a server that speaks its protocol. Conditional writes use PutObject only. */
export class S3ObjectStore implements ObjectStore {
  readonly bucket: string;
  readonly #client: S3Client;
  readonly #direct: DirectRequests;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#direct = DirectRequests.of(client);
    this.bucket = bucket;
  }

  async get(key: string, options: { signal?: AbortSignal } = {}): Promise<StoredObject | undefined> {
    const { bucket } = this;
    const reply = await this.#direct.send({ method: 'GET', bucket, key, signal: options.signal }, isFoundOrAbsent);
    if (reply !== undefined) return reply.status === 404 ? undefined : { bytes: reply.bytes, etag: reply.etag };
    const response = await this.#fetch(key, options);
    if (response?.Body === undefined) return undefined;
    try {
      return { bytes: await response.Body.transformToByteArray(), etag: response.ETag ?? '' };
    } catch (error) {
      throw this.#error('reading an object broke off', error, key);
    }
  }

  async stream(
    key: string,
    options: { signal?: AbortSignal; ifMatch?: string } = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const response = await this.#fetch(key, options);
    // In Node the SDK's body is a Readable, which iterates over Buffers.
    return response?.Body as AsyncIterable<Uint8Array> | undefined;
  }

  async range(
    key: string,
    start: number,
    end: number,
    options: { signal?: AbortSignal; ifMatch?: string } = {},
  ): Promise<Uint8Array | undefined> {
    const response = await this.#fetch(key, { ...options, range: `bytes=${start}-${end - 1}` });
    if (response?.Body === undefined) return undefined;
    try {
      return await response.Body.transformToByteArray();
    } catch (error) {
      throw this.#error('reading an object broke off', error, key);
    }
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<PutOutcome> {
    const { onlyIf, contentType = 'application/octet-stream' } = options;
    const { bucket } = this;
    const headers = { 'content-type': contentType, ...conditionOf(onlyIf) };
    const isPlain = ({ status }: DirectReply) => status === 200 || (onlyIf !== undefined && isRefusal(status));
    const reply = await this.#direct.send({ method: 'PUT', bucket, key, headers, body: bytes }, isPlain);
    if (reply !== undefined)
      return reply.status === 200 ? { outcome: 'written', etag: reply.etag } : { outcome: 'refused' };
    try {
      const response = await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          ...(onlyIf === 'absent' ? { IfNoneMatch: '*' } : {}),
          ...(typeof onlyIf === 'object' ? { IfMatch: onlyIf.etag } : {}),
        }),
      );
      return { outcome: 'written', etag: response.ETag ?? '' };
    } catch (error) {
      if (onlyIf !== undefined && isRefusal(statusOf(error))) return { outcome: 'refused' };
      // An object named by If-Match that is gone is a condition that does not hold, too.
      if (typeof onlyIf === 'object' && error instanceof Error && error.name === 'NoSuchKey') {
        return { outcome: 'refused' };
      }
      throw this.#error('cannot write an object', error, key);
    }
  }

  async *list(prefix: string, options: { signal?: AbortSignal; after?: string } = {}): AsyncIterable<ListedObject> {
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.bucket, Prefix: prefix, ...(options.after === undefined ? {} : { StartAfter: options.after }) },
    );
    try {
      for await (const page of pages) {
        options.signal?.throwIfAborted();
        for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
          if (Key === undefined) continue;
          yield { key: Key, size: Size ?? 0, etag: ETag ?? '', lastModifiedMs: LastModified?.getTime() ?? 0 };
        }
      }
    } catch (error) {
      throw this.#error('cannot list objects', error, `${prefix}*`);
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += DELETE_BATCH) {
      const batch = keys.slice(first, first + DELETE_BATCH);
      try {
        const response = await this.#client.send(
          new DeleteObjectsCommand({
            Bucket: this.bucket,
            Delete: { Objects: batch.map((key) => ({ Key: key })), Quiet: true },
          }),
        );
        const refused = response.Errors?.[0];
        if (refused !== undefined) throw new Error(`${refused.Code ?? 'Error'}: ${refused.Message ?? ''}`);
      } catch (error) {
        throw this.#error('cannot delete objects', error, batch[0]);
      }
    }
  }

  async #fetch(key: string, options: { signal?: AbortSignal; ifMatch?: string; range?: string }) {
    try {
      return await this.#client.send(
        new GetObjectCommand({
          Bucket: this.bucket,
          Key: key,
          ...(options.ifMatch === undefined ? {} : { IfMatch: options.ifMatch }),
          ...(options.range === undefined ? {} : { Range: options.range }),
        }),
        options.signal === undefined ? {} : { abortSignal: options.signal },
      );
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return undefined;
      throw this.#error('cannot read an object', error, key);
    }
  }

  #error(message: string, error: unknown, key: string | undefined): Error {
    if (error instanceof Error && error.name === 'AbortError') return error;
    const code = error instanceof Error ? error.name : 'Unknown';
    const detail = error instanceof Error ? `${code}: ${error.message}` : String(error);
    return new ObjectStoreError(
      `${message}: ${detail}`,
      { code, status: statusOf(error), bucket: this.bucket, ...(key === undefined ? {} : { key }) },
      error,
    );
  }
}

function isFoundOrAbsent({ status, bytes }: DirectReply): boolean {
  return status === 200 || (status === 404 && Buffer.from(bytes).includes('<Code>NoSuchKey</Code>'));
}

/** 409 is S3's answer when two conditional writes of one key race: the other one won or will be retried against. */
function isRefusal(status: number): boolean {
  return status === 412 || status === 409;
}

function conditionOf(onlyIf: PutOptions['onlyIf']): Record<string, string> {
  if (onlyIf === undefined) return {};
  return onlyIf === 'absent' ? { 'if-none-match': '*' } : { 'if-match': onlyIf.etag };
}

function statusOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
}
