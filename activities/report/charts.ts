import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type FigureUnit, figure, withInterval } from './figures.js';
import { Html, html } from './html.js';
import type { Tone } from './page.js';

export interface PlottedEstimate {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const BAR = { width: 200, height: 22, inset: 6 };

/** Whether an interval says something: entirely above zero, entirely below, or neither. */
function toneOf({ low, high }: PlottedEstimate): Tone {
  if (low === null || high === null) return 'plain';
  if (low > 0) return 'good';
  return high < 0 ? 'bad' : 'plain';
}

/**
 * Draws estimates with their intervals on one common axis, one small picture per row of a table; the dashed line is
 * zero. Colours say only whether an interval excludes zero.
 */
export function intervalBars(estimates: readonly PlottedEstimate[], unit: FigureUnit): Html[] {
  const values = estimates
    .flatMap(({ estimate, low, high }) => [estimate, low, high])
    .filter((value) => value !== null);
  const [lowest = 0, highest = 0] = extent([0, ...values]);
  const x = scaleLinear([lowest, highest === lowest ? lowest + 1 : highest], [BAR.inset, BAR.width - BAR.inset]);
  const middle = BAR.height / 2;
  return estimates.map((plotted) => {
    const { estimate, low, high } = plotted;
    const tone = toneOf(plotted);
    const label = estimate === null ? 'no figure' : withInterval(estimate, low, high, unit, true);
    return html`<svg viewBox="0 0 ${BAR.width} ${BAR.height}" role="img" aria-label="${label}"><title>${label}</title>
<line class="zero" x1="${at(x(0))}" x2="${at(x(0))}" y1="0" y2="${BAR.height}"/>
${low === null || high === null ? null : html`<line class="interval ${tone}" x1="${at(x(low))}" x2="${at(x(high))}" y1="${middle}" y2="${middle}"/>`}
${estimate === null ? null : html`<circle class="point ${tone}" cx="${at(x(estimate))}" cy="${middle}" r="4.5"/>`}</svg>`;
  });
}

export interface TrendPoint extends PlottedEstimate {
  readonly label: string;
  /** Why the line starts anew at this point: it is not joined to the point before. */
  readonly breaks?: string;
  /** A second figure to compare with, drawn dashed and without an interval. */
  readonly beside?: number | null;
}

const TREND = { width: 480, height: 170, left: 58, right: 12, top: 12, bottom: 26 };

/** A figure over time with its interval as a band; points without a figure, and breaks, leave a gap. */
export function trendChart(title: string, points: readonly TrendPoint[], unit: FigureUnit): Html {
  const values = points
    .flatMap(({ estimate, low, high, beside }) => [estimate, low, high, beside])
    .filter((value) => value !== null && value !== undefined);
  const [lowest = 0, highest = 1] = extent(values);
  const room = highest === lowest ? Math.abs(highest) || 1 : 0;
  const y = scaleLinear([lowest - room / 2, highest + room / 2], [TREND.height - TREND.bottom, TREND.top]).nice(4);
  const x = scaleLinear([0, Math.max(1, points.length - 1)], [TREND.left, TREND.width - TREND.right]);
  const every = Math.max(1, Math.ceil(points.length / 6));
  const lines = unbroken(points);
  return html`<figure style="margin:0"><figcaption class="muted">${title}</figcaption>
<svg viewBox="0 0 ${TREND.width} ${TREND.height}" role="img" aria-label="${title}"><title>${title}</title>
${y.ticks(4).map((tick) => html`<line class="axis" x1="${TREND.left}" x2="${TREND.width - TREND.right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text x="${TREND.left - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${figure(tick, unit)}</text>`)}
${lines.map((part) => trendLine(part, x, y))}
${points.map(({ breaks, label }, index) => (breaks === undefined || index === 0 ? null : html`<line class="zero" x1="${at(x(index - 0.5))}" x2="${at(x(index - 0.5))}" y1="${TREND.top}" y2="${TREND.height - TREND.bottom}"><title>${label}: ${breaks}</title></line>`))}
${points.map((point, index) => (point.estimate === null ? null : html`<circle class="point" cx="${at(x(index))}" cy="${at(y(point.estimate))}" r="3"><title>${point.label}: ${withInterval(point.estimate, point.low, point.high, unit)}</title></circle>`))}
${points.map((point, index) => (index % every === 0 ? html`<text x="${at(x(index))}" y="${TREND.height - 8}" text-anchor="middle">${point.label}</text>` : null))}
</svg></figure>\n`;
}

type PlacedPoint = TrendPoint & { readonly index: number };

/** The points between breaks. */
function unbroken(points: readonly TrendPoint[]): PlacedPoint[][] {
  const parts: PlacedPoint[][] = [[]];
  points.forEach((point, index) => {
    if (point.breaks !== undefined && index > 0) parts.push([]);
    parts.at(-1)?.push({ ...point, index });
  });
  return parts;
}

function trendLine(points: readonly PlacedPoint[], x: (index: number) => number, y: (value: number) => number): Html {
  const band = area<PlacedPoint>()
    .defined((point) => point.low !== null && point.high !== null)
    .x(({ index }) => x(index))
    .y0((point) => y(point.low ?? 0))
    .y1((point) => y(point.high ?? 0));
  const lineOf = (valueOf: (point: PlacedPoint) => number | null) =>
    line<PlacedPoint>()
      .defined((point) => valueOf(point) !== null)
      .x(({ index }) => x(index))
      .y((point) => y(valueOf(point) ?? 0))([...points]);
  const beside = lineOf((point) => point.beside ?? null);
  const alone = points.length === 1 ? points[0] : undefined;
  // A band of one point has no width: its interval is a bar.
  const bar =
    alone === undefined || alone.low === null || alone.high === null
      ? null
      : html`<line class="interval" stroke-opacity=".4" x1="${at(x(alone.index))}" x2="${at(x(alone.index))}" y1="${at(y(alone.low))}" y2="${at(y(alone.high))}"/>`;
  return html`${bar}<path class="band" d="${rounded(band([...points]))}"/><path class="series" d="${rounded(lineOf((point) => point.estimate))}"/>${beside === null ? null : html`<path class="zero" fill="none" d="${rounded(beside)}"/>`}`;
}

/** Two decimals: enough for a pixel, and the same text on every machine. */
function at(value: number): string {
  return value.toFixed(2);
}

function rounded(path: string | null): Html {
  return new Html((path ?? '').replace(/-?\d+\.\d+/g, (value) => Number(value).toFixed(2)));
}
