import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ListedObject } from '../../activities/storage/object-store.js';
import { tidemarkJsonl } from '../../activities/traffic/sources/tidemark-jsonl.js';
import { guessLogPrefix, listLogs, sampleLog } from '../../scripts/clients/log-probe.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { CONTEXT } from '../traffic/log-text.js';

describe('a look at the logs', () => {
  it.each([
    ['logs/2026-10-05/a.jsonl.gz', 'logs/'],
    ['team/chat/2026/10/05/a.jsonl', 'team/chat/'],
    ['x/year=2026/month=10/day=05/a.jsonl.gz', 'x/'],
    ['logs/chat-2026-10-05.jsonl.gz', 'logs/'],
    ['a.jsonl', ''],
  ])('finds of %s the prefix %s', async (key, prefix) => {
    const store = await bucketWith({ [key]: 'x', 'readme.md': 'x', 'tidemark/chat/reports/index.json': '{}' });
    expect(await guessLogPrefix(store, 'tidemark')).toBe(prefix);
  });

  it('finds no prefix where nothing looks like a log', async () => {
    expect(await guessLogPrefix(await bucketWith({ 'photo.png': 'x' }), 'tidemark')).toBeUndefined();
  });

  it('counts objects, but no folders and no empty ones', async () => {
    const listing = await listLogs(
      await bucketWith({ 'logs/': '', 'logs/a': '', 'logs/b': 'xy', 'logs/c': 'z' }),
      'logs/',
    );
    expect(listing).toMatchObject({
      objects: 2,
      bytes: 3,
      isPartial: false,
      newest: [{ key: 'logs/c' }, { key: 'logs/b' }],
    });
  });

  it.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['gzip', (text: string) => gzipSync(text)],
  ])('tells usable lines from broken ones in a %s object, without their content', async (_case, pack) => {
    const lines = [line(1), line(2), '{"prompt":"very private', '{"request_id":"r"}'];
    const store = new MemoryObjectStore();
    await store.put('a', pack(`${lines.join('\n')}\n`));
    const sample = await sampleLog(store, await objectIn(store, 'a'), tidemarkJsonl, CONTEXT.settings);
    expect(sample).toEqual({
      lines: 4,
      usable: 2,
      firstFault: 'invalid json',
      models: ['model-a'],
      latest: '2026-10-05T00:00:02.000Z',
    });
  });

  it('reads only the start of a large object', async () => {
    const many = Array.from({ length: 40_000 }, (_, index) => line(index % 60)).join('\n');
    const store = await bucketWith({ plain: many });
    await store.put('packed', gzipSync(many));
    for (const key of ['plain', 'packed']) {
      const sample = await sampleLog(store, await objectIn(store, key), tidemarkJsonl, CONTEXT.settings);
      expect(sample.lines).toBeGreaterThan(400);
      expect(sample.lines).toBeLessThan(40_000);
      expect(sample.usable).toBe(sample.lines);
    }
  });
});

function line(second: number): string {
  const timestamp = `2026-10-05T00:00:${String(second).padStart(2, '0')}Z`;
  return JSON.stringify({ request_id: `r${second}`, timestamp, user_id: 'u', model: 'model-a', prompt: 'hello' });
}

async function objectIn(store: MemoryObjectStore, wanted: string): Promise<ListedObject> {
  for await (const object of store.list(wanted)) return object;
  throw new Error(`no object ${wanted}`);
}

async function bucketWith(objects: Record<string, string>): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  for (const [key, content] of Object.entries(objects)) await store.put(key, Buffer.from(content));
  return store;
}
