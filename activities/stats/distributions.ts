import { bisect, erf, erfc, incompleteBeta, incompleteGamma, type Tails } from './special-functions.js';

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
    // Near the middle both sides less a half, which keeps the digits of a small x.
    const excess = x > -1 ? 0.5 * erf(x / Math.SQRT2) + (0.5 - p) : normalCdf(x) - p;
    const error = excess * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
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

/** P(T <= t) for Student's t with `degreesOfFreedom` > 0. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const { upper } = studentTails(t, degreesOfFreedom);
  return t > 0 ? 1 - upper / 2 : upper / 2;
}

/** P(|T| > |t|): the two-sided p-value; accurate far into the tails. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  return studentTails(t, degreesOfFreedom).upper;
}

/** The t with studentCdf(t) = p. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  // Of the two conditions, the one whose sides keep their digits.
  if (p > 0.25) return -bisect((t) => studentTails(t, degreesOfFreedom).lower < 1 - 2 * p);
  return -bisect((t) => studentTails(t, degreesOfFreedom).upper > 2 * p);
}

/** Beyond this many √(degrees of freedom), Student's tail is a pure power of t. */
const FAR_OUT = 1e100;

/** P(|T| <= |t|) and P(|T| > |t|). */
function studentTails(t: number, degreesOfFreedom: number): Tails {
  // Divided first: the square of a large t would overflow.
  const ratio = Math.abs(t) / Math.sqrt(degreesOfFreedom);
  if (ratio > FAR_OUT) {
    const { upper } = studentTails(FAR_OUT * Math.sqrt(degreesOfFreedom), degreesOfFreedom);
    return { lower: 1, upper: upper * (ratio / FAR_OUT) ** -degreesOfFreedom };
  }
  const x = ratio > 1 ? 1 / (1 + ratio ** -2) : ratio ** 2 / (1 + ratio ** 2);
  const y = ratio > 1 ? ratio ** -2 / (1 + ratio ** -2) : 1 / (1 + ratio ** 2);
  return incompleteBeta(0.5, degreesOfFreedom / 2, x, y);
}

/** P(X <= x) and P(X > x) for a chi-squared X. */
export function chiSquaredTails(x: number, degreesOfFreedom: number): Tails {
  return incompleteGamma(degreesOfFreedom / 2, x / 2);
}

/** The x whose tail, the lower one unless said otherwise, is p. */
export function chiSquaredQuantile(p: number, degreesOfFreedom: number, tail: keyof Tails = 'lower'): number {
  return quantileOf(p, tail, (x) => chiSquaredTails(x, degreesOfFreedom), Infinity);
}

/** P(X <= x) and P(X > x) for X between 0 and 1 of a beta distribution. */
export function betaTails(x: number, a: number, b: number): Tails {
  return incompleteBeta(a, b, x);
}

/** The x whose tail, the lower one unless said otherwise, is p. */
export function betaQuantile(p: number, a: number, b: number, tail: keyof Tails = 'lower'): number {
  return quantileOf(p, tail, (x) => betaTails(x, a, b), 1);
}

/** P(K <= k) and P(K > k) for the successes K among n. */
export function binomialTails(k: number, n: number, p: number): Tails {
  const whole = Math.floor(k);
  if (whole < 0) return { lower: 0, upper: 1 };
  if (whole >= n) return { lower: 1, upper: 0 };
  return incompleteBeta(n - whole, whole + 1, 1 - p, p);
}

/** The smallest k with P(K <= k) >= q, or with P(K > k) <= q for the upper tail; equal up to rounding is equal. */
export function binomialQuantile(q: number, n: number, p: number, tail: keyof Tails = 'lower'): number {
  let [low, high] = [-1, n];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { lower, upper } = binomialTails(middle, n, p);
    const isReached = tail === 'lower' ? lower >= q * (1 - ROUNDING) : upper <= q * (1 + ROUNDING);
    if (isReached) high = middle;
    else low = middle;
  }
  return high;
}

const ROUNDING = 1e-13;

/** For a distribution on [0, largest]. */
function quantileOf(p: number, tail: keyof Tails, tails: (x: number) => Tails, largest: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return (p === 0) === (tail === 'lower') ? 0 : largest;
  // Of the two equal conditions, the one that compares small numbers.
  const isOwn = p <= 0.5;
  return bisect((x) => {
    const { lower, upper } = tails(x);
    if (tail === 'lower') return isOwn ? lower < p : upper > 1 - p;
    return isOwn ? upper > p : lower < 1 - p;
  }, largest);
}
