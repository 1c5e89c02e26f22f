import { figure, pValue, withInterval } from '../../activities/report/figures.js';
import type { SummaryRow } from '../../activities/scoring/score-tables.js';
import { formatTable } from '../terminal/table.js';
import type { GateReport } from './gate-report.js';

/** What a verdict must be: `ship`, or anything but `hold`. */
export const REQUIREMENTS = ['ship', 'no-harm'] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/** Whether a verdict is good enough. `no-harm` takes the absence of a verdict for a pass: nothing speaks against. */
export function passes(verdict: string, requirement: Requirement): boolean {
  return requirement === 'ship' ? verdict === 'ship' : verdict !== 'hold';
}

/** Names a gate within its candidate: `score_difference, live`. */
export function gateName({ metric, slice }: Pick<SummaryRow, 'metric' | 'slice'>): string {
  return `${metric}, ${slice}`;
}

/** What a gate rests on, in one line. */
export function gateFigures(row: SummaryRow): string {
  if (row.estimate === null) return row.verdict;
  const estimate = withInterval(row.estimate, row.ci_low, row.ci_high, 'score', true);
  const size = `${row.n_items} items of ${row.n_users} users`;
  return [`${row.arm}: ${estimate}`, `adjusted p ${pValue(row.p_adjusted)}`, size, ...missing(row)].join('; ');
}

/** The verdict and every gate, for a terminal. */
export function gateText(report: GateReport, requirement: Requirement): string {
  const { pipeline, week, candidate, verdict, gates, uri } = report;
  const name = candidate.model === '' ? candidate.arm : `${candidate.arm} (${candidate.model})`;
  const rows = gates.map((row) => [
    gateName(row),
    row.arm,
    withInterval(row.estimate, row.ci_low, row.ci_high, 'score', true),
    pValue(row.p_adjusted),
    figure(row.n_users, 'count'),
    row.verdict,
  ]);
  const more = gates.flatMap((row) => missing(row).map((line) => `${gateName(row)}: ${line}`));
  return [
    `${verdict}: ${name}, ${pipeline}, week ${week}`,
    `${passes(verdict, requirement) ? 'passes' : 'does not pass'} --require ${requirement}`,
    '',
    formatTable(['gate', 'difference', 'estimate [95 %]', 'p (Holm)', 'users', 'verdict'], rows),
    ...(more.length === 0 ? [] : ['', ...more]),
    '',
    `report: ${uri}report.html`,
  ].join('\n');
}

function missing({ needed_users, needed_items, needed_items_per_user }: SummaryRow): string[] {
  if (needed_users === null) return [];
  const perUser = needed_items_per_user === null ? '' : `, or ${needed_items_per_user} items of each user`;
  return [`${needed_users} more users with ${needed_items ?? 0} items are needed${perUser}`];
}
