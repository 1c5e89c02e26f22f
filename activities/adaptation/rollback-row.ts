import { endMsOf, startMsOf } from '../../workflows/window.js';
import type { HabitReturn } from './habit-return.js';
import type { RollbackRow } from './rollback-table.js';
import type { RolledBack } from './rolled-back-release.js';

/** @param figures with no more than the number of users where these are too few */
export function rollbackRow(
  days: number,
  { releaseId, windows, releasedWindow }: RolledBack,
  figures: HabitReturn | { readonly users: number },
  minUsers: number,
): RollbackRow {
  const measured = 'verdict' in figures ? figures : null;
  return {
    checkpoint_days: days,
    rolled_back: releaseId,
    before_start: startMsOf(windows.baselineWindow),
    before_end: endMsOf(windows.baselineWindow),
    released_start: startMsOf(releasedWindow),
    release_shift: measured?.released.estimate ?? null,
    release_shift_ci_low: measured?.released.ciLow ?? null,
    release_shift_ci_high: measured?.released.ciHigh ?? null,
    release_p_value: measured?.pValue ?? null,
    distance_to_before: measured?.toBefore.estimate ?? null,
    distance_to_before_ci_low: measured?.toBefore.ciLow ?? null,
    distance_to_before_ci_high: measured?.toBefore.ciHigh ?? null,
    distance_to_released: measured?.toReleased.estimate ?? null,
    distance_to_released_ci_low: measured?.toReleased.ciLow ?? null,
    distance_to_released_ci_high: measured?.toReleased.ciHigh ?? null,
    returned_share: measured?.share?.estimate ?? null,
    returned_share_ci_low: measured?.share?.ciLow ?? null,
    returned_share_ci_high: measured?.share?.ciHigh ?? null,
    verdict: measured?.verdict ?? null,
    n_users: figures.users,
    refused:
      measured === null ? `no verdict: ${figures.users} users of all three windows, ${minUsers} are needed` : null,
  };
}
