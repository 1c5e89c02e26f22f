import { Refusal } from '../refusal.js';
import { type Artifact, readTable, writeJson } from '../storage/artifact.js';
import { objectionTo, reconcile, totalOf, withBlocked } from './accounting.js';
import { writeRows } from './content-file.js';
import { turnEventLoop, withHeartbeats } from './heartbeats.js';
import { openIndexes } from './index-merge.js';
import { modelShares, orderedRows, sampleRow } from './sample-rows.js';
import {
  type AccountingRow,
  accountingTable,
  blockedTable,
  collectedTable,
  copyTable,
  type SampleRow,
  sampleTable,
} from './sample-table.js';
import type { OpenedWindow, TrafficWindow } from './sampled-window.js';
import { drawPasses, type SampleDesign } from './sampling.js';
import { type SelectionRow, selectionTable } from './selection-table.js';
import type { IndexedShard } from './shard-activities.js';
import { storedIndex } from './stored-index.js';

/** What of all shards together becomes the sample, as activities. */
export function createDrawActivities(open: (window: TrafficWindow) => Promise<OpenedWindow>) {
  return {
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
