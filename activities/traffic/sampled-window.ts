import { cancellationSignal } from '@temporalio/activity';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import type { Artifact } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { TrafficRecord } from './traffic-record.js';
import { TRAFFIC_SOURCES } from './traffic-sources.js';

/** One window of one pipeline; `purpose` keeps its files apart from those of another sample of the same window. */
export interface TrafficWindow {
  readonly pipeline: PipelineRef;
  readonly purpose: string;
  readonly window: Window;
}

export interface TrafficShard extends TrafficWindow {
  readonly listings: readonly Artifact[];
  readonly page: number;
  /** Number of the shard within its page. */
  readonly shard: number;
}

/** Replaces what must not be stored; a record for which it throws is never stored. */
export type RedactWith = (traffic: PipelineConfig['traffic']) => (record: TrafficRecord) => TrafficRecord;

export type OpenedWindow = Awaited<ReturnType<typeof openWindow>>;

/** Where the logs of a window are read and the files of its sample are written, and how. */
export async function openWindow(
  deps: ActivityDependencies,
  redactWith: RedactWith,
  { pipeline, purpose, window }: TrafficWindow,
) {
  const store = deps.openBucket(pipeline.bucket);
  const config = await loadConfig(store, pipeline);
  const logs = deps.openBucket(config.traffic.bucket ?? pipeline.bucket);
  const layout = layoutOf(pipeline);
  const source = TRAFFIC_SOURCES[config.traffic.source];
  return {
    store,
    config,
    layout,
    logs,
    source,
    redact: redactWith(config.traffic),
    keyOf: (file: string) => layout.sample(purpose, window, file),
    place: `s3://${logs.bucket}/${config.traffic.prefix}`,
    reader: { logs, settings: config.traffic, source, window, signal: cancellationSignal() },
  };
}
