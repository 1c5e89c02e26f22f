import type { AdaptationRow } from '../adaptation/adaptation-tables.js';
import type { PhraseRow } from '../adaptation/phrase-table.js';
import type { TemplateRow } from '../adaptation/template-table.js';
import { figure, pValue } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

const LEVEL = 0.05;
const MOST_TEMPLATES = 8;
const MOST_PHRASES = 10;

/** What people paste and what they have begun to say; and how far that alone could pass for new topics. */
export function templateSection(
  templates: readonly TemplateRow[],
  phrases: readonly PhraseRow[],
  adaptation: readonly AdaptationRow[],
): Html | null {
  if (templates.length === 0 && phrases.length === 0) return null;
  return html`<section><h2>Templates and new phrases</h2>
${templateTable(templates)}
${phraseTable(phrases)}
${strippingNote(adaptation)}</section>`;
}

function templateTable(rows: readonly TemplateRow[]): Html {
  const lastDay = Math.max(...rows.map((row) => row.checkpoint_days));
  const latest = rows.filter((row) => row.checkpoint_days === lastDay);
  const rising = latest
    .filter(({ p_adjusted }) => p_adjusted !== null && p_adjusted <= LEVEL)
    .sort((a, b) => (a.p_value ?? 1) - (b.p_value ?? 1) || b.users - a.users);
  const steady = latest.length - rising.length;
  const others =
    steady === 0
      ? null
      : html`<p class="muted">${steady} more templates are shared by five users or more and are not on the rise; templates.arrow holds all.</p>`;
  if (rising.length === 0) return html`<p>No template is used by more users than before the release.</p>${others}`;
  const curveOf = ({ template }: TemplateRow) =>
    rows
      .filter((row) => row.template === template)
      .map((row) => figure(row.user_share, 'share'))
      .join(' → ');
  return html`${dataTable(
    `Templates that more users fill than before the release: words that stay, {…} for what changes. Share of the users in the baseline and at every checkpoint; p by Fisher’s exact test, adjusted by Holm.`,
    [
      { title: 'Template' },
      { title: 'Users', kind: 'number' },
      { title: 'Share of users' },
      { title: 'First seen after' },
      { title: 'Half-life', kind: 'number' },
      { title: 'p (Holm)', kind: 'number' },
    ],
    rising
      .slice(0, MOST_TEMPLATES)
      .map((row) => [
        row.skeleton,
        row.users,
        curveOf(row),
        row.first_seen_after === null ? '–' : new Date(row.first_seen_after).toISOString().slice(0, 10),
        row.half_life_days === null ? '–' : `${figure(row.half_life_days)} d`,
        pValue(row.p_adjusted),
      ]),
  )}${others}`;
}

function phraseTable(rows: readonly PhraseRow[]): Html {
  const lastDay = Math.max(...rows.map((row) => row.checkpoint_days));
  const rising = rows.filter((row) => row.checkpoint_days === lastDay && row.p_adjusted <= LEVEL);
  if (rising.length === 0) return html`<p>No phrase is written by more users than before the release.</p>`;
  return dataTable(
    `Phrases at ${lastDay} d that more users write than before. A user counts once, so that nobody makes a trend alone.`,
    [
      { title: 'Phrase' },
      { title: 'Users before', kind: 'number' },
      { title: 'After', kind: 'number' },
      { title: 'Log-odds', kind: 'number' },
      { title: 'p (adjusted)', kind: 'number' },
    ],
    rising
      .slice(0, MOST_PHRASES)
      .map((row) => [
        row.phrase,
        `${row.users_before} (${figure(row.share_before, 'share')})`,
        `${row.users_after} (${figure(row.share_after, 'share')})`,
        figure(row.log_odds, 'plain', true),
        pValue(row.p_adjusted),
      ]),
  );
}

function strippingNote(adaptation: readonly AdaptationRow[]): Html | null {
  const habits = adaptation.filter(({ part }) => part === 'habits').at(-1);
  if (habits === undefined || habits.estimate === null || habits.estimate_whole_topics === null) return null;
  return html`<p class="muted">Topics are told from the prompts without these templates and phrases, so that a habit does not pass for a topic: the habits part is ${figure(habits.estimate, 'plain', true)}; with topics of the whole prompts it would be ${figure(habits.estimate_whole_topics, 'plain', true)}.</p>`;
}
