import type { Random } from '../../activities/stats/random.js';

/** Shares that sum to 1, from a Dirichlet distribution with this shape. */
export function dirichlet(shape: readonly number[], random: Random): number[] {
  const draws = shape.map((alpha) => gamma(alpha, random));
  const total = draws.reduce((sum, value) => sum + value, 0);
  return draws.map((value) => value / total);
}

/** Running sums, as {@link drawCumulated} takes them. */
export function cumulative(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}

/** An index, drawn with the probabilities whose running sums these are; their total need not be 1. */
export function drawCumulated(cumulated: readonly number[], random: Random): number {
  const at = random.next() * (cumulated.at(-1) ?? 1);
  const index = cumulated.findIndex((bound) => at < bound);
  return index < 0 ? cumulated.length - 1 : index;
}

/** Marsaglia & Tsang 2000; shapes below 1 by one power of a uniform. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.max(random.next(), 1e-300) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
