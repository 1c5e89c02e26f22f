import { gatedCandidate } from '../scoring/candidate-gates.js';
import type { SummaryRow } from '../scoring/score-tables.js';
import { intervalBars } from './charts.js';
import { type FigureUnit, figure, pValue, withInterval } from './figures.js';
import { type Html, html } from './html.js';
import { gatesWithinNoise, noiseFloorOf } from './noise-floor.js';
import { dataTable } from './page.js';
import { sliceTable } from './slice-table.js';
import type { WeeklyReportContent } from './weekly-content.js';

/** What is compared, one table each, so that each has an axis of its own. */
const COMPARISONS = [
  { title: 'Scores', metrics: ['score_difference', 'generalisation_gap'] },
  { title: 'Wins and losses', metrics: ['win_rate_difference'] },
] as const;

const LABELS: Readonly<Record<string, string>> = {
  score_difference: 'score',
  win_rate_difference: 'wins − losses',
};

const SECOND_OPINIONS: Readonly<Record<string, { label: string; unit: FigureUnit; signed: boolean }>> = {
  win_rate: { label: 'win rate, ties half', unit: 'share', signed: false },
  win_rate_length_controlled: { label: 'win rate at equal length', unit: 'share', signed: false },
  score_calibrated: { label: 'score, calibrated with people', unit: 'score', signed: false },
  win_rate_difference_calibrated: { label: 'wins − losses, calibrated with people', unit: 'score', signed: true },
};

export function scoreSection({ summary, minimumEffect }: WeeklyReportContent): Html {
  return html`<section><h2>Shadow scores</h2>
<p class="muted">Paired differences on the same items; intervals by users. A gate ships or holds when its interval excludes zero and Holm over all gates agrees; it says no-difference when it lies within ±${figure(minimumEffect, 'score')}. A/A is the noise floor: control − production, the same model asked again.</p>
${COMPARISONS.map(({ title, metrics }) => {
  const names: readonly string[] = metrics;
  return differenceTable(
    title,
    summary,
    summary.filter(({ metric, slice }) => names.includes(metric) && !slice.includes(':')),
  );
})}
${remarks(summary)}
${levelTable(summary)}
${answerTable(summary)}
${opinionTable(summary)}
${sliceTable(summary)}</section>`;
}

function differenceTable(title: string, summary: readonly SummaryRow[], rows: readonly SummaryRow[]): Html {
  const bars = intervalBars(
    rows.map((row) => ({ estimate: row.estimate, low: row.ci_low, high: row.ci_high })),
    'score',
  );
  return html`<h3>${title}</h3>${dataTable(
    null,
    [
      { title: 'Comparison', kind: 'name' },
      { title: 'On', kind: 'name' },
      { title: 'Verdict' },
      { title: '', kind: 'plot' },
      { title: 'Estimate [95 %]', kind: 'number' },
      { title: 'A/A [95 %]', kind: 'number' },
      { title: 'p (Holm)', kind: 'number' },
      { title: 'Detectable', kind: 'number' },
      { title: 'Items', kind: 'number' },
      { title: 'Users', kind: 'number' },
    ],
    rows.map((row, index) => [
      row.metric === 'generalisation_gap' ? 'generalisation gap' : row.arm,
      row.metric === 'generalisation_gap' ? 'eval set − live' : row.slice,
      row.verdict,
      bars[index] ?? '',
      withInterval(row.estimate, row.ci_low, row.ci_high, 'score', true),
      gatedCandidate(row) === null ? '' : noiseText(summary, row.metric),
      pValue(row.p_adjusted ?? row.p_value),
      figure(row.minimum_detectable, 'score'),
      figure(row.n_items, 'count'),
      figure(row.n_users, 'count'),
    ]),
    title,
  )}`;
}

function noiseText(summary: readonly SummaryRow[], metric: string): string {
  const floor = noiseFloorOf(summary, metric);
  return floor === null
    ? 'not measured'
    : `[${figure(floor.row.ci_low, 'score', true)}, ${figure(floor.row.ci_high, 'score', true)}]`;
}

/** What a reader of the table must not miss, one sentence each. */
function remarks(summary: readonly SummaryRow[]): Html {
  const lines = [
    ...gatesWithinNoise(summary).map(
      ({ row, floor }) =>
        `${placeOf(row)}: ${figure(row.estimate, 'score', true)} is within the noise floor. Production’s own model, asked again, may differ from its logged answers by up to ${figure(floor.bound, 'score')}.`,
    ),
    ...summary.flatMap((row) => neededText(row) ?? []),
    ...summary.flatMap((row) => secondOpinion(row) ?? []),
  ];
  return html`${lines.map((line) => html`<p class="warn">${line}</p>\n`)}`;
}

