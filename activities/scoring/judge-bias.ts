import { clusteredMean, type Estimate } from '../stats/clustered-mean.js';
import { type LengthControl, lengthControl } from '../stats/length-control.js';
import { modelFamily } from './model-family.js';
import type { PairRow } from './score-tables.js';

/** A pair as one judge saw it, once in each order. Rows without weight are left out. */
export type OrderedPair = Pick<PairRow, 'first_order' | 'second_order' | 'user' | 'weight'>;

export interface PositionBias {
  /** Share of decided comparisons that the answer shown first won; 0.5 without a bias. */
  readonly firstShare: Estimate | null;
  /** Share of pairs, judged in both orders, whose orders disagree. */
  readonly flipRate: Estimate | null;
}

/**
 * How much a judge goes by the place of an answer (Zheng et al., arXiv 2306.05685). As both answers stand first once,
 * their quality drops out of the share.
 */
export function positionBias(pairs: readonly OrderedPair[]): PositionBias {
  const weighted = pairs.filter(({ weight }) => weight > 0);
  const decided = weighted.flatMap(({ first_order, second_order, user, weight }) => {
    // Who stands first in the second order is b, who wins where a loses.
    const firstShown = [first_order, second_order === null ? null : -second_order];
    return firstShown.flatMap((won) => (won === null || won === 0 ? [] : [{ value: won > 0 ? 1 : 0, user, weight }]));
  });
  const flips = weighted.flatMap(({ first_order, second_order, user, weight }) =>
    first_order === null || second_order === null
      ? []
      : [{ value: first_order === second_order ? 0 : 1, user, weight }],
  );
  return { firstShare: meanOf(decided), flipRate: meanOf(flips) };
}

/** A pair with what the judge preferred and how long the answers were. */
export type MeasuredPair = Pick<
  PairRow,
  'arm_a' | 'arm_b' | 'preference' | 'length_a' | 'length_b' | 'user' | 'weight'
>;

/**
 * How much a judge goes by the length of an answer, and the win rates without it; comparisons are named as
 * `candidate - production`. Pairs without a preference or a length are left out.
 * @param pairs of one judge, of all arms: see {@link lengthControl} for what the other arms are good for
 */
export function lengthBias(pairs: readonly MeasuredPair[]): LengthControl {
  return lengthControl(
    pairs.flatMap(({ arm_a, arm_b, preference, length_a, length_b, user, weight }) => {
      if (preference === null || length_a === null || length_b === null) return [];
      return [{ comparison: `${arm_a} - ${arm_b}`, preference, lengthA: length_a, lengthB: length_b, user, weight }];
    }),
  );
}

/** A pair with the models behind it. */
export interface AttributedPair extends Pick<PairRow, 'item_id' | 'preference' | 'user' | 'weight'> {
  /** Model that judged; `human` for a person. */
  readonly judgeModel: string;
  readonly modelA: string;
  readonly modelB: string;
}

export interface SelfPreference {
  /** Win rate that a judge gives the models of its own family, minus what others give the same answers. */
  readonly difference: Estimate | null;
  /** Items that were judged by both. */
  readonly items: number;
}

/**
 * How much judges prefer their own family (Panickssery, Bowman & Feng, arXiv 2404.13076): per item the win rate, ties
 * half, that judges of a's family give a, minus the one that judges of neither family give it; and likewise for b.
 * Judges of the other family say nothing: their own preference would count twice. Pairs inside one family are left out.
 */
export function selfPreference(pairs: readonly AttributedPair[]): SelfPreference {
  const items = new Map<string, { own: number[]; neutral: number[]; user: string; weight: number }>();
  for (const { item_id, preference, user, weight, judgeModel, modelA, modelB } of pairs) {
    const [judge, a, b] = [modelFamily(judgeModel), modelFamily(modelA), modelFamily(modelB)];
    if (preference === null || weight <= 0 || judge === null || a === null || b === null || a === b) continue;
    for (const [model, family, wins] of [
      [modelA, a, (1 + preference) / 2],
      [modelB, b, (1 - preference) / 2],
    ] as const) {
      const key = JSON.stringify([item_id, model, model === modelA ? modelB : modelA]);
      const item = items.get(key) ?? { own: [], neutral: [], user, weight };
      items.set(key, item);
      if (judge === family) item.own.push(wins);
      else if (judge !== a && judge !== b) item.neutral.push(wins);
    }
  }
  const both = [...items.values()].filter(({ own, neutral }) => own.length > 0 && neutral.length > 0);
  const differences = both.map(({ own, neutral, user, weight }) => ({
    value: average(own) - average(neutral),
    user,
    weight,
  }));
  return { difference: meanOf(differences), items: differences.length };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOf(rows: readonly { value: number; user: string; weight: number }[]): Estimate | null {
  return clusteredMean(
    rows.map(({ value }) => value),
    rows.map(({ user }) => user),
    { weights: rows.map(({ weight }) => weight) },
  );
}
