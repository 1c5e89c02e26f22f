/** Tiny positive number that keeps continued fractions from dividing by zero (Lentz 1976). */
const TINY = 1e-300;
const EPSILON = 1e-16;
const ITERATIONS = 10_000;

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
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Complementary error function for x >= 0, by series near zero and continued fraction beyond (relative error 1e-14). */
function erfc(x: number): number {
  const square = x * x;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > EPSILON * Math.abs(sum); n += 1) {
      term *= (2 * square) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-square) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** P(Z <= x) for a standard normal Z. */
export function normalCdf(x: number): number {
  return x < 0 ? 0.5 * erfc(-x / Math.SQRT2) : 1 - 0.5 * erfc(x / Math.SQRT2);
}

/** The x with normalCdf(x) = p: rational start (Acklam 2003), two steps of Halley's method. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = acklam(p);
  for (let step = 0; step < 2; step += 1) {
    const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

function acklam(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    const numerator = polynomial(
      q,
      [
        -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
        2.938163982698783,
      ],
    );
    return (
      numerator / polynomial(q, [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1])
    );
  }
  const q = p - 0.5;
  const r = q * q;
  const numerator = polynomial(
    r,
    [
      -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
      2.506628277459239,
    ],
  );
  return (
    (numerator * q) /
    polynomial(
      r,
      [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
    )
  );
}

function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical Recipes 3rd ed., 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
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
  return front * fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** P(T <= t) for Student's t with `degreesOfFreedom` > 0. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const tail = studentUpperTail(Math.abs(t), degreesOfFreedom);
  return t > 0 ? 1 - tail : tail;
}

/** P(|T| > |t|): the two-sided p-value; accurate far into the tails. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * studentUpperTail(Math.abs(t), degreesOfFreedom));
}

function studentUpperTail(t: number, degreesOfFreedom: number): number {
  if (t === Infinity) return 0;
  const square = t * t;
  // Of the two equal forms, the one whose argument keeps its digits.
  if (square < degreesOfFreedom) {
    return 0.5 * (1 - incompleteBeta(square / (degreesOfFreedom + square), 0.5, degreesOfFreedom / 2));
  }
  return 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5);
}

/** The t with studentCdf(t) = p, by bisection: slow, exact and never lost. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  const tail = 1 - p;
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, degreesOfFreedom) > tail) {
    low = high;
    high *= 2;
  }
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step += 1) {
    const middle = (low + high) / 2;
    if (studentUpperTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
