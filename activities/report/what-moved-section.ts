import type { TopicRow } from '../drift/drift-tables.js';
import { intervalBars } from './charts.js';
import { type ExemplarRow, exemplarLine } from './exemplars.js';
import { figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable } from './page.js';

/** Topics whose prompts are shown: those that moved, and then the largest changes. */
const SHOWN = 8;

/** Which topics of the frozen map moved, which new ones lie outside it, and what people write about them. */
export function whatMovedSection(topics: readonly TopicRow[], exemplars: readonly ExemplarRow[]): Html | null {
  if (topics.length === 0) return null;
  const mapped = byChange(topics.filter(({ is_mapped: isMapped }) => isMapped));
  const outside = topics.filter(({ is_mapped: isMapped }) => !isMapped);
  const moved = mapped.filter(({ state }) => state !== 'same');
  const shown = [...outside, ...moved, ...mapped.filter(({ state }) => state === 'same')].slice(0, SHOWN);
  return html`<section><h2>What moved</h2>
${outside.length === 0 ? null : newTopicsTable(outside)}
${mappedTable(mapped)}
${promptList(shown, exemplars)}</section>`;
}

function newTopicsTable(outside: readonly TopicRow[]): Html {
  return dataTable(
    'New topics: requests farther from every topic of the frozen map than 99 % of the reference’s own. Half of the users find them, the other half measure them; their requests also count in the nearest topic of the map.',
    [
      { title: 'Topic' },
      { title: 'State' },
      { title: 'Reference', kind: 'number' },
      { title: 'This week [95 % of the change]', kind: 'number' },
      { title: 'Users', kind: 'number' },
      { title: 'p', kind: 'number' },
      { title: 'Typical terms' },
    ],
    outside.map((row) => [
      row.label,
      badge('new', 'warn'),
      figure(row.share_reference, 'share'),
      withInterval(row.share_current, row.ci_low, row.ci_high, 'share'),
      figure(row.users, 'count'),
      pValue(row.p_adjusted),
      row.terms,
    ]),
  );
}

function mappedTable(mapped: readonly TopicRow[]): Html {
  const bars = intervalBars(
    mapped.map((row) => ({ estimate: row.difference, low: row.ci_low, high: row.ci_high })),
    'points',
  );
  return dataTable(
    'Topics of the frozen map, largest change first; simultaneous intervals over all topics. The parts of MMD² add up to the whole.',
    [
      { title: 'Topic' },
      { title: 'State' },
      { title: 'Reference', kind: 'number' },
      { title: 'This week', kind: 'number' },
      { title: '', kind: 'plot' },
      { title: 'Change', kind: 'number' },
      { title: 'p (max-T)', kind: 'number' },
      { title: 'Part of MMD²', kind: 'number' },
    ],
    mapped.map((row, index) => [
      `${row.topic}: ${row.label}`,
      row.state === 'new' || row.state === 'vanished' ? badge(row.state, 'warn') : row.state,
      figure(row.share_reference, 'share'),
      figure(row.share_current, 'share'),
      bars[index] ?? '',
      withInterval(row.difference, row.ci_low, row.ci_high, 'points', true),
      pValue(row.p_adjusted),
      figure(row.contribution),
    ]),
  );
}

/** Redacted prompts of this week, nearest the centre of their topic, of different users. */
function promptList(topics: readonly TopicRow[], exemplars: readonly ExemplarRow[]): Html | null {
  const lists = topics.flatMap(({ topic, label }) => {
    const own = exemplars.filter((exemplar) => exemplar.topic === topic);
    return own.length === 0 ? [] : [html`<h3>${label}</h3>\n<ul>${own.map(exemplarLine)}</ul>\n`];
  });
  if (lists.length === 0) return null;
  return html`<p class="muted">Prompts of this week nearest the centre of their topic, redacted, each of another user:</p>
${lists}`;
}

function byChange(topics: readonly TopicRow[]): TopicRow[] {
  return [...topics].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}
