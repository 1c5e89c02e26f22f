import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { ReferenceRef } from '../../activities/drift/reference-model.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { createEvalSetActivities, type RefreshEvalSetInput } from '../../activities/eval-set/activities.js';
import { type EvalSetRow, evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { pinVersion } from '../../activities/eval-set/version-pin.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, readTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { PutOptions, PutOutcome } from '../../activities/storage/object-store.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { createVersionWorld, run, type VersionWorld, weekOf } from './version-world.js';

/** A bucket whose process is killed at a chosen put, before or after the bytes have arrived. */
class MortalObjectStore extends MemoryObjectStore {
  deathAt: number | undefined;
  afterwards = false;
  puts = 0;

  override async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<PutOutcome> {
    this.puts += 1;
    const dies = this.puts === this.deathAt;
    if (dies && !this.afterwards) throw new Error('killed');
    const outcome = await super.put(key, bytes, options);
    if (dies) throw new Error('killed');
    return outcome;
  }
}

let store: MortalObjectStore;
let world: VersionWorld;
let pipeline: PipelineRef;
let deps: ActivityDependencies;
let reference: ReferenceRef;

async function embedded(rows: readonly SampleRow[]): Promise<{ sample: Artifact; vectors: Artifact }> {
  const { sample, vectors } = await world.inputOf('2026-W01', rows);
  return { sample, vectors };
}

async function inputOf(week: string, rows = weekOf(week)): Promise<RefreshEvalSetInput> {
  return await world.inputOf(week, rows);
}

async function currentList() {
  return (await world.list()).versions;
}

beforeEach(async () => {
  store = new MortalObjectStore();
  world = await createVersionWorld(store);
  ({ pipeline, deps, reference } = world);
});

describe('refreshing the eval set', () => {
  it('makes a first version and then one version a week', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const first = await run(refreshEvalSet, await inputOf('2026-W40'));
    expect([first.version.version, first.version.items, first.added, first.retired]).toEqual([1, 40, 40, 0]);
    const second = await run(refreshEvalSet, await inputOf('2026-W41'));
    expect(second.version.version).toBe(2);
    expect(second.retired).toBeGreaterThan(0);
    expect(await currentList()).toEqual([first.version, second.version]);
    const rows = await readTable(store, second.artifact, evalSetTable);
    expect(rows).toHaveLength(second.version.rows);
    expect(rows.filter((row) => row.added_week === '2026-W41')).toHaveLength(second.added);
  });

  it('returns the same version for a week that already has one, whatever its sample says now', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const first = await run(refreshEvalSet, await inputOf('2026-W40'));
    const before = store.objects.size;
    expect(await run(refreshEvalSet, await inputOf('2026-W40'))).toEqual(first);
    const other = await embedded(weekOf('other'));
    expect(await run(refreshEvalSet, { ...(await inputOf('2026-W40')), ...other })).toEqual(first);
    expect(store.objects.size).toBe(before + 2);
  });

  it('makes no version for a week that is older than the newest', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const first = await run(refreshEvalSet, await inputOf('2026-W40'));
    const second = await run(refreshEvalSet, await inputOf('2026-W44'));
    const between = await run(refreshEvalSet, await inputOf('2026-W42'));
    expect([between.version, between.added, between.retired]).toEqual([first.version, 0, 0]);
    expect(between.note).toMatch(/older than the newest version: it uses version 1/);
    expect((await run(refreshEvalSet, await inputOf('2026-W30'))).version).toEqual(first.version);
    expect(await currentList()).toEqual([first.version, second.version]);
  });

  it('ends in one linear history when two weeks are refreshed at once', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const inputs = [await inputOf('2026-W40'), await inputOf('2026-W41'), await inputOf('2026-W41')];
    const results = await Promise.all(inputs.map(async (input) => await run(refreshEvalSet, input)));
    const list = await currentList();
    expect(list.map(({ version }) => version)).toEqual(list.map((_, at) => at + 1));
    expect(list.filter(({ week }) => week === '2026-W41')).toHaveLength(1);
    for (const { version } of results) expect(list).toContainEqual(version);
  });

  it('gives the same bytes for the same requests in another order', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const rows = weekOf('2026-W40');
    const first = await run(refreshEvalSet, await inputOf('2026-W40', rows));
    store.objects.delete(layoutOf(pipeline).evalSetCurrent());
    const shuffled = createRandom('order').shuffle([...rows]);
    const again = await run(refreshEvalSet, await inputOf('2026-W40', shuffled));
    expect([again.version.uri, again.version.sha256]).toEqual([first.version.uri, first.version.sha256]);
  });

  it.each([
    [1, false],
    [1, true],
    [2, false],
    [2, true],
    [3, false],
    [3, true],
  ])('leaves no half version when it is killed at put %i (arrived: %s), and goes on', async (put, afterwards) => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const input = await inputOf('2026-W40');
    Object.assign(store, { puts: 0, deathAt: put, afterwards });
    await expect(run(refreshEvalSet, input)).rejects.toThrow('killed');
    const again = await run(refreshEvalSet, input);
    expect(await currentList()).toEqual([again.version]);
    expect(await readTable(store, again.artifact, evalSetTable)).toHaveLength(40);
    expect([...store.objects.keys()].filter((key) => key.includes('eval-set/versions'))).toHaveLength(1);
  });

  it('refuses vectors of another sample', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const { vectors } = await embedded(weekOf('other'));
    await expect(run(refreshEvalSet, { ...(await inputOf('2026-W40')), vectors })).rejects.toThrow(/does not belong/);
  });

  it('refuses a damaged list of versions and names it', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    await store.put(layoutOf(pipeline).evalSetCurrent(), Buffer.from('{"versions":"none"}'));
    await expect(run(refreshEvalSet, await inputOf('2026-W40'))).rejects.toThrow(
      /eval-set\/current\.json cannot be used/,
    );
  });
});

