import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createDriftActivities } from '../../activities/drift/activities.js';
import type { ReferenceRef } from '../../activities/drift/reference-model.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { createEvalSetActivities, type RefreshEvalSetInput } from '../../activities/eval-set/activities.js';
import { type EvalSetRow, evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { parseVersionList } from '../../activities/eval-set/version-list.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, readTable, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { PutOptions, PutOutcome } from '../../activities/storage/object-store.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { windowOfWeek } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { sampleRow } from './traffic-world.js';

const config = pipelineSchema.parse({
  name: 'demo',
  storage: { bucket: 'bucket' },
  traffic: { prefix: 'logs/' },
  embedding: { dimension: 64 },
  evalSet: { size: 40 },
  drift: { topics: 4 },
  scoring: { judge: { model: 'judge' } },
});

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
let pipeline: PipelineRef;
let deps: ActivityDependencies;
let reference: ReferenceRef;

const WORDS = [
  ['sourdough', 'oven', 'dough', 'flour', 'crust', 'yeast', 'proofing', 'starter'],
  ['invoice', 'taxes', 'receipt', 'refund', 'audit', 'deduction', 'income', 'ledger'],
  ['flight', 'hotel', 'luggage', 'visa', 'airport', 'train', 'museum', 'itinerary'],
];

function weekOf(seed: string): SampleRow[] {
  const random = createRandom('week', seed);
  return Array.from({ length: 150 }, (_, number) => {
    const words = WORDS[number % 3] ?? [];
    const prompt = Array.from({ length: 9 }, () => words[random.integer(words.length)]).join(' ');
    return sampleRow(`${seed}-${number}`, `user-${number % 40}`, prompt);
  });
}

async function run<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return await new MockActivityEnvironment().run(activity, input);
}

async function embedded(name: string, rows: readonly SampleRow[]): Promise<{ sample: Artifact; vectors: Artifact }> {
  const { embedTexts } = createEmbeddingActivities(deps);
  const sample = await writeTable(store, `${name}.arrow`, sampleTable, rows);
  const vectors = await run(embedTexts, { pipeline, embedder: reference.embedder, source: sample, kind: 'sample' });
  return { sample, vectors };
}

async function inputOf(week: string, rows = weekOf(week)): Promise<RefreshEvalSetInput> {
  return { pipeline, week, window: windowOfWeek(week), reference, ...(await embedded(week, rows)) };
}

async function currentList() {
  const object = await store.get(layoutOf(pipeline).evalSetCurrent());
  return parseVersionList(object?.bytes ?? new Uint8Array()).versions;
}

beforeEach(async () => {
  store = new MortalObjectStore();
  pipeline = await storeConfig(store, config);
  deps = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  const { fitEmbedder, embedTexts } = createEmbeddingActivities(deps);
  const sample = await writeTable(store, 'reference.arrow', sampleTable, weekOf('reference'));
  const { embedderId, model: embedder } = await run(fitEmbedder, { pipeline, sample });
  const vectors = await run(embedTexts, { pipeline, embedder, source: sample, kind: 'sample' });
  const window = windowOfWeek('2026-W30');
  const { pinReference } = createDriftActivities(deps);
  reference = await run(pinReference, { pipeline, window, sample, vectors, embedder, embedderId });
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
    const other = await embedded('other', weekOf('other'));
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
    expect(await run(refreshEvalSet, await inputOf('2026-W40', shuffled))).toEqual(first);
  });

  it.each([
    [1, false],
    [1, true],
    [2, false],
    [2, true],
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
    const { vectors } = await embedded('other', weekOf('other'));
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
