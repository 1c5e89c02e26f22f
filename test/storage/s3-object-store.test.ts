import { beforeAll, describe, expect, it } from 'vitest';
import { type ObjectStore, ObjectStoreError } from '../../activities/storage/object-store.js';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { createTestS3Client, openTestBucket, sharedStack } from '../support/server.js';

let store: S3ObjectStore;
beforeAll(async () => {
  store = await openTestBucket();
});

const bytes = (text: string) => Buffer.from(text);

async function failureOf(work: Promise<unknown>): Promise<ObjectStoreError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ObjectStoreError)) throw new Error(`expected an ObjectStoreError, got ${String(error)}`);
  return error;
}

async function keysOf(from: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of from.list(prefix)) keys.push(key);
  return keys;
}

it('a server that checks signatures takes the requests that go past the SDK', async () => {
  const client = await createTestS3Client();
  let ofSdk = 0;
  client.middlewareStack.add((next) => async (args) => {
    ofSdk += 1;
    return await next(args);
  });
  const direct = new S3ObjectStore(client, store.bucket);
  await direct.put('direct/first', bytes('{}'));
  expect(ofSdk).toBe(1);
  const put = await direct.put('direct/b_c-1.json', bytes('{}'), { contentType: 'application/json', onlyIf: 'absent' });
  expect(put.outcome).toBe('written');
  expect(await direct.put('direct/b_c-1.json', bytes('[]'), { onlyIf: 'absent' })).toEqual({ outcome: 'refused' });
  expect(Buffer.from((await direct.get('direct/b_c-1.json'))?.bytes ?? []).toString()).toBe('{}');
  expect(await direct.get('direct/absent')).toBeUndefined();
  expect(ofSdk).toBe(1);
  client.destroy();
});

describe('reading and writing', () => {
  it('gives back the bytes that were put', async () => {
    const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
    await store.put('bytes/any.bin', content);
    const object = await store.get('bytes/any.bin');
    expect(Buffer.from(object?.bytes ?? []).equals(content)).toBe(true);
  });

  it('gives back an empty object', async () => {
    await store.put('bytes/empty', new Uint8Array());
    expect((await store.get('bytes/empty'))?.bytes).toHaveLength(0);
  });

  it.each(['with space', 'plus+sign', 'é/ü', 'percent%20', 'quote\'"', 'a=b&c=d', 'question?hash#'])(
    'keeps the key %s as it is',
    async (name) => {
      const key = `keys/${name}/object`;
      await store.put(key, bytes(name));
      expect(Buffer.from((await store.get(key))?.bytes ?? []).toString()).toBe(name);
      expect(await keysOf(store, `keys/${name}/`)).toEqual([key]);
    },
  );

  it('has no object where none was put', async () => {
    expect(await store.get('nothing/here')).toBeUndefined();
    expect(await store.stream('nothing/here')).toBeUndefined();
  });

  it('reads with the ETag that the put returned', async () => {
    const put = await store.put('bytes/etag', bytes('one'));
    const object = await store.get('bytes/etag');
    expect(put).toEqual({ outcome: 'written', etag: object?.etag });
    expect(object?.etag).not.toBe('');
  });
});

describe('conditions', () => {
  it('writes an absent object once, and refuses the second time without changing it', async () => {
    expect((await store.put('conditions/once', bytes('first'), { onlyIf: 'absent' })).outcome).toBe('written');
    expect(await store.put('conditions/once', bytes('second'), { onlyIf: 'absent' })).toEqual({ outcome: 'refused' });
    expect(Buffer.from((await store.get('conditions/once'))?.bytes ?? []).toString()).toBe('first');
  });

  it('replaces an object whose ETag is the expected one, and refuses when it has moved on', async () => {
    const first = await store.put('conditions/moves', bytes('1'));
    if (first.outcome !== 'written') throw new Error('the first put was refused');
    const onlyIf = { etag: first.etag };
    expect((await store.put('conditions/moves', bytes('2'), { onlyIf })).outcome).toBe('written');
    expect(await store.put('conditions/moves', bytes('3'), { onlyIf })).toEqual({ outcome: 'refused' });
    expect(Buffer.from((await store.get('conditions/moves'))?.bytes ?? []).toString()).toBe('2');
  });

  it('refuses to replace an object that is gone', async () => {
    const onlyIf = { etag: '"0123456789abcdef0123456789abcdef"' };
    expect(await store.put('conditions/gone', bytes('x'), { onlyIf })).toEqual({ outcome: 'refused' });
    expect(await store.get('conditions/gone')).toBeUndefined();
  });

  it('lets exactly one of many writers at once create an object', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, writer) =>
        store.put('conditions/race', bytes(`writer ${writer}`), { onlyIf: 'absent' }),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
  });
});

