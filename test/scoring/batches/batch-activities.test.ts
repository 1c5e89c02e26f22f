import { beforeEach, describe, expect, it } from 'vitest';
import type { MessagesServer, MessagesServerOptions } from '../../../scripts/simulator/messages-server.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { simulatedModels } from '../../support/simulated-models.js';
import {
  type BatchWorld,
  batchConfig,
  batchItems,
  batchWorld,
  ledgerEntries,
  ledgerKeys,
  resubmitted,
  scoreLive,
} from './batch-world.js';

const HOUR_MS = 3_600_000;

let server: MessagesServer;
let store: MemoryObjectStore;

beforeEach(() => {
  store = new MemoryObjectStore();
});

async function start(options: MessagesServerOptions = {}): Promise<MessagesServer> {
  server = await simulatedModels(options);
  return server;
}

const endBatches = () => server.advance(HOUR_MS);

/** Rounds until nothing is left to plan. */
async function fill(world: BatchWorld): Promise<number> {
  for (let rounds = 0; ; rounds += 1) {
    const chunks = await world.plan();
    if (chunks.length === 0) return rounds;
    await world.finish(chunks, endBatches);
  }
}

describe('planning', () => {
  it('asks for answers in the first round, and for everything about them in the second', async () => {
    await start();
    const world = await batchWorld(store);
    const models = async () => (await world.plan()).map(({ model }) => model).sort();
    expect(await models()).toEqual(['sim-harbor-1', 'sim-judge-1', 'sim-tide-1']);
    await world.finish(await world.plan(), endBatches);
    expect(await models()).toEqual(['sim-judge-1']);
    await world.finish(await world.plan(), endBatches);
    expect(await models()).toEqual([]);
  });

  it('makes the same chunks when repeated, and new names for calls that a collected batch left over', async () => {
    await start({ batchFaults: { rates: { expired: 1 } } });
    const world = await batchWorld(store);
    const first = await world.plan();
    expect(await world.plan()).toEqual(first);
    await world.finish(first, endBatches);
    const again = await world.plan();
    expect(again.length).toBe(first.length);
    expect(again.map(({ chunk }) => chunk)).not.toEqual(first.map(({ chunk }) => chunk));
  });

  it.each([
    ['live', { mode: 'live' }, 48, 0],
    ['auto, with less than a day', { mode: 'auto' }, 23, 0],
    ['auto, with fewer than 50 calls', { mode: 'auto' }, 24, 0],
    ['batch', { mode: 'batch' }, 1, 1],
    ['batch, of another API', { mode: 'batch', api: 'openai' }, 48, 0],
  ])('mode %s', async (_, candidate, deadlineHours, chunks) => {
    await start();
    const config = batchConfig({
      production: { model: 'sim-harbor-1', mode: 'live' },
      judge: { model: 'sim-judge-1', mode: 'live' },
      candidate: { model: 'sim-tide-1', ...candidate },
      deadlineHours,
    });
    const world = await batchWorld(store, { config });
    expect(await world.plan()).toHaveLength(chunks);
  });

  it('mode auto takes batches of 50 calls, given a day', async () => {
    await start();
    const auto = { mode: 'auto' };
    const config = batchConfig({
      production: { model: 'sim-harbor-1', ...auto },
      judge: { model: 'sim-judge-1', ...auto },
      candidate: { model: 'sim-tide-1', ...auto },
      deadlineHours: 24,
    });
    const world = await batchWorld(store, { config, items: 50 });
    expect((await world.plan()).map(({ model }) => model)).toContain('sim-tide-1');
    const fewer = await batchWorld(new MemoryObjectStore(), { config, items: 49 });
    expect((await fewer.plan()).map(({ model }) => model)).not.toContain('sim-tide-1');
  });

  it('keeps chunks within their limits', async () => {
    await start();
    const world = await batchWorld(store, { items: 25, limits: { rows: 10, bytes: 1_000_000 } });
    const rows = (await world.plan()).filter(({ model }) => model === 'sim-tide-1').map((chunk) => chunk.rows);
    expect(rows).toEqual([10, 10, 5]);
    const small = await batchWorld(store, { items: 25, limits: { rows: 10, bytes: 400 } });
    const rowsOfFew = (await small.plan()).filter(({ model }) => model === 'sim-tide-1').map((chunk) => chunk.rows);
    expect(Math.max(...rowsOfFew)).toBeLessThan(3);
  });

  it('leaves out what does not fit into the budget', async () => {
    await start();
    const world = await batchWorld(store, { items: 30 });
    const all = await world.plan();
    const cost = all.reduce((sum, { estimatedUsd }) => sum + estimatedUsd, 0);
    const half = await world.run(() =>
      world.activities.planMessageBatches({ ...world.input, budgetUsd: cost / 2, spentUsd: 0 }),
    );
    const planned = half.chunks.reduce((sum, { estimatedUsd }) => sum + estimatedUsd, 0);
    expect(planned).toBeLessThanOrEqual(cost / 2);
    expect(planned).toBeGreaterThan(cost / 3);
    const rows = (chunks: typeof all) => chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
    expect(rows(half.chunks) + half.beyondBudget).toBe(rows(all));
    expect(await world.plan(1000)).toEqual([]);
  });

  it('stores neither prompt nor answer', async () => {
    await start();
    const world = await batchWorld(store);
    await world.finish(await world.plan(), endBatches);
    const records = [...store.objects].filter(([key]) => key.includes('/batches/'));
    expect(records.length).toBeGreaterThan(8);
    for (const [, bytes] of records) expect(Buffer.from(bytes).toString()).not.toMatch(/chair|glue/);
  });
});

