import type { AdaptationRow, OnsetRow, ReplayRow } from '../adaptation/adaptation-tables.js';
import type { DriftRow } from '../drift/drift-tables.js';
import type { SummaryRow } from '../scoring/score-tables.js';
import type { MonitorRow } from '../scoring/trust-tables.js';
import type { ReportIndexEntry } from './report-index.js';

type Headline = ReportIndexEntry['headline'];

/** The figures of a week that make its trend lines. */
export function weeklyHeadline(
  summary: readonly SummaryRow[],
  drift: readonly DriftRow[],
  week: { alarm: boolean; costUsd: number; effectiveSampleSize: number },
): Headline {
  const row = (metric: string, arm: string, slice: string) =>
    summary.find((candidate) => candidate.metric === metric && candidate.arm === arm && candidate.slice === slice);
  const uncovered = drift.find(
    ({ reference, statistic }) => reference === 'eval-set' && statistic === 'uncovered_mass',
  );
  return {
    ...estimateOf('production_score', row('score', 'production', 'live')),
    ...estimateOf(
      'generalisation_gap',
      summary.find(({ metric }) => metric === 'generalisation_gap'),
    ),
    ...estimateOf('candidate_difference', row('score_difference', 'candidate - production', 'live')),
    ...estimateOf('noise_floor', row('score_difference', 'control - production', 'live')),
    ...estimateOf('uncovered_mass', uncovered),
    drift_alarm: week.alarm ? 1 : 0,
    unusual_week: drift.some(({ unusual }) => unusual) ? 1 : 0,
    cost_usd: week.costUsd,
    effective_sample_size: week.effectiveSampleSize,
  };
}

/** The watch over production's live score, as of its last week. */
export function monitorHeadline(monitor: readonly MonitorRow[]): Headline {
  const last = monitor.at(-1);
  if (last === undefined) return {};
  return { monitor_alarm: last.alarm ? 1 : 0, monitor_e_value: last.e_value };
}

/** The figures of a release at its last checkpoint. */
export function releaseHeadline(
  adaptation: readonly AdaptationRow[],
  replay: readonly ReplayRow[],
  onset: readonly OnsetRow[],
): Headline {
  const habits = adaptation.filter(({ part }) => part === 'habits').at(-1);
  const effect = (cell: string) => replay.find((row) => row.cell === cell);
  return {
    ...estimateOf('habits', habits),
    ...estimateOf('model_effect', effect('model')),
    ...estimateOf('adaptation_effect', effect('adaptation')),
    ...estimateOf('interaction', effect('interaction')),
    within_user_p_value: habits?.excess_p_value ?? habits?.p_value ?? null,
    half_life_days: onset.find((row) => row.figure === 'half_life_days')?.estimate ?? null,
    uncovered_share: habits?.uncovered_share ?? null,
  };
}

function estimateOf(
  name: string,
  row: { estimate: number | null; ci_low: number | null; ci_high: number | null } | undefined,
): Headline {
  return {
    [name]: row?.estimate ?? null,
    [`${name}_low`]: row?.ci_low ?? null,
    [`${name}_high`]: row?.ci_high ?? null,
  };
}
