import type { IsoWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { readLabels } from '../labels/label-store.js';
import type { LabelRow } from '../labels/label-tables.js';
import { judgeAgainstPeople, labelledPairs, labelledScores, verdictsOfPeople } from '../labels/labelled-rows.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { compareText } from '../stats/text-order.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { candidatesOf } from './arm.js';
import { calibratedRows, type LabelledJudgements } from './calibrated-figures.js';
import { judgeReport, modelsByAnswer, type PeopleOnPairs } from './judge-report.js';
import { mainJudge, otherJudges } from './judges/judge.js';
import { lengthControlledRows } from './length-controlled.js';
import { judgementsOf } from './observations.js';
import { outcomeCounts } from './outcome-counts.js';
import { summariseScores } from './paired-summary.js';
import { type WeeklyScoringPlan } from './plan.js';
import {
  type PairRow,
  pairsTable,
  productionTable,
  type ScoreRow,
  scoresTable,
  scoringItemTable,
  summaryTable,
} from './score-tables.js';
import { judgesTable, outcomesTable } from './trust-tables.js';

interface SummariseWeeklyScoresInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly plan: WeeklyScoringPlan;
  readonly scores: readonly Artifact[];
  readonly pairs: readonly Artifact[];
}

/** A candidate, and what all its gates say. */
export interface ReportedCandidate {
  readonly arm: string;
  readonly model: string;
  readonly verdict: string;
}

/** The scores of a week, put together. */
export interface WeeklyScores {
  readonly scores: Artifact;
  readonly pairs: Artifact;
  readonly summary: Artifact;
  /** How far the judges can be trusted. */
  readonly judges: Artifact;
  /** What has no score, and why. */
  readonly outcomes: Artifact;
  /** Of the first candidate. */
  readonly verdict: string;
  /** First one first. */
  readonly candidates: readonly ReportedCandidate[];
  /** Labels by people that went into calibrated figures. */
  readonly labels: number;
}

/** The part of the scoring activities that asks no model. */
export function createSummaryActivities(deps: ActivityDependencies) {
  return {
    /**
     * Puts the parts together, in an order of their own, and works out the headline figures, those of the judges, and,
     * where people labelled comparisons for the judge that counts, the figures calibrated with their labels.
     */
    async summariseWeeklyScores(input: SummariseWeeklyScoresInput): Promise<WeeklyScores> {
      const { pipeline, week, plan } = input;
      const store = deps.openBucket(pipeline.bucket);
      const config = await loadConfig(store, pipeline);
      const layout = layoutOf(pipeline);
      const scores = orderedScores(await readParts(store, input.scores, scoresTable));
      const pairs = orderedPairs(await readParts(store, input.pairs, pairsTable));
      const { judgeDigest: judge } = plan;
      const main = { scores: judgementsOf(scores, judge), pairs: judgementsOf(pairs, judge) };
      const labels = await readLabels(store, layout, judge);
      const people = labelsOf(scores, pairs, labels, { week, judge, maxAgeWeeks: config.evalSet.maxAgeWeeks });
      const items = await readTable(store, plan.items, scoringItemTable);
      const { summary, verdict, candidates } = summariseScores(scores, pairs, {
        judge,
        minimumEffect: config.scoring.minimumEffect,
        evalSet: {
          production: await readTable(store, plan.production, productionTable),
          minEffectiveShare: config.evalSet.minEffectiveSampleShare,
        },
        languages: new Map(items.flatMap(({ item_id, language }) => (language === null ? [] : [[item_id, language]]))),
      });
      const beside = [...lengthControlledRows(main.pairs), ...calibratedRows(people.labelled)];
      const judges = judgeReport(judgesOf(config), scores, pairs, people.onPairs);
      const metadata = { judge, judge_model: config.scoring.judge.model };
      const key = (table: string) => layout.work(week, `scoring/${table}.arrow`);
      const models = new Map(candidatesOf(config).map(({ arm, settings }) => [arm, settings.model]));
      const all = [...summary, ...beside.map((row) => ({ ...row, judge }))];
      return {
        scores: await writeTable(store, key('scores'), scoresTable, scores, metadata),
        pairs: await writeTable(store, key('pairs'), pairsTable, pairs, metadata),
        summary: await writeTable(store, key('summary'), summaryTable, all, metadata),
        judges: await writeTable(store, key('judges'), judgesTable, judges, metadata),
        outcomes: await writeTable(store, key('outcomes'), outcomesTable, outcomeCounts(main.scores), metadata),
        verdict,
        candidates: candidates.map((candidate) => ({ ...candidate, model: models.get(candidate.arm) ?? '' })),
        labels: people.labelled.pairs.filter(({ label }) => label !== null).length,
      };
    },
  };
}

/** The judge that counts first; one that only bridges a change is no judge of this week. */
function judgesOf(config: PipelineConfig) {
  return [mainJudge(config), ...otherJudges(config)].map(({ digest, config: { model } }) => ({ digest, model }));
}

/** What people said of the week's comparisons and answers. */
function labelsOf(
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
  labels: readonly LabelRow[],
  scope: Parameters<typeof labelledPairs>[2],
): { labelled: LabelledJudgements; onPairs: PeopleOnPairs } {
  const labelled = { scores: labelledScores(scores, labels, scope), pairs: labelledPairs(pairs, labels, scope) };
  const modelOf = modelsByAnswer(scores);
  const attributed = labelled.pairs.flatMap((row) => {
    if (row.label === null) return [];
    const { item_id, label: preference, user } = row;
    const models = { modelA: modelOf(row, row.arm_a), modelB: modelOf(row, row.arm_b) };
    return [{ item_id, preference, user, weight: 1, judgeModel: 'human', ...models }];
  });
  const onPairs = { verdicts: judgeAgainstPeople(pairs, labels, scope), attributed, units: verdictsOfPeople(labels) };
  return { labelled, onPairs };
}

async function readParts<D extends Parameters<typeof readTable>[2]>(
  store: ObjectStore,
  parts: readonly Artifact[],
  table: D,
) {
  return (await Promise.all(parts.map(async (part) => readTable(store, part, table)))).flat();
}

function orderedScores(rows: readonly ScoreRow[]): ScoreRow[] {
  return ordered(rows, (row) => [row.arm, row.source, row.item_id, row.judge, String(row.repeat)]);
}

function orderedPairs(rows: readonly PairRow[]): PairRow[] {
  return ordered(rows, (row) => [row.arm_a, row.arm_b, row.source, row.item_id, row.judge, String(row.repeat)]);
}

function ordered<T>(rows: readonly T[], keyOf: (row: T) => readonly string[]): T[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row).join('\0') }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ row }) => row);
}
