/** A betting process after each value. */
export interface BettingStep {
  /** Natural logarithm of the wealth, which starts at 1. */
  readonly logWealth: number;
  /** min(1, 1 / largest wealth so far): a p-value at whatever step one stops (Ville's inequality). */
  readonly anytimeP: number;
}

/** A confidence sequence after each value. */
export interface ConfidenceStep {
  readonly mean: number;
  /** Standard deviation of the values so far, divided by their number. */
  readonly sigma: number;
  readonly radius: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Tests "the mean is `mean`" on independent values in [0, 1] by betting: W_t = average over the stakes of
 * Π_{s≤t} (1 + stake · (x_s - mean)) (Waudby-Smith & Ramdas 2024, arXiv 2010.09686). Positive stakes bet on a larger
 * mean, negative ones on a smaller.
 * @param stakes each within [-1 / (1 - mean), 1 / mean], so that no wealth falls below zero
 */
export function bettingProcess(values: readonly number[], mean: number, stakes: readonly number[]): BettingStep[] {
  const logWealths = stakes.map(() => 0);
  let largest = -Infinity;
  return values.map((value) => {
    stakes.forEach((stake, at) => {
      logWealths[at] = (logWealths[at] ?? 0) + Math.log1p(stake * (value - mean));
    });
    const logWealth = logSumExp(logWealths) - Math.log(stakes.length);
    largest = Math.max(largest, logWealth);
    return { logWealth, anytimeP: Math.min(1, Math.exp(-largest)) };
  });
}

/**
 * Asymptotic confidence sequence of a mean (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, arXiv
 * 2103.06476): intervals that hold at all steps together when values are independent and many.
 * @param rho tuning of the step at which the sequence is tightest, about √(2 ln(1/alpha) / t)
 * @param alpha probability that any interval misses
 */
export function asymptoticConfidenceSequence(values: readonly number[], rho: number, alpha: number): ConfidenceStep[] {
  let mean = 0;
  let squares = 0;
  return values.map((value, at) => {
    const t = at + 1;
    // Welford 1962: no cancellation between large sums.
    const deviation = value - mean;
    mean += deviation / t;
    squares += deviation * (value - mean);
    const sigma = Math.sqrt(squares / t);
    const spread = t * rho * rho + 1;
    const radius = sigma * Math.sqrt(((2 * spread) / (t * t * rho * rho)) * Math.log(Math.sqrt(spread) / alpha));
    return { mean, sigma, radius, lower: mean - radius, upper: mean + radius };
  });
}

/** log Σ exp(x), without overflow; -Infinity for nothing. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
