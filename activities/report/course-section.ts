import type { CourseRow, OnsetRow } from '../adaptation/adaptation-tables.js';
import { trendChart } from './charts.js';
import { figure, withInterval } from './figures.js';
import { type Html, html } from './html.js';

const STATES: Readonly<Record<string, string>> = {
  settled: 'settled: nine tenths of the way are gone',
  'still moving': 'still moving: look again later',
  open: 'too little is known to say whether it has settled',
};

/** The adaptation day by day: when it began, how fast it went, and whether it is over. */
export function courseSection(course: readonly CourseRow[], onset: readonly OnsetRow[]): Html | null {
  if (onset.length === 0) return null;
  const points = course.map((row) => ({
    label: `${row.day} d`,
    estimate: row.estimate,
    low: row.ci_low,
    high: row.ci_high,
  }));
  return html`<section><h2>When it began, and whether it is over</h2>
<p>${onsetWords(onset)}</p>
${points.length === 0 ? null : html`<div class="chart">${trendChart('What the same users’ prompts moved, by day since the release', points, 'plain')}</div>`}
<p class="muted">Users are split in two halves; each half is measured along the direction in which the other one moved. Onset and half-life by least squares, intervals by users.</p></section>`;
}

/** One sentence; also for the top of the page. */
export function onsetWords(rows: readonly OnsetRow[]): string {
  const find = (name: string) => rows.find(({ figure: each }) => each === name);
  const [began, half] = [find('onset_days'), find('half_life_days')];
  if (began === undefined || half === undefined) return 'The course over days is not known yet.';
  if (began.refused !== null) return `Onset: ${began.refused}.`;
  const days = ({ estimate, ci_low: low, ci_high: high }: OnsetRow) => `${withInterval(estimate, low, high)} days`;
  const early = began.ci_high !== null && began.ci_high < 0 ? ', which is before the release: it is not its doing' : '';
  return `It began ${figure(began.estimate)} days after the release (${days(began)})${early}; half of the way was gone ${days(half)} later; ${STATES[began.state] ?? began.state}.`;
}
