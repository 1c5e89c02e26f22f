import { beforeAll, describe, expect, it } from 'vitest';
import type { RefreshEvalSetInput } from '../../activities/eval-set/activities.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { parseVersionList, type VersionList } from '../../activities/eval-set/version-list.js';
import { pinVersion } from '../../activities/eval-set/version-pin.js';
import { rebuildVersion } from '../../activities/eval-set/version-rebuild.js';
import { decodeTable } from '../../activities/storage/arrow-table.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import type { PutOptions, PutOutcome, StoredObject } from '../../activities/storage/object-store.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { importItems } from './import-world.js';
import { createVersionWorld, type VersionWorld } from './version-world.js';

/** A bucket whose process is killed at a chosen request, before or after it has done its work. */
class MortalObjectStore extends MemoryObjectStore {
  requests = 0;
  deathAt: number | undefined;
  afterwards = false;

  override async get(key: string): Promise<StoredObject | undefined> {
    return await this.#mortal(async () => await super.get(key));
  }

  override async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<PutOutcome> {
    return await this.#mortal(async () => await super.put(key, bytes, options));
  }

  async #mortal<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    const dies = this.requests === this.deathAt;
    if (dies && !this.afterwards) throw new Error('killed');
    const result = await work();
    if (dies) throw new Error('killed');
    return result;
  }

  /** A copy whose requests are counted from 1. */
  copy(): MortalObjectStore {
    const copy = new MortalObjectStore(this.bucket);
    for (const [key, bytes] of this.objects) copy.objects.set(key, bytes);
    return copy;
  }
}

const GOLDEN = [
  { id: 'flour', prompt: 'which flour makes a crisp crust', expected: 'a strong one' },
  { prompt: 'may I deduct a train ticket' },
];

let prepared: {
  readonly world: VersionWorld;
  readonly inputs: ReadonlyMap<string, RefreshEvalSetInput>;
};
/** The bucket before the first step and after each of them, with the requests that the step took. */
let undisturbed: MortalObjectStore[];

beforeAll(async () => {
  const store = new MortalObjectStore();
  const world = await createVersionWorld(store, { size: 12, requests: 45 });
  const inputs = new Map<string, RefreshEvalSetInput>();
  for (const week of WEEKS) inputs.set(week, await world.inputOf(week));
  prepared = { world, inputs };
  undisturbed = [store.copy()];
  for (const [at] of STEPS.entries()) {
    const next = stateAfter(at).copy();
    await stepsOn(next)[at]?.();
    undisturbed.push(next);
  }
});

const WEEKS = ['2026-W40', '2026-W41', '2026-W42', '2026-W43'];

const STEPS = [
  'refresh',
  'refresh on top',
  'import',
  'pin',
  'refresh while pinned',
  'end of the pin',
  'refresh after it',
];

/** All that moves the history, in one order. */
function stepsOn(store: MortalObjectStore): (() => Promise<unknown>)[] {
  const { world, inputs } = prepared;
  const { layout, config } = world;
  const refresh = (week: string) => async () => await world.on(store).refresh(inputs.get(week) ?? week);
  return [
    refresh('2026-W40'),
    refresh('2026-W41'),
    async () => await importItems({ store, config }, GOLDEN),
    async () => await pinVersion(store, layout, 1),
    refresh('2026-W42'),
    async () => await pinVersion(store, layout, null),
    refresh('2026-W43'),
  ];
}

/** The undisturbed bucket after so many steps. */
function stateAfter(steps: number): MortalObjectStore {
  const state = undisturbed[steps];
  if (state === undefined) throw new Error(`no state after ${steps} steps`);
  return state;
}

function listIn(store: MortalObjectStore): VersionList {
  const bytes = store.objects.get(prepared.world.layout.evalSetCurrent());
  return bytes === undefined ? { versions: [] } : parseVersionList(bytes);
}

/** Every version that the list names is whole, and is the one it names. */
function expectWhole(store: MortalObjectStore): void {
  for (const { uri, sha256, rows, lineage } of listIn(store).versions) {
    const bytes = store.objects.get(uri.replace('s3://bucket/', '')) ?? new Uint8Array();
    expect(sha256Hex(bytes)).toBe(sha256);
    expect(decodeTable(evalSetTable, bytes)).toHaveLength(rows);
    expect(store.objects.has(lineage?.uri.replace('s3://bucket/', '') ?? '')).toBe(true);
  }
}

describe('a process that is killed at any request', () => {
  it.each([...STEPS.entries()])('leaves no half version: step %i, %s', async (at) => {
    const { requests } = stateAfter(at + 1);
    expect(requests).toBeGreaterThan(1);
    for (const afterwards of [false, true]) {
      for (let deathAt = 1; deathAt <= requests; deathAt += 1) {
        const store = stateAfter(at).copy();
        Object.assign(store, { deathAt, afterwards });
        const step = stepsOn(store)[at];
        await expect(step?.()).rejects.toThrow('killed');
        expectWhole(store);
        await step?.();
        // Every object, and so the list, its versions and their lineages: not one more or other than undisturbed.
        expect(digestsOf(store)).toEqual(digestsOf(stateAfter(at + 1)));
      }
    }
  });

  it('was killed in a history of refreshes, an import and a pin', () => {
    const { versions, held, pinned } = listIn(stateAfter(STEPS.length));
    expect(versions.map(({ week, made }) => `${week} ${made}`)).toEqual([
      '2026-W40 refresh',
      '2026-W41 refresh',
      '2026-W41 import',
      '2026-W43 refresh',
    ]);
    expect([held, pinned]).toEqual([[{ week: '2026-W42', version: 1 }], undefined]);
  });
});

describe('everything at once', () => {
  it('ends in one linear history in which nothing is lost and everything can be rebuilt', async () => {
    const store = stateAfter(0).copy();
    const steps = [...stepsOn(store), ...stepsOn(store)].filter((_step, at) => at % 7 !== 3 && at % 7 !== 5);
    await Promise.all(steps.map(async (step) => await step()));
    expectWhole(store);
    const list = listIn(store);
    expect(list.versions.map(({ version }) => version)).toEqual(list.versions.map((_version, at) => at + 1));
    const refreshed = list.versions.filter(({ made }) => made === 'refresh').map(({ week }) => week);
    expect(refreshed).toEqual(WEEKS.filter((week) => refreshed.includes(week)));
    expect(list.versions.filter(({ made }) => made === 'import')).toHaveLength(1);
    for (const version of list.versions) {
      const result = await rebuildVersion(store, prepared.world.pipeline, list, version, async () => undefined);
      expect(result.outcome).toBe('identical');
    }
  });
});

function digestsOf(store: MortalObjectStore): Record<string, string> {
  return Object.fromEntries([...store.objects].map(([key, bytes]) => [key, sha256Hex(bytes)]));
}
