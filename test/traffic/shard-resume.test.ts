import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { createTrafficActivities } from '../../activities/traffic/activities.js';
import type { ListedPage } from '../../activities/traffic/listing-activities.js';
import type { IndexedShard } from '../../activities/traffic/shard-activities.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { DESIGN, gz, line, storePipeline, WEEK } from './traffic-window.js';

it('a shard whose worker died goes on with the object it was at', async () => {
  const store = new MemoryObjectStore();
  for (const name of ['a', 'b', 'c']) {
    const lines = Array.from({ length: 10 }, (_, id) => line(id, { request_id: `${name}${id}` }));
    await store.put(`logs/2026-09-28/${name}.jsonl`, gz(lines));
  }
  const read: string[] = [];
  let isBroken = true;
  const bucket: ObjectStore = Object.assign(Object.create(store) as MemoryObjectStore, {
    stream: async (key: string) => {
      read.push(key);
      if (key.endsWith('b.jsonl') && isBroken) throw new Error('the worker died');
      return await store.stream(key);
    },
  });
  const deps = { openBucket: () => bucket, userKey: 'k'.repeat(32), environment: () => undefined };
  const traffic = createTrafficActivities(deps, { pieceMs: 0 });
  const place = { pipeline: await storePipeline(store, {}), purpose: 'weekly', window: WEEK };
  const listed: ListedPage = await new MockActivityEnvironment().run(traffic.listTrafficObjects, {
    ...place,
    after: null,
    objectsBefore: 0,
    page: 0,
  });
  const input = {
    ...place,
    listings: [listed.listing],
    page: 0,
    shard: 0,
    design: DESIGN,
    totalBytes: listed.bytes,
  };
  const index = (environment: MockActivityEnvironment): Promise<IndexedShard> =>
    environment.run(traffic.indexTrafficShard, input);

  const first = new MockActivityEnvironment();
  let left: unknown;
  first.on('heartbeat', (details: unknown) => {
    left = details ?? left;
  });
  await expect(index(first)).rejects.toThrow('the worker died');
  isBroken = false;
  const { indexes, accountings } = await index(new MockActivityEnvironment({ heartbeatDetails: left }));

  expect(read.map((key) => key.at(-7))).toEqual(['a', 'b', 'b', 'c']);
  expect(indexes.map(({ rows }) => rows)).toEqual([10, 10, 10]);
  expect(accountings.map(({ rows }) => rows)).toEqual([1, 1, 1]);
});
