import { chainedIndexChart } from './chained-section.js';
import { trendChart } from './charts.js';
import { type FigureUnit, figure, pValue, withInterval } from './figures.js';
import { html } from './html.js';
import { badge, dataTable, page } from './page.js';
import type { ReportIndexEntry } from './report-index.js';

/** All reports of a pipeline with their trends. Links are relative: the folder can be copied anywhere. */
export function indexPage(pipeline: string, reports: readonly ReportIndexEntry[]): string {
  const weekly = reports.filter(({ kind }) => kind === 'weekly');
  const releases = reports.filter(({ kind }) => kind === 'release');
  const interval = ({ headline }: ReportIndexEntry, metric: string, unit: FigureUnit) =>
    withInterval(
      headline[metric] ?? null,
      headline[`${metric}_low`] ?? null,
      headline[`${metric}_high`] ?? null,
      unit,
      true,
    );
  const chart = (metric: string, title: string, unit: FigureUnit) =>
    trendChart(
      title,
      weekly.map(({ id, headline }) => ({
        label: id.slice(5),
        estimate: headline[metric] ?? null,
        low: headline[`${metric}_low`] ?? null,
        high: headline[`${metric}_high`] ?? null,
      })),
      unit,
    );
  const body = html`<header><h1>${pipeline}: reports</h1></header>
${weekly.length < 2 ? null : html`<div class="tiles charts">${chart('generalisation_gap', 'Generalisation gap', 'score')}${chart('production_score', 'Production score', 'score')}${chart('uncovered_mass', 'Traffic the eval set lacks', 'share')}${chainedIndexChart(weekly)}</div>`}
<section><h2>Weeks</h2>
${dataTable(
  'Newest first.',
  [
    { title: 'Week' },
    { title: 'Verdict' },
    { title: 'Gap [95 %]', kind: 'number' },
    { title: 'Candidate − production [95 %]', kind: 'number' },
    { title: 'Not covered', kind: 'number' },
  ],
  [...weekly]
    .reverse()
    .map((entry) => [
      html`<a href="weekly/${entry.id}/report.html">${entry.id}</a>`,
      html`${entry.verdict} ${entry.headline['drift_alarm'] === 1 ? badge('drift', 'bad') : null} ${entry.headline['monitor_alarm'] === 1 ? badge('score fell', 'bad') : null}`,
      interval(entry, 'generalisation_gap', 'score'),
      interval(entry, 'candidate_difference', 'score'),
      figure(shareFound(entry.headline['uncovered_mass']), 'share'),
    ]),
)}</section>
<section><h2>Releases</h2>
${dataTable(
  'Newest first.',
  [
    { title: 'Release' },
    { title: 'Deployed' },
    { title: 'Model effect [95 %]', kind: 'number' },
    { title: 'Adaptation effect [95 %]', kind: 'number' },
    { title: 'Users write otherwise: p', kind: 'number' },
    { title: 'Half-life', kind: 'number' },
    { title: 'Not covered', kind: 'number' },
    { title: 'State' },
  ],
  [...releases]
    .reverse()
    .map((entry) => [
      html`<a href="releases/${entry.id}/report.html">${entry.id}</a>`,
      entry.window.start.slice(0, 10),
      interval(entry, 'model_effect', 'score'),
      interval(entry, 'adaptation_effect', 'score'),
      pValue(entry.headline['within_user_p_value'] ?? null),
      daysText(entry.headline['half_life_days']),
      figure(shareFound(entry.headline['uncovered_share']), 'share'),
      entry.verdict,
    ]),
)}</section>`;
  return page(`${pipeline}: reports`, body);
}

function daysText(days: number | null | undefined): string {
  return days === null || days === undefined ? figure(null) : `${figure(days)} d`;
}

/** A de-biased share below zero says that none was found. */
function shareFound(estimate: number | null | undefined): number | null {
  return estimate === null || estimate === undefined ? null : Math.max(0, estimate);
}
