import { betaQuantile, binomialTails, normalQuantile } from './distributions.js';

/** An interval for a proportion, or for a difference of two. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval (Wilson 1927), without continuity correction. For independent trials: items of one user are
 * none, and belong into `clusteredMean`.
 * @throws {RangeError} unless 0 <= successes <= n and n > 0
 */
export function wilsonInterval(successes: number, n: number, confidence = 0.95): Interval {
  validate(successes, n);
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / n;
  const centre = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: successes === 0 ? 0 : (centre - reach) / scale,
    high: successes === n ? 1 : (centre + reach) / scale,
  };
}

/**
 * The exact interval (Clopper & Pearson 1934): it covers at least as often as it says, whatever the proportion.
 * @throws {RangeError} unless 0 <= successes <= n and n > 0
 */
export function clopperPearsonInterval(successes: number, n: number, confidence = 0.95): Interval {
  validate(successes, n);
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(tail, successes + 1, n - successes, 'upper'),
  };
}

/**
 * The difference of two independent proportions with the hybrid score interval (Newcombe 1998, method 10).
 * @throws {RangeError} unless each has 0 <= successes <= n and n > 0
 */
export function newcombeDifference(
  first: { readonly successes: number; readonly n: number },
  second: { readonly successes: number; readonly n: number },
  confidence = 0.95,
): Interval & { readonly difference: number } {
  const one = wilsonInterval(first.successes, first.n, confidence);
  const two = wilsonInterval(second.successes, second.n, confidence);
  const [p1, p2] = [first.successes / first.n, second.successes / second.n];
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - one.low, two.high - p2),
    high: difference + Math.hypot(one.high - p1, p2 - two.low),
  };
}

/**
 * McNemar's exact test of paired yes/no outcomes (1947): the two-sided p-value of the discordant pairs under a fair coin.
 * @param firstOnly pairs in which only the first says yes
 * @param secondOnly pairs in which only the second does
 * @returns 1 without discordant pairs
 */
export function mcnemarExact(firstOnly: number, secondOnly: number): number {
  const discordant = firstOnly + secondOnly;
  if (discordant === 0) return 1;
  return Math.min(1, 2 * binomialTails(Math.min(firstOnly, secondOnly), discordant, 0.5).lower);
}

function validate(successes: number, n: number): void {
  if (!(n > 0 && successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} of ${n} is no proportion: 0 <= successes <= n and n > 0 are needed`);
  }
}
