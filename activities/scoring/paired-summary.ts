import { marginLevels } from '../eval-set/item-weights.js';
import { calibratedMean } from '../stats/calibrated-mean.js';
import { clusteredContrast, clusteredMean, type Estimate } from '../stats/clustered-mean.js';
import { benjaminiHochberg, holm } from '../stats/multiplicity.js';
import { kishEffectiveSize } from '../stats/weights.js';
import type { PairRow, ProductionRow, ScoreRow, SummaryRow } from './score-tables.js';
import { gateVerdict, MINIMUM_USERS, minimumDetectable, overallVerdict, refusedForUsers } from './verdict.js';

const CONFIDENCE = 0.95;

/** One value of one item, with what its place in a mean depends on. */
interface Observation {
  readonly value: number;
  readonly weight: number;
  readonly user: string;
  readonly topic: number;
  readonly stratum: string;
}

/** What the weights of the eval set's items rest on. */
export interface EvalSetBasis {
  /** The week's sample: what the weights were raked to. */
  readonly production: readonly ProductionRow[];
  /** Share of effective items below which nothing is said of the eval set. */
  readonly minEffectiveShare: number;
}

/** A row before the adjustment for many tests. */
interface Draft {
  readonly row: SummaryRow;
  readonly estimate: Estimate | null;
  readonly family: 'gates' | 'slices' | null;
}

/**
 * The headline figures of a run. Every interval moves whole users (Student t over user clusters, Hájek weights);
 * differences are paired by item, so that what makes an item hard cancels out (Miller, arXiv 2411.00640).
 * Rows with a zero weight or without a value are left out. A mean over the eval set has the interval of its weights
 * (calibrated to the week's traffic); with fewer effective items than `minEffectiveShare` every figure of the eval set is
 * refused. Gates are Holm-adjusted, topic slices by Benjamini-Hochberg.
 */
export function summariseScores(
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
  judge: string,
  evalSet: EvalSetBasis = { production: [], minEffectiveShare: 0 },
): { readonly summary: SummaryRow[]; readonly verdict: string } {
  const arms = [...new Set(scores.map(({ arm }) => arm))].sort();
  const hasCandidate = arms.includes('candidate');
  const of = (arm: string, source: string) => scores.filter((row) => row.arm === arm && row.source === source);
  const candidateLive = differences(of('candidate', 'live'), of('production', 'live'));
  const controlLive = differences(of('control', 'live'), of('production', 'live'));
  const candidateEval = differences(of('candidate', 'eval-set'), of('control', 'eval-set'));
  const drafts: Draft[] = [generalisationGap(of('control', 'eval-set'), of('control', 'live'))];
  if (hasCandidate) {
    drafts.push(
      comparison('score_difference', 'candidate - production', 'live', candidateLive, 'gates'),
      comparison('score_difference', 'candidate - control', 'eval-set', candidateEval, 'gates'),
      comparison(
        'win_rate_difference',
        'candidate - production',
        'live',
        preferences(pairs, 'candidate', 'live'),
        'gates',
      ),
      comparison(
        'win_rate_difference',
        'candidate - control',
        'eval-set',
        preferences(pairs, 'candidate', 'eval-set'),
        'gates',
      ),
    );
  }
  drafts.push(
    comparison('score_difference', 'control - production', 'live', controlLive, null),
    comparison('win_rate_difference', 'control - production', 'live', preferences(pairs, 'control', 'live'), null),
    ...['live', 'eval-set'].flatMap((source) =>
      arms.flatMap((arm) => levels(arm, source, of(arm, source), source === 'eval-set' ? evalSet.production : [])),
    ),
    ...topicSlices(candidateLive),
  );
  const objection = effectiveSizeObjection(of('control', 'eval-set'), evalSet.minEffectiveShare);
  const allowed = objection === null ? drafts : drafts.map((draft) => refusedOnEvalSet(draft, objection));
  const judged = adjust(allowed).map((row) => ({ ...row, judge }));
  const plain = arms.flatMap((arm) => expenses(arm, scores, pairs));
  const gates = judged.filter((_, index) => drafts[index]?.family === 'gates');
  return { summary: [...judged, ...plain], verdict: overallVerdict(gates.map(({ verdict }) => verdict)) };
}

