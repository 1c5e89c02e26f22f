import type { DriftRow } from './drift-tables.js';

/** What every row of `drift.arrow` says. */
type RowIdentity = Pick<DriftRow, 'reference' | 'statistic' | 'n_users_reference' | 'n_users_current' | 'embedder'>;

/** A row of `drift.arrow` on a window of one week, without figures other than those given. */
export function driftRow(identity: RowIdentity, figures: Partial<DriftRow>): DriftRow {
  return {
    ...identity,
    window_weeks: 1,
    estimate: null,
    ci_low: null,
    ci_high: null,
    p_value: null,
    level: null,
    permutations: 0,
    history_weeks: null,
    minimum_effect: null,
    alarm: false,
    unusual: false,
    refused: null,
    ...figures,
  };
}

/** Is this much of the week's own traffic where it was not before? What a significant test still needs for an alarm. */
export function isLargeEnough(rows: readonly DriftRow[], minimumEffect: number): boolean {
  return rows.some(
    ({ statistic, estimate }) =>
      (statistic === 'uncovered_mass' || statistic === 'moved_mass') && estimate !== null && estimate >= minimumEffect,
  );
}
