export type KappaWeighting = 'plain' | 'linear' | 'quadratic';
export type KrippendorffMetric = 'nominal' | 'ordinal' | 'interval';

/**
 * Cohen's kappa of two raters: 1 - Σ W O / Σ W E, with W the disagreement: 1 for different labels (`plain`), the distance
 * of their places in `labels` (`linear`) or its square (`quadratic`) (Cohen 1960, 1968).
 * @param a labels by one rater, one per item
 * @param b labels by the other, in the same order
 * @param labels all labels, in their order
 * @param weights one per item; default 1 each
 * @returns 1 perfect, 0 as by chance; null where it is not defined: no items, or both always gave the same single label
 */
export function cohensKappa<L>(
  a: readonly L[],
  b: readonly L[],
  labels: readonly L[],
  weighting: KappaWeighting = 'plain',
  weights?: readonly number[],
): number | null {
  const place = new Map(labels.map((label, at) => [label, at]));
  const [marginA, marginB] = [new Float64Array(labels.length), new Float64Array(labels.length)];
  let [total, observed] = [0, 0];
  a.forEach((label, item) => {
    const [i, j] = [placeOf(place, label), placeOf(place, b[item])];
    const weight = weights?.[item] ?? 1;
    marginA[i] = (marginA[i] ?? 0) + weight;
    marginB[j] = (marginB[j] ?? 0) + weight;
    total += weight;
    observed += weight * labelDistance(i, j, weighting);
  });
  let expected = 0;
  marginA.forEach((inA, i) => {
    marginB.forEach((inB, j) => {
      expected += (inA * inB * labelDistance(i, j, weighting)) / total;
    });
  });
  return expected > 0 ? 1 - observed / expected : null;
}

function placeOf<L>(places: ReadonlyMap<L, number>, label: L | undefined): number {
  const place = label === undefined ? undefined : places.get(label);
  if (place === undefined) throw new RangeError(`the label ${String(label)} is not in the list of labels`);
  return place;
}

function labelDistance(i: number, j: number, weighting: KappaWeighting): number {
  if (weighting === 'plain') return i === j ? 0 : 1;
  return weighting === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
}

/**
 * Krippendorff's alpha of any number of raters with missing values: 1 - observed / expected disagreement over all pairs of
 * values of one unit (Krippendorff 2011, "Computing Krippendorff's alpha-reliability").
 * @param units per unit the values it was given; a unit with fewer than two says nothing
 * @returns 1 perfect, 0 as by chance; null when all pairable values are the same
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], metric: KrippendorffMetric): number | null {
  const paired = units.filter((values) => values.length > 1);
  const counts = new Map<number, number>();
  for (const value of paired.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts.keys()].sort((x, y) => x - y);
  const sizes = values.map((value) => counts.get(value) ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const places = new Map(values.map((value, at) => [value, at]));
  const distances = values.map((_, c) => values.map((__, k) => valueDistance(values, sizes, c, k, metric)));
  const between = (c: number, k: number) => distances[c]?.[k] ?? 0;
  let observed = 0;
  for (const unit of paired) {
    const at = unit.map((value) => places.get(value) ?? 0);
    const sum = at.reduce((outer, c) => outer + at.reduce((inner, k) => inner + between(c, k), 0), 0);
    observed += sum / (unit.length - 1);
  }
  let expected = 0;
  sizes.forEach((inC, c) => {
    sizes.forEach((inK, k) => {
      expected += (inC * inK * between(c, k)) / (total - 1);
    });
  });
  return expected > 0 ? 1 - observed / expected : null;
}

/** Squared difference of two values; ordinal: of their places, counted in values in between. */
function valueDistance(
  values: readonly number[],
  sizes: readonly number[],
  c: number,
  k: number,
  metric: KrippendorffMetric,
): number {
  if (c === k) return 0;
  if (metric === 'nominal') return 1;
  if (metric === 'interval') return ((values[c] ?? 0) - (values[k] ?? 0)) ** 2;
  const between = sizes.slice(Math.min(c, k), Math.max(c, k) + 1).reduce((sum, size) => sum + size, 0);
  return (between - ((sizes[c] ?? 0) + (sizes[k] ?? 0)) / 2) ** 2;
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, ties sharing the middle one.
 * @returns null for a constant side or fewer than two items
 */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  const [ranksX, ranksY] = [midranks(x), midranks(y)];
  // All ranks of n values have the mean (n + 1) / 2, ties or not.
  const middle = (x.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  ranksX.forEach((rank, at) => {
    const [dx, dy] = [rank - middle, (ranksY[at] ?? middle) - middle];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

function midranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (const item of order.slice(start, end)) ranks[item] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