/** Paired by item: `a - b` where both have a score. */
function differences(a: readonly ScoreRow[], b: readonly ScoreRow[]): Observation[] {
  const other = new Map(b.map((row) => [row.item_id, row.score]));
  return a.flatMap((row) => {
    const against = other.get(row.item_id);
    if (row.score === null || against === undefined || against === null || row.weight <= 0) return [];
    return [{ value: row.score - against, weight: row.weight, user: row.user, topic: row.topic, stratum: row.stratum }];
  });
}

function preferences(pairs: readonly PairRow[], arm: string, source: string): Observation[] {
  return pairs.flatMap((row) => {
    if (row.arm_a !== arm || row.source !== source || row.preference === null || row.weight <= 0) return [];
    return [{ value: row.preference, weight: row.weight, user: row.user, topic: 0, stratum: '' }];
  });
}

function valuesOf(rows: readonly ScoreRow[], read: (row: ScoreRow) => number | null): Observation[] {
  return rows.flatMap((row) => {
    const value = read(row);
    if (value === null || row.weight <= 0) return [];
    return [{ value, weight: row.weight, user: row.user, topic: row.topic, stratum: row.stratum }];
  });
}

function meanOf(observations: readonly Observation[]): Estimate | null {
  return clusteredMean(
    observations.map(({ value }) => value),
    observations.map(({ user }) => user),
    { weights: observations.map(({ weight }) => weight), confidence: CONFIDENCE },
  );
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
function effectiveSizeObjection(rows: readonly ScoreRow[], minEffectiveShare: number): string | null {
  const weights = rows.map(({ weight }) => weight).filter((weight) => weight > 0);
  if (weights.length === 0) return null;
  const [size, floor] = [kishEffectiveSize(weights), minEffectiveShare * weights.length];
  // Up to rounding.
  if (size >= floor * (1 - 1e-9)) return null;
  return `refused: ${size.toFixed(1)} effective of ${weights.length} eval items, ${floor.toFixed(1)} wanted`;
}

function refusedOnEvalSet(draft: Draft, verdict: string): Draft {
  const { metric, slice } = draft.row;
  if (slice !== 'eval-set' && metric !== 'generalisation_gap') return draft;
  const nothing = { estimate: null, ci_low: null, ci_high: null, p_value: null, minimum_detectable: null };
  return { ...draft, estimate: null, row: { ...draft.row, ...nothing, verdict } };
}

function usersOf(observations: readonly Observation[]): number {
  return new Set(observations.map(({ user }) => user)).size;
}

/** A difference that people act on: too few users and there is no figure. */
function comparison(
  metric: string,
  arm: string,
  slice: string,
  observations: readonly Observation[],
  family: Draft['family'],
): Draft {
  const users = usersOf(observations);
  const estimate = users < MINIMUM_USERS ? null : meanOf(observations);
  const unit = metric === 'win_rate_difference' ? 'wins - losses' : 'score';
  const row = rowOf({ metric, arm, slice, unit, items: observations.length, users }, estimate);
  return estimate === null
    ? { row: { ...row, verdict: refusedForUsers(users) }, estimate, family }
    : { row: { ...row, p_value: estimate.pValue, minimum_detectable: minimumDetectable(estimate) }, estimate, family };
}

/** Control on the eval set minus control on live traffic; a user with items in both moves as one. */
function generalisationGap(evalSet: readonly ScoreRow[], live: readonly ScoreRow[]): Draft {
  const cells = { 'eval-set': valuesOf(evalSet, (row) => row.score), live: valuesOf(live, (row) => row.score) };
  const all = Object.values(cells).flat();
  const users = Math.min(...Object.values(cells).map(usersOf));
  const place = { metric: 'generalisation_gap', arm: 'control', slice: 'all', unit: 'score', items: all.length };
  if (users < MINIMUM_USERS) {
    const row = rowOf({ ...place, users: usersOf(all) }, null);
    return { row: { ...row, verdict: refusedForUsers(users) }, estimate: null, family: null };
  }
  const rows = Object.entries(cells).flatMap(([cell, observations]) =>
    observations.map(({ value, weight, user }) => ({ cell, value, weight, cluster: user })),
  );
  const estimate = clusteredContrast(rows, { 'eval-set': 1, live: -1 }, CONFIDENCE);
  const row = rowOf({ ...place, users: usersOf(all) }, estimate);
  if (estimate === null) return { row, estimate, family: null };
  return {
    row: { ...row, p_value: estimate.pValue, minimum_detectable: minimumDetectable(estimate) },
    estimate,
    family: null,
  };
}

/** The mean score of an arm, and the share of items that have one: what refuses or breaks off has no score. */
function levels(arm: string, slice: string, rows: readonly ScoreRow[], production: readonly ProductionRow[]): Draft[] {
  if (rows.length === 0) return [];
  const figures = [
    { metric: 'score', unit: 'score', observations: valuesOf(rows, (row) => row.score) },
    {
      metric: 'scored_share',
      unit: 'share',
      observations: valuesOf(rows, (row) => (row.outcome === 'scored' ? 1 : 0)),
    },
  ];
  return figures.map(({ metric, unit, observations }) => {
    const users = usersOf(observations);
    const estimate = production.length === 0 ? meanOf(observations) : calibrated(observations, production);
    const row = rowOf({ metric, arm, slice, unit, items: observations.length, users }, estimate);
    return { row: estimate === null ? { ...row, verdict: refusedForUsers(users, 2) } : row, estimate, family: null };
  });
}

function topicSlices(observations: readonly Observation[]): Draft[] {
  const topics = [...new Set(observations.map(({ topic }) => topic))].sort((a, b) => a - b);
  return topics.flatMap((topic) => {
    const inside = observations.filter((observation) => observation.topic === topic);
    if (usersOf(inside) < MINIMUM_USERS) return [];
    return [comparison('score_difference', 'candidate - production', `topic:${topic}`, inside, 'slices')];
  });
}

/** What the arm's answers and judgements cost altogether, each paid call once, and how long its answers took. */
function expenses(arm: string, scores: readonly ScoreRow[], pairs: readonly PairRow[]): SummaryRow[] {
  const rows = scores.filter((row) => row.arm === arm);
  // A request that is live and in the eval set has one answer and one judgement.
  const perItem = [...new Map(rows.map((row) => [row.item_id, row])).values()];
  const armPairs = pairs.filter((row) => row.arm_a === arm);
  const perPair = [...new Map(armPairs.map((row) => [`${row.item_id} ${row.arm_b}`, row])).values()];
  const total = [...perItem, ...perPair].reduce((sum, row) => sum + row.cost_usd, 0);
  const users = new Set(perItem.map(({ user }) => user)).size;
  const place = { arm, slice: 'all', users };
  const cost = rowOf({ ...place, metric: 'cost_usd', unit: 'USD', items: perItem.length }, null);
  const timed = valuesOf(
    rows.filter(({ source }) => source === 'live'),
    (row) => row.latency_ms,
  );
  const latency = { metric: 'latency_ms', unit: 'ms', arm, slice: 'live', items: timed.length, users: usersOf(timed) };
  return [{ ...cost, estimate: total }, ...(timed.length === 0 ? [] : [rowOf(latency, meanOf(timed))])];
}

function rowOf(
  place: { metric: string; arm: string; slice: string; unit: string; items: number; users: number },
  estimate: Estimate | null,
): SummaryRow {
  return {
    metric: place.metric,
    arm: place.arm,
    judge: '',
    slice: place.slice,
    estimate: estimate?.estimate ?? null,
    ci_low: estimate?.ciLow ?? null,
    ci_high: estimate?.ciHigh ?? null,
    confidence: CONFIDENCE,
    p_value: null,
    p_adjusted: null,
    minimum_detectable: null,
    n_items: place.items,
    n_users: place.users,
    unit: place.unit,
    verdict: '',
  };
}

/** Adjusts each family for its size and lets the gates speak. A difference of exactly 0 everywhere has no p-value: 1. */
function adjust(drafts: readonly Draft[]): SummaryRow[] {
  const adjusted = new Map<Draft, number>();
  for (const [family, correction] of [
    ['gates', holm],
    ['slices', benjaminiHochberg],
  ] as const) {
    const members = drafts.filter((draft) => draft.family === family && draft.estimate !== null);
    const corrected = correction(members.map(({ row }) => row.p_value ?? 1));
    members.forEach((draft, index) => adjusted.set(draft, corrected[index] ?? 1));
  }
  return drafts.map((draft) => {
    const pAdjusted = adjusted.get(draft) ?? null;
    if (draft.family !== 'gates' || draft.estimate === null) return { ...draft.row, p_adjusted: pAdjusted };
    return { ...draft.row, p_adjusted: pAdjusted, verdict: gateVerdict(draft.estimate, pAdjusted) };
  });
}
