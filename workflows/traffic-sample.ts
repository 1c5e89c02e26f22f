import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { Artifact } from '../activities/storage/artifact.js';
import type { ListedPage } from '../activities/traffic/listing-activities.js';
import type { SampleDesign } from '../activities/traffic/sampling.js';
import { analysis } from './activity-options.js';
import { mapLanes } from './lanes.js';
import type { Window } from './window.js';

const SHARDS_IN_FLIGHT = 8;

/** Listing a bucket ends somewhere: this many pages hold more keys than a window can be read from. */
const MOST_PAGES = 1000;

export interface TrafficSample {
  readonly sample: Artifact;
  readonly accounting: Artifact;
  /** Distinct requests of the whole window, sampled or not. */
  readonly distinctRequests: number;
  readonly sampledRequests: number;
  readonly users: number;
  readonly models: readonly { readonly model: string; readonly share: number }[];
  /** Records of the weeks before that came after their week was evaluated. */
  readonly lateRecords: number;
}

interface ShardPlace {
  readonly page: number;
  readonly shard: number;
}

/**
 * Draws the sample of a window: one pass over the logs to choose, and a second one over those shards whose drawn records
 * the first did not keep at hand.
 */
export async function sampleTraffic(
  pipeline: PipelineRef,
  purpose: string,
  window: Window,
  design: SampleDesign,
): Promise<TrafficSample> {
  const place = { pipeline, purpose, window };
  const { listings, places, shardObjects, totalBytes } = await listTraffic(place);
  const passes = await mapLanes(places, SHARDS_IN_FLIGHT, (each) =>
    analysis.indexTrafficShard({ ...place, ...each, listings, design, totalBytes }),
  );
  const indexed = {
    indexes: passes.flatMap((pass) => pass.indexes),
    accountings: passes.flatMap((pass) => pass.accountings),
    candidates: passes.flatMap((pass) => pass.candidates),
  };
  const selected = await analysis.selectSample({ ...place, ...indexed, design, shardObjects });
  const { selection } = selected;
  const missing = places.filter((_, number) => selected.uncollected.includes(number));
  const parts = await mapLanes(missing, SHARDS_IN_FLIGHT, (each) =>
    analysis.collectSampleShard({ ...place, ...each, listings, selection, seed: design.seed }),
  );
  const merged = await analysis.mergeSample({
    ...place,
    selection,
    accounting: selected.accounting,
    collected: [...indexed.candidates, ...parts.map(({ part }) => part)],
    blocked: parts.map(({ blocked }) => blocked),
  });
  return {
    sample: merged.sample,
    accounting: merged.accounting,
    distinctRequests: selected.distinctRequests,
    sampledRequests: merged.requests,
    users: merged.users,
    models: merged.models,
    lateRecords: selected.lateRecords,
  };
}

/** Whether a sample could not be drawn because the window has no request. */
export function isEmptyWindow(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === 'EmptyWindow'
  );
}

/** Lists the log objects page by page, so that a bucket with millions of keys is never listed twice. */
async function listTraffic(place: { pipeline: PipelineRef; purpose: string; window: Window }) {
  const listings: Artifact[] = [];
  const places: ShardPlace[] = [];
  const shardObjects: number[] = [];
  let [objectsBefore, totalBytes] = [0, 0];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const listed: ListedPage = await analysis.listTrafficObjects({ ...place, after, objectsBefore, page });
    listings.push(listed.listing);
    for (const [shard, objects] of listed.shards.entries()) {
      places.push({ page, shard });
      shardObjects.push(objects);
    }
    objectsBefore += listed.objects;
    totalBytes += listed.bytes;
    after = listed.next;
    if (after === null) break;
  }
  return { listings, places, shardObjects, totalBytes };
}
