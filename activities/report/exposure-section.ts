import type { ExposureRow } from '../adaptation/adaptation-tables.js';
import { figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable } from './page.js';

const LEVEL = 0.05;
const MOST_ROWS = 12;

/** A release that not everybody got: those who did against those who did not yet, on the same days. */
export function exposureSection(rows: readonly ExposureRow[]): Html | null {
  const lastDay = Math.max(...rows.map((row) => row.checkpoint_days));
  const latest = rows.filter((row) => row.checkpoint_days === lastDay);
  const [first] = latest;
  if (first === undefined) return null;
  const title = html`<h2>Those who got it against those who did not yet</h2>`;
  if (first.refused !== null) return html`<section>${title}<p class="refused">${first.refused}</p></section>`;
  const tilted = latest.filter(({ parallel }) => parallel === false).map(({ figure: name }) => name);
  const clearest = latest
    .toSorted((a, b) => (a.p_adjusted ?? 2) - (b.p_adjusted ?? 2) || (a.figure < b.figure ? -1 : 1))
    .slice(0, MOST_ROWS);
  return html`<section>${title}
<p class="muted">At ${lastDay} d: ${first.n_exposed} users who got it for at least half of their requests, ${first.n_unexposed} who got it for none, ${first.n_partly} in between and left out. What happened to both on the same days is taken off.</p>
${tilted.length === 0 ? null : html`<p class="warn">The two groups were on different ways before the release: no effect of it can be read from ${tilted.join(', ')}.</p>`}
${dataTable(
  null,
  [
    { title: 'Figure' },
    { title: 'Exposed', kind: 'number' },
    { title: 'Others', kind: 'number' },
    { title: 'Effect [95 %]', kind: 'number' },
    { title: 'p (Holm)', kind: 'number' },
    { title: 'Before' },
  ],
  clearest.map((row) => [
    row.p_adjusted !== null && row.p_adjusted <= LEVEL ? html`<strong>${row.figure}</strong>` : row.figure,
    figure(row.exposed_change, 'plain', true),
    figure(row.unexposed_change, 'plain', true),
    withInterval(row.effect, row.ci_low, row.ci_high, 'plain', true),
    pValue(row.p_adjusted),
    row.parallel === false ? badge('other ways', 'warn') : 'alike',
  ]),
  'Exposed users against the others',
)}</section>`;
}
