import { compareText } from './plan.js';
import type { ScoreRow, TrendRow } from './score-tables.js';
import { addTerms, meanTerm, type TermInterval, type TermValue, type TrendTerm, termInterval } from './trend-term.js';
import { MINIMUM_USERS } from './verdict.js';

/** Below this a link says more of the few items that stayed than of the model. */
const MINIMUM_SHARED_ITEMS = 30;

const CONFIDENCE = 0.95;

/** Arms that answer the eval set anew. The logged answers of `production` never change, so they have no trend. */
const TREND_ARMS: readonly string[] = ['candidate', 'control'];

export type TrendScore = Pick<ScoreRow, 'item_id' | 'source' | 'user' | 'weight' | 'arm' | 'model' | 'judge' | 'score'>;

/** The scores of one reported week, in any order. */
export interface TrendWeek {
  /** ISO week. */
  readonly week: string;
  /** Digest of the file the scores were read from. */
  readonly scoresSha256: string;
  /** Rows for which {@link hasTrend} is false are left out. */
  readonly scores: readonly TrendScore[];
}

interface TrendOptions {
  readonly minimumSharedItems?: number;
  readonly minimumSharedUsers?: number;
}

/** Whether a row belongs to the chained trend: an eval-set item, answered anew, with a score. */
export function hasTrend({ source, arm, score }: Pick<TrendScore, 'source' | 'arm' | 'score'>): boolean {
  return source === 'eval-set' && score !== null && TREND_ARMS.includes(arm);
}

interface ScoredItem {
  readonly score: number;
  readonly weight: number;
  readonly user: string;
}

/** The scores of one arm and one judge in one week. */
interface ArmWeek {
  readonly arm: string;
  readonly judge: string;
  readonly model: string;
  readonly items: ReadonlyMap<string, ScoredItem>;
}

/** A line as far as it has come. */
interface Line {
  readonly week: string;
  readonly at: ArmWeek;
  readonly number: number;
  /** null when the week has too few users for a level; nothing can be linked to it. */
  readonly level: TrendTerm | null;
  readonly change: TrendTerm | null;
}

/** Paired changes of the items two weeks share. */
interface Shared {
  readonly values: readonly TermValue[];
  readonly users: number;
}

/**
 * The score lines of the eval set, linked over the items that two consecutive reported weeks share, so that a new mix
 * is never read as a better model. One row per week, arm and judge, weeks in the order given.
 *
 * - **link** from week s to t = Σ_i v_i (y_ti − y_si) over the items scored in both by the same judge, with v_i the mean
 *   of both weeks' weights, each normalised over the shared items. This is the price part of the indicator of Bennet
 *   (1920; Diewert 2005, "Index number theory using differences rather than ratios"): it favours
 *   neither week's mix, and the link back is minus the link forth.
 * - **chained level** = naive level of the line's first week + the links since. **composition effect** = naive level of
 *   the week's set − chained level: what other items and other weights did to the naive level.
 * - A week without scores of an arm is skipped: the next one links across the gap.
 * - A line breaks and starts anew at the naive level when the judge changed, when the candidate's model changed (another
 *   candidate is another line; a new model of `control` is what the trend is there to show), or when fewer than 30 items
 *   or 20 users are shared.
 * - Intervals move whole users over the whole chain: each user's contributions to the first mean and to every link are
 *   added up before they are squared, because links share users, items and answers and their errors are correlated.
 *   Weights count as fixed. The level's interval holds the uncertainty of the first week's mean, the change's does not.
 *
 * An item's answer and judgement are taken from the ledger while model and judge stay the same; then a link is exactly 0
 * with an interval of no width. So a model that changes behind an unchanged name shows on new items only, where it
 * counts as composition. An item without a score in either week is not shared.
 * @param weeks oldest first; the last one is the week reported on
 */
