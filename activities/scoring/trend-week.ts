import { group, rollup } from 'd3-array';
import { compareText } from '../stats/text-order.js';
import type { ScoreRow } from './score-tables.js';
import { meanTerm, type TermValue, type TrendTerm } from './trend-term.js';

/** Arms that answer the eval set anew. The logged answers of `production` never change, so they have no trend. */
const TREND_ARM = /^(?:control|candidate(?:-\d+)?)$/;

export type TrendScore = Pick<
  ScoreRow,
  'item_id' | 'source' | 'user' | 'weight' | 'arm' | 'model' | 'judge' | 'repeat' | 'score'
>;

/** The scores of one reported week, in any order. */
export interface TrendWeek {
  /** ISO week. */
  readonly week: string;
  /** Digest of the file the scores were read from. */
  readonly scoresSha256: string;
  /** Digest of the judge whose scores count this week; those of others only bridge a change of the judge. */
  readonly judge: string;
  /** Rows for which {@link hasTrend} is false are left out. */
  readonly scores: readonly TrendScore[];
}

/** Whether a row belongs to the chained trend: an eval-set item, answered anew, with a score, the first of its judge. */
export function hasTrend({ source, arm, score, repeat }: Pick<TrendScore, 'source' | 'arm' | 'score' | 'repeat'>) {
  return source === 'eval-set' && score !== null && repeat === 0 && TREND_ARM.test(arm);
}

/** The judge that scored most, for files that do not say whose scores count: other judges see a part of the items. */
export function mostUsedJudge(scores: readonly TrendScore[]): string {
  const counts = [
    ...rollup(
      scores,
      (rows) => rows.length,
      ({ judge }) => judge,
    ),
  ];
  return counts.toSorted(([a, ofA], [b, ofB]) => ofB - ofA || compareText(a, b))[0]?.[0] ?? '';
}

interface ScoredItem {
  readonly score: number;
  readonly weight: number;
  readonly user: string;
}

/** The scores of one arm and one judge in one week. */
export interface ArmWeek {
  readonly arm: string;
  readonly judge: string;
  readonly model: string;
  readonly items: ReadonlyMap<string, ScoredItem>;
}

/** One arm in one week: the scores that count, and those of other judges by digest. */
export interface JudgedArm {
  readonly counts: ArmWeek;
  readonly others: ReadonlyMap<string, ArmWeek>;
}

/** Paired changes of the items two weeks share. */
export interface Shared {
  readonly values: readonly TermValue[];
  readonly users: number;
}

/** Arms that the week's judge has scored, in the order of their names. */
export function judgedArmsOf({ scores, judge }: TrendWeek): JudgedArm[] {
  const byArm = group(scores.filter(hasTrend), ({ arm }) => arm);
  return [...byArm]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, rows]): JudgedArm[] => {
      const byJudge = group(rows, ({ judge: digest }) => digest);
      const counted = byJudge.get(judge);
      if (counted === undefined) return [];
      byJudge.delete(judge);
      const others = [...byJudge].map(([digest, ofJudge]) => [digest, armWeekOf(ofJudge)] as const);
      return [{ counts: armWeekOf(counted), others: new Map(others) }];
    });
}

function armWeekOf(rows: readonly TrendScore[]): ArmWeek {
  const items = new Map<string, ScoredItem & { readonly answers: number }>();
  for (const row of rows.toSorted((a, b) => compareText(a.item_id, b.item_id) || (a.score ?? 0) - (b.score ?? 0))) {
    const { score, answers } = items.get(row.item_id) ?? { score: 0, answers: 0 };
    // Repeats of an item are one value: their mean.
    const mean = (score * answers + (row.score ?? 0)) / (answers + 1);
    items.set(row.item_id, { score: mean, answers: answers + 1, weight: Math.max(0, row.weight), user: row.user });
  }
  const models = [...new Set(rows.map(({ model }) => model))].toSorted(compareText);
  return { arm: rows[0]?.arm ?? '', judge: rows[0]?.judge ?? '', model: models.join(', '), items };
}

export function sharedChanges(then: ArmWeek, now: ArmWeek): Shared {
  const pairs = [...now.items].flatMap(([item, after]) => {
    const earlier = then.items.get(item);
    return earlier === undefined || earlier.weight + after.weight <= 0 ? [] : [{ earlier, after }];
  });
  const total = (weightOf: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + weightOf(pair), 0) || 1;
  const [totalThen, totalNow] = [total(({ earlier }) => earlier.weight), total(({ after }) => after.weight)];
  const values = pairs.map(({ earlier, after }) => ({
    value: after.score - earlier.score,
    weight: (earlier.weight / totalThen + after.weight / totalNow) / 2,
    user: after.user,
  }));
  return { values, users: new Set(values.map(({ user }) => user)).size };
}

/** What the judge of now gives above the one before, for the answers that both scored this week. */
export function judgeOffset(before: ArmWeek, now: ArmWeek): TrendTerm | null {
  const values = [...now.items].flatMap(([item, { score, weight, user }]) => {
    const earlier = before.items.get(item);
    return earlier === undefined ? [] : [{ value: score - earlier.score, weight, user }];
  });
  return meanTerm(values);
}
