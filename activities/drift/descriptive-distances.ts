import { choleskyRows, nuclearNorm } from '../stats/orthogonalisation.js';
import { dot, squaredDistance } from '../stats/vectors.js';

type Vector = Float32Array | Float64Array;

/**
 * A distance of two windows over one set of vectors: per vector how much it counts in the reference and in the current
 * window. So that permuting and resampling users changes weights, and what is dear is computed once.
 */
export type WeightedDistance = (reference: Float64Array, current: Float64Array) => number;

/**
 * Energy distance 2 E|x-y| - E|x-x'| - E|y-y'| (Székely & Rizzo 2013), pairs of a vector with itself included, no square
 * root.
 */
export function energyDistance(vectors: readonly Vector[]): WeightedDistance {
  const n = vectors.length;
  const distances = new Float64Array(n * n);
  vectors.forEach((x, i) => {
    for (let j = 0; j < i; j += 1) {
      const distance = Math.sqrt(squaredDistance(x, vectors[j] as Vector));
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  });
  return (reference, current) => {
    const change = changeOf(reference, current);
    let sum = 0;
    for (let i = 0; i < n; i += 1) {
      const own = change[i] as number;
      if (own !== 0) sum -= own * dot(distances.subarray(i * n, (i + 1) * n), change);
    }
    return sum;
  };
}

/**
 * Sliced Wasserstein distance (Bonneel et al. 2015): the mean over directions of the first Wasserstein distance of the
 * projections, the area between their distribution functions.
 * @param directions taken as they are, not normalised
 */
export function slicedWasserstein(vectors: readonly Vector[], directions: readonly Vector[]): WeightedDistance {
  const slices = directions.map((direction) => {
    const projected = Float64Array.from(vectors, (vector) => dot(direction, vector));
    const order = Int32Array.from(projected.keys()).sort((a, b) => (projected[a] as number) - (projected[b] as number));
    return { order, sorted: Float64Array.from(order, (at) => projected[at] as number) };
  });
  return (reference, current) => {
    const change = changeOf(reference, current);
    let sum = 0;
    for (const { order, sorted } of slices) {
      let gap = 0;
      for (let at = 0; at + 1 < order.length; at += 1) {
        gap += change[order[at] as number] as number;
        sum += Math.abs(gap) * ((sorted[at + 1] as number) - (sorted[at] as number));
      }
    }
    return sum / slices.length;
  };
}

/**
 * Fréchet distance of the normal distributions with the windows' means and covariances (Dowson & Landau 1982):
 * |m₁-m₂|² + tr(S₁ + S₂ - 2 (S₁S₂)^½), no square root. The last trace is the nuclear norm of R₁R₂ᵀ with Sᵢ = RᵢᵀRᵢ, which
 * needs no inverse and no full rank. Its noise grows with dimension over sample size: read it beside its value for
 * windows of the same sizes that differ by chance only.
 * @returns NaN where a window has one vector
 */
export function frechetDistance(vectors: readonly Vector[]): WeightedDistance {
  return (reference, current) => {
    const [one, two] = [momentsOf(vectors, reference), momentsOf(vectors, current)];
    return squaredDistance(one.mean, two.mean) + one.trace + two.trace - 2 * nuclearNorm(one.factor, two.factor);
  };
}

function momentsOf(vectors: readonly Vector[], weights: Float64Array) {
  const shares = normalised(weights);
  const size = vectors[0]?.length ?? 0;
  const mean = new Float64Array(size);
  const products = Array.from({ length: size }, () => new Float64Array(size));
  let squares = 0;
  vectors.forEach((vector, at) => {
    const share = shares[at] as number;
    if (share === 0) return;
    squares += share * share;
    for (let i = 0; i < size; i += 1) {
      const part = share * (vector[i] as number);
      mean[i] = (mean[i] as number) + part;
      const row = products[i] as Float64Array;
      for (let j = 0; j <= i; j += 1) row[j] = (row[j] as number) + part * (vector[j] as number);
    }
  });
  // For equal weights n/(n-1): the covariance with n-1 below. One vector has none.
  const scale = squares < 1 ? 1 / (1 - squares) : Number.NaN;
  let trace = 0;
  products.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) row[j] = scale * ((row[j] as number) - (mean[i] as number) * (mean[j] as number));
    trace += row[i] as number;
  });
  return { mean, trace, factor: choleskyRows(products) };
}

function changeOf(reference: Float64Array, current: Float64Array): Float64Array {
  const before = normalised(reference);
  return normalised(current).map((share, at) => share - (before[at] as number));
}

function normalised(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
