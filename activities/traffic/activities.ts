import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, readBytes, readJson, readTable, writeJson } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { objectionTo, reconcile, totalOf } from './accounting.js';
import { writeContent, writeRows } from './content-file.js';
import { distinctRequests, frameOf } from './distinct-requests.js';
import { mayHold, shardObjects } from './log-objects.js';
import { type LogObject, type ObjectScan, scanObject } from './object-scan.js';
import { redactRecord } from './redaction.js';
import { contentDigest, RequestIndex, requestKey } from './request-index.js';
import { modelShares, orderedRows, sampleRow } from './sample-rows.js';
import { type AccountingRow, accountingTable, type SampleRow, sampleTable } from './sample-table.js';
import { drawRows, type SampleDesign } from './sampling.js';
import { SamplingHashes } from './sampling-hash.js';
import { type SelectionRow, selectionTable } from './selection-table.js';
import { tidemarkJsonl } from './tidemark-jsonl.js';
import type { TrafficRecord, TrafficSource } from './traffic-record.js';
import { hashUnit } from './user-hash.js';

const SOURCES: Readonly<Record<PipelineConfig['traffic']['source'], TrafficSource>> = {
  'tidemark-jsonl': tidemarkJsonl,
};

const HOUR_MS = 3_600_000;
const HEARTBEAT_MS = 1000;
/** Steps of a loop between two pauses in which heartbeats get out; well under a second of work. */
const STEPS_PER_PAUSE = 5000;

/** One window of one pipeline; `purpose` keeps its files apart from those of another sample of the same window. */
export interface TrafficWindow {
  readonly pipeline: PipelineRef;
  readonly purpose: string;
  readonly window: Window;
}

interface ShardInput extends TrafficWindow {
  readonly listing: Artifact;
  readonly shard: number;
}

type Listing = readonly (readonly LogObject[])[];

