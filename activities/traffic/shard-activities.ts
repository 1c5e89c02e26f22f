import type { ActivityDependencies } from '../dependencies.js';
import { createForgottenFilter } from '../erasure/forgotten-filter.js';
import { readForgotten } from '../erasure/forgotten-list.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { writeContent, writeRows } from './content-file.js';
import { createPauses, withHeartbeats } from './heartbeats.js';
import { languageOf } from './language.js';
import type { RecordVisitor } from './object-scan.js';
import { recordDigest } from './record-indexing.js';
import { readingOf } from './record-reading.js';
import { createRequestHash, requestKey } from './request-hash.js';
import { collectedRow } from './sample-rows.js';
import { accountingTable, blockedTable, type CollectedRow, collectedTable } from './sample-table.js';
import type { OpenedWindow, TrafficShard, TrafficWindow } from './sampled-window.js';
import type { SampleDesign } from './sampling.js';
import { selectionTable } from './selection-table.js';
import { type IndexingPlan, ShardIndexing } from './shard-indexing.js';
import { readShard, scanShard } from './shard-scan.js';
import { createStratumOf } from './strata.js';
import { createTrafficFilter } from './traffic-filter.js';
import { loadTopicOf } from './traffic-topics.js';
import { UserHashes } from './user-hashes.js';

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

/** Both passes over the log objects of a shard, as activities. */
export function createShardActivities(
  { userKey }: Pick<ActivityDependencies, 'userKey'>,
  open: (window: TrafficWindow) => Promise<OpenedWindow>,
  pieceMs: number,
) {
  const userHashes = new UserHashes(userKey);
  return {
    /**
     * First pass over a shard: accounts for every line, notes what sampling must know of each record, and keeps at hand,
     * redacted, the records that will most likely be drawn. A retry goes on where the last piece ended.
     */
    async indexTrafficShard(input: TrafficShard & { design: SampleDesign; totalBytes: number }): Promise<IndexedShard> {
      return await withHeartbeats(async (beat) => {
        const places = await open(input);
        const { store, config, layout, source, redact } = places;
        const { design } = input;
        const shard = await readShard(store, source, input);
        const topicOf = design.strata.includes('topic') ? await loadTopicOf(store, layout) : () => null;
        const stratumOf = createStratumOf(design.strata, { languageOf, topicOf });
        const objectionOf = createTrafficFilter(config.traffic.filters, languageOf);
        const { source: reading, recordOf } = readingOf(source, design.strata, config.traffic.filters);
        const forgottenOf = createForgottenFilter(await readForgotten(store, layout), userKey);
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
          userKey,
          stratumOf,
          recordOf,
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
          { ...places.reader, source: reading },
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

    /** Second pass over a shard: collects the drawn records, redacted; what cannot be redacted is blocked. */
    async collectSampleShard(
      input: TrafficShard & { selection: Artifact; seed: string },
    ): Promise<{ part: Artifact; blocked: Artifact }> {
      return await withHeartbeats(async () => {
        const places = await open(input);
        const { store, source, redact } = places;
        const { source: reading, recordOf } = readingOf(source, [], []);
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
          { ...places.reader, source: reading },
          0,
          (object): RecordVisitor => ({
            record: (record, raw) => {
              const key = requestKey(hashOf(record.requestId));
              const selected = selection.get(key);
              if (selected === undefined || selected.content_digest !== recordDigest(record, raw)) return 'kept';
              const whole = recordOf === null || raw === null ? record : recordOf(raw.bytes);
              const row = collectedRow(whole, key, selected.content_digest, redact, userKey);
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
  };
}
