import { driftTable, topicsTable } from '../../activities/drift/drift-tables.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createReportActivities } from '../../activities/report/activities.js';
import type { WeeklyReportInput } from '../../activities/report/weekly-report.js';
import { pairsTable, type ScoreRow, scoresTable, summaryTable } from '../../activities/scoring/score-tables.js';
import { judgesTable, outcomesTable } from '../../activities/scoring/trust-tables.js';
import { createRandom } from '../../activities/stats/random.js';
import { sha256Hex, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { accountingTable } from '../../activities/traffic/sample-table.js';
import { windowOfWeek } from '../../workflows/window.js';
import { configWith, scoreRowWith } from '../scoring/scoring-world.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';

/** Sixty scored items from `first` on, of thirty users; an item's score depends on the item and the model. */
export function evalScores(first: number, fields: Partial<ScoreRow> = {}): ScoreRow[] {
  return Array.from({ length: 60 }, (_, at) => {
    const item = first + at;
    return scoreRowWith({
      item_id: `i${item}`,
      user: `u${item % 30}`,
      source: 'eval-set',
      arm: 'control',
      model: 'model-a',
      judge: 'j',
      score: createRandom('score', item, fields.model ?? 'model-a').next(),
      ...fields,
    });
  });
}

/** Writes the report of a week that has these scores, and otherwise next to nothing. */
export async function reportWeek(store: MemoryObjectStore, week: string, scores: readonly ScoreRow[], runId = 'r1') {
  const pipeline = await storeConfig(store, configWith());
  const empty = async (table: Parameters<typeof writeTable>[2]) =>
    await writeTable(store, `work/${table.name}.arrow`, table, []);
  const accounting = await empty(accountingTable);
  const evalSet = await empty(evalSetTable);
  const version = { version: 1, week, ...evalSet, items: 60, effectiveSampleSize: 60 };
  const input: WeeklyReportInput = {
    pipeline,
    week,
    window: windowOfWeek(week),
    workflowId: 'w',
    runId,
    sampleInfo: { sample: accounting, accounting, distinctRequests: 0, sampledRequests: 0, users: 0 },
    reference: { artifact: accounting, embedder: accounting, embedderId: 'e', window: windowOfWeek(week) },
    evalSet: { version, artifact: evalSet, added: 0, retired: 0, note: null, incoming: null, representativeness: null },
    drift: { drift: await empty(driftTable), topics: await empty(topicsTable), alarm: false },
    plan: { items: accounting, count: 0, arms: [], judgeDigest: 'j', batches: [], estimatedCostUsd: 0 },
    scores: {
      scores: await writeTable(store, `work/${week}/scores.arrow`, scoresTable, scores),
      pairs: await empty(pairsTable),
      summary: await empty(summaryTable),
      judges: await empty(judgesTable),
      outcomes: await empty(outcomesTable),
      verdict: 'no-candidate',
      candidates: [],
      labels: 0,
    },
  };
  const deps = { openBucket: () => store, userKey: '', environment: () => undefined };
  await createReportActivities(deps).writeWeeklyReport(input);
}

export function reportKey(week: string, file: string): string {
  return layoutOf(configLocation()).weeklyReport(week, file);
}

export const indexPageKey = (): string => layoutOf(configLocation()).reportIndexPage();

function configLocation() {
  const { storage, name } = configWith();
  return { prefix: storage.prefix, pipeline: name };
}

/** Digest of every file of a week's report. */
export function digestsOf(store: MemoryObjectStore, week: string): Record<string, string> {
  const prefix = reportKey(week, '');
  return Object.fromEntries(
    [...store.objects].filter(([key]) => key.startsWith(prefix)).map(([key, bytes]) => [key, sha256Hex(bytes)]),
  );
}
