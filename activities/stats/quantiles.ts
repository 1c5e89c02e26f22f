/** Quantile of type 7 (Hyndman & Fan 1996): linear between the order statistics around (n - 1) q. NaN without values. */
export function quantile(values: readonly number[] | Float64Array, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}

export function median(values: readonly number[] | Float64Array): number {
  return quantile(values, 0.5);
}

/** Smallest value whose cumulative weight reaches q of the total; rows without weight do not count. NaN without weight. */
export function weightedQuantile(values: readonly number[], weights: readonly number[], q: number): number {
  const rows = values
    .map((value, index) => ({ value, weight: weights[index] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.value - b.value);
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  let cumulative = 0;
  for (const { value, weight } of rows) {
    cumulative += weight;
    if (cumulative >= q * total * (1 - 1e-12)) return value;
  }
  return Number.NaN;
}
