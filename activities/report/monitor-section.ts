import type { MonitorRow } from '../scoring/trust-tables.js';
import { type TrendPoint, trendChart } from './charts.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';
import { badge } from './page.js';

/** Whether production's score has fallen, as of the last week: one line that may be read every week. */
export function monitorLine(rows: readonly MonitorRow[]): string | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const { alarm_at, e_value, threshold, week, watch } = last;
  if (last.alarm) {
    return `Production’s live score has fallen under ${figure(threshold, 'score')}: alarm in ${week} (evidence ${evidence(e_value)}, ${alarm_at} is enough).`;
  }
  const earlier = rows.findLast(({ alarm }) => alarm);
  const since = earlier === undefined ? '' : ` since the alarm of ${earlier.week}`;
  if (last.phase === 'baseline') {
    const done = rows.filter((row) => row.watch === watch).length;
    return `The watch over production’s live score gathers its baseline${since}: week ${done} of 4.`;
  }
  if (threshold === null) return 'Production’s live score is not watched: too few users in the first weeks.';
  return `No sign that production’s live score has fallen under ${figure(threshold, 'score')}${since} (evidence ${evidence(e_value)} of ${alarm_at}).`;
}

/** The weekly watch over production's live score. */
export function monitorSection(rows: readonly MonitorRow[]): Html | null {
  const line = monitorLine(rows);
  const last = rows.at(-1);
  if (line === null || last === undefined) return null;
  const points = rows.map((row, at): TrendPoint => {
    const point = { label: row.week.slice(5), estimate: row.mean, low: null, high: null, beside: row.threshold };
    return at > 0 && rows[at - 1]?.watch !== row.watch ? { ...point, breaks: 'an alarm; a new baseline' } : point;
  });
  return html`<section><h2>Has production’s score fallen?</h2>
<p>${last.alarm ? badge('alarm', 'bad') : null} ${line}</p>
${rows.length < 2 ? null : html`<div class="chart">${trendChart('Mean score of production’s live answers; dashed: the level it must not fall under', points, 'score')}</div>`}
<p class="muted">May be looked at every week: over all weeks of one watch together, a false alarm has a chance of at most 5 % as long as the score stays above the dashed level. That level is the lower end of the interval of the watch’s first four weeks, less the smallest difference that matters; a user who was counted counts again after four weeks. The watch starts anew after an alarm, and with another judge.</p></section>`;
}

function evidence(value: number | null): string {
  if (value === null) return figure(value);
  return value >= 1000 ? '1000 and more' : figure(value);
}
