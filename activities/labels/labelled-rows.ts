import type { IsoWeek } from '../../workflows/window.js';
import { startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';
import type { PairRow, ScoreRow } from '../scoring/score-tables.js';
import type { LabelledRow } from '../stats/prediction-powered.js';
import type { LabelRow } from './label-tables.js';

/** Which labels speak for a report. */
export interface LabelScope {
  /** Week of the report. */
  readonly week: IsoWeek;
  /** Digest of the report's judge: labels are kept per judge, and pairs and scores of other judges are left out. */
  readonly judge: string;
  /** Labels of older weeks count for this long, where the comparison is still the same; `evalSet.maxAgeWeeks`. */
  readonly maxAgeWeeks: number;
}

/** A comparison with what people said of it: `judged` and `label` from -1 (b is better) to 1 (a is better). */
export interface LabelledPair extends LabelledRow {
  readonly item_id: string;
  readonly source: string;
  readonly topic: number;
  readonly arm_a: string;
  readonly arm_b: string;
}

/** A score with what people gave: `judged` and `label` from 0 worst to 1 best. */
export interface LabelledScore extends LabelledRow {
  readonly item_id: string;
  readonly source: string;
  readonly topic: number;
  readonly arm: string;
}

/** Two verdicts on one comparison, as {@link cohensKappa} takes them: 1 a is better, -1 b is better, 0 neither. */
export interface VerdictPair {
  readonly item_id: string;
  readonly user: string;
  readonly weight: number;
  readonly judge: -1 | 0 | 1;
  /** Majority of the people; 0 when they are split. */
  readonly people: -1 | 0 | 1;
}

/**
 * The report's comparisons as rows for `clusteredPredictionPoweredMean`: those that people judged carry the mean of what
 * they said, and the probability with which they came to have a label (drawn, then answered). A label of an earlier week
 * counts while item, arms and the lengths of both answers are the same, that is for eval-set items whose answers stand.
 */
export function labelledPairs(
  pairs: readonly PairRow[],
  labels: readonly LabelRow[],
  scope: LabelScope,
): LabelledPair[] {
  const find = labelFinder(labels, scope, ({ preference }) => preference);
  return pairs.flatMap((row) => {
    const { item_id, source, topic, user, weight, arm_a, arm_b, preference } = row;
    if (row.judge !== scope.judge || row.repeat !== 0 || preference === null) return [];
    const found = find(comparisonKey(row), row);
    return [{ item_id, source, topic, user, weight, arm_a, arm_b, judged: preference, ...labelOf(found) }];
  });
}

/** The report's scores, likewise: an answer has a label when it stood in a comparison that people also gave scores to. */
export function labelledScores(
  scores: readonly ScoreRow[],
  labels: readonly LabelRow[],
  scope: LabelScope,
): LabelledScore[] {
  const asA = labelFinder(labels, scope, ({ score_a }) => score_a, 'a');
  const asB = labelFinder(labels, scope, ({ score_b }) => score_b, 'b');
  return scores.flatMap((row) => {
    const { item_id, source, topic, user, weight, arm, score } = row;
    if (row.judge !== scope.judge || row.repeat !== 0 || score === null) return [];
    const [key, length] = [answerKey(row), row.answer_characters];
    const found = asA(key, { length_a: length, length_b: null }) ?? asB(key, { length_a: null, length_b: length });
    return [{ item_id, source, topic, user, weight, arm, judged: score, ...labelOf(found) }];
  });
}

/** Judge against people, for kappa: the report's comparisons that have a label. */
export function judgeAgainstPeople(
  pairs: readonly PairRow[],
  labels: readonly LabelRow[],
  scope: LabelScope,
): VerdictPair[] {
  const find = labelFinder(labels, scope, ({ preference }) => preference);
  return pairs.flatMap((row) => {
    if (row.judge !== scope.judge || row.repeat !== 0 || row.preference === null) return [];
    const found = find(comparisonKey(row), row);
    if (found === null) return [];
    const { item_id, user, weight } = row;
    return [{ item_id, user, weight, judge: signOf(row.preference), people: majority(found.values) }];
  });
}

/** What several people said of one comparison each: units for `krippendorffAlpha`; comparisons with one verdict too. */
export function verdictsOfPeople(labels: readonly LabelRow[]): number[][] {
  const units = new Map<string, number[]>();
  for (const { label_id, preference } of labels) {
    if (preference !== null) units.set(label_id, [...(units.get(label_id) ?? []), preference]);
  }
  return [...units.values()];
}

interface FoundLabel {
  readonly values: readonly number[];
  readonly probability: number;
}

interface Lengths {
  readonly length_a: number | null;
  readonly length_b: number | null;
}

/** Looks labels up by comparison (or by answer): those of the report's own week first, then the newest. */
function labelFinder(
  labels: readonly LabelRow[],
  { week, maxAgeWeeks }: LabelScope,
  valueOf: (label: LabelRow) => number | null,
  side?: 'a' | 'b',
): (key: string, lengths: Lengths) => FoundLabel | null {
  const newestMs = startMsOf(windowOfWeek(week));
  const weeksBefore = (label: LabelRow) => (newestMs - startMsOf(windowOfWeek(label.week))) / WEEK_MS;
  const given = labels.filter((label) => valueOf(label) !== null);
  const answered = answeredShares(given);
  const byKey = new Map<string, LabelRow[]>();
  for (const label of given) {
    const age = weeksBefore(label);
    if (age < 0 || age > maxAgeWeeks) continue;
    const key = side === undefined ? comparisonKey(label) : answerKey({ ...label, arm: label[`arm_${side}`] });
    byKey.set(key, [...(byKey.get(key) ?? []), label]);
  }
  return (key, lengths) => {
    const same = (byKey.get(key) ?? []).filter(
      (label) =>
        label.week === week ||
        ((side === 'b' || label.length_a === lengths.length_a) &&
          (side === 'a' || label.length_b === lengths.length_b)),
    );
    if (same.length === 0) return null;
    // The draws of all weeks share their hashes: in whichever draw an item was likeliest, it was in that one.
    const probability = Math.max(
      ...same.map((label) => label.label_probability * (answered.get(sheetStratum(label)) ?? 1)),
    );
    const values = same.flatMap((label) => valueOf(label) ?? []);
    return { values, probability };
  };
}

/** Share of the drawn comparisons of each sheet's stratum that somebody answered: the rest is taken as missing at random. */
function answeredShares(labels: readonly LabelRow[]): Map<string, number> {
  const ids = new Map<string, { readonly drawn: number; readonly answered: Set<string> }>();
  for (const label of labels) {
    const stratum = sheetStratum(label);
    const known = ids.get(stratum) ?? { drawn: label.stratum_drawn, answered: new Set() };
    known.answered.add(label.label_id);
    ids.set(stratum, known);
  }
  return new Map([...ids].map(([stratum, { drawn, answered }]) => [stratum, answered.size / drawn]));
}

function sheetStratum({ label_id, stratum }: LabelRow): string {
  return `${label_id.split('-')[0] ?? ''} ${stratum}`;
}

function comparisonKey({ item_id, source, arm_a, arm_b }: Pick<LabelRow, 'item_id' | 'source' | 'arm_a' | 'arm_b'>) {
  return [item_id, source, arm_a, arm_b].join('\0');
}

function answerKey({ item_id, source, arm }: Pick<ScoreRow, 'item_id' | 'source' | 'arm'>): string {
  return [item_id, source, arm].join('\0');
}

function labelOf(found: FoundLabel | null): { readonly label: number | null; readonly labelProbability?: number } {
  if (found === null) return { label: null };
  const label = found.values.reduce((sum, value) => sum + value, 0) / found.values.length;
  return { label, labelProbability: found.probability };
}

function majority(values: readonly number[]): -1 | 0 | 1 {
  const votes = [-1, 0, 1].map((verdict) => values.filter((value) => value === verdict).length);
  const most = Math.max(...votes);
  if (votes.filter((count) => count === most).length > 1) return 0;
  return signOf(votes.indexOf(most) - 1);
}

function signOf(value: number): -1 | 0 | 1 {
  if (value === 0) return 0;
  return value > 0 ? 1 : -1;
}