describe('streams', () => {
  it('streams an object in pieces', async () => {
    const content = Buffer.alloc(3_000_000, 'stream');
    await store.put('streams/large', content);
    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.stream('streams/large')) ?? []) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  it('does not stream an object that was replaced since it was listed', async () => {
    const first = await store.put('streams/replaced', bytes('old'));
    if (first.outcome !== 'written') throw new Error('the first put was refused');
    await store.put('streams/replaced', bytes('new'));
    const error = await failureOf(store.stream('streams/replaced', { ifMatch: first.etag }));
    expect(error.status).toBe(412);
    expect(error.message).toContain('key=streams/replaced');
  });

  it('says that it was aborted, and nothing else, when it is', async () => {
    const signal = AbortSignal.abort();
    await expect(store.stream('streams/large', { signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(store.get('streams/large', { signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(store.list('streams/', { signal })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('lists and deletions', () => {
  it('lists in key order, over several pages, only what begins with the prefix', async () => {
    const keys = Array.from({ length: 1003 }, (_, index) => `pages/${String(index).padStart(4, '0')}`);
    for (let first = 0; first < keys.length; first += 50) {
      await Promise.all(keys.slice(first, first + 50).map((key) => store.put(key, bytes(key))));
    }
    await store.put('pagesnot/0000', bytes('x'));
    expect(await keysOf(store, 'pages/')).toEqual(keys);
  });

  it('lists sizes and the ETags that reads see', async () => {
    await store.put('listed/one', bytes('12345'));
    const iterator = store.list('listed/')[Symbol.asyncIterator]();
    const { value } = await iterator.next();
    expect(value).toMatchObject({ key: 'listed/one', size: 5, etag: (await store.get('listed/one'))?.etag });
  });

  it('lists nothing under a prefix that nothing begins with', async () => {
    expect(await keysOf(store, 'no/such/prefix/')).toEqual([]);
  });

  it('deletes what is there and takes no offence at what is not', async () => {
    await store.put('deleted/one', bytes('1'));
    await store.delete(['deleted/one', 'deleted/never-was']);
    expect(await store.get('deleted/one')).toBeUndefined();
    await store.delete([]);
  });
});

describe('errors', () => {
  it.each<[string, (missing: ObjectStore) => Promise<unknown>]>([
    ['get', (missing) => missing.get('some/key')],
    ['stream', (missing) => missing.stream('some/key')],
    ['put', (missing) => missing.put('some/key', bytes('x'))],
    ['put only if absent', (missing) => missing.put('some/key', bytes('x'), { onlyIf: 'absent' })],
    ['put only if unchanged', (missing) => missing.put('some/key', bytes('x'), { onlyIf: { etag: '"0"' } })],
    ['list', (missing) => keysOf(missing, 'some/')],
    ['delete', (missing) => missing.delete(['some/key'])],
  ])('%s names a bucket that does not exist', async (_operation, work) => {
    const error = await failureOf(work(new S3ObjectStore(await createTestS3Client(), 'no-such-bucket')));
    expect(error).toMatchObject({ code: 'NoSuchBucket', status: 404 });
    expect(error.message).toContain('[bucket=no-such-bucket, key=some/');
  });

  it('says that a secret is wrong, without printing it', async () => {
    const { s3Endpoint, region, accessKeyId } = await sharedStack();
    const credentials = { accessKeyId, secretAccessKey: 'not-the-secret' };
    const stranger = new S3ObjectStore(createS3Client({ endpoint: s3Endpoint, region, credentials }), store.bucket);
    const error = await failureOf(stranger.get('some/key'));
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
    expect(error.message).not.toContain('not-the-secret');
  });

  it('says that nobody listens at the endpoint', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const nobody = new S3ObjectStore(
      createS3Client({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', credentials }),
      'any',
    );
    const error = await failureOf(nobody.get('some/key'));
    expect(error.status).toBe(0);
    expect(error.message).toContain('ECONNREFUSED');
  });
});
