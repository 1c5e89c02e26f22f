import type { ClusteredValue } from './cluster-sums.js';
import { type ContrastRow, type Estimate, studentEstimate } from './clustered-mean.js';

/** What one cluster (user) is in a contrast; arrays have an entry per cell, coefficients are folded in. */
interface ClusterPart {
  /** Its share of each cell's weight. */
  readonly shares: number[];
  /** What it adds to the variance when all items vary alike: coefficient² Σ w² / (Σ w of the cell)². */
  readonly variances: number[];
  /** What it adds to the error of the estimate: Σ coefficient · w (y - cell mean) / Σ w. */
  error: number;
}

/**
 * A weighted (Hájek) mean whose interval holds for few users of uneven weight, too: {@link biasReducedContrast} of one
 * cell. Between users of equal weight and size it is `clusteredMean`; the more the weight lies with a few, the larger its
 * standard error and the fewer its degrees of freedom.
 * @returns null with fewer than two clusters of positive weight
 */
export function biasReducedMean(rows: readonly ClusteredValue[], confidence = 0.95): Estimate | null {
  return biasReducedContrast(
    rows.map((row) => ({ ...row, cell: '' })),
    { '': 1 },
    confidence,
  );
}

/**
 * A linear combination of weighted cell means, such as `{ 'eval-set': 1, live: -1 }`, with bias-reduced linearisation
 * (CR2: Bell & McCaffrey 2002; Pustejovsky & Tipton 2018) on cluster totals. With e_c what a cluster adds to the error:
 * - variance Σ_c e_c² v_c / Var(e_c), v_c what it adds to the variance of the estimate: the squares of clusters that pull
 *   the mean towards themselves are too small by just that much, so that the variance is unbiased when items are
 *   independent and vary alike, and nearly so when users differ;
 * - degrees of freedom 2 E² / Var of that variance for normal items (Satterthwaite 1946).
 *
 * It is CR2 with the identity as working model wherever the items of one cluster and cell weigh the same.
 * @param coefficients rows of cells without a coefficient, and rows without weight, are left out
 * @returns null when a cell is empty or all of a cluster that is in no other, and with fewer than two clusters
 */
export function biasReducedContrast(
  rows: readonly ContrastRow[],
  coefficients: Readonly<Record<string, number>>,
  confidence = 0.95,
): Estimate | null {
  const cells = Object.entries(coefficients).filter(([, coefficient]) => coefficient !== 0);
  const cellAt = new Map(cells.map(([cell], at) => [cell, at]));
  const used = rows.filter(({ cell, weight }) => weight > 0 && cellAt.has(cell));
  const [weights, sums, total] = [cells.map(() => 0), cells.map(() => 0), cells.map(() => 0)];
  for (const { cell, value, weight } of used) {
    const at = cellAt.get(cell) ?? 0;
    weights[at] = (weights[at] ?? 0) + weight;
    sums[at] = (sums[at] ?? 0) + weight * value;
  }
  if (cells.length === 0 || weights.includes(0)) return null;
  const means = sums.map((sum, at) => sum / (weights[at] ?? 1));
  const parts = new Map<string, ClusterPart>();
  for (const { cell, value, weight, cluster } of used) {
    const at = cellAt.get(cell) ?? 0;
    const coefficient = cells[at]?.[1] ?? 0;
    const share = weight / (weights[at] ?? 1);
    const part = parts.get(cluster) ?? { shares: cells.map(() => 0), variances: cells.map(() => 0), error: 0 };
    part.shares[at] = (part.shares[at] ?? 0) + share;
    part.variances[at] = (part.variances[at] ?? 0) + (coefficient * share) ** 2;
    part.error += coefficient * share * (value - (means[at] ?? 0));
    total[at] = (total[at] ?? 0) + (coefficient * share) ** 2;
    parts.set(cluster, part);
  }
  const spread = spreadOf([...parts.values()], total);
  if (spread === null) return null;
  return studentEstimate(
    {
      estimate: means.reduce((sum, mean, at) => sum + (cells[at]?.[1] ?? 0) * mean, 0),
      standardError: Math.sqrt(spread.variance),
      degreesOfFreedom: spread.degreesOfFreedom,
      n: used.length,
      clusters: parts.size,
    },
    confidence,
  );
}

/**
 * Under the working model Cov(e_c, e_d) = Σ_k [δ_cd v_kc - h_kc v_kd - h_kd v_kc + h_kc h_kd V_k] over the cells k, with
 * shares h, variances v and V_k = Σ_c v_kc. Off the diagonal that is u_c' M u_d with u = (h, v) and M = (V -1; -1 0), so
 * that the sum of its squares over all pairs is the trace of a small matrix: Σ_cd b_c b_d (u_c' M u_d)² = tr (M A)² with
 * A = Σ_c b_c u_c u_c'.
 * @param total V by cell
 * @returns null when a cluster's error is always 0, so that nothing tells how it varies
 */
function spreadOf(
  parts: readonly ClusterPart[],
  total: readonly number[],
): { variance: number; degreesOfFreedom: number } | null {
  if (parts.length < 2) return null;
  const size = 2 * total.length;
  const products = new Float64Array(size * size);
  let variance = 0;
  let ofDiagonal = 0;
  for (const { shares, variances, error } of parts) {
    const own = variances.reduce((sum, each) => sum + each, 0);
    const ofError = variances.reduce((sum, each, cell) => {
      const share = shares[cell] ?? 0;
      return sum + each * (1 - share) ** 2 + share ** 2 * ((total[cell] ?? 0) - each);
    }, 0);
    if (!(ofError > 0)) return null;
    const factor = own / ofError;
    variance += factor * error * error;
    ofDiagonal += factor ** 2 * (ofError ** 2 - (ofError - own) ** 2);
    const vector = [...shares, ...variances];
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        const at = row * size + column;
        products[at] = (products[at] ?? 0) + factor * (vector[row] ?? 0) * (vector[column] ?? 0);
      }
    }
  }
  const expected = total.reduce((sum, each) => sum + each, 0);
  return { variance, degreesOfFreedom: expected ** 2 / (traceOfSquare(products, total) + ofDiagonal) };
}

/** tr (M A)², with A row by row: first all shares, then all variances. */
function traceOfSquare(products: Float64Array, total: readonly number[]): number {
  const cells = total.length;
  const size = 2 * cells;
  const entry = (row: number, column: number) => products[row * size + column] ?? 0;
  const product = (row: number, column: number) =>
    row < cells ? (total[row] ?? 0) * entry(row, column) - entry(row + cells, column) : -entry(row - cells, column);
  let trace = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) trace += product(row, column) * product(column, row);
  }
  return trace;
}