/** @param redact replaces what must not be stored; a record for which it throws is quarantined */
export function createTrafficActivities(deps: ActivityDependencies, redact = redactRecord) {
  const open = async ({ pipeline, purpose, window }: TrafficWindow) => {
    const store = deps.openBucket(pipeline.bucket);
    const config = await loadConfig(store, pipeline);
    const logs = deps.openBucket(config.traffic.bucket ?? pipeline.bucket);
    const keyOf = (file: string) => layoutOf(pipeline).sample(purpose, window, file);
    return { store, config, logs, keyOf, place: `s3://${logs.bucket}/${config.traffic.prefix}` };
  };

  /** Reads the objects of a shard one after another; `visit` sees the records of the window. */
  const scanShard = async (
    input: ShardInput,
    { store, config, logs }: { store: ObjectStore; config: PipelineConfig; logs: ObjectStore },
    visit: (record: TrafficRecord, object: number) => 'kept' | { quarantined: string },
    done: (scan: ObjectScan) => void,
  ) => {
    const shards = await readJson<Listing>(store, input.listing);
    const first = shards.slice(0, input.shard).reduce((sum, objects) => sum + objects.length, 0);
    for (const [position, object] of (shards[input.shard] ?? []).entries()) {
      const visitor = { record: (record: TrafficRecord) => visit(record, first + position), line: createPauses() };
      done(await scanObject(logs, object, SOURCES[config.traffic.source], input.window, visitor, cancellationSignal()));
    }
  };

  return {
    /**
     * Finds the log objects that may hold records of the window and cuts them into shards.
     * @throws {Refusal} `EmptyWindow` when there is none
     */
    async listTrafficObjects(
      input: TrafficWindow,
    ): Promise<{ listing: Artifact; shards: number; objects: number; bytes: number }> {
      return await withHeartbeats(async () => {
        const { store, config, logs, keyOf, place } = await open(input);
        const { prefix, latenessHours } = config.traffic;
        const own = ownPrefix(config);
        const objects: LogObject[] = [];
        for await (const object of logs.list(prefix, { signal: cancellationSignal() })) {
          const isFolder = object.size === 0 && object.key.endsWith('/');
          if (isFolder || (own !== null && object.key.startsWith(own))) continue;
          if (!mayHold(object, input.window, latenessHours * HOUR_MS)) continue;
          objects.push({ key: object.key, size: object.size, etag: object.etag });
        }
        if (objects.length === 0) {
          const { start, end } = input.window;
          throw new Refusal(
            'EmptyWindow',
            `no log object for ${start} to ${end} under ${place}; check traffic.prefix, or pick another week`,
          );
        }
        const shards: Listing = shardObjects(objects);
        const json = Buffer.from(canonicalJson(shards));
        const listing = await writeContent({ store, keyOf }, 'listing.json', json, 'application/json', objects.length);
        const bytes = objects.reduce((sum, { size }) => sum + size, 0);
        return { listing, shards: shards.length, objects: objects.length, bytes };
      });
    },

    /** First pass over a shard: accounts for every line and notes what sampling must know of each record. */
    async indexTrafficShard(input: ShardInput): Promise<{ index: Artifact; accounting: Artifact }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const index = new RequestIndex();
        const accounting: AccountingRow[] = [];
        let found = new RequestIndex();
        await scanShard(
          input,
          places,
          (record, object) => {
            if (redactOrNull(record, redact) === null) return { quarantined: 'redaction_failed' };
            const { user } = hashUnit(record, deps.userKey);
            const { route, model } = record;
            const key = requestKey(record.requestId);
            found.add({ key, digest: contentDigest(record), user, route, model, object });
            return 'kept';
          },
          (scan) => {
            accounting.push(scan.accounting);
            if (scan.complete) index.append(found);
            found = new RequestIndex();
          },
        );
        return {
          index: await writeContent(
            places,
            `index-${input.shard}.bin`,
            index.encode(),
            'application/octet-stream',
            index.rows,
          ),
          accounting: await writeRows(places, `accounting-${input.shard}`, accountingTable, accounting),
        };
      });
    },

    /**
     * Draws the sample: duplicates over all shards count once, then caps and quotas.
     * @throws {Refusal} `TooManyUnreadable` or `EmptyWindow`
     */
    async selectSample(
      input: TrafficWindow & { design: SampleDesign; indexes: readonly Artifact[]; accountings: readonly Artifact[] },
    ): Promise<{
      selection: Artifact;
      accounting: Artifact;
      distinctRequests: number;
      users: number;
      selected: number;
      unreadableShare: number;
    }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, config, place } = places;
        const { design } = input;
        const index = new RequestIndex(input.indexes.reduce((sum, { rows }) => sum + rows, 0));
        for (const part of input.indexes) index.append(RequestIndex.decode(await readBytes(store, part)));
        const scanned: AccountingRow[] = [];
        for (const part of input.accountings) scanned.push(...(await readTable(store, part, accountingTable)));
        const { rows, keptByObject } = await distinctRequests(index, turnEventLoop);
        const accounting = reconcile(scanned, keptByObject);
        const total = totalOf(accounting);
        const objection = objectionTo(total, place, config.traffic.maxUnreadableShare);
        if (objection !== null) {
          throw new Refusal(
            'TooManyUnreadable',
            `${objection}; ${config.traffic.maxUnreadableShare} is the largest share allowed: ` +
              'check traffic.source, or raise traffic.maxUnreadableShare',
          );
        }
        if (rows.length === 0) {
          const { start, end } = input.window;
          const { read, objects, outsideWindow, filtered, quarantined } = total;
          throw new Refusal(
            'EmptyWindow',
            `no request between ${start} and ${end} under ${place}: of ${read} log lines in ${objects} objects ` +
              `${outsideWindow} are of another time, ${filtered} without a user turn or failed, ${quarantined} unreadable`,
          );
        }
        const hashes = new SamplingHashes(rows.length, design.seed);
        const pause = createPauses();
        for (const [row, indexRow] of rows.entries()) {
          hashes.set(row, index.keyOf(indexRow));
          const turn = pause();
          if (turn !== undefined) await turn;
        }
        const frame = await frameOf(index, rows, design.strata, turnEventLoop);
        const selection = drawRows(frame, design, hashes).map(
          ({ row, inclusionProbability }): SelectionRow => ({
            request_key: index.keyOf(rows[row] ?? 0),
            content_digest: index.digestOf(rows[row] ?? 0),
            stratum: index.stratumOf(rows[row] ?? 0, design.strata),
            inclusion_probability: inclusionProbability,
          }),
        );
        return {
          selection: await writeRows(places, 'selection', selectionTable, selection),
          accounting: await writeRows(places, 'accounting', accountingTable, accounting),
          distinctRequests: rows.length,
          users: frame.users,
          selected: selection.length,
          unreadableShare: total.read === 0 ? 0 : total.quarantined / total.read,
        };
      });
    },

    /** Second pass over a shard: collects the chosen records, redacted. */
    async collectSampleShard(input: ShardInput & { selection: Artifact }): Promise<{ part: Artifact }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const chosen = await readTable(places.store, input.selection, selectionTable);
        const selection = new Map(chosen.map((row) => [row.request_key, row]));
        const rows: SampleRow[] = [];
        let found: SampleRow[] = [];
        await scanShard(
          input,
          places,
          (record) => {
            const selected = selection.get(requestKey(record.requestId));
            if (selected === undefined || selected.content_digest !== contentDigest(record)) return 'kept';
            const redacted = redactOrNull(record, redact);
            if (redacted === null) return { quarantined: 'redaction_failed' };
            found.push(sampleRow(redacted, selected, deps.userKey));
            return 'kept';
          },
          (scan) => {
            if (scan.complete) for (const row of found) rows.push(row);
            found = [];
          },
        );
        return { part: await writeRows(places, `collected-${input.shard}`, sampleTable, rows) };
      });
    },

    /**
     * Joins the shards' rows into the sample, in the order of time: the same bytes whatever the shards were.
     * @throws {Refusal} `TrafficChanged` when a chosen record is not there any more
     */
    async mergeSample(
      input: TrafficWindow & { selection: Artifact; parts: readonly Artifact[] },
    ): Promise<{ sample: Artifact; users: number; requests: number; models: { model: string; share: number }[] }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, keyOf, place } = places;
        const collected: SampleRow[] = [];
        for (const part of input.parts)
          for (const row of await readTable(store, part, sampleTable)) collected.push(row);
        const rows = orderedRows(collected);
        const missing = input.selection.rows - rows.length;
        if (missing !== 0) {
          throw new Refusal(
            'TrafficChanged',
            `log objects under ${place} changed while they were read: ${missing} chosen requests are gone; run the week again`,
          );
        }
        const sample = await writeRows(places, 'part', sampleTable, rows);
        const users = new Set(rows.map(({ user }) => user)).size;
        const { window, purpose } = input;
        await writeJson(store, keyOf('manifest.json'), { window, purpose, requests: rows.length, users, part: sample });
        return { sample, users, requests: rows.length, models: modelShares(rows) };
      });
    },
  };
}

