import type { IsoWeek } from '../../workflows/window.js';
import { chainTrend } from '../scoring/chained-trend.js';
import { runInLanes } from '../scoring/lanes.js';
import { scoresTable, type TrendRow } from '../scoring/score-tables.js';
import { hasTrend, mostUsedJudge, type TrendScore, type TrendWeek } from '../scoring/trend-week.js';
import { decodeTable, tableMetadata } from '../storage/arrow-table.js';
import { type Artifact, readBytes, sha256Hex } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

/** Reports read at once: some tens of megabytes at most. */
const LANES = 8;

/** The chained trend as the report of a week sees it. */
export interface ReportedTrend {
  readonly week: IsoWeek;
  /** Oldest week first. */
  readonly rows: readonly TrendRow[];
  /** Earlier reports whose scores the trend does without. */
  readonly missing: readonly MissingTrendWeek[];
}

export interface MissingTrendWeek {
  readonly week: IsoWeek;
  readonly reason: string;
}

/**
 * The trend up to a week, computed anew from the `scores.arrow` of the reports of earlier weeks as they lie there now:
 * it can be checked from them, a rerun of the week gives the same rows, and a week filled in later takes its place in
 * the reports after it. A report that is gone, broken or of another version is left out and named, and the trend links
 * across it: an old folder never keeps a week's report from being written. Changes nothing.
 * @param earlier oldest first
 * @param keyOf key of the `scores.arrow` of an earlier week
 * @throws {Error} when the week's own scores cannot be read
 */
export async function reportedTrend(
  store: ObjectStore,
  earlier: readonly IsoWeek[],
  keyOf: (week: IsoWeek) => string,
  { week, scores }: { readonly week: IsoWeek; readonly scores: Artifact },
): Promise<ReportedTrend> {
  const read = await runInLanes(earlier, LANES, async (other) => await readWeek(store, other, keyOf(other)));
  const weeks = read.flatMap((result) => ('scores' in result ? [result] : []));
  const now = trendWeekOf(week, scores.sha256, await readBytes(store, scores));
  return {
    week,
    rows: chainTrend([...weeks, now]),
    missing: read.flatMap((result) => ('reason' in result ? [result] : [])),
  };
}

async function readWeek(store: ObjectStore, week: IsoWeek, key: string): Promise<TrendWeek | MissingTrendWeek> {
  const object = await store.get(key);
  if (object === undefined) return { week, reason: 'its scores.arrow is gone' };
  try {
    return trendWeekOf(week, sha256Hex(object.bytes), object.bytes);
  } catch (error) {
    if (error instanceof TypeError) return { week, reason: `its scores.arrow cannot be read: ${error.message}` };
    throw error;
  }
}

/** Only what the trend needs of a row, so that years of weeks fit into memory. */
function trendWeekOf(week: string, scoresSha256: string, bytes: Uint8Array): TrendWeek {
  const scores = decodeTable(scoresTable, bytes)
    .filter(hasTrend)
    .map(
      ({ item_id, source, user, weight, arm, model, judge, repeat, score }): TrendScore => ({
        item_id,
        source,
        user,
        weight,
        arm,
        model,
        judge,
        repeat,
        score,
      }),
    );
  return { week, scoresSha256, judge: tableMetadata(bytes).get('judge') ?? mostUsedJudge(scores), scores };
}