function placeOf(row: SummaryRow): string {
  return `${row.arm}, ${LABELS[row.metric] ?? row.metric}, ${row.slice}`;
}

function neededText(row: SummaryRow): string | null {
  if (row.verdict !== 'need-n-more') return null;
  const { needed_users: users, needed_items: items, needed_items_per_user: perUser } = row;
  if (users === null)
    return `${placeOf(row)}: it lies so near the edge that no number of further items is sure to settle it.`;
  const instead = perUser === null ? '' : `, or ${figure(perUser, 'count')} items of each of the users at hand`;
  return `${placeOf(row)}: ${figure(users, 'count')} more users with ${figure(items, 'count')} items${instead} would find a difference that matters in four of five weeks.`;
}

/** With few users the bootstrap may not share what Student's t says. */
function secondOpinion(row: SummaryRow): string | null {
  const { bootstrap_low: low, bootstrap_high: high, verdict } = row;
  if (low === null || high === null || (verdict !== 'ship' && verdict !== 'hold')) return null;
  if (low > 0 || high < 0) return null;
  const ends = `${figure(low, 'score', true)} to ${figure(high, 'score', true)}`;
  return `${placeOf(row)}: with ${row.n_users} users the bootstrap interval, ${ends}, does not exclude zero.`;
}

function levelTable(summary: readonly SummaryRow[]): Html {
  const scores = summary.filter(({ metric }) => metric === 'score');
  return dataTable(
    'Mean score by arm (0 worst, 1 best), weighted to the whole traffic. production is the answer as logged, on the eval set perhaps by an earlier model; control asks today’s model again. Design effect: how many times more items these users and weights cost.',
    [
      { title: 'Arm', kind: 'name' },
      { title: 'On', kind: 'name' },
      { title: 'Score [95 %]', kind: 'number' },
      { title: 'Items', kind: 'number' },
      { title: 'Users', kind: 'number' },
      { title: 'Design effect', kind: 'number' },
    ],
    scores.map((row) => [
      row.arm,
      row.slice,
      row.estimate === null ? row.verdict : withInterval(row.estimate, row.ci_low, row.ci_high, 'score'),
      row.n_items,
      row.n_users,
      figure(row.design_effect),
    ]),
  );
}

/** What the scores are made of, one row a criterion or check, one column an arm. */
function answerTable(summary: readonly SummaryRow[]): Html | null {
  const rows = summary.filter(({ metric }) => /^(?:criterion|check):/.test(metric));
  if (rows.length === 0) return null;
  const arms = [...new Set(rows.map(({ arm }) => arm))];
  const places = [...new Map(rows.map((row) => [`${row.metric} ${row.slice}`, row])).values()];
  return dataTable(
    'Criteria of the rubric (0 worst, 1 best) and checks (share of answers that pass), by arm [95 %].',
    [
      { title: 'Criterion or check', kind: 'name' },
      { title: 'On', kind: 'name' },
      ...arms.map((title) => ({ title, kind: 'number' as const })),
    ],
    places.map(({ metric, slice, unit }) => [
      metric.replace(':', ': '),
      slice,
      ...arms.map((arm) => {
        const row = rows.find((each) => each.metric === metric && each.slice === slice && each.arm === arm);
        if (row === undefined) return '';
        const shown = unit === 'share' ? 'share' : 'score';
        return row.estimate === null ? row.verdict : withInterval(row.estimate, row.ci_low, row.ci_high, shown);
      }),
    ]),
  );
}

function opinionTable(summary: readonly SummaryRow[]): Html | null {
  const rows = summary.filter(({ metric }) => metric in SECOND_OPINIONS);
  if (rows.length === 0) return null;
  return dataTable(
    'The same comparisons without the judge’s taste for length, and, where people labelled some of them, corrected by what people said (PPI++).',
    [
      { title: 'Comparison', kind: 'name' },
      { title: 'On', kind: 'name' },
      { title: 'What' },
      { title: 'Estimate [95 %]', kind: 'number' },
      { title: 'Items', kind: 'number' },
      { title: 'Labels', kind: 'number' },
    ],
    rows.map((row) => {
      const { label = row.metric, unit = 'score', signed = false } = SECOND_OPINIONS[row.metric] ?? {};
      return [
        row.arm,
        row.slice,
        label,
        row.estimate === null ? row.verdict : withInterval(row.estimate, row.ci_low, row.ci_high, unit, signed),
        row.n_items,
        row.n_labels ?? '',
      ];
    }),
  );
}
