import { beforeEach, expect, it } from 'vitest';
import { LimitSharing } from '../../../activities/scoring/models/limit-sharing.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { VirtualClock } from './virtual-clock.js';

const FOLDER = 'p/_limits/digest/';

let clock: VirtualClock;
let store: MemoryObjectStore;
beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryObjectStore();
});

function worker(workerId: string, own: { demand: number; perSecond?: number; waitMs?: number }, bucket = store) {
  const state = { perSecond: Number.POSITIVE_INFINITY, waitMs: 0, ...own };
  const heardMs: number[] = [];
  const sharing = new LimitSharing({
    store: bucket,
    folder: FOLDER,
    workerId,
    clock,
    own: () => state,
    onSharedRate: (perSecond) => {
      state.perSecond = perSecond;
    },
    onWait: (waitMs) => heardMs.push(waitMs),
    onChange: () => undefined,
  });
  sharing.join();
  return { sharing, state, heardMs };
}

it('a worker alone has the whole limit', async () => {
  const { sharing } = worker('one', { demand: 8 });
  await clock.advance(10_000);
  expect(sharing.share).toBe(1);
});

it('workers share by demand, and follow it', async () => {
  const one = worker('one', { demand: 6 });
  const two = worker('two', { demand: 2 });
  await clock.advance(3000);
  expect([one.sharing.share, two.sharing.share]).toEqual([0.75, 0.25]);
  two.state.demand = 6;
  await clock.advance(7000);
  expect([one.sharing.share, two.sharing.share]).toEqual([0.5, 0.5]);
});

it('one that was killed is no peer for long, and its object goes in the end', async () => {
  const { sharing } = worker('one', { demand: 4 });
  const said = { serial: 7, demand: 4, perSecond: null, everyMs: 3000 };
  await store.put(`${FOLDER}gone.json`, Buffer.from(JSON.stringify(said)));
  await clock.advance(3000);
  expect(sharing.share).toBe(0.5);
  await clock.advance(12_000);
  expect(sharing.share).toBe(1);
  await clock.advance(11 * 60_000);
  expect([...store.objects.keys()]).toEqual([`${FOLDER}one.json`]);
});

it('one that has nothing to do says goodbye, and comes back', async () => {
  const one = worker('one', { demand: 4 });
  const two = worker('two', { demand: 4 });
  await clock.advance(4000);
  one.state.demand = 0;
  await clock.advance(15_000);
  expect([...store.objects.keys()]).toEqual([`${FOLDER}two.json`]);
  expect(two.sharing.share).toBe(1);
  one.state.demand = 4;
  one.sharing.join();
  await clock.advance(6000);
  expect(two.sharing.share).toBe(0.5);
});

it('rates that 429s taught become one limit, of which each takes its share', async () => {
  const one = worker('one', { demand: 8, perSecond: 40 });
  const two = worker('two', { demand: 8, perSecond: 10 });
  await clock.advance(20_000);
  expect(one.state.perSecond).toBeCloseTo(two.state.perSecond, 0);
  // They look at different times, so that the sum is kept only roughly; answers and 429s move it on.
  expect((one.state.perSecond + two.state.perSecond) / 50).toBeCloseTo(1, 0);
});

it('a long wait is told at once, and by nobody who only heard of it; a short one is not worth it', async () => {
  const one = worker('one', { demand: 8 });
  const two = worker('two', { demand: 8 });
  await clock.advance(10_000);
  one.state.waitMs = 2000;
  one.sharing.tellWait();
  await clock.advance(4000);
  expect(two.heardMs).toEqual([]);
  one.state.waitMs = 30_000;
  one.sharing.tellWait();
  await clock.advance(3000);
  expect(new Set(two.heardMs)).toEqual(new Set([30_000]));
  expect(one.heardMs).toEqual([]);
});

it('a bucket that does not answer leaves the worker alone with its limit', async () => {
  class BrokenStore extends MemoryObjectStore {
    override async put(): Promise<never> {
      throw new Error('no bucket');
    }
  }
  const { sharing } = worker('one', { demand: 4 }, new BrokenStore());
  await clock.advance(10_000);
  expect(sharing.share).toBe(1);
});
