import type { TopicNameRow, TopicRow } from '../drift/drift-tables.js';
import { intervalBars } from './charts.js';
import { type ExemplarRow, exemplarLine } from './exemplars.js';
import { figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable } from './page.js';

/** Topics whose prompts are shown: those that moved, and then the largest changes. */
const SHOWN = 8;

/** Which topics of the frozen map moved, which new ones lie outside it, and what people write about them. */
export function whatMovedSection(
  topics: readonly TopicRow[],
  exemplars: readonly ExemplarRow[],
  topicNames: readonly TopicNameRow[] = [],
): Html | null {
  if (topics.length === 0) return null;
  const mapped = byChange(topics.filter(({ is_mapped: isMapped }) => isMapped));
  const outside = topics.filter(({ is_mapped: isMapped }) => !isMapped);
  const moved = mapped.filter(({ state }) => state !== 'same');
  const shown = [...outside, ...moved, ...mapped.filter(({ state }) => state === 'same')].slice(0, SHOWN);
  return html`<section><h2>What moved</h2>
${outside.length === 0 ? null : newTopicsTable(outside)}
${mappedTable(mapped)}
${namesTable(topicNames)}
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

/** Only names that their test bears out; the terms above stand for the other topics. */
function namesTable(topicNames: readonly TopicNameRow[]): Html | null {
  const named = topicNames.filter(({ topic_name: name }) => name !== null);
  if (named.length === 0) return null;
  return dataTable(
    'Names that a model gave to topics which moved, from the prompts of half of the users. Tested on prompts of the other half, as many of the topic as of others: precision is the share of those that the model says fit which are of the topic, recall the share of those of the topic that it says fit. A name that fits everything has a precision of 50 %.',
    [
      { title: 'Topic' },
      { title: 'Name' },
      { title: 'What it is' },
      { title: 'Precision [95 %]', kind: 'number' },
      { title: 'Recall [95 %]', kind: 'number' },
      { title: 'Users (shown, asked)', kind: 'number' },
    ],
    named.map((row) => [
      row.label,
      row.topic_name ?? '',
      row.topic_description ?? '',
      withInterval(row.topic_name_precision, row.topic_name_precision_low, row.topic_name_precision_high, 'share'),
      withInterval(row.topic_name_recall, row.topic_name_recall_low, row.topic_name_recall_high, 'share'),
      `${row.n_users_shown}, ${row.n_users_asked}`,
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
