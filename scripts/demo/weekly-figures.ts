import { driftTable } from '../../activities/drift/drift-tables.js';
import { type EvalSetReportRow, evalSetReportTable } from '../../activities/report/eval-set-report-table.js';
import { type SummaryRow, summaryTable } from '../../activities/scoring/score-tables.js';
import { expectedScore } from '../simulator/expected-scores.js';
import { weekTruth } from '../simulator/planted-truth.js';
import type { World } from '../simulator/world.js';
import { CANDIDATE_MODEL } from './demo-pipeline.js';
import { weekOf } from './demo-run.js';
import { figureOf, type PlantedFigure, type ReportReader, readReport } from './planted-figure.js';

/** How the candidate compares with production in one week: scores, and wins over losses. */
export async function candidateFigures(reader: ReportReader, world: World, index: number): Promise<PlantedFigure[]> {
  const { week, truth, find } = await readWeek(reader, world, index);
  const score = find('score_difference', 'candidate - production', 'live');
  const wins = find('win_rate_difference', 'candidate - production', 'live');
  const difference = (truth.scores[CANDIDATE_MODEL] ?? 0) - truth.productionScore;
  return [
    figureOf(`${week} candidate - production, score`, difference, score, score?.verdict),
    figureOf(`${week} candidate - production, wins`, truth.preferences[CANDIDATE_MODEL] ?? 0, wins, wins?.verdict),
  ];
}

/** What one week says of production itself: the noise floor, the eval set, the topics it has gained. */
export async function productionFigures(reader: ReportReader, world: World, index: number): Promise<PlantedFigure[]> {
  const { week, truth, find } = await readWeek(reader, world, index);
  const model = truth.productionModel;
  const control = truth.scores[model] ?? 0;
  const score = find('score_difference', 'control - production', 'live');
  const wins = find('win_rate_difference', 'control - production', 'live');
  const gap = find('generalisation_gap', 'control', 'all');
  const { layout } = reader;
  const items = await readReport(reader, layout.weeklyReport(week, 'eval_set.arrow'), evalSetReportTable);
  const drift = await readReport(reader, layout.weeklyReport(week, 'drift.arrow'), driftTable);
  const uncovered = drift.find((row) => row.reference === 'pinned' && row.statistic === 'uncovered_mass');
  return [
    figureOf(`${week} control - production, score`, control - truth.productionScore, score, score?.verdict),
    figureOf(`${week} control - production, wins`, truth.preferences[model] ?? 0, wins, wins?.verdict),
    figureOf(`${week} generalisation gap`, evalSetScore(world, items, model) - control, gap, gap?.verdict),
    figureOf(`${week} share of the new topic`, truth.newTopicShare, uncovered, uncovered?.refused),
  ];
}

async function readWeek(reader: ReportReader, world: World, index: number) {
  const week = weekOf(world.plan, index);
  const summary = await readReport(reader, reader.layout.weeklyReport(week, 'summary.arrow'), summaryTable);
  const find = (metric: string, arm: string, slice: string): SummaryRow | undefined =>
    summary.find((row) => row.metric === metric && row.arm === arm && row.slice === slice);
  return { week, truth: weekTruth(world, index), find };
}

/** What a model is expected to score on the items of the eval set, with their weights. */
function evalSetScore(world: World, items: readonly EvalSetReportRow[], model: string): number {
  const requests = new Map(world.requests.map((request) => [request.record.request_id, request]));
  let sum = 0;
  let total = 0;
  for (const { request_id, weight, retired_week } of items) {
    const request = requests.get(request_id);
    if (request === undefined || retired_week !== null) continue;
    sum += weight * expectedScore(model, request);
    total += weight;
  }
  return sum / total;
}
