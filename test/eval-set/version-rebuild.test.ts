import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findLineage } from '../../activities/eval-set/version-lineage.js';
import { pinVersion } from '../../activities/eval-set/version-pin.js';
import { rebuildVersion } from '../../activities/eval-set/version-rebuild.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { type Artifact, readJson, writeJson } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { importItems } from './import-world.js';
import { createVersionWorld, type VersionWorld } from './version-world.js';

const WEEKS = ['2026-W40', '2026-W41', '2026-W42', '2026-W43'];

const store = new MemoryObjectStore();
let world: VersionWorld;
let made: ReadonlyMap<string, Uint8Array>;

/** Four refreshes, with an import after the second. */
beforeAll(async () => {
  world = await createVersionWorld(store, { size: 20, requests: 90 });
  for (const week of WEEKS.slice(0, 2)) await world.refresh(week);
  await importItems(world, [{ prompt: 'which flour makes a crisp crust' }, { prompt: 'may I deduct a train ticket' }]);
  for (const week of WEEKS.slice(2)) await world.refresh(week);
  made = new Map(store.objects);
});

beforeEach(() => {
  store.objects.clear();
  for (const [key, bytes] of made) store.objects.set(key, bytes);
});

async function rebuild(number: number) {
  const list = await world.list();
  const version = list.versions[number - 1];
  if (version === undefined) throw new Error(`no version ${number}`);
  return await rebuildVersion(store, world.pipeline, list, version, async () => undefined);
}

async function versionAt(number: number) {
  const version = (await world.list()).versions[number - 1];
  if (version === undefined) throw new Error(`no version ${number}`);
  return version;
}

function remove({ uri }: Artifact): void {
  store.objects.delete(uri.replace('s3://bucket/', ''));
}

async function inputsOf(number: number) {
  const lineage = await findLineage(store, await versionAt(number));
  if (lineage?.made !== 'refresh') throw new Error('no refresh');
  return lineage.traffic;
}

describe('rebuilding a version', () => {
  it('gives every old version bit for bit, and writes nothing', async () => {
    const outcomes = [];
    for (const number of [1, 2, 3, 4, 5]) outcomes.push(await rebuild(number));
    const { versions } = await world.list();
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'identical'));
    expect(outcomes.map(({ rebuilt }) => rebuilt)).toEqual(versions.map(({ sha256 }) => sha256));
    expect(outcomes[2]).toMatchObject({ stored: 'as recorded', lost: [], rebuiltBefore: [] });
    expect([...store.objects.keys()]).toEqual([...made.keys()]);
    expect([...store.objects].every(([key, bytes]) => made.get(key) === bytes)).toBe(true);
  });

  it('goes back to the first version when the files of all versions are lost', async () => {
    for (const version of (await world.list()).versions) remove(version);
    expect(await rebuild(5)).toMatchObject({
      outcome: 'identical',
      stored: 'gone',
      rebuiltBefore: [1, 2, 3, 4],
      lost: [],
    });
  });

  it('rebuilds a version of weeks in which another one was pinned', async () => {
    await pinVersion(store, world.layout, 2);
    await world.refresh('2026-W44');
    await pinVersion(store, world.layout, null);
    await world.refresh('2026-W45');
    expect((await rebuild(6)).outcome).toBe('identical');
  });

  it.each(['sample', 'vectors'] as const)('says that the %s is gone', async (input) => {
    const traffic = await inputsOf(2);
    remove(traffic[input]);
    expect(await rebuild(2)).toMatchObject({
      outcome: 'impossible',
      rebuilt: null,
      stored: 'as recorded',
      lost: [{ input, uri: traffic[input].uri, problem: 'gone' }],
    });
  });

  it('says that the sample is another one, as after a user was forgotten', async () => {
    const { sample } = await inputsOf(2);
    await store.put(sample.uri.replace('s3://bucket/', ''), Buffer.from('less'));
    expect((await rebuild(2)).lost).toEqual([{ input: 'sample', uri: sample.uri, problem: 'changed' }]);
  });

  it('says that the reference, its topic map or the embedder is gone', async () => {
    const { artifact, embedder } = world.reference;
    const { topics } = await readJson<{ topics: Artifact }>(store, artifact);
    remove(topics);
    expect((await rebuild(1)).lost).toEqual([{ input: 'topic map', uri: topics.uri, problem: 'gone' }]);
    remove(artifact);
    remove(embedder);
    expect((await rebuild(1)).lost.map(({ input }) => input)).toEqual(['reference', 'embedder']);
  });

  it('says that the configuration is gone', async () => {
    store.objects.delete(layoutOf(world.pipeline).config(world.pipeline.configSha256));
    expect((await rebuild(1)).lost).toMatchObject([{ input: 'configuration', problem: 'gone' }]);
  });

  it('names the version before, and why that one cannot be rebuilt either', async () => {
    const { sample } = await inputsOf(1);
    remove(sample);
    remove(await versionAt(1));
    const { outcome, lost } = await rebuild(2);
    expect(outcome).toBe('impossible');
    expect(lost.map(({ input, problem }) => [input, problem])).toEqual([
      ['sample', 'gone'],
      ['version 1', 'gone'],
    ]);
  });

  it('tells other bytes from the same ones', async () => {
    const list = await world.list();
    const second = await versionAt(2);
    const lineage = await findLineage(store, second);
    const other = await storeConfig(store, {
      ...world.config,
      evalSet: { ...world.config.evalSet, newShare: 0.05 },
    });
    const forged = await writeJson(store, 'forged.json', { ...lineage, configSha256: other.configSha256 });
    const result = await rebuildVersion(
      store,
      world.pipeline,
      list,
      { ...second, lineage: forged },
      async () => undefined,
    );
    expect(result.outcome).toBe('different');
    expect(result.rebuilt).not.toBe(second.sha256);
  });

  it('is refused for a version that was made before lineages were recorded', async () => {
    const { lineage: _lineage, ...old } = await versionAt(1);
    const list = await world.list();
    await expect(rebuildVersion(store, world.pipeline, list, old, async () => undefined)).rejects.toMatchObject({
      code: 'LineageMissing',
    });
  });
});

describe('the bytes of a version', () => {
  it('are the same for the same traffic in another bucket and under another name', async () => {
    const elsewhere = await createVersionWorld(new MemoryObjectStore('elsewhere'), {
      name: 'other',
      size: 20,
      requests: 90,
    });
    for (const week of WEEKS.slice(0, 2)) await elsewhere.refresh(week);
    const digests = async (of: VersionWorld) => (await of.list()).versions.slice(0, 2).map(({ sha256 }) => sha256);
    expect(await digests(elsewhere)).toEqual(await digests(world));
  });
});
