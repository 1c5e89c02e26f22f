import { driftTable } from '../../activities/drift/drift-tables.js';
import { type EvalSetReportRow, evalSetReportTable } from '../../activities/report/eval-set-report-table.js';
import { summaryTable } from '../../activities/scoring/score-tables.js';
import { expectedScore } from '../simulator/expected-scores.js';
import { weekTruth } from '../simulator/planted-truth.js';
import type { World } from '../simulator/world.js';
import { CANDIDATE_MODEL } from './demo-pipeline.js';
import { weekOf } from './demo-run.js';
import { figureOf, type PlantedFigure, type ReportReader, readReport } from './planted-figure.js';

/** What one week says of candidate and production: the gate, the noise floor, the eval set. */
export async function scoreFigures(reader: ReportReader, world: World, index: number): Promise<PlantedFigure[]> {
  const week = weekOf(world.plan, index);
  const truth = weekTruth(world, index);
  const summary = await readReport(reader, reader.layout.weeklyReport(week, 'summary.arrow'), summaryTable);
  const items = await readReport(reader, reader.layout.weeklyReport(week, 'eval_set.arrow'), evalSetReportTable);
  const figure = (what: string, planted: number, place: { metric: string; arm: string; slice: string }) => {
    const { metric, arm, slice } = place;
    const row = summary.find((each) => each.metric === metric && each.arm === arm && each.slice === slice);
    return figureOf(`${week} ${what}`, planted, row, row?.verdict);
  };
  const differences = (arm: string, model: string) => {
    const place = { arm: `${arm} - production`, slice: 'live' };
    const score = (truth.scores[model] ?? 0) - truth.productionScore;
    return [
      figure(`${place.arm}, score`, score, { ...place, metric: 'score_difference' }),
      figure(`${place.arm}, wins`, truth.preferences[model] ?? 0, { ...place, metric: 'win_rate_difference' }),
    ];
  };
  const { productionModel } = truth;
  const gap = evalSetScore(world, items, productionModel) - (truth.scores[productionModel] ?? 0);
  return [
    ...differences('candidate', CANDIDATE_MODEL),
    ...differences('control', productionModel),
    figure('generalisation gap', gap, { metric: 'generalisation_gap', arm: 'control', slice: 'all' }),
  ];
}

/**
 * The share of a topic that the pinned reference has never seen. Only while nobody writes otherwise than before: new
 * habits are new regions as well.
 */
export async function newTopicFigure(reader: ReportReader, world: World, index: number): Promise<PlantedFigure> {
  const week = weekOf(world.plan, index);
  const drift = await readReport(reader, reader.layout.weeklyReport(week, 'drift.arrow'), driftTable);
  const row = drift.find((each) => each.reference === 'pinned' && each.statistic === 'uncovered_mass');
  return figureOf(`${week} share of the new topic`, weekTruth(world, index).newTopicShare, row, row?.refused);
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
