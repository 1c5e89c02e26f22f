import type { TrendRow } from './score-tables.js';
import { addTerms, meanTerm, type TermInterval, type TrendTerm, termInterval } from './trend-term.js';
import {
  type ArmWeek,
  type JudgedArm,
  judgedArmsOf,
  judgeOffset,
  type Shared,
  sharedChanges,
  type TrendWeek,
} from './trend-week.js';
import { MINIMUM_USERS } from './verdict.js';

/** Below this a link says more of the few items that stayed than of the model. */
const MINIMUM_SHARED_ITEMS = 30;

const CONFIDENCE = 0.95;

interface TrendOptions {
  readonly minimumSharedItems?: number;
  readonly minimumSharedUsers?: number;
}

/** A line as far as it has come. */
interface Line {
  readonly week: string;
  readonly at: ArmWeek;
  readonly number: number;
  /** On the scale of the line's first judge. null when the week has too few users for a level; nothing links to it. */
  readonly level: TrendTerm | null;
  readonly change: TrendTerm | null;
  /** What the judge of now gives above the line's first judge for the same answers; null while it is the same judge. */
  readonly offset: TrendTerm | null;
}

/**
 * The score lines of the eval set, linked over the items that two consecutive reported weeks share, so that a new mix
 * is never read as a better model. One row per week and arm, weeks in the order given.
 *
 * - **link** from week s to t = Σ_i v_i (y_ti − y_si) over the items scored in both by the same judge, with v_i the mean
 *   of both weeks' weights, each normalised over the shared items. This is the price part of the indicator of Bennet
 *   (1920; Diewert 2005, "Index number theory using differences rather than ratios"): it favours
 *   neither week's mix, and the link back is minus the link forth.
 * - **chained level** = naive level of the line's first week + the links since. **composition effect** = naive level of
 *   the week's set − judge offset − chained level: what other items and other weights did to the naive level.
 * - A week without scores of an arm is skipped: the next one links across the gap.
 * - **A change of the judge** is bridged where the judge of before has scored enough of the shared items in the new week
 *   too: the link is then its own, over those items. **judge offset** = mean of new − old score over the answers that
 *   both judges scored, added up over the line's changes of the judge: the line stays on the scale of its first judge,
 *   and the offset never looks like a change of quality or composition.
 * - A line breaks and starts anew at the naive level when the judge changed without a bridge, when a candidate's model
 *   changed (another candidate is another line; a new model of `control` is what the trend is there to show), or when
 *   fewer than 30 items or 20 users are shared.
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
  const lines = new Map<string, Line>();
  return weeks.flatMap((week) =>
    judgedArmsOf(week).map((judged) => {
      const { row, line } = extendLine(week.week, judged, lines.get(judged.counts.arm), floors);
      lines.set(judged.counts.arm, line);
      return { ...row, scores_sha256: week.scoresSha256 };
    }),
  );
}

interface Floors {
  readonly items: number;
  readonly users: number;
}

function extendLine(
  week: string,
  { counts: now, others }: JudgedArm,
  last: Line | undefined,
  floors: Floors,
): { row: Omit<TrendRow, 'scores_sha256'>; line: Line } {
  const naive = meanTerm([...now.items.values()].map(({ score, ...rest }) => ({ ...rest, value: score })));
  // Under one judge, that of the week before: it is the same, or a bridge.
  const sameJudge = last === undefined || last.at.judge === now.judge ? now : others.get(last.at.judge);
  const shared = last === undefined || sameJudge === undefined ? undefined : sharedChanges(last.at, sameJudge);
  const reason = breakReason(now, last, shared, floors);
  const link = reason === null && shared !== undefined ? meanTerm(shared.values) : null;
  const goesOn = link !== null && last !== undefined && last.level !== null;
  const bridge = sameJudge === now ? undefined : sameJudge;
  const offset = goesOn ? grown(last.offset, bridge === undefined ? null : judgeOffset(bridge, now)) : null;
  const line: Line = goesOn
    ? {
        week,
        at: now,
        number: last.number,
        level: addTerms(last.level, link),
        change: grown(last.change, link),
        offset,
      }
    : { week, at: now, number: 1 + (last?.number ?? 0), level: naive, change: null, offset: null };
  const onFirstScale = naive === null || offset === null ? naive : addTerms(naive, offset, -1);
  const mix = goesOn && onFirstScale !== null && line.level !== null ? addTerms(onFirstScale, line.level, -1) : null;
  const row = {
    week,
    arm: now.arm,
    model: now.model,
    judge: now.judge,
    line: line.number,
    break_reason: goesOn ? null : (reason ?? 'too-few-shared-users'),
    linked_week: goesOn ? last.week : null,
    linked_by: goesOn ? (bridge === undefined ? 'shared-items' : 'judge-bridge') : null,
    shared_items: shared?.values.length ?? 0,
    shared_users: shared?.users ?? 0,
    ...figures('link', goesOn ? link : null),
    ...figures('chained_level', line.level),
    ...figures('chained_change', line.change),
    ...figures('naive_level', naive),
    ...figures('judge_offset', offset),
    ...figures('composition_effect', mix),
    confidence: CONFIDENCE,
    n_items: now.items.size,
    n_users: new Set([...now.items.values()].map(({ user }) => user)).size,
  };
  return { row, line };
}

function grown(sum: TrendTerm | null, term: TrendTerm | null): TrendTerm | null {
  if (sum === null || term === null) return sum ?? term;
  return addTerms(sum, term);
}

/** Why a line starts here; null when it goes on. */
function breakReason(now: ArmWeek, last: Line | undefined, shared: Shared | undefined, floors: Floors): string | null {
  if (last === undefined) return 'first';
  const changed = last.at.judge === now.judge ? null : 'judge-changed';
  if (shared === undefined) return 'judge-changed';
  if (now.arm !== 'control' && last.at.model !== now.model) return 'model-changed';
  // A bridge that is too small is none.
  if (shared.values.length < floors.items) return changed ?? 'too-few-shared-items';
  if (shared.users < floors.users || last.level === null) return changed ?? 'too-few-shared-users';
  return null;
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
