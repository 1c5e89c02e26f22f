import type { DriftRow } from '../drift/drift-tables.js';
import type { AccountingRow } from '../traffic/sample-table.js';
import { trendChart } from './charts.js';
import { type FigureUnit, figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable } from './page.js';
import type { ReportIndexEntry } from './report-index.js';
import { representativenessSection } from './representativeness-section.js';
import type { WeeklyReportContent } from './weekly-content.js';

const STATISTICS: Readonly<Record<string, { label: string; unit: FigureUnit }>> = {
  mmd2: { label: 'MMD²', unit: 'plain' },
  uncovered_mass: { label: 'uncovered traffic', unit: 'share' },
  moved_mass: { label: 'moved traffic', unit: 'share' },
  coverage: { label: 'covered production', unit: 'share' },
  density: { label: 'density of the eval set, 1 for a fresh sample', unit: 'plain' },
  precision: { label: 'precision: items near production', unit: 'share' },
  recall: { label: 'recall: production near items', unit: 'share' },
  centroid_cosine: { label: 'centre distance', unit: 'plain' },
  frechet: { label: 'Fréchet distance, less chance', unit: 'plain' },
  energy: { label: 'energy distance, less chance', unit: 'plain' },
  sliced_wasserstein: { label: 'sliced Wasserstein distance, less chance', unit: 'plain' },
  classifier_auc: { label: 'classifier’s area under the curve', unit: 'plain' },
  mix_share: { label: 'part of the change by the mix of topics', unit: 'share' },
  within_share: { label: 'part of the change inside topics', unit: 'share' },
  nearest_weeks_mmd2: { label: 'MMD² to the nearest weeks', unit: 'plain' },
};

export function driftSection({ drift }: WeeklyReportContent): Html {
  return html`<section><h2>Has the input moved?</h2>
${dataTable(
  'Tests permute whole users. An alarm needs both: significance at this look’s share of the yearly level, and an effect above the minimum of interest. Longer windows end with this week and find smaller changes. Uncovered: in regions that the reference lacks. Against its own history a week is ranked: a rank among few weeks cannot hold a level over a year, so it says “unusual week”, which some ordinary weeks are too, and raises no alarm.',
  [
    { title: 'Against' },
    { title: 'Statistic' },
    { title: 'Estimate [95 %]', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'Users (ref, now)', kind: 'number' },
    { title: '' },
  ],
  drift.map((row) => {
    const { label, unit } = STATISTICS[row.statistic] ?? { label: row.statistic, unit: 'plain' as const };
    return [
      againstWhat(row),
      label,
      withInterval(row.estimate, row.ci_low, row.ci_high, unit),
      pValue(row.p_value),
      `${row.n_users_reference}, ${row.n_users_current}`,
      row.alarm ? badge('alarm', 'bad') : row.unusual ? badge('unusual week', 'warn') : (row.refused ?? levelText(row)),
    ];
  }),
)}</section>`;
}

function againstWhat({ reference, window_weeks: weeks, history_weeks: history }: DriftRow): string {
  if (history !== null) return `${reference}, ${history} weeks`;
  return weeks === 1 ? reference : `${reference}, ${weeks} weeks together`;
}

/** What a p-value would have to reach. */
function levelText({ level, history_weeks: history }: DriftRow): string {
  return level === null ? '' : `${history === null ? 'alarm' : 'unusual'} at p ≤ ${figure(level)}`;
}

export function evalSetSection({ evalSet }: WeeklyReportContent): Html {
  const { version, added, retired, note, comparedVersion, representativeness } = evalSet;
  return html`<section><h2>The living eval set</h2>
<p>Version ${version.version} holds ${version.items} items: ${added} added, ${retired} retired this week. Its weights are worth ${figure(version.effectiveSampleSize, 'count')} equally weighted items. Production was compared with version ${comparedVersion}.</p>
${note === null ? null : html`<p class="warn">${note}</p>`}
${representativenessSection(representativeness)}</section>`;
}

export function trendSection(trend: readonly ReportIndexEntry[]): Html | null {
  if (trend.length < 2) return null;
  const chart = (metric: string, title: string, unit: FigureUnit) =>
    trendChart(
      title,
      trend.map(({ id, headline }) => ({
        label: id.slice(5),
        estimate: headline[metric] ?? null,
        low: headline[`${metric}_low`] ?? null,
        high: headline[`${metric}_high`] ?? null,
      })),
      unit,
    );
  return html`<section><h2>The weeks so far</h2><div class="tiles charts">
${chart('production_score', 'Production score, live traffic', 'score')}
${chart('generalisation_gap', 'Generalisation gap', 'score')}
${chart('candidate_difference', 'Candidate − production, live traffic', 'score')}
${chart('uncovered_mass', 'Traffic the eval set lacks', 'share')}
</div></section>`;
}

export function accountingSection(accounting: readonly AccountingRow[]): Html {
  const total = (column: 'read' | 'kept' | 'duplicate' | 'outside_window' | 'late' | 'filtered' | 'quarantined') =>
    accounting.reduce((sum, row) => sum + row[column], 0);
  const late = total('late');
  return html`<section><h2>Every line of the logs</h2>
<p>${figure(total('read'), 'count')} lines read from ${figure(accounting.length, 'count')} objects = ${figure(total('kept'), 'count')} kept + ${figure(total('duplicate'), 'count')} duplicates + ${figure(total('outside_window'), 'count')} outside the window + ${figure(total('filtered'), 'count')} filtered + ${figure(total('quarantined'), 'count')} quarantined.</p>
${
  late === 0
    ? null
    : html`<p><strong>${figure(late, 'count')} lines came after their week was evaluated</strong>: they belong to the weeks before this one, and no report holds them. Run those weeks again to take them in.</p>`
}
${reasonList(
  'Filtered',
  accounting.map((row) => row.filter_reasons),
)}
${reasonList(
  'Quarantined',
  accounting.map((row) => row.quarantine_reasons),
)}</section>`;
}

/** @param counted JSON {reason: lines} of each object */
function reasonList(title: string, counted: readonly string[]): Html | null {
  const reasons = new Map<string, number>();
  for (const json of counted) {
    for (const [reason, lines] of Object.entries(JSON.parse(json) as Record<string, number>)) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + lines);
    }
  }
  if (reasons.size === 0) return null;
  return html`<p class="muted">${title}: ${[...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, lines]) => `${reason} (${lines})`)
    .join(', ')}.</p>`;
}
