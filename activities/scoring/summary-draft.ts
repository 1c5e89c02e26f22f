import { biasReducedMean } from '../stats/bias-reduced-mean.js';
import { bootstrapMeanInterval, ENOUGH_CLUSTERS } from '../stats/cluster-bootstrap.js';
import type { ClusteredValue } from '../stats/cluster-sums.js';
import type { Estimate } from '../stats/clustered-mean.js';
import { type Observation, usersOf } from './observations.js';
import type { SummaryRow } from './score-tables.js';
import { MINIMUM_USERS, minimumDetectable, refusedForUsers } from './verdict.js';

export const CONFIDENCE = 0.95;

/** Which figure a row of the summary holds. */
export interface FigurePlace {
  readonly metric: string;
  readonly arm: string;
  readonly slice: string;
  readonly unit: string;
}

/** A row before the adjustment for many tests. */
export interface Draft {
  readonly row: SummaryRow;
  /** Null when refused. */
  readonly estimate: Estimate | null;
  /** What the estimate rests on. */
  readonly values: readonly ClusteredValue[];
  readonly family: 'gates' | 'slices' | null;
}

/** A mean over items, its interval between whole users. With fewer than two users there is none. */
export function meanDraft(place: FigurePlace, observations: readonly Observation[]): Draft {
  return estimateDraft(place, observations, biasReducedMean(clustered(observations), CONFIDENCE));
}

/** An estimate from elsewhere that rests on these observations. */
export function estimateDraft(
  place: FigurePlace,
  observations: readonly Observation[],
  estimate: Estimate | null,
  more: Partial<SummaryRow> = {},
): Draft {
  const users = usersOf(observations);
  const size = { items: observations.length, users };
  const values = clustered(observations);
  if (estimate === null) {
    const row = summaryRow(place, size, { verdict: refusedForUsers(users, 2) });
    return { row, estimate, values, family: null };
  }
  const { estimate: value, ciLow: ci_low, ciHigh: ci_high } = estimate;
  const design_effect = designEffect(estimate, observations);
  const row = summaryRow(place, size, { estimate: value, ci_low, ci_high, design_effect, ...more });
  return { row, estimate, values, family: null };
}

/** A mean difference that people act on: too few users and there is no figure. */
export function comparisonDraft(
  place: FigurePlace,
  observations: readonly Observation[],
  family: Draft['family'] = null,
): Draft {
  const users = usersOf(observations);
  if (users < MINIMUM_USERS) return { ...refusedDraft(place, observations, users), family };
  const draft = meanDraft(place, observations);
  if (draft.estimate === null) return { ...draft, family };
  const { row, ...rest } = tested(draft, draft.estimate);
  return { ...rest, row: { ...row, ...bootstrapEnds(place, observations) }, family };
}

/** A figure that rests on too few users. */
export function refusedDraft(place: FigurePlace, observations: readonly Observation[], users: number): Draft {
  const size = { items: observations.length, users: usersOf(observations) };
  return {
    row: summaryRow(place, size, { verdict: refusedForUsers(users) }),
    estimate: null,
    values: clustered(observations),
    family: null,
  };
}

/** Adds the test against zero, and what it would have found. */
export function tested(draft: Draft, estimate: Estimate): Draft {
  const figures = { p_value: estimate.pValue, minimum_detectable: minimumDetectable(estimate) };
  return { ...draft, row: { ...draft.row, ...figures } };
}

/** A row without figures, and what is known of it. */
export function summaryRow(
  place: FigurePlace,
  { items, users }: { readonly items: number; readonly users: number },
  figures: Partial<SummaryRow> = {},
): SummaryRow {
  return {
    metric: place.metric,
    arm: place.arm,
    judge: '',
    slice: place.slice,
    estimate: null,
    ci_low: null,
    ci_high: null,
    confidence: CONFIDENCE,
    bootstrap_low: null,
    bootstrap_high: null,
    p_value: null,
    p_adjusted: null,
    p_max_t: null,
    minimum_detectable: null,
    needed_users: null,
    needed_items: null,
    needed_items_per_user: null,
    design_effect: null,
    n_items: items,
    n_users: users,
    n_labels: null,
    unit: place.unit,
    verdict: '',
    ...figures,
  };
}

/** With few users Student's t gets a second opinion, seeded by what it is an opinion on. */
function bootstrapEnds(
  { metric, arm, slice }: FigurePlace,
  observations: readonly Observation[],
): Pick<SummaryRow, 'bootstrap_low' | 'bootstrap_high'> {
  const interval =
    usersOf(observations) < ENOUGH_CLUSTERS
      ? bootstrapMeanInterval(clustered(observations), { seed: `${metric} ${arm} ${slice}`, confidence: CONFIDENCE })
      : null;
  return { bootstrap_low: interval?.ciLow ?? null, bootstrap_high: interval?.ciHigh ?? null };
}

/**
 * The estimate's variance over that of a simple random sample of as many items, [Σ w (y - mean)² / Σ w] / (n - 1): how
 * many times more items it takes because users bring several and weights differ (Kish 1965, 8.2). Null without spread.
 */
function designEffect({ standardError }: Estimate, observations: readonly Observation[]): number | null {
  const total = observations.reduce((sum, { weight }) => sum + weight, 0);
  if (observations.length < 2 || !(total > 0)) return null;
  const mean = observations.reduce((sum, { weight, value }) => sum + weight * value, 0) / total;
  const spread = observations.reduce((sum, { weight, value }) => sum + weight * (value - mean) ** 2, 0) / total;
  // Values lie within 1 of zero: below this there is no spread but rounding.
  if (spread < 1e-18) return null;
  return standardError ** 2 / (spread / (observations.length - 1));
}

function clustered(observations: readonly Observation[]): ClusteredValue[] {
  return observations.map(({ value, weight, user }) => ({ value, weight, cluster: user }));
}
