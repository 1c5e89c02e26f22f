import { z } from 'zod';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import { loadConfig, locationOf } from '../../activities/pipeline/resolved-config.js';
import { Refusal } from '../../activities/refusal.js';
import { type ReportIndexEntry, readReportIndex } from '../../activities/report/report-index.js';
import { armDigest } from '../../activities/scoring/arm.js';
import { type Conversation, conversationOf, parseJson } from '../../activities/scoring/conversation.js';
import { itemKeyOf } from '../../activities/scoring/item-key.js';
import { answerEntry } from '../../activities/scoring/ledger.js';
import {
  type PairRow,
  pairsTable,
  type ScoreRow,
  type ScoringItem,
  scoresTable,
  scoringItemTable,
} from '../../activities/scoring/score-tables.js';
import { decodeTable, type RowOf, type TableDefinition } from '../../activities/storage/arrow-table.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import type { IsoWeek, Window } from '../../workflows/window.js';

const manifestSchema = z.looseObject({
  kind: z.literal('weekly'),
  week: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  configSha256: z.string(),
  judges: z.array(z.string()).min(1),
});

/** A weekly report with what it was made from, texts included. */
export interface ReportedWeek {
  readonly week: IsoWeek;
  readonly window: Window;
  /** As the week was run with. */
  readonly config: PipelineConfig;
  /** Digest of the judge whose scores the figures rest on. */
  readonly judge: string;
  readonly scores: readonly ScoreRow[];
  readonly pairs: readonly PairRow[];
  /** By {@link itemName}. */
  readonly items: ReadonlyMap<string, ScoringItem>;
}

interface AskedItem {
  readonly item: ScoringItem;
  readonly arm: string;
  /** Model of the arm in this week. */
  readonly model: string;
}

/** A score with the texts it is about. */
export interface ScoredText {
  readonly score: ScoreRow;
  readonly item: ScoringItem;
  readonly conversation: Conversation;
  /** Null where the arm gave none. */
  readonly answer: string | null;
}

/** One item may be live and in the eval set. */
export function itemName({ source, item_id }: Pick<ScoreRow, 'source' | 'item_id'>): string {
  return `${source} ${item_id}`;
}

/**
 * The report of a week, or the newest weekly one for `latest`.
 * @throws {Refusal} `ReportMissing`, naming the weeks that there are
 */
export async function findWeeklyReport(store: ObjectStore, layout: Layout, week: string): Promise<ReportIndexEntry> {
  const reports = await readReportIndex(store, layout.reportIndex());
  const weekly = reports.filter(({ kind }) => kind === 'weekly');
  const found = week === 'latest' ? weekly.at(-1) : weekly.find(({ id }) => id === week);
  if (found !== undefined) return found;
  const newest = weekly.slice(-5).map(({ id }) => id);
  const known = newest.length === 0 ? 'there is none yet' : `the newest are ${newest.join(', ')}`;
  throw new Refusal('ReportMissing', `no weekly report for ${week}: ${known}; make one with "tidemark run"`);
}

/**
 * @throws {Refusal} `ReportUnreadable` for a report of another version; `TextsGone` when the files
 * with the texts were deleted since
 */
export async function readReportedWeek(
  store: ObjectStore,
  layout: Layout,
  pipeline: PipelineConfig,
  { id }: Pick<ReportIndexEntry, 'id'>,
): Promise<ReportedWeek> {
  const place = layout.weeklyReport(id, 'manifest.json');
  const object = await store.get(place);
  const manifest = manifestSchema.safeParse(
    object === undefined ? undefined : parseJson(Buffer.from(object.bytes).toString('utf8')),
  );
  if (!manifest.success) {
    throw new Refusal(
      'ReportUnreadable',
      `s3://${store.bucket}/${place} is no manifest of a whole report; ${again(id)}`,
    );
  }
  const { window, configSha256, judges } = manifest.data;
  const table = async <D extends TableDefinition>(definition: D, key: string) =>
    await tableAt(store, key, definition, id);
  const items = await table(scoringItemTable, layout.work(id, 'scoring/items.arrow'));
  return {
    week: id,
    window,
    config: await loadConfig(store, { ...locationOf(pipeline), configSha256 }),
    judge: judges[0] ?? '',
    scores: await table(scoresTable, layout.weeklyReport(id, 'scores.arrow')),
    pairs: await table(pairsTable, layout.weeklyReport(id, 'pairs.arrow')),
    items: new Map(items.map((item) => [itemName(item), item])),
  };
}

async function tableAt<D extends TableDefinition>(
  store: ObjectStore,
  key: string,
  definition: D,
  week: string,
): Promise<RowOf<D>[]> {
  const object = await store.get(key);
  if (object === undefined) throw new Refusal('TextsGone', `s3://${store.bucket}/${key} is gone; ${again(week)}`);
  try {
    return decodeTable(definition, object.bytes);
  } catch (cause) {
    const problem = 'was written by another version of Tidemark';
    throw new Refusal('ReportUnreadable', `s3://${store.bucket}/${key} ${problem}; ${again(week)}`, { cause });
  }
}

function again(week: string): string {
  return `"tidemark run --week ${week}" writes it again and pays for nothing twice`;
}

/** The answer of an arm to an item; null where there is none, or none any more. */
export async function answerText(
  store: ObjectStore,
  layout: Layout,
  config: PipelineConfig,
  { item, arm, model }: AskedItem,
): Promise<string | null> {
  if (arm === 'production') return item.logged_response;
  const key = layout.answer(armDigest({ arm, model }, config), itemKeyOf(item.item_id, conversationOf(item)));
  const object = await store.get(key);
  if (object === undefined) return null;
  const entry = answerEntry.safeParse(parseJson(Buffer.from(object.bytes).toString('utf8')));
  return entry.success ? entry.data.text : null;
}