export function chainTrend(
  weeks: readonly TrendWeek[],
  { minimumSharedItems = MINIMUM_SHARED_ITEMS, minimumSharedUsers = MINIMUM_USERS }: TrendOptions = {},
): TrendRow[] {
  const floors = { items: minimumSharedItems, users: Math.max(2, minimumSharedUsers) };
  const newest = new Map<string, readonly Line[]>();
  const rows: TrendRow[] = [];
  for (const { week, scoresSha256, scores } of weeks) {
    const present = armWeeksOf(scores);
    for (const arm of new Set(present.map((armWeek) => armWeek.arm))) {
      const before = newest.get(arm) ?? [];
      const extended = present
        .filter((armWeek) => armWeek.arm === arm)
        .map((armWeek) => extendLine(week, armWeek, before, floors));
      newest.set(
        arm,
        extended.map(({ line }) => line),
      );
      rows.push(...extended.map(({ row }) => ({ ...row, scores_sha256: scoresSha256 })));
    }
  }
  return rows;
}

function armWeeksOf(scores: readonly TrendScore[]): ArmWeek[] {
  const groups = new Map<string, TrendScore[]>();
  for (const row of scores.filter(hasTrend)) {
    const key = `${row.arm} ${row.judge}`;
    const group = groups.get(key) ?? [];
    group.push(row);
    groups.set(key, group);
  }
  // Sums of numbers depend on their order in the last digit.
  return [...groups].toSorted(([a], [b]) => compareText(a, b)).map(([, rows]) => armWeekOf(rows));
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

function extendLine(
  week: string,
  now: ArmWeek,
  before: readonly Line[],
  floors: { readonly items: number; readonly users: number },
): { row: Omit<TrendRow, 'scores_sha256'>; line: Line } {
  const naive = meanTerm([...now.items.values()].map(({ score, ...rest }) => ({ ...rest, value: score })));
  const last = before.find(({ at }) => at.judge === now.judge);
  const shared = last === undefined ? undefined : sharedChanges(last.at, now);
  const reason = breakReason(now, before, last, shared, floors);
  const link = reason === null && shared !== undefined ? meanTerm(shared.values) : null;
  const goesOn = link !== null && last !== undefined && last.level !== null;
  const line: Line = goesOn
    ? { week, at: now, number: last.number, level: addTerms(last.level, link), change: grown(last.change, link) }
    : { week, at: now, number: 1 + Math.max(0, ...before.map(({ number }) => number)), level: naive, change: null };
  const mix = goesOn && naive !== null && line.level !== null ? addTerms(naive, line.level, -1) : null;
  const row = {
    week,
    arm: now.arm,
    model: now.model,
    judge: now.judge,
    line: line.number,
    break_reason: goesOn ? null : (reason ?? 'too-few-shared-users'),
    linked_week: goesOn ? last.week : null,
    shared_items: shared?.values.length ?? 0,
    shared_users: shared?.users ?? 0,
    ...figures('link', goesOn ? link : null),
    ...figures('chained_level', line.level),
    ...figures('chained_change', line.change),
    ...figures('naive_level', naive),
    ...figures('composition_effect', mix),
    confidence: CONFIDENCE,
    n_items: now.items.size,
    n_users: new Set([...now.items.values()].map(({ user }) => user)).size,
  };
  return { row, line };
}

function grown(change: TrendTerm | null, link: TrendTerm): TrendTerm {
  return change === null ? link : addTerms(change, link);
}

/** Why a line starts here; null when it goes on. */
function breakReason(
  now: ArmWeek,
  before: readonly Line[],
  last: Line | undefined,
  shared: Shared | undefined,
  floors: { readonly items: number; readonly users: number },
): string | null {
  if (before.length === 0) return 'first';
  if (last === undefined || shared === undefined) return 'judge-changed';
  if (now.arm === 'candidate' && last.at.model !== now.model) return 'model-changed';
  if (shared.values.length < floors.items) return 'too-few-shared-items';
  if (shared.users < floors.users || last.level === null) return 'too-few-shared-users';
  return null;
}

function sharedChanges(then: ArmWeek, now: ArmWeek): Shared {
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

type Figure<N extends string> = Record<N | `${N}_ci_low` | `${N}_ci_high`, number | null>;

function figures<N extends string>(name: N, term: TrendTerm | null): Figure<N> {
  const interval: TermInterval | null = term === null ? null : termInterval(term, CONFIDENCE);
  return {
    [name]: term?.estimate ?? null,
    [`${name}_ci_low`]: interval?.low ?? null,
    [`${name}_ci_high`]: interval?.high ?? null,
  } as Figure<N>;
}
