/** Tiny positive number that keeps continued fractions from dividing by zero (Lentz 1976). */
const TINY = 1e-300;
const EPSILON = 1e-16;
const ITERATIONS = 1_000_000;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Both tails of a distribution at a point; each keeps its digits where it is small. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

// Lanczos approximation with g = 7 and nine terms (Press et al., Numerical Recipes 3rd ed., 6.1; error below 1e-14).
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function, for positive arguments. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce(
    (total, coefficient, index) => (index === 0 ? coefficient : total + coefficient / (z + index)),
    0,
  );
  const base = z + 7.5;
  return HALF_LOG_TWO_PI + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Coefficients of Stirling's series: 1/12, -1/360, ... */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** log Γ(n + 1) - log(√(2πn) (n/e)^n): what Stirling's formula leaves out (Loader 2000). */
function stirlingError(n: number): number {
  if (n < 16) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
  return STIRLING.reduceRight((sum, coefficient) => coefficient + sum / (n * n), 0) / n;
}

/** x log(x/mean) + mean - x without cancellation near x = mean (Loader 2000). */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let j = 1; j < 1000; j += 1) {
    term *= ratio * ratio;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * Regularised incomplete beta function: I_x(a, b) and its complement, by Lentz's continued fraction (Numerical Recipes
 * 3rd ed., 6.4) with the density by saddle point (Loader 2000), so that large a and b keep their digits.
 * @param y 1 - x, where the caller knows it better than by subtraction
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  if (x > (a + 1) / (a + b + 2)) {
    const { lower, upper } = incompleteBeta(b, a, y, x);
    return { lower: upper, upper: lower };
  }
  const n = a + b;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y) - HALF_LOG_TWO_PI;
  const front = Math.exp(exponent) * Math.sqrt(b / (a * n));
  const lower = Math.min(1, front * betaFraction(a, b, x));
  return { lower, upper: 1 - lower };
}

function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < ITERATIONS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON * 10) break;
  }
  return fraction;
}

/** Regularised incomplete gamma function P(a, x) and Q(a, x), by series or continued fraction (Numerical Recipes, 6.2). */
export function incompleteGamma(a: number, x: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  // x^a e^-x / Γ(a + 1).
  const front = Math.exp(-stirlingError(a) - deviance(a, x) - HALF_LOG_TWO_PI) / Math.sqrt(a);
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; n < ITERATIONS && term > EPSILON * sum; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / nonZero(b);
  let fraction = d;
  for (let n = 1; n < ITERATIONS; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON * 10) break;
  }
  const upper = Math.min(1, front * a * fraction);
  return { lower: 1 - upper, upper };
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Error function for |x| < 2, by its series. */
export function erf(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > EPSILON * Math.abs(sum); n += 1) {
    term *= (2 * square) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
}

/** Complementary error function for x >= 0, by series near zero and continued fraction beyond (relative error 1e-14). */
export function erfc(x: number): number {
  if (x < 2) return 1 - erf(x);
  let fraction = 0;
  for (let n = 120; n > 0; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}

/**
 * The x >= 0 at which a monotone condition turns from true to false, by bisection: slow, exact and never lost. Steps are
 * geometric while the ends are far apart, so that tiny and huge answers keep their digits.
 * @param isBelow true for every x below the answer
 * @param largest no answer lies beyond it
 */
export function bisect(isBelow: (x: number) => boolean, largest = Infinity): number {
  let low = Number.MIN_VALUE;
  let high = Math.min(1, largest);
  while (high < largest && isBelow(high)) {
    low = high;
    high *= 16;
    if (high === Infinity) return Infinity;
  }
  high = Math.min(high, largest);
  for (let step = 0; step < 200; step += 1) {
    const middle = high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return high;
}
