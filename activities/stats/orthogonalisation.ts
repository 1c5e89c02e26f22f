import { dot, norm } from './vectors.js';

const MAX_SWEEPS = 60;
/** Cosine below which two columns count as orthogonal. */
const ORTHOGONAL = 1e-14;

/**
 * Rows of the factor R of A = QR (Householder 1958), as many as the smaller side of A: RᵀR = AᵀA, for any rank.
 * @param rows of A, changed in place
 */
export function triangularFactor(rows: readonly Float64Array[]): Float64Array[] {
  const columns = rows[0]?.length ?? 0;
  const steps = Math.min(rows.length, columns);
  for (let step = 0; step < steps; step += 1) {
    const pivot = rows[step] as Float64Array;
    let squares = 0;
    for (let i = step; i < rows.length; i += 1) squares += ((rows[i] as Float64Array)[step] as number) ** 2;
    const length = Math.sqrt(squares);
    if (length === 0) continue;
    const alpha = (pivot[step] as number) > 0 ? -length : length;
    const reflector = Float64Array.from({ length: rows.length - step }, (_, i) => rows[step + i]?.[step] ?? 0);
    reflector[0] = (reflector[0] as number) - alpha;
    const half = dot(reflector, reflector) / 2;
    const products = new Float64Array(columns);
    for (let i = step; i < rows.length; i += 1)
      addRow(products, rows[i] as Float64Array, reflector[i - step] as number, step);
    for (let i = step; i < rows.length; i += 1)
      addRow(rows[i] as Float64Array, products, -(reflector[i - step] as number) / half, step);
  }
  return rows.slice(0, steps).map((row, step) => row.map((value, j) => (j < step ? 0 : value)));
}

/**
 * Sum of the singular values of ABᵀ, by one-sided Jacobi rotations (Hestenes 1958).
 * @param a rows of A, as long as those of B
 */
export function nuclearNorm(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  const columns = b.map((row) => Float64Array.from(a, (other) => dot(other, row)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
    let rotated = false;
    for (let i = 0; i < columns.length; i += 1)
      for (let j = i + 1; j < columns.length; j += 1)
        rotated = rotate(columns[i] as Float64Array, columns[j] as Float64Array) || rotated;
    if (!rotated) break;
  }
  return columns.reduce((sum, column) => sum + norm(column), 0);
}

/** Makes two columns orthogonal, in place; false when they already were. */
function rotate(x: Float64Array, y: Float64Array): boolean {
  const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
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
  return true;
}

/** target += factor · source from a column on. */
function addRow(target: Float64Array, source: Float64Array, factor: number, from: number): void {
  for (let j = from; j < target.length; j += 1) target[j] = (target[j] as number) + factor * (source[j] as number);
}
