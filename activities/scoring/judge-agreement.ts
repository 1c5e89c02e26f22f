import {
  cohensKappa,
  type KappaWeighting,
  type KrippendorffMetric,
  krippendorffAlpha,
  spearman,
} from '../stats/agreement.js';
import { jackknifeEstimate } from '../stats/cluster-jackknife.js';
import { clusteredMean, type Estimate } from '../stats/clustered-mean.js';
import type { PairRow } from './score-tables.js';

/** One judgement of something that is judged several times. */
export interface RepeatedVerdict {
  /** What was judged, the order of the answers included. */
  readonly subject: string;
  readonly verdict: number;
  readonly user: string;
  readonly weight: number;
}

export interface Retest {
  /** Share of repeated judgements that differ from each other. */
  readonly flipRate: Estimate | null;
  /** Share of single judgements that noise changes, implied by the flips; null without flips to go by. */
  readonly noise: { readonly estimate: number; readonly ciLow: number; readonly ciHigh: number } | null;
}

/** The verdicts on pairs, each order by itself, so that a judge's noise is not hidden by the agreement of its orders. */
export function repeatedVerdicts(
  pairs: readonly Pick<
    PairRow,
    'item_id' | 'source' | 'arm_a' | 'arm_b' | 'judge' | 'first_order' | 'second_order' | 'user' | 'weight'
  >[],
): RepeatedVerdict[] {
  return pairs.flatMap(({ item_id, source, arm_a, arm_b, judge, first_order, second_order, user, weight }) =>
    [first_order, second_order].flatMap((verdict, order) => {
      if (verdict === null) return [];
      return [{ subject: JSON.stringify([source, item_id, arm_a, arm_b, judge, order]), verdict, user, weight }];
    }),
  );
}

/**
 * How far a judge agrees with itself. If every judgement departs from the judge's usual verdict with probability ε, to any
 * other of k outcomes alike, two judgements differ with probability 2ε - ε² k/(k-1), which is solved for ε; k is the number
 * of outcomes that occur, at least 2. Flips beyond pure noise give the ε of pure noise, (k-1)/k.
 */
export function retest(verdicts: readonly RepeatedVerdict[]): Retest {
  const subjects = new Map<string, { verdicts: number[]; user: string; weight: number }>();
  for (const { subject, verdict, user, weight } of verdicts) {
    if (weight <= 0) continue;
    const entry = subjects.get(subject) ?? { verdicts: [], user, weight };
    entry.verdicts.push(verdict);
    subjects.set(subject, entry);
  }
  const repeated = [...subjects.values()].filter((entry) => entry.verdicts.length > 1);
  const flipRate = clusteredMean(
    repeated.map((entry) => differingShare(entry.verdicts)),
    repeated.map(({ user }) => user),
    { weights: repeated.map(({ weight }) => weight) },
  );
  if (flipRate === null) return { flipRate: null, noise: null };
  const outcomes = Math.max(2, new Set(repeated.flatMap((entry) => entry.verdicts)).size);
  const noise = (flips: number) => impliedNoise(flips, outcomes);
  const { estimate, ciLow, ciHigh } = flipRate;
  return { flipRate, noise: { estimate: noise(estimate), ciLow: noise(ciLow), ciHigh: noise(ciHigh) } };
}

/** Share of the pairs among some verdicts that differ. */
function differingShare(verdicts: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const n = verdicts.length;
  const equal = [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  return 1 - equal / ((n * (n - 1)) / 2);
}

function impliedNoise(flips: number, outcomes: number): number {
  const factor = outcomes / (outcomes - 1);
  return (1 - Math.sqrt(Math.max(0, 1 - factor * Math.max(0, flips)))) / factor;
}

/** A verdict or score that one of several judges gave. */
export interface JudgedItem {
  readonly item: string;
  readonly value: number;
  readonly user: string;
}

/**
 * Krippendorff's alpha between judges, each item judged by some of them; interval by leaving out one user at a time.
 * @param metric `nominal` or `ordinal` for verdicts, `interval` for scores
 */
export function agreementOfJudges(rows: readonly JudgedItem[], metric: KrippendorffMetric): Estimate | null {
  return jackknifeEstimate(
    rows,
    ({ user }) => user,
    (some) => {
      const items = new Map<string, number[]>();
      for (const { item, value } of some) items.set(item, [...(items.get(item) ?? []), value]);
      return krippendorffAlpha([...items.values()], metric);
    },
  );
}

/** An item that both the judge and a person judged. */
export interface DoublyJudgedItem {
  readonly judge: number;
  readonly person: number;
  readonly user: string;
  readonly weight: number;
}

export interface AgreementWithPeople {
  /** Cohen's kappa; quadratic where labels have an order and far off is worse. */
  readonly kappa: Estimate | null;
  /** Spearman's rank correlation, unweighted. */
  readonly rankCorrelation: Estimate | null;
}

/**
 * How far a judge agrees with people on the same items; intervals by leaving out one user at a time.
 * @param labels all values that may occur, in their order
 */
export function agreementWithPeople(
  rows: readonly DoublyJudgedItem[],
  labels: readonly number[],
  weighting: KappaWeighting = 'plain',
): AgreementWithPeople {
  const used = rows.filter(({ weight }) => weight > 0);
  const judge = (some: readonly DoublyJudgedItem[]) => some.map((row) => row.judge);
  const person = (some: readonly DoublyJudgedItem[]) => some.map((row) => row.person);
  const userOf = ({ user }: DoublyJudgedItem) => user;
  return {
    kappa: jackknifeEstimate(used, userOf, (some) => {
      const weights = some.map(({ weight }) => weight);
      return cohensKappa(judge(some), person(some), labels, weighting, weights);
    }),
    rankCorrelation: jackknifeEstimate(used, userOf, (some) => spearman(judge(some), person(some))),
  };
}
