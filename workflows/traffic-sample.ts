import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { Artifact } from '../activities/storage/artifact.js';
import type { SampleDesign } from '../activities/traffic/sampling.js';
import { analysis } from './activity-options.js';
import { mapLanes } from './lanes.js';
import type { Window } from './window.js';

const SHARDS_IN_FLIGHT = 8;

export interface TrafficSample {
  readonly sample: Artifact;
  readonly accounting: Artifact;
  /** Distinct requests of the whole window, sampled or not. */
  readonly distinctRequests: number;
  readonly sampledRequests: number;
  readonly users: number;
  readonly models: readonly { readonly model: string; readonly share: number }[];
}

/** Draws the sample of a window: one pass over the logs to choose, a second to collect what was chosen. */
export async function sampleTraffic(
  pipeline: PipelineRef,
  purpose: string,
  window: Window,
  design: SampleDesign,
): Promise<TrafficSample> {
  const { listing, shards } = await analysis.listTrafficObjects({ pipeline, purpose, window });
  const numbers = Array.from({ length: shards }, (_, shard) => shard);
  const passes = await mapLanes(numbers, SHARDS_IN_FLIGHT, (shard) =>
    analysis.indexTrafficShard({ pipeline, purpose, window, listing, shard }),
  );
  const { selection, accounting, distinctRequests } = await analysis.selectSample({
    pipeline,
    purpose,
    window,
    design,
    indexes: passes.map((pass) => pass.index),
    accountings: passes.map((pass) => pass.accounting),
  });
  const parts = await mapLanes(numbers, SHARDS_IN_FLIGHT, async (shard) => {
    const { part } = await analysis.collectSampleShard({ pipeline, purpose, window, listing, shard, selection });
    return part;
  });
  const { sample, users, requests, models } = await analysis.mergeSample({
    pipeline,
    purpose,
    window,
    selection,
    parts,
  });
  return { sample, accounting, distinctRequests, sampledRequests: requests, users, models };
}
