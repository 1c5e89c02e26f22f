import type { PatternRow } from './adaptation-tables.js';
import type { PatternChange } from './pattern-changes.js';
import type { PatternSplit } from './pattern-split.js';
import { PROMPT_PATTERNS } from './patterns/registry.js';

/**
 * The rows of a checkpoint, one per pattern of the registry: how the same users changed, every user counting the same,
 * and how the mean of everybody's prompts did, and through whom.
 * @param changes in the order of the registry, as are the splits
 * @param users returning users
 */
export function patternRows(
  days: number,
  changes: readonly PatternChange[],
  splits: readonly PatternSplit[],
  users: number,
): PatternRow[] {
  return PROMPT_PATTERNS.flatMap(({ name }, k): PatternRow[] => {
    const [change, split] = [changes[k], splits[k]];
    if (change === undefined) return [];
    return [
      {
        pattern: name,
        checkpoint_days: days,
        before: change.before,
        after: change.after,
        within_user_difference: change.difference,
        ci_low: change.ciLow,
        ci_high: change.ciHigh,
        p_value: change.pValue,
        p_adjusted: change.pAdjusted,
        placebo_rank: change.placeboRank,
        n_users: users,
        ...splitColumns(split),
      },
    ];
  });
}

function splitColumns(split: PatternSplit | undefined) {
  return {
    total_change: split?.total.estimate ?? null,
    total_ci_low: split?.total.ciLow ?? null,
    total_ci_high: split?.total.ciHigh ?? null,
    mix_change: split?.mix.estimate ?? null,
    mix_ci_low: split?.mix.ciLow ?? null,
    mix_ci_high: split?.mix.ciHigh ?? null,
    habits_change: split?.habits.estimate ?? null,
    habits_ci_low: split?.habits.ciLow ?? null,
    habits_ci_high: split?.habits.ciHigh ?? null,
    arrivals_change: split?.arrivals ?? null,
    departures_change: split?.departures ?? null,
    activity_change: split?.activity ?? null,
    topics_change: split?.topics ?? null,
  };
}
