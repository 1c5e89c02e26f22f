import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createDriftActivities } from '../../activities/drift/activities.js';
import type { ReferenceRef } from '../../activities/drift/reference-model.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import {
  createEvalSetActivities,
  type RefreshEvalSetInput,
  type RefreshedEvalSet,
} from '../../activities/eval-set/activities.js';
import { readVersionList, type StoredVersionList } from '../../activities/eval-set/version-store.js';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, writeTable } from '../../activities/storage/artifact.js';
import { type Layout, layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { windowOfWeek } from '../../workflows/window.js';
import { sampleRow } from './traffic-world.js';

const QUIET = new DefaultLogger('ERROR', () => undefined);

const WORDS = [
  ['sourdough', 'oven', 'dough', 'flour', 'crust', 'yeast', 'proofing', 'starter'],
  ['invoice', 'taxes', 'receipt', 'refund', 'audit', 'deduction', 'income', 'ledger'],
  ['flight', 'hotel', 'luggage', 'visa', 'airport', 'train', 'museum', 'itinerary'],
];

export interface VersionWorldOptions {
  /** @default 'demo' */
  readonly name?: string;
  /** Items of the eval set. @default 40 */
  readonly size?: number;
  /** Requests of a week. @default 150 */
  readonly requests?: number;
}

/** A pipeline with a pinned reference, whose weeks are ready to be refreshed from. */
export interface VersionWorld {
  readonly store: ObjectStore;
  readonly config: PipelineConfig;
  readonly pipeline: PipelineRef;
  readonly layout: Layout;
  readonly deps: ActivityDependencies;
  readonly reference: ReferenceRef;
  /** Writes a week's sample and vectors. @param rows default: made-up requests that follow from the week */
  inputOf(week: string, rows?: readonly SampleRow[]): Promise<RefreshEvalSetInput>;
  /** Refreshes as a worker does. */
  refresh(input: RefreshEvalSetInput | string): Promise<RefreshedEvalSet>;
  list(): Promise<StoredVersionList>;
  /** The same pipeline in a copy of its bucket. */
  on(store: ObjectStore): Pick<VersionWorld, 'refresh'>;
}

export function worldConfig(bucket: string, { name = 'demo', size = 40 }: VersionWorldOptions = {}): PipelineConfig {
  return pipelineSchema.parse({
    name,
    storage: { bucket },
    traffic: { prefix: 'logs/' },
    embedding: { dimension: 64 },
    evalSet: { size },
    drift: { topics: 4 },
    scoring: { judge: { model: 'judge' } },
  });
}

/** @param store a bucket; everything about one pipeline is written into it */
export async function createVersionWorld(store: ObjectStore, options: VersionWorldOptions = {}): Promise<VersionWorld> {
  const config = worldConfig(store.bucket, options);
  const pipeline = await storeConfig(store, config);
  const layout = layoutOf(pipeline);
  const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  const { fitEmbedder, embedTexts } = createEmbeddingActivities(deps);
  const place = (week: string) => `${layout.root}samples/${week}.arrow`;
  const write = async (week: string, rows: readonly SampleRow[]) =>
    await writeTable(store, place(week), sampleTable, rows);

  const sample = await write('reference', weekOf('reference', options.requests));
  const { embedderId, model: embedder } = await run(fitEmbedder, { pipeline, sample });
  const vectors = await run(embedTexts, { pipeline, embedder, source: sample, kind: 'sample' as const });
  const window = windowOfWeek('2026-W30');
  const { pinReference } = createDriftActivities(deps);
  const reference = await run(pinReference, { pipeline, window, sample, vectors, embedder, embedderId });

  const embedded = async (source: Artifact) =>
    await run(embedTexts, { pipeline, embedder: reference.embedder, source, kind: 'sample' as const });
  const inputOf = async (week: string, rows: readonly SampleRow[] = weekOf(week, options.requests)) => {
    const source = await write(week, rows);
    return { pipeline, week, window: windowOfWeek(week), reference, sample: source, vectors: await embedded(source) };
  };
  const refreshIn = (bucket: ObjectStore) => async (input: RefreshEvalSetInput | string) =>
    await run(
      createEvalSetActivities({ ...deps, openBucket: () => bucket }).refreshEvalSet,
      typeof input === 'string' ? await inputOf(input) : input,
    );
  return {
    store,
    config,
    pipeline,
    layout,
    deps,
    reference,
    inputOf,
    refresh: refreshIn(store),
    list: async () => await readVersionList(store, layout),
    on: (other) => ({ refresh: refreshIn(other) }),
  };
}

/** Made-up requests of forty users about three things; another seed gives other ones. */
export function weekOf(seed: string, requests = 150): SampleRow[] {
  const random = createRandom('week', seed);
  return Array.from({ length: requests }, (_, number) => {
    const words = WORDS[number % 3] ?? [];
    const prompt = Array.from({ length: 9 }, () => words[random.integer(words.length)]).join(' ');
    return sampleRow(`${seed}-${number}`, `user-${number % 40}`, prompt);
  });
}

/** Runs an activity as a worker does; its failures are the test's to show. */
export async function run<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return await new MockActivityEnvironment({}, { logger: QUIET }).run(activity, input);
}
