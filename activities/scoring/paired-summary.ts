import { benjaminiHochberg, holm } from '../stats/multiplicity.js';
import { answerFigures } from './answer-figures.js';
import { type CandidateVerdict, candidateArms, candidateVerdicts } from './candidate-gates.js';
import {
  armLevels,
  type EvalSetBasis,
  effectiveSizeObjection,
  generalisationGap,
  refusedOnEvalSet,
} from './eval-set-figures.js';
import { expenses } from './expenses.js';
import { differencesOf, judgementsOf, preferencesOf } from './observations.js';
import type { PairRow, ScoreRow, SummaryRow } from './score-tables.js';
import { type ItemLanguages, sliceFigures } from './slice-figures.js';
import { comparisonDraft, type Draft } from './summary-draft.js';
import { gateVerdict, neededMore } from './verdict.js';

export interface SummaryOptions {
  /** Digest of the judge whose first judgements count. */
  readonly judge: string;
  /** A smaller difference does not matter. @default the verdict's own */
  readonly minimumEffect?: number;
  readonly evalSet?: EvalSetBasis;
  readonly languages?: ItemLanguages;
}

export interface ScoreSummary {
  readonly summary: SummaryRow[];
  /** Of the first candidate. */
  readonly verdict: string;
  /** Of every candidate, first one first. */
  readonly candidates: CandidateVerdict[];
}

const NO_BASIS: EvalSetBasis = { production: [], minEffectiveShare: 0 };

/**
 * The headline figures of a run, from the first judgements of one judge. Every interval moves whole users (Hájek weights,
 * bias-reduced variance over user clusters, Student's t on its degrees of freedom); differences are paired by item, so that what makes an item hard cancels out (Miller,
 * arXiv 2411.00640). Rows with a zero weight or without a value are left out. A mean over the eval set has the interval
 * of its weights (calibrated to the week's traffic); with fewer effective items than `minEffectiveShare` every figure of
 * the eval set is refused.
 *
 * Every candidate has four gates: score and wins − losses, on live traffic against production's logged answers and on the
 * eval set against control. Holm runs over the gates of *all* candidates: whoever looks at five candidates and ships the
 * one that wins has looked at all their gates, and a chance of 5 % each would add up. So a further candidate costs the
 * others some power. Slices are exploration: Benjamini-Hochberg over the slices of all candidates, and max-T beside it.
 */
export function summariseScores(
  scores: readonly ScoreRow[],
  pairs: readonly PairRow[],
  options: SummaryOptions,
): ScoreSummary {
  const { judge, evalSet = NO_BASIS, languages = new Map() } = options;
  const counted = { scores: judgementsOf(scores, judge), pairs: judgementsOf(pairs, judge) };
  const arms = [...new Set(counted.scores.map(({ arm }) => arm))].toSorted();
  const candidates = candidateArms(arms);
  const of = (arm: string, source: string) => counted.scores.filter((row) => row.arm === arm && row.source === source);
  const compare = (metric: string, a: string, b: string, slice: string, family: Draft['family']) => {
    const observations =
      metric === 'score_difference'
        ? differencesOf(of(a, slice), of(b, slice))
        : preferencesOf(counted.pairs, a, b, slice);
    const unit = metric === 'score_difference' ? 'score' : 'wins - losses';
    return comparisonDraft({ metric, arm: `${a} - ${b}`, slice, unit }, observations, family);
  };
  const drafts = [
    generalisationGap(of('control', 'eval-set'), of('control', 'live')),
    ...candidates.flatMap((arm) => [
      compare('score_difference', arm, 'production', 'live', 'gates'),
      compare('score_difference', arm, 'control', 'eval-set', 'gates'),
      compare('win_rate_difference', arm, 'production', 'live', 'gates'),
      compare('win_rate_difference', arm, 'control', 'eval-set', 'gates'),
    ]),
    compare('score_difference', 'control', 'production', 'live', null),
    compare('win_rate_difference', 'control', 'production', 'live', null),
    ...['live', 'eval-set'].flatMap((source) =>
      arms.flatMap((arm) => armLevels(arm, source, of(arm, source), source === 'eval-set' ? evalSet.production : [])),
    ),
    ...['live', 'eval-set'].flatMap((source) => arms.flatMap((arm) => answerFigures(arm, source, of(arm, source)))),
    ...candidates.flatMap((arm) =>
      sliceFigures(`${arm} - production`, differencesOf(of(arm, 'live'), of('production', 'live')), languages),
    ),
  ];
  const objection = effectiveSizeObjection(of('control', 'eval-set'), evalSet.minEffectiveShare);
  const allowed = objection === null ? drafts : drafts.map((draft) => refusedOnEvalSet(draft, objection));
  const judged = adjusted(allowed, options.minimumEffect).map((row) => ({ ...row, judge }));
  const verdicts = candidateVerdicts(judged);
  return {
    summary: [...judged, ...arms.flatMap((arm) => expenses(arm, scores, pairs, judge))],
    verdict: verdicts[0]?.verdict ?? 'no-candidate',
    candidates: verdicts,
  };
}

/** Adjusts each family for its size and lets the gates speak. A difference of exactly 0 everywhere has no p-value: 1. */
function adjusted(drafts: readonly Draft[], minimumEffect: number | undefined): SummaryRow[] {
  const corrected = new Map<Draft, number>();
  const sizes = { gates: 0, slices: 0 };
  for (const [family, correction] of [
    ['gates', holm],
    ['slices', benjaminiHochberg],
  ] as const) {
    const members = drafts.filter((draft) => draft.family === family && draft.estimate !== null);
    const values = correction(members.map(({ row }) => row.p_value ?? 1));
    members.forEach((draft, index) => corrected.set(draft, values[index] ?? 1));
    sizes[family] = members.length;
  }
  const options = { gates: Math.max(1, sizes.gates), ...(minimumEffect === undefined ? {} : { minimumEffect }) };
  return drafts.map((draft) => {
    const row = { ...draft.row, p_adjusted: corrected.get(draft) ?? null };
    const { estimate, family, values } = draft;
    if (family !== 'gates' || estimate === null) return row;
    const verdict = gateVerdict(estimate, row.p_adjusted, options);
    const more = verdict === 'need-n-more' ? neededMore(values, options) : null;
    const needed = {
      needed_users: more?.users ?? null,
      needed_items: more?.items ?? null,
      needed_items_per_user: more?.itemsPerUser ?? null,
    };
    return { ...row, ...needed, verdict };
  });
}
