import type { Representativeness } from '../eval-set/representativeness.js';
import { defineTable, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';
import { type FigureUnit, figure, pValue } from './figures.js';
import { type Html, html } from './html.js';
import { badge, dataTable } from './page.js';

/** Whether the eval set stands for its week, beside fresh samples of the week's traffic that are as large as the set. */
export const representativenessTable = defineTable('representativeness', 1, {
  statistic: text('coverage, mmd2, uncovered_share, or joint: all three together'),
  estimate: nullable(number('figure of the weighted eval set; null for joint')),
  fresh_mean: nullable(number('mean of the same figure over fresh samples')),
  fresh_low: nullable(number('lower end of the range of fresh samples')),
  fresh_high: nullable(number('upper end of the range of fresh samples')),
  p_value: number('share of fresh samples that are no better than the set, one-sided'),
  n_items: integer('items of each fresh sample', { unit: 'items' }),
  draws: integer('fresh samples drawn', { unit: 'samples' }),
  verdict: text('of joint: representative or stale; else empty'),
});
export type RepresentativenessRow = RowOf<typeof representativenessTable>;

const FIGURES = [
  { statistic: 'coverage', key: 'coverage', label: 'covered production', unit: 'share' },
  { statistic: 'mmd2', key: 'mmd2', label: 'MMD² to production', unit: 'plain' },
  { statistic: 'uncovered_share', key: 'uncoveredShare', label: 'production that no item covers', unit: 'share' },
] as const satisfies readonly { statistic: string; key: keyof Representativeness; label: string; unit: FigureUnit }[];

/** No rows when the week had too few users to say. */
export function representativenessRows(result: Representativeness | null): RepresentativenessRow[] {
  if (result === null) return [];
  const { size, draws, pValue: joint, isRepresentative } = result;
  const common = { n_items: size, draws };
  return [
    ...FIGURES.map(({ statistic, key }): RepresentativenessRow => {
      const { estimate, fresh, pValue: p } = result[key];
      const range = { fresh_mean: fresh.mean, fresh_low: fresh.low, fresh_high: fresh.high };
      return { ...common, statistic, estimate, ...range, p_value: p, verdict: '' };
    }),
    {
      ...common,
      statistic: 'joint',
      estimate: null,
      fresh_mean: null,
      fresh_low: null,
      fresh_high: null,
      p_value: joint,
      verdict: isRepresentative ? 'representative' : 'stale',
    },
  ];
}

export function representativenessSection(result: Representativeness | null): Html {
  if (result === null) {
    return html`<p class="muted">Too few users this week to test whether the set stands for its traffic.</p>`;
  }
  const { staleTopics, isRepresentative } = result;
  const [tone, verdict] = isRepresentative ? (['good', 'representative'] as const) : (['bad', 'stale'] as const);
  return html`<p>${badge(verdict, tone)} ${
    isRepresentative
      ? 'The set is no worse than a fresh sample of this week of the same size.'
      : 'Fresh samples of this week of the same size stand for it better than the set does.'
  }</p>
${dataTable(
  `The weighted set beside ${result.draws} fresh samples of ${result.size} requests of other users. p: fresh samples that are no better.`,
  [
    { title: 'Figure' },
    { title: 'Eval set', kind: 'number' },
    { title: 'Fresh samples, mean [range]', kind: 'number' },
    { title: 'p', kind: 'number' },
  ],
  FIGURES.map(({ key, label, unit }) => {
    const { estimate, fresh, pValue: p } = result[key];
    const range = `${figure(fresh.mean, unit)} [${figure(fresh.low, unit)}, ${figure(fresh.high, unit)}]`;
    return [label, figure(estimate, unit), range, pValue(p)];
  }),
)}
${
  isRepresentative || staleTopics.length === 0
    ? null
    : html`<p class="warn">Most lacking: ${staleTopics
        .slice(0, 3)
        .map(
          ({ topic, itemShare, productionShare }) =>
            `topic ${topic} (${figure(itemShare, 'share')} of the items, ${figure(productionShare, 'share')} of the traffic)`,
        )
        .join(', ')}.</p>`
}`;
}
