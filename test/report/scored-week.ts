import { driftTable, topicsTable } from '../../activities/drift/drift-tables.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { addLabels } from '../../activities/labels/label-store.js';
import type { LabelRow } from '../../activities/labels/label-tables.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createReportActivities } from '../../activities/report/activities.js';
import type { WeeklyReportInput } from '../../activities/report/weekly-report.js';
import { digestOfJudge } from '../../activities/scoring/judges/judge.js';
import {
  type PairRow,
  pairsTable,
  productionTable,
  type ScoreRow,
  type ScoringItem,
  scoresTable,
  scoringItemTable,
} from '../../activities/scoring/score-tables.js';
import { createSummaryActivities } from '../../activities/scoring/summary-activities.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { accountingTable } from '../../activities/traffic/sample-table.js';
import { windowOfWeek } from '../../workflows/window.js';
import { pairRow, scoreRow } from '../support/score-row.js';

const OTHER_JUDGE = { model: 'gpt-judge-2' };
const configOf = (bucket: string) =>
  pipelineSchema.parse({
    name: 'shop',
    storage: { bucket },
    traffic: { prefix: 'logs/' },
    scoring: {
      candidate: { model: 'claude-opus-5-5' },
      otherCandidates: [{ model: 'gpt-tide-3' }],
      judge: { model: 'claude-haiku-5-5' },
      otherJudges: [OTHER_JUDGE],
    },
  });
const CONFIG = configOf('bucket');
const { judge: MAIN, otherJudges: OTHERS } = CONFIG.scoring;
const JUDGES = [MAIN, ...OTHERS].map(digestOfJudge);
const [MAIN_DIGEST = ''] = JUDGES;
const MODELS: Readonly<Record<string, string>> = {
  production: 'claude-opus-5',
  control: 'claude-opus-5',
  candidate: 'claude-opus-5-5',
  'candidate-2': 'gpt-tide-3',
};
const SIZE = { users: 40, perUser: 3 };

/** What is planted in a week. */
export interface PlantedWeek {
  /** Mean score of production's answers. */
  readonly production?: number;
  /** What a candidate's answers score beside production's. */
  readonly effects?: Readonly<Record<string, number>>;
  /** Comparisons that people labelled. */
  readonly labels?: number;
}

/** Writes the whole report of a week with two candidates, two judges, second looks, labels and items without a score. */
export async function reportScoredWeek(
  store: ObjectStore,
  week: string,
  planted: PlantedWeek = {},
  runId = 'r1',
): Promise<void> {
  const pipeline = await storeConfig(store, configOf(store.bucket));
  const deps = { openBucket: () => store, userKey: '', environment: () => undefined };
  const { scores, pairs } = judgedWeek(week, planted);
  if (planted.labels !== undefined) {
    const labels = labelsOf(
      week,
      pairs.filter((row) => row.judge === MAIN_DIGEST && row.repeat === 0),
      planted.labels,
    );
    await addLabels(store, layoutOf({ prefix: CONFIG.storage.prefix, pipeline: CONFIG.name }), MAIN_DIGEST, labels);
  }
  const empty = async (table: Parameters<typeof writeTable>[2]) =>
    await writeTable(store, `work/${table.name}.arrow`, table, []);
  const accounting = await empty(accountingTable);
  const evalSet = await empty(evalSetTable);
  const items = itemsOf(scores);
  const plan = {
    items: await writeTable(store, `work/${week}/items.arrow`, scoringItemTable, items),
    production: await empty(productionTable),
    count: items.length,
    arms: [],
    judgeDigest: MAIN_DIGEST,
    batches: [],
    estimatedCostUsd: 0,
  };
  const summarised = await createSummaryActivities(deps).summariseWeeklyScores({
    pipeline,
    week,
    plan,
    scores: [await writeTable(store, `work/${week}/part-scores.arrow`, scoresTable, scores)],
    pairs: [await writeTable(store, `work/${week}/part-pairs.arrow`, pairsTable, pairs)],
  });
  const window = windowOfWeek(week);
  const version = { version: 1, week, ...evalSet, items: 60, effectiveSampleSize: 55 };
  const input: WeeklyReportInput = {
    pipeline,
    week,
    window,
    workflowId: 'w',
    runId,
    sampleInfo: { sample: accounting, accounting, distinctRequests: 900, sampledRequests: 400, users: SIZE.users },
    reference: { artifact: accounting, embedder: accounting, embedderId: 'e', window },
    evalSet: { version, artifact: evalSet, added: 0, retired: 0, note: null, incoming: null, representativeness: null },
    drift: { drift: await empty(driftTable), topics: await empty(topicsTable), alarm: false },
    plan,
    scores: summarised,
  };
  await createReportActivities(deps).writeWeeklyReport(input);
}

/** Key of a file in the report of a week. */
export function scoredReportKey(week: string, file: string): string {
  return layoutOf({ prefix: CONFIG.storage.prefix, pipeline: CONFIG.name }).weeklyReport(week, file);
}

