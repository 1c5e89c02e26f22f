import { cancellationSignal } from '@temporalio/activity';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createForgottenFilter } from '../erasure/forgotten-filter.js';
import { readForgotten } from '../erasure/forgotten-list.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, readTable, writeJson } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf } from '../storage/layout.js';
import { objectionTo, reconcile, totalOf, withBlocked } from './accounting.js';
import { writeContent, writeRows } from './content-file.js';
import { createPauses, turnEventLoop, withHeartbeats } from './heartbeats.js';
import { openIndexes } from './index-merge.js';
import { languageOf } from './language.js';
import type { RecordVisitor } from './object-scan.js';
import { recordDigest, UserHashes } from './record-indexing.js';
import { createRedactor } from './redaction.js';
import { createRequestHash, requestKey } from './request-hash.js';
import { collectedRow, modelShares, orderedRows, sampleRow } from './sample-rows.js';
import {
  type AccountingRow,
  accountingTable,
  blockedTable,
  type CollectedRow,
  collectedTable,
  copyTable,
  type SampleRow,
  sampleTable,
} from './sample-table.js';
import { drawPasses, type SampleDesign } from './sampling.js';
import { type SelectionRow, selectionTable } from './selection-table.js';
import { type IndexingPlan, ShardIndexing } from './shard-indexing.js';
import { readShard, scanShard } from './shard-scan.js';
import { storedIndex } from './stored-index.js';
import { createStratumOf } from './strata.js';
import { createTrafficFilter } from './traffic-filter.js';
import { ListingBuilder, type ListingPage, readEarlierRuns } from './traffic-listing.js';
import type { TrafficRecord } from './traffic-record.js';
import { TRAFFIC_SOURCES } from './traffic-sources.js';
import { loadTopicOf } from './traffic-topics.js';

const HOUR_MS = 3_600_000;
/** Keys that one call lists: seconds of work, and a file of a few megabytes. */
const KEYS_PER_PAGE = 50_000;
const PIECE_MS = 20_000;

/** One window of one pipeline; `purpose` keeps its files apart from those of another sample of the same window. */
export interface TrafficWindow {
  readonly pipeline: PipelineRef;
  readonly purpose: string;
  readonly window: Window;
}

interface ShardInput extends TrafficWindow {
  readonly listings: readonly Artifact[];
  readonly page: number;
  /** Number of the shard within its page. */
  readonly shard: number;
}

/** A page of the listing of a window. */
export interface ListedPage {
  readonly listing: Artifact;
  /** Objects of each of its shards. */
  readonly shards: readonly number[];
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
  /** Key after which the next page goes on; null after the last. */
  readonly next: string | null;
}

/** What a shard leaves for the draw, in one piece or, when it took long, in several. */
export interface IndexedShard {
  readonly indexes: readonly Artifact[];
  readonly accountings: readonly Artifact[];
  readonly candidates: readonly Artifact[];
}

interface IndexCheckpoint extends IndexedShard {
  /** Position in the shard of the object to go on with. */
  readonly next: number;
}

type Redact = (record: TrafficRecord) => TrafficRecord;

interface TrafficOptions {
  /** Replaces what must not be stored; a record for which it throws is never stored. */
  readonly redactWith?: (traffic: PipelineConfig['traffic']) => Redact;
  /** After this long a shard leaves what it has, so that a retry goes on from there. @default 20 s */
  readonly pieceMs?: number;
}

