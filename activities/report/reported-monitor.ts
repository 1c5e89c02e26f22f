import type { IsoWeek } from '../../workflows/window.js';
import { runInLanes } from '../scoring/lanes.js';
import { isMonitored, type MonitoredScore, monitorScore, type ScoredWeek } from '../scoring/score-monitor.js';
import { scoresTable } from '../scoring/score-tables.js';
import { type MonitorRow } from '../scoring/trust-tables.js';
import { decodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

/** Reports read at once: some tens of megabytes at most. */
const LANES = 8;

/**
 * The watch over production's live score up to a week, computed anew from the `scores.arrow` of the reports of earlier
 * weeks as they lie there now. A report that is gone or of another version is left out; the trend names it. Changes
 * nothing.
 * @param earlier oldest first
 * @param keyOf key of the `scores.arrow` of an earlier week
 */
export async function reportedMonitor(
  store: ObjectStore,
  earlier: readonly IsoWeek[],
  keyOf: (week: IsoWeek) => string,
  now: { readonly week: IsoWeek; readonly scores: Artifact; readonly judge: string; readonly minimumEffect: number },
): Promise<MonitorRow[]> {
  const read = await runInLanes(earlier, LANES, async (week) => await readWeek(store, week, keyOf(week)));
  const present = { week: now.week, scores: monitored(await readTable(store, now.scores, scoresTable)) };
  const { judge, minimumEffect } = now;
  return monitorScore([...read.flatMap((week) => week ?? []), present], { judge, minimumEffect });
}

async function readWeek(store: ObjectStore, week: IsoWeek, key: string): Promise<ScoredWeek | null> {
  const object = await store.get(key);
  if (object === undefined) return null;
  try {
    return { week, scores: monitored(decodeTable(scoresTable, object.bytes)) };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Only what the watch needs of a row, so that years of weeks fit into memory. */
function monitored(rows: readonly MonitoredScore[]): MonitoredScore[] {
  return rows.filter(isMonitored).map(({ source, arm, judge, repeat, user, weight, score }) => ({
    source,
    arm,
    judge,
    repeat,
    user,
    weight,
    score,
  }));
}
