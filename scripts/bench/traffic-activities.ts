import { MockActivityEnvironment } from '@temporalio/testing';
import { createTrafficActivities } from '../../activities/traffic/activities.js';
import { FolderObjectStore } from './folder-object-store.js';

export type TrafficActivities = ReturnType<typeof createTrafficActivities>;

/** Activities that a worker runs at the same time. */
export const LANES = 2;

/** The activities of a worker over folders in place of buckets: `logs`, and `bucket` for what they write. */
export function openTraffic(logsFolder: string, workFolder: string) {
  const logs = new FolderObjectStore('logs', logsFolder);
  const store = new FolderObjectStore('bucket', workFolder);
  const traffic = createTrafficActivities({
    openBucket: (bucket) => (bucket === 'logs' ? logs : store),
    userKey: 'k'.repeat(32),
    environment: () => undefined,
  });
  return { store, traffic };
}

export function runActivity<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return new MockActivityEnvironment().run(activity, input);
}

export function peakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
