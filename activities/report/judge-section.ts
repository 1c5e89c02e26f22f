import type { JudgeRow } from '../scoring/trust-tables.js';
import { type FigureUnit, figure, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { dataTable } from './page.js';

interface JudgeFigure {
  readonly label: string;
  readonly unit: FigureUnit;
  /** What an ideal judge has. */
  readonly ideal: string;
}

const FIGURES: Readonly<Record<string, JudgeFigure>> = {
  position_bias: { label: 'wins of the answer shown first', unit: 'share', ideal: '50 %' },
  order_flips: { label: 'verdicts that the order of the answers changes', unit: 'share', ideal: '0 %' },
  length_bias: { label: 'wins of the longer of two equal answers', unit: 'share', ideal: '50 %' },
  retest_flips: { label: 'verdicts that a second look changes', unit: 'share', ideal: '0 %' },
  retest_noise: { label: 'verdicts that are noise, from these', unit: 'share', ideal: '0 %' },
  self_preference: { label: 'win rate it adds to its own family', unit: 'points', ideal: '0 pts' },
  agreement_between_judges: { label: 'agreement with other judges (alpha)', unit: 'plain', ideal: '1' },
  agreement_with_people: { label: 'agreement with people (kappa)', unit: 'plain', ideal: '1' },
  agreement_between_people: { label: 'agreement of people with each other (alpha)', unit: 'plain', ideal: '1' },
  invalid_share: { label: 'verdicts that do not fit their form', unit: 'share', ideal: '0 %' },
  refusal_share: { label: 'refusals', unit: 'share', ideal: '0 %' },
  truncated_share: { label: 'verdicts cut off', unit: 'share', ideal: '0 %' },
};

/** How far each judge can be trusted: a table per judge, the one whose scores count first. */
export function judgeSection(rows: readonly JudgeRow[]): Html | null {
  const judges = [...new Set(rows.map(({ judge }) => judge))];
  if (judges.length === 0) return null;
  return html`<section><h2>How far the judge can be trusted</h2>
${judges.map((judge, at) => {
  const own = rows.filter((row) => row.judge === judge);
  return judgeTable(own, at === 0);
})}
<p class="muted">Every comparison is judged in both orders and a win counts only if both agree, so that a liking for a place costs wins and makes none. judges.arrow has these figures for every pair of arms.</p></section>`;
}

function judgeTable(rows: readonly JudgeRow[], counts: boolean): Html {
  const model = rows[0]?.judge_model ?? '';
  const digest = rows[0]?.judge.slice(0, 12) ?? '';
  return dataTable(
    `${model} (${digest})${counts ? ', whose scores count' : ', beside it on some of the items'}: everything it judged, each judgement once; intervals by users.`,
    [
      { title: 'Figure' },
      { title: 'Estimate [95 %]', kind: 'number' },
      { title: 'Ideal', kind: 'number' },
      { title: 'Judgements', kind: 'number' },
      { title: 'Users', kind: 'number' },
    ],
    rows
      .filter(({ arm }) => arm === 'all')
      .map((row) => {
        const { label, unit, ideal } = FIGURES[row.figure] ?? { label: row.figure, unit: 'plain' as const, ideal: '' };
        const signed = row.figure === 'self_preference';
        return [
          label,
          row.estimate === null
            ? html`<span class="refused">${row.refused}</span>`
            : withInterval(row.estimate, row.ci_low, row.ci_high, unit, signed),
          ideal,
          row.refused === null ? figure(row.n_items, 'count') : '',
          row.refused === null && row.n_users > 0 ? figure(row.n_users, 'count') : '',
        ];
      }),
  );
}
