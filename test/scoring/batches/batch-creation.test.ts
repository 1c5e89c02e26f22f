import { createServer, type Server } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { beforeEach, expect, it, vi } from 'vitest';
import { layoutOf } from '../../../activities/storage/layout.js';
import type { MessagesServer, MessagesServerOptions } from '../../../scripts/simulator/messages-server.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { simulatedModels } from '../../support/simulated-models.js';
import { type BatchWorld, batchWorld, RUN } from './batch-world.js';

const HOUR_MS = 3_600_000;

let server: MessagesServer;
let store: MemoryObjectStore;

beforeEach(() => {
  store = new MemoryObjectStore();
});

async function start(options: MessagesServerOptions = {}): Promise<void> {
  server = await simulatedModels(options);
}

async function firstChunk(world: BatchWorld) {
  const [chunk] = await world.plan();
  if (chunk === undefined) throw new Error('no chunk');
  return chunk;
}

const create = async (world: BatchWorld, chunk: string, onlyExisting = false) =>
  await world.run(() => world.activities.createMessageBatch({ ...world.input, chunk, onlyExisting }));

const collect = async (world: BatchWorld, batch: { chunk: string; batchId: string; provisional: boolean }) =>
  await world.run(() => world.activities.collectMessageBatch({ ...world.input, batch }));

/** Somebody else's batch of as many requests, in the same workspace. */
async function foreignBatch(requests: number): Promise<string> {
  const { messages } = new Anthropic();
  const params = { model: 'sim-tide-1', max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hello' }] };
  const { id } = await messages.batches.create({
    requests: Array.from({ length: requests }, (_, at) => ({ custom_id: `other-${at}`, params })),
  });
  return id;
}

const recordKey = (chunk: string, file: string) =>
  layoutOf({ prefix: 'tidemark', pipeline: 'shop' }).work(RUN, `batches/${chunk}/${file}`);

it('finds the batch again whose creation was cut off, and makes no second one', async () => {
  await start({ batchFaults: { creations: { 0: 'drop' } } });
  const world = await batchWorld(store);
  const { chunk } = await firstChunk(world);
  await expect(create(world, chunk)).rejects.toMatchObject({ type: 'ModelUnreachable', nonRetryable: false });
  const found = await create(world, chunk);
  expect(found).toMatchObject({ outcome: 'open', batchId: 'msgbatch_sim_0000', provisional: true });
  server.advance(HOUR_MS);
  expect(await collect(world, { chunk, batchId: 'msgbatch_sim_0000', provisional: true })).toMatchObject({
    outcome: 'collected',
    unanswered: 0,
  });
  expect(server.stats().batches).toBe(1);
});

it('creating twice gives the same batch', async () => {
  await start();
  const world = await batchWorld(store);
  const { chunk } = await firstChunk(world);
  const first = await create(world, chunk);
  expect(await create(world, chunk)).toEqual({ ...first, paidCalls: 0, costUsd: 0 });
  expect(server.stats().batches).toBe(1);
});

it('a batch of the same size is taken for ours until its ids say otherwise', async () => {
  await start({ batchFaults: { creations: { 1: 'drop' } } });
  const world = await batchWorld(store);
  const { chunk, rows } = await firstChunk(world);
  const foreign = await foreignBatch(rows - 1);
  await expect(create(world, chunk)).rejects.toMatchObject({ type: 'ModelUnreachable' });
  expect(await create(world, chunk)).toMatchObject({ batchId: foreign, provisional: true });
  server.advance(HOUR_MS);
  expect(await collect(world, { chunk, batchId: foreign, provisional: true })).toEqual({ outcome: 'not-ours' });
  expect(await create(world, chunk)).toMatchObject({ batchId: 'msgbatch_sim_0001', provisional: true });
  expect(await collect(world, { chunk, batchId: 'msgbatch_sim_0001', provisional: true })).toMatchObject({
    outcome: 'collected',
  });
  expect(server.stats().batches).toBe(2);
});

it('a batch that another chunk created is no candidate', async () => {
  await start({ batchFaults: { creations: { 1: 'drop' } } });
  const world = await batchWorld(store, { items: 20, limits: { rows: 10, bytes: 1_000_000 } });
  const [first, second] = (await world.plan()).filter(({ model }) => model === 'sim-tide-1');
  if (first === undefined || second === undefined) throw new Error('two chunks are needed');
  await create(world, first.chunk);
  await expect(create(world, second.chunk)).rejects.toMatchObject({ type: 'ModelUnreachable' });
  expect(await create(world, second.chunk)).toMatchObject({ batchId: 'msgbatch_sim_0001' });
});

it('waits for a creation that may yet show up, and creates anew only after that', async () => {
  await start();
  const world = await batchWorld(store, { settleMs: 400 });
  const { chunk } = await firstChunk(world);
  await create(world, chunk);
  // As if the worker had died before its request reached the API: an attempt without a batch.
  store.objects.delete(recordKey(chunk, 'created.json'));
  store.objects.set(recordKey(chunk, 'not-msgbatch_sim_0000.json'), Buffer.from('{"schema_version":1}'));
  await expect(create(world, chunk)).rejects.toMatchObject({ type: 'BatchUnsettled', nonRetryable: false });
  expect(server.stats().batches).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 450));
  expect(await create(world, chunk)).toMatchObject({ outcome: 'open', batchId: 'msgbatch_sim_0001' });
});

it('asked only for what exists, it creates nothing', async () => {
  await start();
  const world = await batchWorld(store);
  const { chunk } = await firstChunk(world);
  expect(await create(world, chunk, true)).toMatchObject({ outcome: 'none', reason: 'never-created' });
  expect(server.stats().attempts).toBe(0);
});

it('a run that starts over goes on with the batches it finds, and puts their calls into no other', async () => {
  await start();
  const world = await batchWorld(store);
  const { chunk, rows } = await firstChunk(world);
  await create(world, chunk);
  const again = await (await batchWorld(store)).plan();
  expect(again.find((other) => other.chunk === chunk)).toMatchObject({ resumed: true, rows });
  const planned = again.reduce((sum, other) => sum + other.rows, 0);
  const fresh = await (await batchWorld(new MemoryObjectStore())).plan();
  expect(planned).toBe(fresh.reduce((sum, other) => sum + other.rows, 0));
});

it('an endpoint that answers but takes no batches is asked live', async () => {
  await start();
  const proxy = await startProxy(server.url);
  try {
    vi.stubEnv('ANTHROPIC_BASE_URL', proxy.url);
    const world = await batchWorld(store);
    const { chunk } = await firstChunk(world);
    expect(await create(world, chunk)).toMatchObject({ outcome: 'none', reason: 'refused', paidCalls: 1 });
    expect((await world.plan()).map((other) => other.chunk)).not.toContain(chunk);
    expect(server.stats()).toMatchObject({ batches: 0, calls: 1 });
  } finally {
    proxy.server.close();
  }
});

/** Passes messages on, and knows no batches. */
async function startProxy(target: string): Promise<{ server: Server; url: string }> {
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url !== '/v1/messages') {
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"type":"not_found_error"}}');
        return;
      }
      const headers = { 'x-api-key': 'simulated', 'anthropic-version': '2026-10-21' };
      void fetch(`${target}${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) }).then(
        async (answer) => {
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
        },
      );
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { server: proxy, url: `http://127.0.0.1:${address.port}` };
}
