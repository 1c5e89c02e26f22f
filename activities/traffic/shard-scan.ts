import type { Window } from '../../workflows/window.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { Artifact } from '../storage/artifact.js';
import { readJson } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { openLogFile } from './log-file.js';
import { type LogObject, UnreadableObject } from './log-object.js';
import { type ObjectScan, type RecordVisitor, scanObject } from './object-scan.js';
import type { RecordReading } from './record-reading.js';
import type { ListedLog, ListingPage } from './traffic-listing.js';
import type { CompanionFacts, ReadContext, TrafficSource } from './traffic-source.js';

/** One shard of a listing. */
export interface Shard {
  /** Position of its first object among those of all shards. */
  readonly first: number;
  readonly objects: readonly ListedLog[];
  /** Objects that hold what records of the shard need. */
  readonly companions: readonly LogObject[];
}

export async function readShard(
  store: ObjectStore,
  source: TrafficSource,
  { listings, page, shard }: { listings: readonly Artifact[]; page: number; shard: number },
): Promise<Shard> {
  const listing = listings[page];
  if (listing === undefined) throw new RangeError(`no page ${page} among ${listings.length} of the listing`);
  const { first, shards } = await readJson<ListingPage>(store, listing);
  const objects = shards[shard] ?? [];
  const before = shards.slice(0, shard).reduce((sum, each) => sum + each.length, 0);
  let companions: readonly LogObject[] = [];
  if (source.companionsFor !== undefined) {
    const all: LogObject[] = [];
    for (const other of listings) all.push(...(await readJson<ListingPage>(store, other)).companions);
    companions = source.companionsFor(objects, all);
  }
  return { first: first + before, objects, companions };
}

export interface ShardReader {
  readonly logs: ObjectStore;
  readonly settings: PipelineConfig['traffic'];
  readonly source: RecordReading['source'];
  readonly window: Window;
  readonly signal: AbortSignal;
}

/**
 * Reads the objects of a shard one after another, from the given one on. `visitorFor` gets each object's position in the
 * listing; `done` is awaited after each object.
 */
export async function scanShard(
  { first, objects, companions }: Shard,
  { logs, settings, source, window, signal }: ShardReader,
  from: number,
  visitorFor: (position: number) => RecordVisitor,
  done: (scan: ObjectScan, at: number) => Promise<void>,
): Promise<void> {
  const open: ReadContext['open'] = async (key) => {
    const listed = await findObject(logs, key, signal);
    return listed === undefined ? null : openLogFile(logs, listed, signal);
  };
  const facts: CompanionFacts = await readCompanions(
    companions,
    source,
    logs,
    { settings, facts: new Map(), open },
    signal,
  );
  const context: ReadContext = { settings, facts, open };
  for (let at = from; at < objects.length; at += 1) {
    const object = objects[at];
    if (object === undefined) break;
    const plan = { source, context, window, lateSinceMs: object.lateSinceMs };
    await done(await scanObject(openLogFile(logs, object, signal), plan, visitorFor(first + at), signal), at);
  }
}

async function readCompanions(
  companions: readonly LogObject[],
  { readCompanion }: RecordReading['source'],
  logs: ObjectStore,
  context: ReadContext,
  signal: AbortSignal,
): Promise<CompanionFacts> {
  const facts = new Map<string, unknown>();
  if (readCompanion === undefined) return facts;
  for (const object of companions) {
    signal.throwIfAborted();
    try {
      await readCompanion(openLogFile(logs, object, signal), context, facts);
    } catch (error) {
      // Records that miss it say so themselves; the object's own accounting tells why, when it is a log as well.
      if (!(error instanceof UnreadableObject)) throw error;
    }
  }
  return facts;
}

/** An object as it is listed: reading must name its size and its version. */
async function findObject(logs: ObjectStore, key: string, signal: AbortSignal): Promise<LogObject | undefined> {
  for await (const object of logs.list(key, { signal })) {
    if (object.key === key) return object;
    break;
  }
  return undefined;
}