describe('filling the ledger', () => {
  it('asks for exactly the calls that scoring makes, once each, at the price of batches', async () => {
    await start();
    const world = await batchWorld(store, { items: 20 });
    expect(await fill(world)).toBe(2);
    const { calls, attempts } = server.stats();
    const live = new MemoryObjectStore();
    await scoreLive(live, batchConfig(), batchItems(20));
    expect(await ledgerKeys(store)).toEqual(await ledgerKeys(live));
    expect(await ledgerKeys(store)).toHaveLength(calls);
    // Only the first row of each batch was asked live.
    expect(attempts).toBe(4);
    const services = (await ledgerEntries(store)).map(({ service }) => service);
    expect(services.filter((service) => service === 'live')).toHaveLength(attempts);
  });

  it('takes results in any order, some of them twice, and reads again those that come short', async () => {
    await start({ batchFaults: { order: 'shuffled', duplicated: 0.2, cutReads: 2 } });
    const world = await batchWorld(store, { items: 20 });
    expect(await fill(world)).toBe(2);
    expect(await ledgerKeys(store)).toHaveLength(server.stats().calls);
  });

  it('results that stay short are tried again later, and taken as they are in the end', async () => {
    await start({ batchFaults: { cutReads: 1000 } });
    const world = await batchWorld(store);
    const [chunk] = await world.plan();
    if (chunk === undefined) throw new Error('no chunk');
    const made = await world.run(() => world.activities.createMessageBatch({ ...world.input, chunk: chunk.chunk }));
    if (made.outcome !== 'open') throw new Error('no batch');
    endBatches();
    const batch = { chunk: chunk.chunk, batchId: made.batchId, provisional: false };
    const collect = async (attempt: number) =>
      world.run(() => world.activities.collectMessageBatch({ ...world.input, batch }), attempt);
    await expect(collect(1)).rejects.toMatchObject({ type: 'BatchResultsIncomplete', nonRetryable: false });
    expect(await collect(5)).toMatchObject({ outcome: 'collected' });
  });

  it('puts again only what may be answered another time, three times at most', async () => {
    await start({
      batchFaults: { rates: { 'api-error': 0.06, overloaded: 0.05, invalid: 0.05, expired: 0.05, canceled: 0.05 } },
    });
    const world = await batchWorld(store, { items: 60 });
    await fill(world);
    const ends = resubmitted(server);
    expect(ends.length).toBeGreaterThan(20);
    expect(Math.max(...ends.map((results) => results.length))).toBeLessThanOrEqual(3);
    const mistaken = ends.filter((results) =>
      results.slice(0, -1).some((end) => end === 'invalid_request_error' || end === 'succeeded'),
    );
    expect(mistaken).toEqual([]);
    const refused = (await ledgerEntries(store)).filter(({ stopReason }) => stopReason === 'request_refused');
    expect(refused.length).toBeGreaterThan(5);
    expect((await ledgerKeys(store)).length - refused.length).toBe(server.stats().calls);
  });

  it('collecting twice gives the same, and books what the batch cost once', async () => {
    await start({ batchFaults: { rates: { expired: 0.3 } } });
    const world = await batchWorld(store);
    const [chunk] = await world.plan();
    if (chunk === undefined) throw new Error('no chunk');
    const made = await world.run(() => world.activities.createMessageBatch({ ...world.input, chunk: chunk.chunk }));
    if (made.outcome !== 'open') throw new Error('no batch');
    endBatches();
    const batch = { chunk: chunk.chunk, batchId: made.batchId, provisional: false };
    const collect = async () => world.run(() => world.activities.collectMessageBatch({ ...world.input, batch }));
    const first = await collect();
    // As if the worker had died before it could note that it was done.
    for (const key of store.objects.keys()) if (key.endsWith('collected.json')) store.objects.delete(key);
    expect(await collect()).toEqual(first);
    expect(await collect()).toEqual(first);
  });
});
