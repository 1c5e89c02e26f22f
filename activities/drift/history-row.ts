import type { Comparison, ComparisonOptions, ComparisonResult } from './comparison.js';
import { driftRow, isLargeEnough } from './drift-rows.js';
import { userMeansOf } from './drift-state.js';
import type { DriftRow } from './drift-tables.js';
import { FEWEST_HISTORY_WEEKS, historyRank } from './week-history.js';
import { type EarlierWeek, outlinesOf } from './weekly-states.js';

/**
 * Is the week unusual among the weeks before it? Earlier weeks without a state, or with too few users, are passed over.
 * @param week what the week says against the pinned reference: its size counts here too
 */
export function historyRow(
  { current }: Comparison,
  week: ComparisonResult,
  earlier: readonly EarlierWeek[],
  { drift, blocks, embedderId }: ComparisonOptions,
): DriftRow {
  const history = earlier.flatMap((each) =>
    'outlines' in each && each.outlines.length >= drift.minUsers ? [each.outlines] : [],
  );
  const row = (figures: Partial<DriftRow>) =>
    driftRow(
      {
        reference: 'history',
        statistic: 'nearest_weeks_mmd2',
        n_users_reference: new Set(history.flat().map(({ user }) => user)).size,
        n_users_current: current.state.length,
        embedder: embedderId,
      },
      { history_weeks: history.length, ...figures },
    );
  if (current.state.length < drift.minUsers) {
    return row({ refused: `no verdict: ${current.state.length} users, ${drift.minUsers} are needed` });
  }
  if (history.length < FEWEST_HISTORY_WEEKS) {
    return row({ refused: `no verdict: ${history.length} earlier weeks, ${FEWEST_HISTORY_WEEKS} are needed` });
  }
  const { distance, pValue } = historyRank(history, outlinesOf(userMeansOf(current.state), blocks), blocks);
  const unusual = pValue <= drift.level && isLargeEnough(week.rows, drift.minimumEffect);
  return row({ estimate: distance, p_value: pValue, level: drift.level, unusual });
}