export function createTrafficActivities(
  deps: ActivityDependencies,
  { redactWith = ({ redact }) => createRedactor(redact), pieceMs = PIECE_MS }: TrafficOptions = {},
) {
  const userHashes = new UserHashes(deps.userKey);
  const open = async ({ pipeline, purpose, window }: TrafficWindow) => {
    const store = deps.openBucket(pipeline.bucket);
    const config = await loadConfig(store, pipeline);
    const logs = deps.openBucket(config.traffic.bucket ?? pipeline.bucket);
    const layout = layoutOf(pipeline);
    return {
      store,
      config,
      layout,
      logs,
      source: TRAFFIC_SOURCES[config.traffic.source],
      redact: redactWith(config.traffic),
      keyOf: (file: string) => layout.sample(purpose, window, file),
      place: `s3://${logs.bucket}/${config.traffic.prefix}`,
    };
  };
  type Places = Awaited<ReturnType<typeof open>>;

  const readerOf = ({ logs, config, source }: Places, { window }: TrafficWindow) => ({
    logs,
    settings: config.traffic,
    source,
    window,
    signal: cancellationSignal(),
  });

  return {
    /**
     * Finds log objects that may hold records of the window, a page of keys at a time, and cuts them into shards.
     * @throws {Refusal} `EmptyWindow` after the last page, when none has any
     */
    async listTrafficObjects(
      input: TrafficWindow & { after: string | null; objectsBefore: number; page: number },
    ): Promise<ListedPage> {
      return await withHeartbeats(async () => {
        const { store, config, layout, logs, source, keyOf, place } = await open(input);
        const { prefix, latenessHours } = config.traffic;
        const own = ownPrefix(config);
        const earlier = await readEarlierRuns(store, layout, input.purpose, input.window);
        const builder = new ListingBuilder(source, input.window, latenessHours * HOUR_MS, earlier);
        const options = { signal: cancellationSignal(), ...(input.after === null ? {} : { after: input.after }) };
        let keys = 0;
        let next: string | null = null;
        for await (const object of logs.list(prefix, options)) {
          keys += 1;
          if (own === null || !object.key.startsWith(own)) builder.add(object);
          if (keys === KEYS_PER_PAGE) {
            next = object.key;
            break;
          }
        }
        if (next === null && input.objectsBefore + builder.objects === 0) {
          const { start, end } = input.window;
          throw new Refusal(
            'EmptyWindow',
            `no log object for ${start} to ${end} under ${place}; check traffic.prefix and traffic.source, or pick another week`,
          );
        }
        const page: ListingPage = builder.page(input.objectsBefore);
        const { objects, bytes } = builder;
        const json = Buffer.from(canonicalJson(page));
        const name = `listing-${input.page}.json`;
        const listing = await writeContent({ store, keyOf }, name, json, 'application/json', objects);
        return { listing, shards: page.shards.map((shard) => shard.length), objects, bytes, next };
      });
    },

    /**
     * First pass over a shard: accounts for every line, notes what sampling must know of each record, and keeps at hand,
     * redacted, the records that will most likely be drawn. A retry goes on where the last piece ended.
     */
    async indexTrafficShard(input: ShardInput & { design: SampleDesign; totalBytes: number }): Promise<IndexedShard> {
      return await withHeartbeats(async (beat) => {
        const places = await open(input);
        const { store, config, layout, source, redact } = places;
        const { design } = input;
        const shard = await readShard(store, source, input);
        const topicOf = design.strata.includes('topic') ? await loadTopicOf(store, layout) : () => null;
        const stratumOf = createStratumOf(design.strata, { languageOf, topicOf });
        const objectionOf = createTrafficFilter(config.traffic.filters, languageOf);
        const forgottenOf = createForgottenFilter(await readForgotten(store, layout), deps.userKey);
        const done = (beat.details as IndexCheckpoint | undefined) ?? {
          next: 0,
          indexes: [],
          accountings: [],
          candidates: [],
        };
        const [indexes, accountings, candidateParts] = [[...done.indexes], [...done.accountings], [...done.candidates]];
        const plan: IndexingPlan = {
          design,
          totalBytes: input.totalBytes,
          users: userHashes,
          userKey: deps.userKey,
          stratumOf,
          objectionTo: (record) => forgottenOf(record) ?? objectionOf(record),
          redact,
        };
        const indexing = new ShardIndexing(shard, plan, done.next);
        const pauses = createPauses();

        const leave = async (next: number) => {
          const name = `${input.page}-${input.shard}-${indexes.length}`;
          const { index, accounting, candidates } = indexing.take(next);
          indexes.push(
            await writeContent(places, `index-${name}.bin`, index.encode(), 'application/octet-stream', index.rows),
          );
          accountings.push(await writeRows(places, `accounting-${name}`, accountingTable, accounting));
          candidateParts.push(await writeRows(places, `candidates-${name}`, collectedTable, candidates));
          beat.leave({ next, indexes, accountings, candidates: candidateParts } satisfies IndexCheckpoint);
        };

        let leftMs = Date.now();
        await scanShard(
          shard,
          readerOf(places, input),
          done.next,
          (object): RecordVisitor => ({ record: indexing.begin(object), batch: pauses }),
          async (scan, at) => {
            indexing.end(scan, at);
            if (Date.now() - leftMs < pieceMs || at + 1 === shard.objects.length) return;
            await leave(at + 1);
            leftMs = Date.now();
          },
        );
        await leave(shard.objects.length);
        return { indexes, accountings, candidates: candidateParts };
      });
    },

    /**
     * Draws the sample: duplicates over all shards count once, then caps and quotas.
     * @returns the shards with drawn records that the first pass did not keep at hand
     * @throws {Refusal} `TooManyUnreadable` or `EmptyWindow`
     */
    async selectSample(
      input: TrafficWindow &
        IndexedShard & {
          design: SampleDesign;
          /** Every shard in the order of the listing, by the number of its objects. */
          shardObjects: readonly number[];
        },
    ): Promise<{
      selection: Artifact;
      accounting: Artifact;
      distinctRequests: number;
      users: number;
      selected: number;
      unreadableShare: number;
      lateRecords: number;
      uncollected: readonly number[];
    }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, config, place } = places;
        const merged = await openIndexes(input.indexes.map((artifact) => storedIndex(store, artifact)));
        const passes = drawPasses(merged.strata, input.design);
        let step = passes.next();
        for (; step.done !== true; step = passes.next()) {
          for await (const batch of merged.distinct()) {
            step.value(batch);
            await turnEventLoop();
          }
        }
        const draw = step.value;
        const scanned: AccountingRow[] = [];
        for (const part of input.accountings) scanned.push(...(await readTable(store, part, accountingTable)));
        const accounting = reconcile(scanned, draw.keptByObject);
        const total = totalOf(accounting);
        requireReadable(total, place, config.traffic.maxUnreadableShare);
        if (draw.requests === 0) {
          const { start, end } = input.window;
          const { read, objects, outsideWindow, filtered, quarantined } = total;
          throw new Refusal(
            'EmptyWindow',
            `no request between ${start} and ${end} under ${place}: of ${read} log lines in ${objects} objects ` +
              `${outsideWindow} are of another time, ${filtered} left out (no chat call, no user turn, failed, or a filter), ` +
              `${quarantined} unreadable`,
          );
        }
        const selection = draw.rows.map(
          (row): SelectionRow => ({
            request_key: row.key,
            content_digest: row.digest,
            stratum: row.stratum,
            object: row.object,
            inclusion_probability: row.inclusionProbability,
            cap_probability: row.capProbability,
          }),
        );
        const collected = new Set<string>();
        for (const part of input.candidates) {
          for (const row of await readTable(store, part, copyTable)) collected.add(copyName(row));
          await turnEventLoop();
        }
        const missing = selection.filter((row) => !collected.has(copyName(row)));
        return {
          selection: await writeRows(places, 'selection', selectionTable, selection),
          accounting: await writeRows(places, 'accounting', accountingTable, accounting),
          distinctRequests: draw.requests,
          users: draw.users,
          selected: selection.length,
          unreadableShare: total.read === 0 ? 0 : total.quarantined / total.read,
          lateRecords: total.late,
          uncollected: shardsOf(missing, input.shardObjects),
        };
      });
    },

    /** Second pass over a shard: collects the drawn records, redacted; what cannot be redacted is blocked. */
    async collectSampleShard(
      input: ShardInput & { selection: Artifact; seed: string },
    ): Promise<{ part: Artifact; blocked: Artifact }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, source, redact } = places;
        const shard = await readShard(store, source, input);
        const chosen = await readTable(store, input.selection, selectionTable);
        const selection = new Map(chosen.map((row) => [row.request_key, row]));
        const hashOf = createRequestHash(input.seed);
        const rows = new Map<string, CollectedRow>();
        const blocked = new Map<string, number>();
        const pauses = createPauses();
        let found: (() => void)[] = [];
        await scanShard(
          shard,
          readerOf(places, input),
          0,
          (object): RecordVisitor => ({
            record: (record, raw) => {
              const key = requestKey(hashOf(record.requestId));
              const selected = selection.get(key);
              if (selected === undefined || selected.content_digest !== recordDigest(record, raw)) return 'kept';
              const row = collectedRow(record, key, selected.content_digest, redact, deps.userKey);
              if (row !== null) found.push(() => rows.set(key, row));
              else if (object === selected.object) found.push(() => blocked.set(key, object));
              return 'kept';
            },
            batch: pauses,
          }),
          async ({ complete }) => {
            if (complete) for (const take of found) take();
            found = [];
          },
        );
        const piece = `${input.page}-${input.shard}`;
        const blockedRows = [...blocked].map(([key, object]) => ({ object, request_key: key }));
        return {
          part: await writeRows(places, `collected-${piece}`, collectedTable, [...rows.values()]),
          blocked: await writeRows(places, `blocked-${piece}`, blockedTable, blockedRows),
        };
      });
    },

    /**
     * Joins what the shards collected into the sample, in the order of time: the same bytes whatever the shards were.
     * @throws {Refusal} `TrafficChanged` when a chosen record is not there any more, `TooManyUnreadable` when too many
     * could not be redacted
     */
    async mergeSample(
      input: TrafficWindow & {
        selection: Artifact;
        accounting: Artifact;
        collected: readonly Artifact[];
        blocked: readonly Artifact[];
      },
    ): Promise<{
      sample: Artifact;
      accounting: Artifact;
      users: number;
      requests: number;
      models: { model: string; share: number }[];
    }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, config, keyOf, place } = places;
        const chosen = await readTable(store, input.selection, selectionTable);
        const selection = new Map(chosen.map((row) => [copyName(row), row]));
        const drawn: SampleRow[] = [];
        for (const part of input.collected) {
          for (const row of await readTable(store, part, collectedTable)) {
            const selected = selection.get(copyName(row));
            if (selected !== undefined) drawn.push(sampleRow(row, selected));
          }
          await turnEventLoop();
        }
        const rows = orderedRows(drawn);
        const blocked = new Map<number, number>();
        for (const part of input.blocked) {
          for (const { object } of await readTable(store, part, blockedTable)) {
            blocked.set(object, (blocked.get(object) ?? 0) + 1);
          }
        }
        const blockedRows = [...blocked.values()].reduce((sum, count) => sum + count, 0);
        const missing = chosen.length - rows.length - blockedRows;
        if (missing !== 0) {
          throw new Refusal(
            'TrafficChanged',
            `log objects under ${place} changed while they were read: ${missing} chosen requests are gone; run the week again`,
          );
        }
        let { accounting } = input;
        if (blockedRows > 0) {
          const counted = withBlocked(await readTable(store, accounting, accountingTable), blocked);
          requireReadable(totalOf(counted), place, config.traffic.maxUnreadableShare);
          accounting = await writeRows(places, 'accounting', accountingTable, counted);
        }
        const sample = await writeRows(places, 'part', sampleTable, rows);
        const users = new Set(rows.map(({ user }) => user)).size;
        const { window, purpose } = input;
        await writeJson(store, keyOf('manifest.json'), { window, purpose, requests: rows.length, users, part: sample });
        return { sample, accounting, users, requests: rows.length, models: modelShares(rows) };
      });
    },
  };
}