/** Tidemark's own files are no logs, unless the logs were put among them on purpose. */
function ownPrefix({ storage, traffic }: PipelineConfig): string | null {
  const own = storage.prefix
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  const isSameBucket = (traffic.bucket ?? storage.bucket) === storage.bucket;
  return own === '' || !isSameBucket || traffic.prefix.startsWith(`${own}/`) ? null : `${own}/`;
}

/** Fail closed: a record that cannot be redacted is never kept. */
function redactOrNull(record: TrafficRecord, redact: (record: TrafficRecord) => TrafficRecord): TrafficRecord | null {
  try {
    return redact(record);
  } catch {
    return null;
  }
}

/** Heartbeats as long as the event loop turns; a worker that hangs is noticed by their absence. */
async function withHeartbeats<T>(work: () => Promise<T>): Promise<T> {
  heartbeat();
  const timer = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Lets heartbeats out, and stops a cancelled activity. */
async function turnEventLoop(): Promise<void> {
  cancellationSignal().throwIfAborted();
  await setImmediate();
}

/** Turns the event loop every few thousand steps. */
function createPauses(): () => Promise<void> | undefined {
  let steps = 0;
  return () => {
    steps += 1;
    return steps % STEPS_PER_PAUSE === 0 ? turnEventLoop() : undefined;
  };
}
