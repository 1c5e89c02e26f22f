import type { ObjectStore } from './storage/object-store.js';

/** What the worker hands to the rooms: everything that comes from the process environment. */
export interface ActivityDependencies {
  /** Opens a bucket; cheap, may be called for every activity. */
  openBucket(bucket: string): ObjectStore;
  /** Key of the user hash. Whoever holds it can link hashes to users; nobody else can. */
  readonly userKey: string;
  /** Reads an environment variable named by a pipeline's YAML, such as the webhook's. */
  environment(name: string): string | undefined;
}
