import type { OutcomeRow } from '../scoring/trust-tables.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

const REASONS: Readonly<Record<string, string>> = {
  'prompt-only': 'its text alone cannot repeat the call (images, tool calls)',
  'blank-prompt': 'nothing of the prompt is left after redaction',
  'no-logged-answer': 'the log holds no answer',
  'spend-cap': 'a spend cap was reached',
  'api-refused': 'the model API refused the prompt as invalid',
  'judge-refusal': 'the judge refused',
  'judge-truncated': 'the judge’s verdict was cut off',
  'judge-invalid': 'the judge’s verdict does not fit its form',
};

const OUTCOMES: Readonly<Record<string, string>> = {
  refusal: 'the model refused',
  truncated: 'the answer was cut off',
  error: 'an error of the judge',
  skipped: 'there was nothing to score',
};

/** Items without a score are in no mean: how many, and why. */
export function outcomeSection(outcomes: readonly OutcomeRow[]): Html | null {
  if (outcomes.length === 0) return null;
  const unscored = outcomes.filter(({ outcome }) => outcome !== 'scored');
  const items = (rows: readonly OutcomeRow[]) => rows.reduce((sum, row) => sum + row.n_items, 0);
  const total = items(outcomes);
  const sentence = `${figure(total - items(unscored), 'count')} of ${figure(total, 'count')} items have a score, all arms and sources together.`;
  if (unscored.length === 0) return html`<section><h2>What has no score, and why</h2><p>${sentence}</p></section>`;
  return html`<section><h2>What has no score, and why</h2>
<p>${sentence} An item without one is in no mean and no difference; the shares below are of the weight of the arm’s items.</p>
${dataTable(
  'Items without a score, by arm and reason.',
  [
    { title: 'Arm', kind: 'name' },
    { title: 'On', kind: 'name' },
    { title: 'Why' },
    { title: 'Items', kind: 'number' },
    { title: 'Users', kind: 'number' },
    { title: 'Share', kind: 'number' },
  ],
  unscored.map((row) => [
    row.arm,
    row.source,
    whyOf(row),
    figure(row.n_items, 'count'),
    figure(row.n_users, 'count'),
    figure(row.share, 'share'),
  ]),
)}</section>`;
}

function whyOf({ outcome, reason }: OutcomeRow): string {
  if (reason === null) return OUTCOMES[outcome] ?? outcome;
  return REASONS[reason] ?? reason;
}
