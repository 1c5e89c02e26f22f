import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ObjectStore, ObjectStoreError } from '../../activities/storage/object-store.js';
import { openLogFile } from '../../activities/traffic/log-file.js';
import { scanObject } from '../../activities/traffic/object-scan.js';
import { tidemarkJsonl } from '../../activities/traffic/sources/tidemark-jsonl.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { CONTEXT } from './log-text.js';
import { line, WEEK } from './traffic-window.js';

const LINES = Buffer.from(Array.from({ length: 300 }, (_, id) => JSON.stringify(line(id))).join('\n'));

/** A bucket whose one object comes as the given chunks, or fails. */
function bucketOf(chunks: readonly Uint8Array[], failure?: unknown): ObjectStore {
  async function* body() {
    yield* chunks;
    if (failure !== undefined) throw failure;
  }
  return { bucket: 'b', stream: async () => body() } as unknown as ObjectStore;
}

const refusing = (status: number, code: string): ObjectStore =>
  ({
    bucket: 'b',
    stream: () => Promise.reject(new ObjectStoreError('cannot read', { status, code, bucket: 'b', key: 'k' }, null)),
  }) as unknown as ObjectStore;

async function scan(store: ObjectStore, size: number, signal = new AbortController().signal) {
  const records: TrafficRecord[] = [];
  const visitor = {
    record: (record: TrafficRecord) => {
      records.push(record);
      return 'kept' as const;
    },
    batch: () => undefined,
  };
  const file = openLogFile(store, { key: 'logs/a', size, etag: 'e', lastModifiedMs: 0 }, signal);
  const plan = { source: tidemarkJsonl, context: CONTEXT, window: WEEK, lateSinceMs: null };
  return { records, ...(await scanObject(file, plan, visitor, signal)) };
}

describe('reading a log object', () => {
  it('counts its lines, and keeps them all when it is read to its end', async () => {
    const { accounting, complete, records } = await scan(bucketOf([LINES]), LINES.length);
    expect(complete).toBe(true);
    expect(accounting).toMatchObject({ read: 300, kept: 300, quarantined: 0, quarantine_reasons: '{}' });
    expect(records).toHaveLength(300);
  });

  it.each([
    [403, 'AccessDenied', 'access_denied'],
    [404, 'NotFound', 'object_vanished'],
    [412, 'PreconditionFailed', 'object_changed'],
  ])('that answers %i quarantines it as one line', async (status, code, reason) => {
    const { accounting, complete } = await scan(refusing(status, code), 10);
    expect(complete).toBe(false);
    expect(accounting).toMatchObject({ read: 1, kept: 0, quarantined: 1, quarantine_reasons: `{"${reason}":1}` });
  });

  it('that vanished since it was listed quarantines it', async () => {
    const gone = { bucket: 'b', stream: async () => undefined } as unknown as ObjectStore;
    expect((await scan(gone, 10)).accounting.quarantine_reasons).toBe('{"object_vanished":1}');
  });

  it.each([
    [503, 'SlowDown'],
    [0, 'ECONNREFUSED'],
    [404, 'NoSuchBucket'],
  ])('fails for a retry when the bucket answers %i %s', async (status, code) => {
    await expect(scan(refusing(status, code), 10)).rejects.toMatchObject({ code });
  });

  it('without a byte quarantines it', async () => {
    expect((await scan(bucketOf([]), 0)).accounting.quarantine_reasons).toBe('{"empty_object":1}');
  });

  it('whose gzip stream was cut before it was stored quarantines it as a whole, however far it could be read', async () => {
    const cut = gzipSync(LINES).subarray(0, -20);
    const { accounting, complete } = await scan(bucketOf([cut]), cut.length);
    expect(complete).toBe(false);
    expect(accounting).toMatchObject({ read: 1, quarantined: 1, quarantine_reasons: '{"damaged_gzip":1}' });
  });

  it('whose gzip stream is damaged quarantines it as a whole', async () => {
    const damaged = Buffer.from(gzipSync(LINES));
    damaged.fill(0xff, 200, 260);
    expect((await scan(bucketOf([damaged]), damaged.length)).accounting.quarantine_reasons).toBe('{"damaged_gzip":1}');
  });

  it.each([
    ['plain', LINES],
    ['gzipped', gzipSync(LINES)],
  ])(
    'fails for a retry when the connection ends early on a %s object, rather than lose its end',
    async (_name, bytes) => {
      const early = bytes.subarray(0, bytes.length >> 1);
      await expect(scan(bucketOf([early]), bytes.length)).rejects.toThrow(/broke off after \d+ of \d+ bytes/);
      const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      await expect(scan(bucketOf([early], reset), bytes.length)).rejects.toBe(reset);
    },
  );

  it('stops when the activity is cancelled', async () => {
    const cancellation = new AbortController();
    cancellation.abort(new Error('cancelled'));
    await expect(scan(bucketOf([LINES]), LINES.length, cancellation.signal)).rejects.toThrow('cancelled');
  });
});
