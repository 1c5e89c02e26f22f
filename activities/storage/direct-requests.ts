import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import aws4 from 'aws4';

/** Larger bodies go the SDK's way, which asks the server before it sends them. */
const LARGEST_BODY_BYTES = 1_000_000;
/** Keys that stand in an address as they are. */
const PLAIN_KEY = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

export interface DirectRequest {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

export interface DirectReply {
  readonly status: number;
  readonly etag: string;
  readonly bytes: Uint8Array;
}

/** Where the SDK sends the requests of a bucket, and for whom it signs them. */
interface Address {
  readonly url: URL;
  readonly region: string;
  readonly service: string;
}

/** What the SDK's connections give. */
interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

/**
 * Requests for single small objects past the SDK's pipeline, which takes several times the processor time of all else:
 * signed with the SDK's credentials and sent over its own connections to where its last request of the bucket went.
 * Nothing is tried again here and no error is read: whatever is not plain is left to the SDK.
 */
export class DirectRequests {
  static readonly #ofClients = new WeakMap<S3Client, DirectRequests>();
  readonly #client: S3Client;
  readonly #addresses = new Map<string, Address>();

  static of(client: S3Client): DirectRequests {
    const known = DirectRequests.#ofClients.get(client) ?? new DirectRequests(client);
    DirectRequests.#ofClients.set(client, known);
    return known;
  }

  private constructor(client: S3Client) {
    this.#client = client;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const output = await next(args);
        const { endpointV2, authSchemes } = context;
        const bucket = 'Bucket' in args.input ? args.input.Bucket : undefined;
        const scheme = authSchemes?.[0];
        // With headers of its own or another kind of signature, an address is not all there is to a request.
        const isPlain = scheme?.name === 'sigv4' && Object.keys(endpointV2?.headers ?? {}).length === 0;
        if (bucket === undefined || endpointV2 === undefined || !isPlain || this.#addresses.has(bucket)) return output;
        const { signingRegion: region, signingName: service } = scheme;
        this.#addresses.set(bucket, { url: endpointV2.url, region, service });
        return output;
      },
      { step: 'finalizeRequest', name: 'rememberAddress' },
    );
  }

  /**
   * The reply when it is a plain one. Else undefined: ask the SDK to do the same, as after any lost answer; it may have
   * been done already.
   */
  async send(request: DirectRequest, isPlain: (reply: DirectReply) => boolean): Promise<DirectReply | undefined> {
    const { bucket, key, body } = request;
    const address = this.#addresses.get(bucket);
    if (address === undefined || !PLAIN_KEY.test(key)) return undefined;
    if (body !== undefined && body.length > LARGEST_BODY_BYTES) return undefined;
    try {
      const reply = await this.#exchange(request, address);
      return isPlain(reply) ? reply : undefined;
    } catch {
      // The SDK will meet the same, and say what it is.
      return undefined;
    }
  }

  async #exchange(request: DirectRequest, { url, region, service }: Address): Promise<DirectReply> {
    const { method, body, signal } = request;
    const { requestHandler, systemClockOffset, credentials } = this.#client.config;
    const path = `${url.pathname.replace(/\/$/, '')}/${request.key}`;
    const headers: Record<string, string | number> = {
      host: url.host,
      'x-amz-date': new Date(Date.now() + systemClockOffset).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      ...request.headers,
      ...(body === undefined ? {} : bodyHeaders(body)),
    };
    const content = body === undefined ? {} : { body: Buffer.from(body.buffer, body.byteOffset, body.length) };
    const unsigned = { method, host: url.host, path, service, region, headers, ...content };
    const signed = aws4.sign(unsigned, await credentials());
    const sent = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path,
      query: {},
      headers: signed.headers,
      ...(body === undefined ? {} : { body }),
    };
    const options = signal === undefined ? {} : { abortSignal: signal };
    const { response } = (await requestHandler.handle(sent, options)) as { readonly response: Response };
    const bytes = await collect(response.body);
    return { status: response.statusCode, etag: response.headers['etag'] ?? '', bytes };
  }
}

/** The same checksum as the SDK's, which buckets with a lock ask for. */
function bodyHeaders(body: Uint8Array): Record<string, string> {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return {
    'content-length': String(body.length),
    'x-amz-sdk-checksum-algorithm': 'CRC32',
    'x-amz-checksum-crc32': checksum.toString('base64'),
  };
}

/** In memory of its own, from its start: tables are read in place. Listeners cost less than iterating. */
async function collect(body: Readable): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    body.on('data', (part: Uint8Array) => {
      parts.push(part);
      length += part.length;
    });
    body.once('end', resolve);
    body.once('error', reject);
    body.once('close', () => reject(new Error('the connection was closed before the end of the answer')));
  });
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
