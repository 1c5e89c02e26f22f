import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { type Artifact, readBytes, readTable } from '../../activities/storage/artifact.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { createTrafficActivities } from '../../activities/traffic/activities.js';
import { accountingTable, sampleTable } from '../../activities/traffic/sample-table.js';
import type { SampleDesign } from '../../activities/traffic/sampling.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { type Window, windowOfWeek } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

export const WEEK = windowOfWeek('2026-W40');
export const DESIGN: SampleDesign = { by: 'request', size: 1000, perUserCap: 50, strata: [], seed: 'seed' };

export interface Line {
  readonly request_id: string;
  readonly [field: string]: unknown;
}

export function line(id: number, fields: Record<string, unknown> = {}): Line {
  return {
    request_id: `r${id}`,
    timestamp: new Date(Date.parse(WEEK.start) + (id % 1000) * 600_000).toISOString(),
    user_id: `user-${id % 20}`,
    session_id: `session-${id % 40}`,
    model: 'model-a',
    prompt: `question number ${id}`,
    response: `answer ${id}`,
    ...fields,
  };
}

export function gz(lines: readonly (Line | string)[]): Uint8Array {
  return gzipSync(lines.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join('\n'));
}

interface WindowOptions {
  readonly design?: SampleDesign;
  readonly maxUnreadableShare?: number;
  readonly redact?: (record: TrafficRecord) => TrafficRecord;
  readonly window?: Window;
  /** @default keys below `logs/`, in Tidemark's own format */
  readonly logs?: { readonly source: PipelineConfig['traffic']['source']; readonly prefix: string };
  readonly filters?: readonly Record<string, unknown>[];
  /** A bucket with files of earlier runs. @default an empty one */
  readonly store?: MemoryObjectStore;
  /** Wraps the bucket, to make it fail. */
  readonly through?: (store: MemoryObjectStore) => ObjectStore;
}

/** Log objects by key, run through all five steps. */
export async function sampleWindow(objects: Readonly<Record<string, Uint8Array>>, options: WindowOptions = {}) {
  const store = options.store ?? new MemoryObjectStore();
  for (const [key, bytes] of Object.entries(objects))
    store.objects.set(`${options.logs?.prefix ?? 'logs/'}${key}`, bytes);
  const pipeline = await storePipeline(store, options);
  const bucket = options.through?.(store) ?? store;
  const deps = { openBucket: () => bucket, userKey: 'k'.repeat(32), environment: () => undefined };
  const { redact, design = DESIGN } = options;
  const traffic = createTrafficActivities(deps, redact === undefined ? {} : { redactWith: () => redact });
  const run = <A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> =>
    new MockActivityEnvironment().run(activity, input);
  const place = { pipeline, purpose: 'weekly', window: options.window ?? WEEK };
  const listed = await run(traffic.listTrafficObjects, { ...place, after: null, objectsBefore: 0, page: 0 });
  const listings = [listed.listing];
  const shards = listed.shards.map((_, shard) => ({ page: 0, shard }));
  const indexed: { indexes: Artifact[]; accountings: Artifact[]; candidates: Artifact[] } = {
    indexes: [],
    accountings: [],
    candidates: [],
  };
  for (const shard of shards) {
    const totalBytes = listed.bytes;
    const pass = await run(traffic.indexTrafficShard, { ...place, ...shard, listings, design, totalBytes });
    indexed.indexes.push(...pass.indexes);
    indexed.accountings.push(...pass.accountings);
    indexed.candidates.push(...pass.candidates);
  }
  const selected = await run(traffic.selectSample, { ...place, ...indexed, design, shardObjects: listed.shards });
  const { selection } = selected;
  const parts: { part: Artifact; blocked: Artifact }[] = [];
  for (const number of selected.uncollected) {
    const shard = shards[number];
    if (shard === undefined) throw new RangeError(`no shard ${number}`);
    parts.push(await run(traffic.collectSampleShard, { ...place, ...shard, listings, selection, seed: design.seed }));
  }
  const merged = await run(traffic.mergeSample, {
    ...place,
    selection,
    accounting: selected.accounting,
    collected: [...indexed.candidates, ...parts.map(({ part }) => part)],
    blocked: parts.map(({ blocked }) => blocked),
  });
  return {
    store,
    shards: shards.length,
    secondPasses: parts.length,
    selected,
    merged,
    bytes: Buffer.from(await readBytes(store, merged.sample)).toString('base64'),
    rows: await readTable(store, merged.sample, sampleTable),
    accounting: await readTable(store, merged.accounting, accountingTable),
  };
}

export async function storePipeline(
  store: MemoryObjectStore,
  { maxUnreadableShare = 1, filters = [], logs }: WindowOptions,
): Promise<PipelineRef> {
  const config = pipelineSchema.parse({
    name: 'shop',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/', ...logs, maxUnreadableShare, filters },
    scoring: { judge: { model: 'judge' } },
  });
  return await storeConfig(store, config);
}
