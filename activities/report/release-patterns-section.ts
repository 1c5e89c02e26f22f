import type { PatternRow } from '../adaptation/adaptation-tables.js';
import { PROMPT_PATTERNS } from '../adaptation/patterns/registry.js';
import { type FigureUnit, figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

const LEVEL = 0.05;
const NAMED_PATTERNS = 3;
/** An interval of 95 %, widened by this, is one of some 50 patterns that all cover together in 95 % (Bonferroni). */
const FAMILY_WIDTH = 3.3 / 1.96;

const SHARES: ReadonlySet<string> = new Set(
  PROMPT_PATTERNS.filter(({ isShare }) => isShare === true).map(({ name }) => name),
);

/** How prompts changed at the last checkpoint: within the same users, and over everybody with what of it is mix. */
export function patternSection(patterns: readonly PatternRow[]): Html | null {
  const lastDay = Math.max(...patterns.map((row) => row.checkpoint_days));
  const rows = patterns.filter((row) => row.checkpoint_days === lastDay).sort(byClearness);
  if (rows.length === 0) return null;
  const unseen = rows.filter(isUnseen).map(({ pattern }) => pattern);
  return html`<section><h2>How prompts changed</h2>
${mixSentences(rows).map((sentence) => html`<p>${sentence}</p>`)}
${dataTable(
  `Patterns at ${lastDay} d, clearest change first. Same users: their mean difference, after − before; p adjusted by Holm. Everybody: the change over all prompts, which is what habits (the same users on the same topics) and mix (other users, other topics) add up to.`,
  [
    { title: 'Pattern' },
    { title: 'Before', kind: 'number' },
    { title: 'After', kind: 'number' },
    { title: 'Same users [95 %]', kind: 'number' },
    { title: 'p (Holm)', kind: 'number' },
    { title: 'Placebo rank', kind: 'number' },
    { title: 'Everybody', kind: 'number' },
    { title: 'by habits [95 %]', kind: 'number' },
    { title: 'by mix [95 %]', kind: 'number' },
  ],
  rows
    .filter((row) => !isUnseen(row))
    .map((row) => [
      isMoved(row) ? html`<strong>${row.pattern}</strong>` : row.pattern,
      figure(row.before, levelUnitOf(row)),
      figure(row.after, levelUnitOf(row)),
      withInterval(row.within_user_difference, row.ci_low, row.ci_high, unitOf(row), true),
      pValue(row.p_adjusted),
      row.placebo_rank === null ? '–' : row.placebo_rank.toFixed(3),
      figure(row.total_change, unitOf(row), true),
      withInterval(row.habits_change, row.habits_ci_low, row.habits_ci_high, unitOf(row), true),
      withInterval(row.mix_change, row.mix_ci_low, row.mix_ci_high, unitOf(row), true),
    ]),
)}
${unseen.length === 0 ? null : html`<p class="muted">Not seen before or after: ${unseen.join(', ')}.</p>`}</section>`;
}

/** Habit or mix, in words: of the patterns that the same users changed, and of those that only the mix did. */
function mixSentences(rows: readonly PatternRow[]): string[] {
  const moved = rows.filter((row) => isMoved(row) && row.total_change !== null && row.total_change !== 0);
  const mixed = rows.filter((row) => !isMoved(row) && isClearMix(row));
  const sentences = moved.slice(0, NAMED_PATTERNS).map((row) => {
    const unit = unitOf(row);
    const mix = figure(row.mix_change, unit, true);
    return `${row.pattern}: of ${figure(row.total_change, unit, true)} over everybody’s prompts, ${figure(row.habits_change, unit, true)} come from returning users’ habits and ${mix} from other users and topics.`;
  });
  if (mixed.length === 0) return sentences;
  const named = mixed
    .slice(0, NAMED_PATTERNS)
    .map((row) => `${row.pattern} ${figure(row.mix_change, unitOf(row), true)}`);
  const more = mixed.length > NAMED_PATTERNS ? ` and ${mixed.length - NAMED_PATTERNS} more` : '';
  return [...sentences, `Changed by who asks and about what, not by habits: ${named.join(', ')}${more}.`];
}

function isClearMix({ mix_change: mix, mix_ci_low: low, mix_ci_high: high }: PatternRow): boolean {
  if (mix === null || low === null || high === null) return false;
  return mix + FAMILY_WIDTH * (low - mix) > 0 || mix + FAMILY_WIDTH * (high - mix) < 0;
}

function isMoved({ p_adjusted: p }: PatternRow): boolean {
  return p !== null && p <= LEVEL;
}

function isUnseen({ before, after, total_change: total }: PatternRow): boolean {
  return before === 0 && after === 0 && (total === null || total === 0);
}

/** Of a change. */
function unitOf({ pattern }: PatternRow): FigureUnit {
  return SHARES.has(pattern) ? 'points' : 'plain';
}

/** Of the mean itself: a share where the pattern is there or not in a prompt, else a size. */
export function levelUnitOf({ pattern }: PatternRow): FigureUnit {
  return SHARES.has(pattern) ? 'share' : 'plain';
}

function byClearness(a: PatternRow, b: PatternRow): number {
  return (
    (a.p_adjusted ?? 2) - (b.p_adjusted ?? 2) || (a.p_value ?? 2) - (b.p_value ?? 2) || (a.pattern < b.pattern ? -1 : 1)
  );
}
