import { MockActivityEnvironment } from '@temporalio/testing';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createTrafficActivities } from '../../activities/traffic/activities.js';
import type { ListedPage } from '../../activities/traffic/listing-activities.js';
import type { SampleDesign } from '../../activities/traffic/sampling.js';
import type { IndexedShard } from '../../activities/traffic/shard-activities.js';
import { windowOfWeek } from '../../workflows/window.js';
import { FolderObjectStore } from './folder-object-store.js';
import { BENCH_WEEK } from './traffic-logs.js';

const DESIGN: SampleDesign = { by: 'request', size: 2000, perUserCap: 20, strata: [], seed: 'bench' };
const LANES = 2;

export interface SamplingFigures {
  readonly seconds: number;
  readonly peakRssMb: number;
  readonly requests: number;
  readonly sampled: number;
  /** Shards that were read twice. */
  readonly secondPasses: number;
}

/** Draws the sample of the generated week as the weekly run would: the same activities, two shards at a time. */
async function sampleLogs(folder: string, objects: number): Promise<SamplingFigures> {
  const logs = new FolderObjectStore('logs', folder);
  const store = new FolderObjectStore('bucket', `${folder}/work-${process.pid}`);
  const config = pipelineSchema.parse({
    name: 'bench',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/', bucket: 'logs' },
    scoring: { judge: { model: 'judge' } },
  });
  const pipeline = await storeConfig(store, config);
  const traffic = createTrafficActivities({
    openBucket: (bucket) => (bucket === 'logs' ? logs : store),
    userKey: 'k'.repeat(32),
    environment: () => undefined,
  });
  const run = <A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> =>
    new MockActivityEnvironment().run(activity, input);
  const place = { pipeline, purpose: 'weekly', window: windowOfWeek(BENCH_WEEK) };
  const startMs = performance.now();
  const page: ListedPage = await run(traffic.listTrafficObjects, { ...place, after: null, objectsBefore: 0, page: 0 });
  if (page.objects !== objects) throw new Error(`${page.objects} log objects where ${objects} were wanted`);
  const listings = [page.listing];
  const shards = page.shards.map((_, shard) => ({ page: 0, shard }));
  const indexed: IndexedShard[] = [];
  const waiting = [...shards];
  const lane = async () => {
    for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift()) {
      const input = { ...place, ...shard, listings, design: DESIGN, totalBytes: page.bytes };
      indexed[shard.shard] = await run(traffic.indexTrafficShard, input);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const parts = {
    indexes: indexed.flatMap((each) => each.indexes),
    accountings: indexed.flatMap((each) => each.accountings),
    candidates: indexed.flatMap((each) => each.candidates),
  };
  const selected = await run(traffic.selectSample, { ...place, ...parts, design: DESIGN, shardObjects: page.shards });
  const { selection, accounting } = selected;
  const collected = [...parts.candidates];
  for (const number of selected.uncollected) {
    const input = { ...place, page: 0, shard: number, listings, selection, seed: DESIGN.seed };
    collected.push((await run(traffic.collectSampleShard, input)).part);
  }
  const merged = await run(traffic.mergeSample, { ...place, selection, accounting, collected, blocked: [] });
  return {
    seconds: (performance.now() - startMs) / 1000,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    requests: selected.distinctRequests,
    sampled: merged.requests,
    secondPasses: selected.uncollected.length,
  };
}

const [folder = '', objects = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await sampleLogs(folder, Number(objects)))}\n`);
