import { pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import type { ListedPage } from '../../activities/traffic/listing-activities.js';
import type { SampleDesign } from '../../activities/traffic/sampling.js';
import type { IndexedShard } from '../../activities/traffic/shard-activities.js';
import { windowOfWeek } from '../../workflows/window.js';
import { LANES, openTraffic, peakRssMb, runActivity } from './traffic-activities.js';
import { BENCH_WEEK } from './traffic-logs.js';
import { startWorker } from './traffic-workers.js';

const DESIGN: SampleDesign = { by: 'request', size: 2000, perUserCap: 20, strata: [], seed: 'bench' };

export interface SamplingFigures {
  readonly seconds: number;
  /** Of the process that has the most. */
  readonly peakRssMb: number;
  /** Of all processes together, each at its own peak. */
  readonly sumRssMb: number;
  readonly requests: number;
  readonly sampled: number;
  /** Shards that were read twice. */
  readonly secondPasses: number;
}

/**
 * Draws the sample of the generated week as the weekly run would: the same activities, two shards at a time in each
 * worker. Workers run before the clock does.
 * @param workers processes; the first also draws
 */
async function sampleLogs(folder: string, objects: number, workers: number): Promise<SamplingFigures> {
  const workFolder = `${folder}/work-${process.pid}`;
  const { store, traffic } = openTraffic(folder, workFolder);
  const others = await Promise.all(Array.from({ length: workers - 1 }, () => startWorker(folder, workFolder)));
  const config = pipelineSchema.parse({
    name: 'bench',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/', bucket: 'logs' },
    scoring: { judge: { model: 'judge' } },
  });
  const pipeline = await storeConfig(store, config);
  const place = { pipeline, purpose: 'weekly', window: windowOfWeek(BENCH_WEEK) };
  const startMs = performance.now();
  const firstPage = { ...place, after: null, objectsBefore: 0, page: 0 };
  const page: ListedPage = await runActivity(traffic.listTrafficObjects, firstPage);
  if (page.objects !== objects) throw new Error(`${page.objects} log objects where ${objects} were wanted`);
  const listings = [page.listing];
  const shards = page.shards.map((_, shard) => ({ page: 0, shard }));
  const indexed: IndexedShard[] = [];
  const waiting = [...shards];
  type Index = (typeof others)[number]['index'];
  const lane = async (index: Index) => {
    for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift()) {
      const input = { ...place, ...shard, listings, design: DESIGN, totalBytes: page.bytes };
      indexed[shard.shard] = await index(input);
    }
  };
  const own: Index = (input) => runActivity(traffic.indexTrafficShard, input);
  const indexers = [own, ...others.map(({ index }) => index)];
  await Promise.all(indexers.flatMap((index) => Array.from({ length: LANES }, () => lane(index))));
  const parts = {
    indexes: indexed.flatMap((each) => each.indexes),
    accountings: indexed.flatMap((each) => each.accountings),
    candidates: indexed.flatMap((each) => each.candidates),
  };
  const shardObjects = page.shards;
  const selected = await runActivity(traffic.selectSample, { ...place, ...parts, design: DESIGN, shardObjects });
  const { selection, accounting } = selected;
  const collected = [...parts.candidates];
  for (const number of selected.uncollected) {
    const input = { ...place, page: 0, shard: number, listings, selection, seed: DESIGN.seed };
    collected.push((await runActivity(traffic.collectSampleShard, input)).part);
  }
  const drawn = { ...place, selection, accounting, collected, blocked: [] };
  const merged = await runActivity(traffic.mergeSample, drawn);
  const seconds = (performance.now() - startMs) / 1000;
  for (const worker of others) worker.stop();
  const peaks = [peakRssMb(), ...others.map((worker) => worker.peakRssMb())];
  return {
    seconds,
    peakRssMb: Math.max(...peaks),
    sumRssMb: peaks.reduce((sum, peak) => sum + peak, 0),
    requests: selected.distinctRequests,
    sampled: merged.requests,
    secondPasses: selected.uncollected.length,
  };
}

const [folder = '', objects = '', workers = '1'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await sampleLogs(folder, Number(objects), Number(workers)))}\n`);
