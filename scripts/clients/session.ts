import type { Client } from '@temporalio/client';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { locationOf, storeConfig } from '../../activities/pipeline/resolved-config.js';
import { type Layout, layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { type ClientEnvironment, loadClientEnvironment } from '../../worker/environment.js';
import { readStack } from '../stack/stack-file.js';
import { printNote } from '../terminal/output.js';
import { readPipeline } from './pipeline-argument.js';
import { connectTemporal } from './temporal-client.js';

/** What a verb works with: one pipeline, and the way to its bucket and to Temporal. */
export interface Session {
  readonly config: PipelineConfig;
  readonly environment: ClientEnvironment;
  readonly layout: Layout;
  openBucket(bucket: string): ObjectStore;
  /** The pipeline's own bucket. */
  readonly store: ObjectStore;
  /** Connects on first use. */
  temporal(): Promise<Client>;
  /** Writes the configuration under its digest, which changes nothing when it is there already. */
  storeConfig(): Promise<PipelineRef>;
}

/** The environment, with a local stack of this folder for whatever it says nothing about. */
export async function readEnvironment(): Promise<ClientEnvironment> {
  return loadClientEnvironment({ localStack: await readStack() });
}

/** Opens buckets with one S3 client. */
export function bucketOpener(environment: ClientEnvironment): (bucket: string) => ObjectStore {
  const client = createS3Client(environment.s3);
  return (bucket) => new S3ObjectStore(client, bucket);
}

/** Reads the YAML, runs the work, and closes whatever was opened. */
export async function withSession<T>(file: string, work: (session: Session) => Promise<T>): Promise<T> {
  const config = await readPipeline(file);
  const environment = await readEnvironment();
  if (environment.fromLocalStack.length > 0) {
    printNote(`using the local stack for ${environment.fromLocalStack.join(', ')}`);
  }
  const openBucket = bucketOpener(environment);
  const store = openBucket(config.storage.bucket);
  let connecting: Promise<Client> | undefined;
  try {
    return await work({
      config,
      environment,
      layout: layoutOf(locationOf(config)),
      openBucket,
      store,
      temporal: () => (connecting ??= connectTemporal(environment.temporal)),
      storeConfig: async () => await storeConfig(store, config),
    });
  } finally {
    const client = await connecting?.catch(() => undefined);
    await client?.connection.close();
  }
}
