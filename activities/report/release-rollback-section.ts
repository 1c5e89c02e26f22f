import type { RollbackRow } from '../adaptation/rollback-table.js';
import { figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

const WORDS: Readonly<Record<string, string>> = {
  'went back': 'habits went back',
  'went back in part': 'habits went back in part',
  stayed: 'habits stayed',
  open: 'it is open whether habits went back or stayed',
  'nothing to come back from': 'there was nothing to go back from: it had moved nobody that can be told',
};

/** What a rollback undid at its latest checkpoint, as one sentence; none for other releases. */
export function rollbackWords(rows: readonly RollbackRow[]): string[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const of = `Rollback of ${last.rolled_back}`;
  if (last.refused !== null || last.verdict === null) return [`${of}: ${last.refused ?? 'no verdict'}.`];
  const share =
    last.returned_share === null
      ? `p ${pValue(last.release_p_value)}`
      : `${withInterval(last.returned_share, last.returned_share_ci_low, last.returned_share_ci_high, 'share')} of its shift is undone`;
  return [`${of}, same users as before it: ${WORDS[last.verdict] ?? last.verdict} (${share}).`];
}

/** The same users in three states: before the release that was rolled back, with it, and after the rollback. */
export function rollbackSection(rows: readonly RollbackRow[]): Html | null {
  const [first] = rows;
  if (first === undefined) return null;
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  return html`<section><h2>Did habits go back?</h2>
${dataTable(
  `The users of ${day(first.before_start)} to ${day(first.before_end)}, before ${first.rolled_back}, who also wrote from ${day(first.released_start)} until the rollback, and after it: squared distances of their mean prompts in feature space, de-biased. Undone: along the direction in which the release had moved them; 100 % is the state before it, 0 % the state with it. Their habitual drift is not taken off.`,
  [
    { title: 'Until' },
    { title: 'Moved by the release [95 %]', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'Now from before it [95 %]', kind: 'number' },
    { title: 'Now from with it [95 %]', kind: 'number' },
    { title: 'Undone [95 %]', kind: 'number' },
    { title: 'Verdict' },
    { title: 'Users', kind: 'number' },
  ],
  rows.map((row) => [
    `${row.checkpoint_days} d`,
    withInterval(row.release_shift, row.release_shift_ci_low, row.release_shift_ci_high),
    pValue(row.release_p_value),
    withInterval(row.distance_to_before, row.distance_to_before_ci_low, row.distance_to_before_ci_high),
    withInterval(row.distance_to_released, row.distance_to_released_ci_low, row.distance_to_released_ci_high),
    withInterval(row.returned_share, row.returned_share_ci_low, row.returned_share_ci_high, 'share'),
    row.refused ?? row.verdict ?? '–',
    figure(row.n_users, 'count'),
  ]),
  'The same users before the release, with it, and after the rollback',
)}</section>`;
}
