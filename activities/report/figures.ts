/** How a figure is printed: its unit decides digits and sign. `null` prints as a dash, never as 0. */
export type FigureUnit = 'share' | 'points' | 'score' | 'count' | 'usd' | 'ms' | 'plain';

const DASH = '–';
const MINUS = '−';
/** Said once, behind the estimate. */
const UNIT = / (?:%|pts)$/;

export function figure(value: number | null | undefined, unit: FigureUnit = 'plain', signed = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  const text = magnitude(Math.abs(value), unit);
  const isZero = !/[1-9]/.test(text);
  if (value < 0 && !isZero) return `${MINUS}${text}`;
  return signed && !isZero ? `+${text}` : text;
}

function magnitude(value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'share':
      return `${(100 * value).toFixed(1)} %`;
    case 'points':
      return `${(100 * value).toFixed(1)} pts`;
    case 'score':
      return value.toFixed(3);
    case 'count':
      return Math.round(value).toLocaleString('en-US');
    case 'usd':
      return `$${value.toFixed(value < 1 ? 4 : 2)}`;
    case 'ms':
      return `${Math.round(value).toLocaleString('en-US')} ms`;
    case 'plain':
      return value !== 0 && value < 0.001 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
  }
}

/** `+0.041 [0.012, 0.070]`, `8.1 % [6.2, 10.4]`, or the estimate alone when it has no interval. */
export function withInterval(
  estimate: number | null,
  low: number | null,
  high: number | null,
  unit: FigureUnit = 'plain',
  signed = false,
): string {
  const value = figure(estimate, unit, signed);
  if (estimate === null || low === null || high === null) return value;
  const [from, to] = [low, high].map((bound) => figure(bound, unit, signed).replace(UNIT, ''));
  return `${value} [${from}, ${to}]`;
}

/** A p-value as people quote it; never "0". */
export function pValue(p: number | null): string {
  if (p === null) return DASH;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
