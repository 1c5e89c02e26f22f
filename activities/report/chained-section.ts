import { type IsoWeek, windowOfWeek } from '../../workflows/window.js';
import type { TrendRow } from '../scoring/score-tables.js';
import { type TrendPoint, trendChart } from './charts.js';
import { figure, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';
import type { ReportIndexEntry } from './report-index.js';
import type { MissingTrendWeek, ReportedTrend } from './reported-trend.js';

const TITLES: Readonly<Record<string, string>> = {
  control: 'control: production’s model, asked anew',
  candidate: 'candidate',
};

/** Weeks in the table of the page; `trend.arrow` holds all of them. */
const TABLE_WEEKS = 12;

const BREAKS: Readonly<Record<string, string>> = {
  first: 'first reported week',
  'judge-changed': 'another judge, not bridged',
  'model-changed': 'another candidate model',
  'too-few-shared-items': 'too few items shared with the week before',
  'too-few-shared-users': 'too few users behind the shared items',
};

/** The score lines of the eval set, linked over shared items. Nothing before an arm has answered it anew. */
export function chainedSection({ week, rows, missing }: ReportedTrend): Html | null {
  if (rows.length === 0) return null;
  const arms = [...new Set(rows.map(({ arm }) => arm))].toSorted().toReversed();
  const ofArm = (arm: string) => rows.filter((row) => row.arm === arm);
  return html`<section><h2>Trend</h2>
<p class="muted">Score on the eval set, linked from week to week over the items that both weeks hold: other items never move the line, only other scores do. The band is the 95 % interval by users, the first week’s error included; the dashed line is the plain mean of each week’s own set; a vertical line is a break. Where the judge changed, the line goes on if the judge before scored enough answers of that week too.</p>
<div class="tiles">${arms.map((arm) => trendChart(TITLES[arm] ?? arm, pointsOf(ofArm(arm)), 'score'))}</div>
${missingByReason(missing).map(([reason, weeks]) => html`<p class="warn">Left out of the trend: ${weeks.join(', ')}: ${reason}.</p>\n`)}
${arms.map((arm) => html`<p>${sentencesOf(arm, week, ofArm(arm))}</p>\n${linkTable(arm, ofArm(arm))}`)}</section>`;
}

function linkTable(arm: string, rows: readonly TrendRow[]): Html {
  return dataTable(
    `${arm}, the last ${TABLE_WEEKS} weeks; trend.arrow has all.`,
    [
      { title: 'Week' },
      { title: 'Chained [95 %]', kind: 'number' },
      { title: 'Link [95 %]', kind: 'number' },
      { title: 'Plain mean', kind: 'number' },
      { title: 'Composition', kind: 'number' },
      { title: 'Shared', kind: 'number' },
      { title: '' },
    ],
    withPrevious(rows)
      .slice(-TABLE_WEEKS)
      .toReversed()
      .map(({ row, previous }) => [
        // In one line, however narrow the column.
        row.week.replace('-', '\u2011'),
        withInterval(row.chained_level, row.chained_level_ci_low, row.chained_level_ci_high, 'score'),
        withInterval(row.link, row.link_ci_low, row.link_ci_high, 'score', true),
        figure(row.naive_level, 'score'),
        figure(row.composition_effect, 'score', true),
        row.shared_items === 0 ? '' : `${row.shared_items} items, ${row.shared_users} users`,
        remarkOf(row, previous),
      ]),
  );
}

/** The figures of the production model's line that go into the index of reports. */
export function trendHeadline({ week, rows }: ReportedTrend): ReportIndexEntry['headline'] {
  const row = rows.findLast((other) => other.arm === 'control' && other.week === week);
  if (row === undefined) return {};
  return {
    eval_trend: row.chained_level,
    eval_trend_low: row.chained_level_ci_low,
    eval_trend_high: row.chained_level_ci_high,
    eval_trend_naive: row.naive_level,
    eval_trend_composition: row.composition_effect,
    eval_trend_starts: row.break_reason === null ? 0 : 1,
  };
}

/** Links that this week could not make, for the manifest. */
export function trendRefusals({ week, rows }: ReportedTrend): { figure: string; reason: string }[] {
  return rows.flatMap(({ week: other, arm, break_reason: reason }) =>
    other === week && reason !== null && reason !== 'first' ? [{ figure: `trend link ${arm}`, reason }] : [],
  );
}

/** The production model's line over all reports, from their headlines. Nothing with fewer than two weeks. */
export function chainedIndexChart(weekly: readonly ReportIndexEntry[]): Html | null {
  const points = weekly.map(({ id, headline }): TrendPoint => {
    const point = {
      label: id.slice(5),
      estimate: headline['eval_trend'] ?? null,
      low: headline['eval_trend_low'] ?? null,
      high: headline['eval_trend_high'] ?? null,
      beside: headline['eval_trend_naive'] ?? null,
    };
    return headline['eval_trend_starts'] === 1 ? { ...point, breaks: 'the line starts anew' } : point;
  });
  if (points.filter(({ estimate }) => estimate !== null).length < 2) return null;
  const composition = weekly.at(-1)?.headline['eval_trend_composition'] ?? null;
  return html`<div>${trendChart('Eval-set score of production’s model, linked over shared items', points, 'score')}
<p class="muted">Dashed: plain mean of each week’s own set.${composition === null ? null : html` It now differs by ${figure(composition, 'score', true)} through its composition: other items and weights, not another quality.`}</p></div>`;
}

function pointsOf(rows: readonly TrendRow[]): TrendPoint[] {
  return rows.map((row) => {
    const point = {
      label: row.week.slice(5),
      estimate: row.chained_level,
      low: row.chained_level_ci_low,
      high: row.chained_level_ci_high,
      beside: row.naive_level,
    };
    return row.break_reason === null ? point : { ...point, breaks: reasonOf(row.break_reason) };
  });
}

/** Where the line stands, how it came there, and what the set's new mix did: in words. */
function sentencesOf(arm: string, week: IsoWeek, rows: readonly TrendRow[]): string {
  const { row, previous } = withPrevious(rows).findLast((entry) => entry.row.week === week) ?? {};
  if (row === undefined) return `${arm} has no score on the eval set this week; its line goes on at the next one.`;
  if (row.break_reason !== null) {
    const level = figure(row.naive_level, 'score');
    return row.break_reason === 'first'
      ? `${arm}: the line starts this week at ${level}.`
      : `${arm}: the line breaks and starts anew at ${level}: ${reasonOf(row.break_reason)}${sharedOf(row)}.`;
  }
  const start = rows.find((other) => other.line === row.line)?.week ?? row.week;
  const change = withInterval(row.chained_change, row.chained_change_ci_low, row.chained_change_ci_high, 'score', true);
  const composition = withInterval(
    row.composition_effect,
    row.composition_effect_ci_low,
    row.composition_effect_ci_high,
    'score',
    true,
  );
  const gap = isWeekBefore(row.linked_week, week) ? '' : ' (weeks between have no scores)';
  return (
    `${arm}: ${change} since ${start}, linked to ${row.linked_week}${gap} over ${row.shared_items} items of ` +
    `${row.shared_users} users. The refreshed set’s composition moved the plain mean by ${composition} since then; ` +
    `that is no change of quality.${judgeSentence(row, rows)}${previous === undefined || previous.model === row.model ? '' : ` Its model changed from ${previous.model} to ${row.model}.`}`
  );
}

/** Where the line passed from one judge to the next, and what that did to the plain mean. */
function judgeSentence(row: TrendRow, rows: readonly TrendRow[]): string {
  if (row.judge_offset === null) return '';
  const bridges = rows.filter(({ line, linked_by }) => line === row.line && linked_by === 'judge-bridge');
  const offset = withInterval(row.judge_offset, row.judge_offset_ci_low, row.judge_offset_ci_high, 'score', true);
  const weeks = bridges.map(({ week: changed, shared_items }) => `${changed} (over ${shared_items} items)`);
  return (
    ` The judge changed in ${weeks.join(', ')}; the line stays on the scale of its first judge, and the one of now gives ` +
    `${offset} for the same answers, which the plain mean holds and the line does not.`
  );
}

function missingByReason(missing: readonly MissingTrendWeek[]): [string, string[]][] {
  const byReason = new Map<string, string[]>();
  for (const { week, reason } of missing) byReason.set(reason, [...(byReason.get(reason) ?? []), week]);
  return [...byReason];
}

/** Every row with the one of its arm that was reported before it. */
function withPrevious(rows: readonly TrendRow[]): { row: TrendRow; previous: TrendRow | undefined }[] {
  return rows.map((row, at) => ({ row, previous: rows[at - 1] }));
}

function remarkOf(row: TrendRow, previous: TrendRow | undefined): string {
  const isNext = row.linked_week === null || isWeekBefore(row.linked_week, row.week);
  return [
    row.break_reason === null ? '' : reasonOf(row.break_reason),
    row.linked_by === 'judge-bridge' ? 'another judge, linked by the scores of the one before' : '',
    isNext ? '' : `linked across a gap to ${row.linked_week}`,
    previous === undefined || previous.model === row.model ? '' : `model ${row.model}, before ${previous.model}`,
  ]
    .filter((remark) => remark !== '')
    .join('; ');
}

function sharedOf({ break_reason, shared_items, shared_users }: TrendRow): string {
  const counts = `${shared_items} items of ${shared_users} users`;
  return break_reason?.startsWith('too-few') === true ? ` (${counts})` : '';
}

function reasonOf(reason: string): string {
  return BREAKS[reason] ?? reason;
}

function isWeekBefore(earlier: IsoWeek | null, week: IsoWeek): boolean {
  return earlier !== null && windowOfWeek(earlier).end === windowOfWeek(week).start;
}