function judgedWeek(week: string, planted: PlantedWeek): { scores: ScoreRow[]; pairs: PairRow[] } {
  const scores: ScoreRow[] = [];
  const pairs: PairRow[] = [];
  for (let user = 0; user < SIZE.users; user += 1) {
    for (let number = 0; number < SIZE.perUser; number += 1) {
      for (const source of ['live', 'eval-set']) {
        const item = { item_id: `${source}-${week}-${user}-${number}`, source, user: `user-${user}`, topic: number };
        const judged = judgedItem(item, planted, createRandom('scored week', week, source, user, number));
        scores.push(...judged.scores);
        pairs.push(...judged.pairs);
      }
    }
  }
  return { scores, pairs };
}

/** One item in all arms. Every seventh is skipped as prompt-only; judges look twice at some and share others. */
function judgedItem(
  item: Pick<ScoreRow, 'item_id' | 'source' | 'user' | 'topic'>,
  { production = 0.6, effects = { candidate: 0.08, 'candidate-2': -0.1 } }: PlantedWeek,
  random: Random,
): { scores: ScoreRow[]; pairs: PairRow[] } {
  const place = { ...item, stratum: item.topic === 0 ? 'chat' : 'search', weight: 1 + item.topic };
  const level = production + 0.12 * random.normal();
  const [isSkipped, isShared, isRetested] = [random.next() < 1 / 7, random.next() < 0.4, random.next() < 0.2];
  const seats = JUDGES.filter((_, at) => at === 0 || isShared).flatMap((judge) =>
    (isRetested ? [0, 1] : [0]).map((repeat) => ({ judge, repeat })),
  );
  const scoreOf = (arm: string) => level + (effects[arm] ?? 0) + 0.06 * random.normal();
  const answers = new Map(Object.keys(MODELS).map((arm) => [arm, Math.min(1, Math.max(0, scoreOf(arm)))]));
  const lengths = new Map(Object.keys(MODELS).map((arm) => [arm, 200 + Math.floor(400 * random.next())]));
  const scores = seats.flatMap((seat) =>
    [...answers].map(([arm, score]) => {
      const row = { ...place, ...seat, arm, model: MODELS[arm] ?? '', score: Math.round(4 * score) / 4 };
      if (!isSkipped || arm === 'production') return scoreRow({ ...row, answer_characters: lengths.get(arm) ?? null });
      const missing = { score: null, outcome: 'skipped', outcome_reason: 'prompt-only', answer_characters: null };
      return scoreRow({ ...row, ...missing });
    }),
  );
  if (isSkipped) return { scores, pairs: [] };
  const rival = item.source === 'live' ? 'production' : 'control';
  const arms = ['control', 'candidate', 'candidate-2'].filter((arm) => arm !== rival);
  const pairs = seats.flatMap((seat) =>
    arms.map((arm) => {
      const [length_a, length_b] = [lengths.get(arm) ?? 0, lengths.get(rival) ?? 0];
      // A longer answer, and the one shown first, look a little better.
      const lead = (answers.get(arm) ?? 0) - (answers.get(rival) ?? 0) + 0.0001 * (length_a - length_b);
      const verdict = (towards: number) => Math.sign(Math.round(12 * (lead + towards + 0.05 * random.normal())));
      const [first_order, second_order] = [verdict(0.02), verdict(-0.02)];
      const preference = first_order === second_order ? first_order : 0;
      const orders = { first_order, second_order, preference, length_a, length_b };
      return pairRow({ ...place, ...seat, ...orders, arm_a: arm, arm_b: rival });
    }),
  );
  return { scores, pairs };
}

/** What people say: mostly what the judge says. */
function labelsOf(week: string, pairs: readonly PairRow[], count: number): LabelRow[] {
  const drawn = pairs.filter(({ arm_a, source }) => arm_a === 'candidate' && source === 'live').slice(0, count);
  return drawn.map((row, at): LabelRow => {
    const { item_id, source, topic, user, weight, arm_a, arm_b, length_a, length_b } = row;
    const random = createRandom('label', item_id);
    return {
      label_id: `abcdefabcdef-${String(at).padStart(4, '0')}`,
      week,
      item_id,
      source,
      topic,
      user,
      weight,
      arm_a,
      arm_b,
      length_a,
      length_b,
      judged: row.preference ?? 0,
      stratum: 'live *',
      stratum_drawn: drawn.length,
      label_probability: 0.5,
      labeler: 'person-1',
      preference: random.next() < 0.8 ? row.preference : 0,
      score_a: null,
      score_b: null,
    };
  });
}

function itemsOf(scores: readonly ScoreRow[]): ScoringItem[] {
  const rows = new Map(scores.map((row) => [`${row.source} ${row.item_id}`, row]));
  return [...rows.values()].map(({ item_id, source, user, stratum, topic, weight }) => ({
    item_id,
    source,
    user,
    session: null,
    stratum,
    topic,
    inclusion_probability: 1,
    weight,
    prompt: '',
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    logged_model: null,
    logged_response: null,
    language: topic === 2 ? 'de' : 'en',
  }));
}
