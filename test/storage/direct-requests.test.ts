import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the SDK made the request from beginning to end: it names itself. */
  readonly isOfSdk: boolean;
}

type Answer = { readonly status: number; readonly body?: string } | 'break off' | 'break off midway';

let server: Server;
let store: S3ObjectStore;
let seen: Seen[];
/** What the next requests are answered; 200 after that. */
let answers: Answer[];

beforeEach(async () => {
  seen = [];
  answers = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const isOfSdk = headers['amz-sdk-request'] !== undefined;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString(), isOfSdk });
      const answer = answers.shift() ?? { status: 200, body: 'text' };
      if (answer === 'break off') request.socket.destroy();
      else if (answer === 'break off midway') {
        response.writeHead(200, { 'content-length': 100 });
        response.write('te', () => request.socket.destroy());
      } else response.writeHead(answer.status, { etag: '"e"' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const endpoint = `http://127.0.0.1:${address.port}`;
  store = new S3ObjectStore(createS3Client({ endpoint, region: 'eu-west-3', credentials }), 'bucket');
  // From its first request the address is known.
  await store.get('first');
  seen = [];
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const ways = () => seen.map(({ isOfSdk }) => (isOfSdk ? 'SDK' : 'direct'));

it('asks for what the SDK would ask for, signed for the same service and region', async () => {
  const bytes = Buffer.from('{"a":1}');
  await store.put('a/b_c/d-1.json', bytes, { contentType: 'application/json', onlyIf: 'absent' });
  answers = [{ status: 503 }];
  await store.put('a/b_c/d-1.json', bytes, { contentType: 'application/json', onlyIf: 'absent' });
  expect(ways()).toEqual(['direct', 'direct', 'SDK']);
  const [direct, , sdk] = seen;
  for (const name of ['host', 'content-type', 'if-none-match', 'x-amz-content-sha256', 'x-amz-checksum-crc32']) {
    expect([name, direct?.headers[name]]).toEqual([name, sdk?.headers[name]]);
  }
  expect(direct?.path).toBe(sdk?.path.replace('?x-id=PutObject', ''));
  expect(direct?.body).toBe(sdk?.body);
  expect(direct?.headers['authorization']).toMatch(/ Credential=id\/\d{8}\/eu-west-3\/s3\/aws4_request, /);
});

it('the SDK has the last word on everything but a plain answer, and is asked no more than it must be', async () => {
  answers = [{ status: 500 }];
  expect((await store.get('a'))?.etag).toBe('"e"');
  expect(ways()).toEqual(['direct', 'SDK']);
  await store.get('a');
  expect(ways()).toEqual(['direct', 'SDK', 'direct']);
});

it.each<Answer>(['break off', 'break off midway'])(
  'a connection that is made to %s is the SDK’s to mend',
  async (answer) => {
    answers = [answer];
    expect(Buffer.from((await store.get('a'))?.bytes ?? []).toString()).toBe('text');
    expect(ways()).toEqual(['direct', 'SDK']);
  },
);

describe('plain answers', () => {
  it.each([412, 409])('%i to a conditional put is a refusal', async (status) => {
    answers = [{ status }];
    expect(await store.put('a', Buffer.from('x'), { onlyIf: 'absent' })).toEqual({ outcome: 'refused' });
    answers = [{ status }];
    expect(await store.put('a', Buffer.from('x'), { onlyIf: { etag: '"old"' } })).toEqual({ outcome: 'refused' });
    expect(ways()).toEqual(['direct', 'direct']);
    expect(seen.map(({ headers }) => headers['if-match'] ?? headers['if-none-match'])).toEqual(['*', '"old"']);
  });

  it('404 is an absent key only when it says so', async () => {
    const body = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>none</Message></Error>`;
    answers = [{ status: 404, body: body('NoSuchKey') }];
    expect(await store.get('a')).toBeUndefined();
    answers = [
      { status: 404, body: body('NoSuchBucket') },
      { status: 404, body: body('NoSuchBucket') },
    ];
    await expect(store.get('a')).rejects.toMatchObject({ code: 'NoSuchBucket', status: 404 });
    expect(ways()).toEqual(['direct', 'direct', 'SDK']);
  });
});

it.each(['with space', 'é', 'a//b', '../up', './here', 'quote\'"', 'percent%20', 'plus+sign', 'a=b', '~tilde'])(
  'the key %s goes the SDK’s way',
  async (key) => {
    await store.get(key);
    expect(ways()).toEqual(['SDK']);
  },
);

it('large bodies go the SDK’s way', async () => {
  await store.put('a', Buffer.alloc(1_000_001));
  expect(ways()).toEqual(['SDK']);
});

it('an aborted read says so', async () => {
  const signal = AbortSignal.abort();
  await expect(store.get('a', { signal })).rejects.toMatchObject({ name: 'AbortError' });
});
