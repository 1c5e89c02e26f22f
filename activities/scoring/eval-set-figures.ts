import { marginLevels } from '../eval-set/item-weights.js';
import { biasReducedContrast } from '../stats/bias-reduced-mean.js';
import { calibratedMean } from '../stats/calibrated-mean.js';
import type { Estimate } from '../stats/clustered-mean.js';
import { kishEffectiveSize } from '../stats/weights.js';
import { type Observation, usersOf, valuesOf } from './observations.js';
import type { ProductionRow, ScoreRow } from './score-tables.js';
import { CONFIDENCE, type Draft, estimateDraft, meanDraft, refusedDraft, tested } from './summary-draft.js';
import { MINIMUM_USERS } from './verdict.js';

/** What the weights of the eval set's items rest on. */
export interface EvalSetBasis {
  /** The week's sample: what the weights were raked to. */
  readonly production: readonly ProductionRow[];
  /** Share of effective items below which nothing is said of the eval set. */
  readonly minEffectiveShare: number;
}

/** Control on the eval set minus control on live traffic; a user with items in both moves as one. */
export function generalisationGap(evalSet: readonly ScoreRow[], live: readonly ScoreRow[]): Draft {
  const cells = { 'eval-set': valuesOf(evalSet, (row) => row.score), live: valuesOf(live, (row) => row.score) };
  const all = Object.values(cells).flat();
  const users = Math.min(...Object.values(cells).map(usersOf));
  const place = { metric: 'generalisation_gap', arm: 'control', slice: 'all', unit: 'score' };
  if (users < MINIMUM_USERS) return refusedDraft(place, all, users);
  const rows = Object.entries(cells).flatMap(([cell, observations]) =>
    observations.map(({ value, weight, user }) => ({ cell, value, weight, cluster: user })),
  );
  const estimate = biasReducedContrast(rows, { 'eval-set': 1, live: -1 }, CONFIDENCE);
  const draft = estimateDraft(place, all, estimate, { design_effect: null });
  return estimate === null ? draft : tested(draft, estimate);
}

/**
 * The mean score of an arm, and the share of items that have one: what refuses or breaks off has no score.
 * @param production empty where the weights are those of the draw; else the items' weights were raked to it
 */
export function armLevels(
  arm: string,
  slice: string,
  rows: readonly ScoreRow[],
  production: readonly ProductionRow[],
): Draft[] {
  if (rows.length === 0) return [];
  const figures = [
    { metric: 'score', unit: 'score', observations: valuesOf(rows, (row) => row.score) },
    {
      metric: 'scored_share',
      unit: 'share',
      observations: valuesOf(rows, (row) => (row.outcome === 'scored' ? 1 : 0)),
    },
  ];
  return figures.map(({ observations, ...rest }) => {
    const place = { ...rest, arm, slice };
    if (production.length === 0) return meanDraft(place, observations);
    return estimateDraft(place, observations, calibrated(observations, production));
  });
}

/** The mean of the week's production, as the weighted items estimate it. */
function calibrated(observations: readonly Observation[], production: readonly ProductionRow[]): Estimate | null {
  const hasStrata = new Set(production.map(({ stratum }) => stratum)).size > 1;
  const margins = marginLevels(observations, production, hasStrata ? ['topic', 'stratum'] : ['topic']);
  return calibratedMean(
    observations.map(({ value, weight, user }, at) => ({
      value,
      weight,
      cluster: user,
      levels: margins.items[at] ?? [],
    })),
    production.map(({ weight, inclusion_probability: inclusionProbability }, at) => ({
      weight,
      inclusionProbability,
      levels: margins.production[at] ?? [],
    })),
    CONFIDENCE,
  );
}

/** Why the weighted eval set says too little; null when it says enough. */
export function effectiveSizeObjection(rows: readonly ScoreRow[], minEffectiveShare: number): string | null {
  const weights = rows.map(({ weight }) => weight).filter((weight) => weight > 0);
  if (weights.length === 0) return null;
  const [size, floor] = [kishEffectiveSize(weights), minEffectiveShare * weights.length];
  // Up to rounding.
  if (size >= floor * (1 - 1e-9)) return null;
  return `refused: ${size.toFixed(1)} effective of ${weights.length} eval items, ${floor.toFixed(1)} wanted`;
}

/** Takes the figure away from a row that rests on the eval set. */
export function refusedOnEvalSet(draft: Draft, verdict: string): Draft {
  const { metric, slice } = draft.row;
  if (slice !== 'eval-set' && metric !== 'generalisation_gap') return draft;
  const nothing = {
    estimate: null,
    ci_low: null,
    ci_high: null,
    bootstrap_low: null,
    bootstrap_high: null,
    p_value: null,
    minimum_detectable: null,
    design_effect: null,
  };
  return { ...draft, estimate: null, row: { ...draft.row, ...nothing, verdict } };
}
