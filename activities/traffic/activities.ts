import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, readJson, readTable, sha256Hex, writeJson, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { reconcile, totalOf } from './accounting.js';
import { mayHold, shardObjects } from './log-objects.js';
import { type LogObject, scanObject } from './object-scan.js';
import { redactRecord } from './redaction.js';
import {
  contentDigest,
  distinctRequests,
  type RequestIndexRow,
  requestIndexTable,
  type SelectionRow,
  selectionTable,
  stratumOf,
} from './request-index.js';
import { type AccountingRow, accountingTable, type SampleRow, sampleTable } from './sample-table.js';
import { drawSample, type SampleDesign } from './sampling.js';
import { tidemarkJsonl } from './tidemark-jsonl.js';
import type { TrafficRecord, TrafficSource } from './traffic-record.js';
import { hashUnit } from './user-hash.js';

const SOURCES: Readonly<Record<PipelineConfig['traffic']['source'], TrafficSource>> = {
  'tidemark-jsonl': tidemarkJsonl,
};

const HOUR_MS = 3_600_000;
/** Records between two heartbeats. */
const HEARTBEAT_RECORDS = 2000;

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

export function createTrafficActivities(deps: ActivityDependencies) {
  const open = async ({ pipeline, purpose, window }: TrafficWindow) => {
    const store = deps.openBucket(pipeline.bucket);
    const config = await loadConfig(store, pipeline);
    const logs = deps.openBucket(config.traffic.bucket ?? pipeline.bucket);
    const keyOf = (file: string) => layoutOf(pipeline).sample(purpose, window, file);
    return { store, config, logs, keyOf, place: `s3://${logs.bucket}/${config.traffic.prefix}` };
  };

  return {
    /** Finds the log objects that may hold records of the window and cuts them into shards. */
    async listTrafficObjects(
      input: TrafficWindow,
    ): Promise<{ listing: Artifact; shards: number; objects: number; bytes: number }> {
      const { store, config, logs, keyOf, place } = await open(input);
      const { prefix, latenessHours } = config.traffic;
      const objects: LogObject[] = [];
      for await (const object of logs.list(prefix, { signal: cancellationSignal() })) {
        heartbeat();
        if (object.size === 0 && object.key.endsWith('/')) continue;
        if (mayHold(object, input.window, latenessHours * HOUR_MS))
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
      const listing = await writeJson(store, keyOf('listing.json'), shards, objects.length);
      const bytes = objects.reduce((sum, { size }) => sum + size, 0);
      return { listing, shards: shards.length, objects: objects.length, bytes };
    },

    /** First pass over a shard: accounts for every line and notes what sampling must know of each record. */
    async indexTrafficShard(input: ShardInput): Promise<{ index: Artifact; accounting: Artifact }> {
      const { store, config, logs, keyOf } = await open(input);
      const { objects, first } = await shardOf(store, input);
      const rows: RequestIndexRow[] = [];
      const accounting: AccountingRow[] = [];
      for (const [position, object] of objects.entries()) {
        heartbeat({ object: position });
        const found: RequestIndexRow[] = [];
        const visit = (record: TrafficRecord): boolean => {
          if (redactOrNull(record) === null) return false;
          const { user } = hashUnit(record, deps.userKey);
          found.push({
            request_id: record.requestId,
            content_digest: contentDigest(record),
            user,
            stratum: stratumOf(record, config.sample.strata),
            object: first + position,
          });
          if (found.length % HEARTBEAT_RECORDS === 0) heartbeat({ object: position });
          return true;
        };
        const scan = await scanObject(
          logs,
          object,
          SOURCES[config.traffic.source],
          input.window,
          visit,
          cancellationSignal(),
        );
        accounting.push(scan.accounting);
        if (scan.complete) for (const row of found) rows.push(row);
        await setImmediate();
      }
      return {
        index: await writeTable(store, keyOf(`index-${input.shard}.arrow`), requestIndexTable, rows),
        accounting: await writeTable(store, keyOf(`accounting-${input.shard}.arrow`), accountingTable, accounting),
      };
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
      const { store, config, keyOf, place } = await open(input);
      const copies: RequestIndexRow[] = [];
      const scanned: AccountingRow[] = [];
      for (const index of input.indexes) {
        heartbeat();
        for (const row of await readTable(store, index, requestIndexTable)) copies.push(row);
      }
      for (const accounting of input.accountings)
        scanned.push(...(await readTable(store, accounting, accountingTable)));
      const { rows, keptByObject } = distinctRequests(copies);
      const accounting = reconcile(scanned, keptByObject);
      const total = totalOf(accounting);
      const unreadableShare = total.read === 0 ? 0 : total.quarantined / total.read;
      if (unreadableShare > config.traffic.maxUnreadableShare) {
        throw new Refusal(
          'TooManyUnreadable',
          `${total.quarantined} of ${total.read} log lines under ${place} cannot be read (mostly ${total.commonReason}); ` +
            `${config.traffic.maxUnreadableShare} is the largest share allowed: check traffic.source, or raise traffic.maxUnreadableShare`,
        );
      }
      if (rows.length === 0) {
        const { start, end } = input.window;
        throw new Refusal(
          'EmptyWindow',
          `no request between ${start} and ${end} in ${accounting.length} log objects under ${place}`,
        );
      }
      heartbeat();
      const digests = new Map(rows.map((row) => [row.request_id, row.content_digest]));
      const units = rows.map(({ request_id, user, stratum }) => ({ requestId: request_id, user, stratum }));
      const selection = drawSample(units, input.design).map(
        ({ requestId, stratum, inclusionProbability }): SelectionRow => ({
          request_id: requestId,
          content_digest: digests.get(requestId) ?? '',
          stratum,
          inclusion_probability: inclusionProbability,
        }),
      );
      // Another design may draw from the same window: its files must not meet these.
      const design = sha256Hex(JSON.stringify(input.design)).slice(0, 12);
      return {
        selection: await writeTable(store, keyOf(`selection-${design}.arrow`), selectionTable, selection),
        accounting: await writeTable(store, keyOf('accounting.arrow'), accountingTable, accounting),
        distinctRequests: rows.length,
        users: new Set(rows.map(({ user }) => user)).size,
        selected: selection.length,
        unreadableShare,
      };
    },

    /** Second pass over a shard: collects the chosen records, redacted. */
    async collectSampleShard(input: ShardInput & { selection: Artifact }): Promise<{ part: Artifact }> {
      const { store, config, logs, keyOf } = await open(input);
      const { objects } = await shardOf(store, input);
      const selection = new Map(
        (await readTable(store, input.selection, selectionTable)).map((row) => [row.request_id, row]),
      );
      const rows: SampleRow[] = [];
      for (const [position, object] of objects.entries()) {
        heartbeat({ object: position });
        const found: SampleRow[] = [];
        const visit = (record: TrafficRecord): boolean => {
          const selected = selection.get(record.requestId);
          if (selected === undefined || selected.content_digest !== contentDigest(record)) return true;
          const redacted = redactOrNull(record);
          if (redacted === null) return false;
          found.push(sampleRow(redacted, selected, deps.userKey));
          return true;
        };
        const scan = await scanObject(
          logs,
          object,
          SOURCES[config.traffic.source],
          input.window,
          visit,
          cancellationSignal(),
        );
        if (scan.complete) for (const row of found) rows.push(row);
        await setImmediate();
      }
      return { part: await writeTable(store, keyOf(`collected-${input.shard}.arrow`), sampleTable, rows) };
    },

    /**
     * Joins the shards' rows into the sample, in the order of time: the same bytes whatever the shards were.
     * @throws {Refusal} `TrafficChanged` when a chosen record is not there any more
     */
    async mergeSample(
      input: TrafficWindow & { selection: Artifact; parts: readonly Artifact[] },
    ): Promise<{ sample: Artifact; users: number; requests: number; models: { model: string; share: number }[] }> {
      const { store, keyOf, place } = await open(input);
      const rows = new Map<string, SampleRow>();
      for (const part of input.parts) {
        heartbeat();
        for (const row of await readTable(store, part, sampleTable)) rows.set(row.request_id, row);
      }
      if (rows.size !== input.selection.rows) {
        throw new Refusal(
          'TrafficChanged',
          `log objects under ${place} changed while they were read: ${input.selection.rows - rows.size} chosen requests are gone; run the week again`,
        );
      }
      const ordered = [...rows.values()].sort(
        (a, b) => a.timestamp - b.timestamp || (a.request_id < b.request_id ? -1 : 1),
      );
      const digest = sha256Hex(
        JSON.stringify(ordered.map(({ request_id, inclusion_probability }) => [request_id, inclusion_probability])),
      );
      const sample = await writeTable(store, keyOf(`part-${digest.slice(0, 12)}.arrow`), sampleTable, ordered);
      const users = new Set(ordered.map(({ user }) => user)).size;
      const manifest = { window: input.window, purpose: input.purpose, requests: ordered.length, users, part: sample };
      await writeJson(store, keyOf('manifest.json'), manifest);
      return { sample, users, requests: ordered.length, models: modelShares(ordered) };
    },
  };
}

async function shardOf(
  store: ObjectStore,
  { listing, shard }: ShardInput,
): Promise<{ objects: readonly LogObject[]; first: number }> {
  const shards = await readJson<Listing>(store, listing);
  const first = shards.slice(0, shard).reduce((sum, objects) => sum + objects.length, 0);
  return { objects: shards[shard] ?? [], first };
}

/** Fail closed: a record that cannot be redacted is never kept. */
function redactOrNull(record: TrafficRecord): TrafficRecord | null {
  try {
    return redactRecord(record);
  } catch {
    return null;
  }
}

function sampleRow(record: TrafficRecord, selected: SelectionRow, userKey: string): SampleRow {
  return {
    request_id: record.requestId,
    timestamp: record.timestampMs,
    ...hashUnit(record, userKey),
    model: record.model,
    route: record.route,
    stratum: selected.stratum,
    inclusion_probability: selected.inclusion_probability,
    weight: 1 / selected.inclusion_probability,
    turn_index: 1 + record.earlierTurns.filter(({ role }) => role === 'user').length,
    prompt: record.prompt,
    prompt_sha256: sha256Hex(record.prompt),
    response: record.response,
    system_prompt: record.systemPrompt,
    earlier_turns: JSON.stringify(record.earlierTurns),
  };
}

/** Weighted shares of the models that answered, largest first; requests without a model are left out. */
function modelShares(rows: readonly SampleRow[]): { model: string; share: number }[] {
  const weights = new Map<string, number>();
  for (const { model, weight } of rows) if (model !== null) weights.set(model, (weights.get(model) ?? 0) + weight);
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  return [...weights]
    .map(([model, weight]) => ({ model, share: weight / total }))
    .sort((a, b) => b.share - a.share || (a.model < b.model ? -1 : 1));
}
