import type { Window } from '../../workflows/window.js';
import type { Comparison, ComparisonOptions, ComparisonResult } from './comparison.js';
import { permutationsFor } from './comparison.js';
import { mmd2Effect } from './distance-effects.js';
import { driftRow, isLargeEnough } from './drift-rows.js';
import { userMeansOf } from './drift-state.js';
import type { DriftRow } from './drift-tables.js';
import { kernelWindows } from './mmd.js';
import { permutationTest } from './permutation-test.js';
import { alignUsers, type UserMean } from './two-windows.js';
import type { EarlierWeek } from './weekly-states.js';

/** Lengths of the windows that end with this week, in weeks: the longer, the smaller the change they find. */
export const LADDER_WEEKS: readonly number[] = [1, 4, 13];

/** Weeks before this one that a window of the ladder reaches. */
export const LADDER_REACH = Math.max(...LADDER_WEEKS) - 1;

const LONGER = LADDER_WEEKS.filter((weeks) => weeks > 1);
const DRAWS = 199;

/**
 * The windows longer than a week against the pinned reference, one row each. Significance comes from the long window;
 * the size that an alarm needs too is that of the latest week, which is how far things have moved by now.
 *
 * A window that lacks a week, or holds part of the reference, is left out: the first would be a shorter window under
 * another name, the second looks calmer than it is.
 * @param week what the week alone says
 * @param earlier latest first
 */
export async function ladderRows(
  { reference, current }: Comparison,
  week: ComparisonResult,
  earlier: readonly EarlierWeek[],
  options: ComparisonOptions & { readonly overlaps: (window: Window) => boolean },
): Promise<DriftRow[]> {
  const { drift, blocks, level, seed, pause, embedderId } = options;
  const before = userMeansOf(reference.state);
  const columns = reference.state[0]?.feature_sum.length ?? 0;
  const rows: DriftRow[] = [];
  for (const weeks of LONGER) {
    const others = earlier.slice(0, weeks - 1);
    const users = usersOfWeeks([userMeansOf(current.state), ...others.flatMap((each) => usersIn(each) ?? [])]);
    const row = (figures: Partial<DriftRow>) =>
      driftRow(
        {
          reference: 'pinned',
          statistic: 'mmd2',
          n_users_reference: before.length,
          n_users_current: users.length,
          embedder: embedderId,
        },
        { window_weeks: weeks, ...figures },
      );
    const refused = week.refused ?? objectionTo(others, options.overlaps);
    if (refused !== null) {
      rows.push(row({ refused }));
      continue;
    }
    const kernel = kernelWindows(alignUsers(before, users, columns), blocks);
    const own = { seed: `${seed} ${weeks} weeks`, pause };
    const test = await permutationTest(kernel, { permutations: permutationsFor(drift.permutations, level), ...own });
    const { estimate, ciLow, ciHigh } = await mmd2Effect(kernel, { draws: DRAWS, ...own });
    const alarm = test.pValue <= level && isLargeEnough(week.rows, drift.minimumEffect);
    const interval = { estimate, ci_low: ciLow, ci_high: ciHigh };
    rows.push(row({ ...interval, p_value: test.pValue, level, permutations: test.permutations, alarm }));
  }
  return rows;
}

/**
 * The users of several weeks. A user counts in every week with their requests of that week, at most the cap: a mean over
 * more weeks then has the same expectation as that of one week, however often people come back. With one cap for all
 * weeks together, frequent users would lose weight the longer the window is, and a longer window would differ from a
 * shorter one without any drift.
 */
export function usersOfWeeks(weeks: readonly (readonly UserMean[])[]): readonly UserMean[] {
  const [only] = weeks;
  if (weeks.length === 1 && only !== undefined) return only;
  const sums = new Map<string, { weight: number; sum: Float64Array }>();
  for (const { user, weight, mean } of weeks.flat()) {
    const own = sums.get(user) ?? { weight: 0, sum: new Float64Array(mean.length) };
    for (let j = 0; j < own.sum.length; j += 1) own.sum[j] = (own.sum[j] as number) + weight * (mean[j] ?? 0);
    sums.set(user, { weight: own.weight + weight, sum: own.sum });
  }
  return [...sums].map(([user, { weight, sum }]) => ({ user, weight, mean: sum.map((value) => value / weight) }));
}

/** The users of an earlier week in a list of one; undefined where it has none. */
function usersIn(week: EarlierWeek): (readonly UserMean[])[] | undefined {
  return 'users' in week && week.users !== null ? [week.users] : undefined;
}

/** Why a window of these weeks and this one allows no verdict. */
function objectionTo(others: readonly EarlierWeek[], overlaps: (window: Window) => boolean): string | null {
  if (others.some(({ window }) => overlaps(window))) {
    return 'no verdict: one of its weeks overlaps the pinned reference';
  }
  const [missing] = others.flatMap((week) => ('missing' in week ? [week.missing] : []));
  return missing === undefined ? null : `no verdict: ${missing}`;
}
