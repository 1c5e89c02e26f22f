import { dot, norm } from './vectors.js';

const MAX_SWEEPS = 60;
/** Cosine below which two columns count as orthogonal. */
const ORTHOGONAL = 1e-14;

/**
 * Rows of a factor R with RᵀR = S, by Cholesky's decomposition with the largest pivot first, which goes on as far as the
 * rank of S does (Higham 2002, section 10.3). What is left below the rounding of S counts as 0.
 * @param lower rows of S, of which only the lower triangle is read; positive semidefinite
 */
export function choleskyRows(lower: readonly Float64Array[]): Float64Array[] {
  const size = lower.length;
  const at = (i: number, j: number) => (i < j ? lower[j]?.[i] : lower[i]?.[j]) ?? 0;
  const left = Float64Array.from(lower, (_, i) => at(i, i));
  const negligible = size * Number.EPSILON * Math.max(...left);
  const rows: Float64Array[] = [];
  for (let step = 0; step < size; step += 1) {
    const pivot = left.indexOf(Math.max(...left));
    const length = Math.sqrt(left[pivot] as number);
    if (!((left[pivot] as number) > negligible)) break;
    const row = Float64Array.from(left, (own, j) => {
      // What earlier steps have used up.
      if (own === 0) return 0;
      const told = rows.reduce((sum, earlier) => sum + (earlier[pivot] as number) * (earlier[j] as number), 0);
      return (at(pivot, j) - told) / length;
    });
    row.forEach((value, j) => {
      left[j] = j === pivot ? 0 : Math.max(0, (left[j] as number) - value * value);
    });
    rows.push(row);
  }
  return rows;
}

/**
 * Sum of the singular values of ABᵀ, by one-sided Jacobi rotations (Hestenes 1958).
 * @param a rows of A, as long as those of B
 */
export function nuclearNorm(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  // As few columns as there can be: those beyond the rank would be nothing but rounding, which is never orthogonal.
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  const columns = fewer.map((row) => Float64Array.from(more, (other) => dot(other, row)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
    let rotated = false;
    // Known from rotation to rotation, and taken anew in every sweep, before their rounding adds up.
    const squares = Float64Array.from(columns, (column) => dot(column, column));
    for (let i = 0; i < columns.length; i += 1)
      for (let j = i + 1; j < columns.length; j += 1) rotated = rotate(columns, squares, i, j) || rotated;
    if (!rotated) break;
  }
  return columns.reduce((sum, column) => sum + norm(column), 0);
}

/** Makes two columns orthogonal, in place; false when they already were. */
function rotate(columns: readonly Float64Array[], squares: Float64Array, i: number, j: number): boolean {
  const [x, y] = [columns[i] as Float64Array, columns[j] as Float64Array];
  const [xx, yy, xy] = [squares[i] as number, squares[j] as number, dot(x, y)];
  if (Math.abs(xy) <= ORTHOGONAL * Math.sqrt(xx * yy)) return false;
  const zeta = (yy - xx) / (2 * xy);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  const s = c * t;
  for (let k = 0; k < x.length; k += 1) {
    const before = x[k] as number;
    x[k] = c * before - s * (y[k] as number);
    y[k] = s * before + c * (y[k] as number);
  }
  squares[i] = Math.max(0, xx - t * xy);
  squares[j] = yy + t * xy;
  return true;
}
