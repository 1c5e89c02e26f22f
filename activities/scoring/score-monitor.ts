import { clusteredMean } from '../stats/clustered-mean.js';
import { type MonitoredWeek, monitorMean } from '../stats/restart-mixture.js';
import type { ScoreRow } from './score-tables.js';
import type { MonitorRow } from './trust-tables.js';
import { MINIMUM_USERS } from './verdict.js';

/** Scores of one reported week, in any order. */
export interface ScoredWeek {
  /** ISO week. */
  readonly week: string;
  readonly scores: readonly MonitoredScore[];
}

export type MonitoredScore = Pick<ScoreRow, 'source' | 'arm' | 'judge' | 'repeat' | 'user' | 'weight' | 'score'>;

interface MonitorOptions {
  readonly judge: string;
  /** A smaller fall does not matter. */
  readonly minimumEffect: number;
}

/** Weeks that a threshold comes from. */
const BASELINE_WEEKS = 4;
/** Probability of a false alarm of one watch, over all its weeks together. */
const LEVEL = 0.05;

/** Whether a row is watched: production's answer to a live request, judged for the first time, with a score. */
export function isMonitored({ source, arm, repeat, score }: MonitoredScore): boolean {
  return source === 'live' && arm === 'production' && repeat === 0 && score !== null;
}

/**
 * Watches whether production's live score has fallen, in a way that may be looked at every week: however often one looks,
 * a watch raises a false alarm with a probability of at most 5 % over all its weeks (see `monitorMean`).
 *
 * The threshold comes from the watch's first four weeks: the lower end of the 95 % interval of the mean over their users,
 * less `minimumEffect`. So a score that stays where it was is above it, but for the 2.5 % in which the interval itself lies
 * too high. An alarm ends a watch; the weeks after it are the baseline of the next, so that a lower score that was
 * accepted does not hide a further fall.
 *
 * Only scores of one judge are compared. A change of the judge starts the first watch anew: items that bridge two judges
 * are of the eval set, and say nothing exact about levels on live traffic.
 * @param weeks oldest first; weeks without a score of the judge are left out
 * @returns one row per week
 */
export function monitorScore(weeks: readonly ScoredWeek[], options: MonitorOptions): MonitorRow[] {
  const users = weeks.map(({ week, scores }) => ({ week, values: userMeans(scores, options.judge) }));
  const known = users.filter(({ values }) => values.length > 0);
  const rows: MonitorRow[] = [];
  for (let watch = 1; rows.length < known.length; watch += 1) {
    rows.push(...watchRows(known.slice(rows.length), options).map((row) => ({ ...row, watch })));
  }
  return rows;
}

/** The rows of one watch: up to its alarm, or to the last week. */
function watchRows(weeks: readonly MonitoredWeek[], { judge, minimumEffect }: MonitorOptions): MonitorRow[] {
  const baseline = weeks.slice(0, BASELINE_WEEKS);
  const threshold = baseline.length < BASELINE_WEEKS ? null : thresholdOf(baseline, minimumEffect);
  const common = { judge, watch: 1, alarm_at: 1 / LEVEL };
  const before = baseline.map(
    (week): MonitorRow => ({
      ...common,
      ...sizeOf(week),
      phase: 'baseline',
      counted_users: 0,
      threshold: null,
      e_value: null,
      alarm: false,
    }),
  );
  const later = weeks.slice(BASELINE_WEEKS);
  if (threshold === null) {
    return [...before, ...later.map((week): MonitorRow => ({ ...watched(week), e_value: null, alarm: false }))];
  }
  const { weeks: monitored, alarmWeek } = monitorMean(later, { threshold, direction: 'below', level: LEVEL });
  const end = monitored.findIndex(({ week }) => week === alarmWeek);
  const after = later.map((week, at): MonitorRow => {
    const { wealth = 1, users = 0 } = monitored[at] ?? {};
    return { ...watched(week), counted_users: users, threshold, e_value: wealth, alarm: at === end };
  });
  return [...before, ...(end === -1 ? after : after.slice(0, end + 1))];

  function watched(week: MonitoredWeek) {
    return { ...common, ...sizeOf(week), phase: 'watched', counted_users: 0, threshold: null };
  }
}

/** Null with too few users, or when no score could lie under it. */
function thresholdOf(baseline: readonly MonitoredWeek[], minimumEffect: number): number | null {
  const values = baseline.flatMap((week) => week.values);
  const estimate = clusteredMean(
    values.map(({ value }) => value),
    values.map(({ user }) => user),
  );
  if (estimate === null || estimate.clusters < MINIMUM_USERS) return null;
  const threshold = estimate.ciLow - minimumEffect;
  return threshold > 0 && threshold < 1 ? threshold : null;
}

function sizeOf({ week, values }: MonitoredWeek) {
  return {
    week,
    mean: values.reduce((sum, { value }) => sum + value, 0) / values.length,
    n_users: values.length,
  };
}

/** Weighted mean score of every user, in an order of their own. */
function userMeans(scores: readonly MonitoredScore[], judge: string): MonitoredWeek['values'] {
  const users = new Map<string, { weight: number; sum: number }>();
  for (const row of scores) {
    if (!isMonitored(row) || row.judge !== judge || row.weight <= 0) continue;
    const own = users.get(row.user) ?? { weight: 0, sum: 0 };
    own.weight += row.weight;
    own.sum += row.weight * (row.score ?? 0);
    users.set(row.user, own);
  }
  return [...users]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([user, { weight, sum }]) => ({ user, value: Math.min(1, sum / weight) }));
}
