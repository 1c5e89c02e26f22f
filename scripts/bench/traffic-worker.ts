import { openTraffic, peakRssMb, runActivity, type TrafficActivities } from './traffic-activities.js';

/** Asks a worker process to index a shard. */
export interface IndexTask {
  readonly task: number;
  readonly input: Parameters<TrafficActivities['indexTrafficShard']>[0];
}

/** What a worker process tells; without a `task` that it is ready. */
export type IndexAnswer =
  | { readonly ready: true }
  | {
      readonly task: number;
      readonly indexed: Awaited<ReturnType<TrafficActivities['indexTrafficShard']>>;
      readonly peakRssMb: number;
    };

const [logsFolder = '', workFolder = ''] = process.argv.slice(2);
const { traffic } = openTraffic(logsFolder, workFolder);
const tell = (answer: IndexAnswer) => process.send?.(answer);
process.on('message', ({ task, input }: IndexTask) => {
  void runActivity(traffic.indexTrafficShard, input).then((indexed) => tell({ task, indexed, peakRssMb: peakRssMb() }));
});
tell({ ready: true });
