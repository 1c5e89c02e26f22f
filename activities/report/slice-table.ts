import type { SummaryRow } from '../scoring/score-tables.js';
import { intervalBars } from './charts.js';
import { pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

/** Candidate − production by topic, stratum and language; nothing when no slice has enough users. */
export function sliceTable(summary: readonly SummaryRow[]): Html | null {
  const slices = summary.filter(({ metric, slice }) => metric === 'score_difference' && slice.includes(':'));
  if (slices.length === 0) return null;
  const bars = intervalBars(
    slices.map((row) => ({ estimate: row.estimate, low: row.ci_low, high: row.ci_high })),
    'score',
  );
  return html`<h3>By topic, stratum and language</h3>${dataTable(
    'Exploratory: slices with enough users. p by Benjamini-Hochberg over all slices; max-T looks at all slices of a candidate together.',
    [
      { title: 'Comparison', kind: 'name' },
      { title: 'Slice', kind: 'name' },
      { title: '', kind: 'plot' },
      { title: 'Estimate [95 %]', kind: 'number' },
      { title: 'p (BH)', kind: 'number' },
      { title: 'p (max-T)', kind: 'number' },
      { title: 'Users', kind: 'number' },
    ],
    slices.map((row, index) => [
      row.arm,
      row.slice,
      bars[index] ?? '',
      withInterval(row.estimate, row.ci_low, row.ci_high, 'score', true),
      pValue(row.p_adjusted),
      pValue(row.p_max_t),
      row.n_users,
    ]),
  )}`;
}