describe('while a version is pinned', () => {
  it('a week makes no version and uses the pinned one, also when it is run again after the pin', async () => {
    const first = await world.refresh('2026-W40');
    const second = await world.refresh('2026-W41');
    await pinVersion(store, world.layout, 1);
    const pinned = await world.refresh('2026-W42');
    expect([pinned.version, pinned.artifact, pinned.added, pinned.retired]).toEqual([
      first.version,
      first.artifact,
      0,
      0,
    ]);
    expect(pinned.note).toBe('pinned to version 1, which is weighted to 2026-W40');
    expect(await world.refresh('2026-W41')).toEqual(second);
    await pinVersion(store, world.layout, null);
    expect(await world.refresh('2026-W42')).toEqual(pinned);
    const next = await world.refresh('2026-W43');
    expect([next.version.version, next.note]).toEqual([3, null]);
    expect(await currentList()).toEqual([first.version, second.version, next.version]);
  });

  it('the week is compared with the pinned version, as is the week after', async () => {
    const { currentEvalSet } = createEvalSetActivities(deps);
    const before = async (week: string) => (await run(currentEvalSet, { pipeline, before: week }))?.version;
    await world.refresh('2026-W40');
    await world.refresh('2026-W41');
    await pinVersion(store, world.layout, 1);
    expect([await before('2026-W41'), await before('2026-W42')]).toEqual([1, 1]);
    await world.refresh('2026-W42');
    await pinVersion(store, world.layout, null);
    expect([await before('2026-W41'), await before('2026-W42'), await before('2026-W43')]).toEqual([1, 1, 1]);
    await world.refresh('2026-W43');
    expect(await before('2026-W44')).toBe(3);
  });
});

describe('the current eval set', () => {
  it('is the newest version of an earlier week, or none', async () => {
    const { currentEvalSet, refreshEvalSet } = createEvalSetActivities(deps);
    expect(await run(currentEvalSet, { pipeline, before: '2026-W41' })).toBeNull();
    const { version } = await run(refreshEvalSet, await inputOf('2026-W40'));
    expect(await run(currentEvalSet, { pipeline, before: '2026-W41' })).toEqual(version);
    expect(await run(currentEvalSet, { pipeline, before: '2026-W40' })).toBeNull();
  });

  it('can be embedded like a sample', async () => {
    const { refreshEvalSet } = createEvalSetActivities(deps);
    const { artifact } = await run(refreshEvalSet, await inputOf('2026-W40'));
    const { embedTexts } = createEmbeddingActivities(deps);
    const vectors = await run(embedTexts, {
      pipeline,
      embedder: reference.embedder,
      source: artifact,
      kind: 'eval-set',
    });
    const rows: EvalSetRow[] = await readTable(store, artifact, evalSetTable);
    expect(vectors.rows).toBe(rows.length);
  });
});