function copyName(row: { readonly request_key: string; readonly content_digest: string }): string {
  return row.request_key + row.content_digest;
}

/** Numbers of the shards that hold the given rows, over all pages. */
function shardsOf(rows: readonly { readonly object: number }[], shardObjects: readonly number[]): number[] {
  const ends: number[] = [];
  for (const objects of shardObjects) ends.push((ends.at(-1) ?? 0) + objects);
  const shards = new Set(rows.map(({ object }) => ends.findIndex((end) => object < end)));
  return [...shards].sort((a, b) => a - b);
}

function requireReadable(total: ReturnType<typeof totalOf>, place: string, maxShare: number): void {
  const objection = objectionTo(total, place, maxShare);
  if (objection === null) return;
  throw new Refusal(
    'TooManyUnreadable',
    `${objection}; ${maxShare} is the largest share allowed: check traffic.source, or raise traffic.maxUnreadableShare`,
  );
}

/** Where Tidemark writes, when it reads logs from the same place and the two cannot be told by the prefix. */
function ownPrefix({ storage, traffic }: PipelineConfig): string | null {
  const own = storage.prefix
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  const isSameBucket = (traffic.bucket ?? storage.bucket) === storage.bucket;
  return own === '' || !isSameBucket || traffic.prefix.startsWith(`${own}/`) ? null : `${own}/`;
}
