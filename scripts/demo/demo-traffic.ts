import { sha256Hex } from '../../activities/storage/artifact.js';
import { canonicalJson } from '../../activities/storage/canonical-json.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { createLogObjects } from '../simulator/log-objects.js';
import { plantedTruth } from '../simulator/planted-truth.js';
import type { World } from '../simulator/world.js';
import type { WorldPlan } from '../simulator/world-plan.js';

/** Raised whenever the same plan makes other logs. */
const WORLD_VERSION = 1;
const UPLOADS_IN_FLIGHT = 8;
const SHOWN_EVERY = 50;

/** Where the simulator leaves what it makes: logs, and next to them what nobody but the demo may read. */
export function simulatorPrefix(pipeline: string): string {
  return `simulator/${pipeline}/`;
}

/** Names a world: logs of another digest are other logs. */
export function worldDigest(plan: WorldPlan): string {
  return sha256Hex(canonicalJson({ plan, version: WORLD_VERSION }));
}

/** Digest of the world whose logs lie under the prefix, complete; undefined when there are none. */
export async function uploadedWorld(store: ObjectStore, pipeline: string): Promise<string | undefined> {
  const object = await store.get(`${simulatorPrefix(pipeline)}world.txt`);
  return object === undefined ? undefined : Buffer.from(object.bytes).toString('utf8');
}

/**
 * Writes logs and truth, and last of all the digest, so that a broken-off upload is begun again. Overwrites.
 * @param show told after every few objects
 */
export async function uploadTraffic(
  store: ObjectStore,
  pipeline: string,
  world: World,
  show: (objects: number) => void,
): Promise<void> {
  const prefix = simulatorPrefix(pipeline);
  let uploaded = 0;
  const objects = createLogObjects(world);
  const lane = async (): Promise<void> => {
    for (const { key, bytes } of objects) {
      await store.put(`${prefix}logs/${key}`, bytes, { contentType: 'application/gzip' });
      uploaded += 1;
      if (uploaded % SHOWN_EVERY === 0) show(uploaded);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_IN_FLIGHT }, lane));
  const truth = Buffer.from(JSON.stringify(plantedTruth(world), null, 2));
  await store.put(`${prefix}truth.json`, truth, { contentType: 'application/json' });
  await store.put(`${prefix}world.txt`, Buffer.from(worldDigest(world.plan)), { contentType: 'text/plain' });
}
