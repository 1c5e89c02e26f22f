import { logSumExp } from './sequential.js';

/** One value per user of the week. */
export interface MonitoredWeek {
  readonly week: string;
  /** `value`: the mean of the user's scores of the week, in [0, 1]. */
  readonly values: readonly { readonly user: string; readonly value: number }[];
}

export interface MonitorOptions {
  /** Level that the mean must not pass, strictly between 0 and 1. */
  readonly threshold: number;
  /** `above`: alarm when the mean rises over the threshold (a failure rate); `below`: when it falls under it (a score). */
  readonly direction: 'above' | 'below';
  /** Bound on the probability of a false alarm, over all weeks together. Default 0.05. */
  readonly level?: number;
  /** Weeks in which a new start is made; later weeks still add to the starts made before. Default 156. */
  readonly horizonWeeks?: number;
  /** Weeks after which a user who was counted counts again; Infinity: never again. Default 4. */
  readonly countsAgainAfterWeeks?: number;
}

export interface Monitoring {
  /** As given. `wealth` after the week, 1 before the first; `users` that were counted in it. */
  readonly weeks: readonly { readonly week: string; readonly wealth: number; readonly users: number }[];
  /** The largest wealth so far, at least 1: the evidence that the threshold was passed. */
  readonly eValue: number;
  /** The first week whose wealth reaches 1 / level; null while none does. */
  readonly alarmWeek: string | null;
}

/** As shares of the largest stake that cannot lose everything: from small moves of the mean to large ones. */
const STAKES = [1 / 16, 1 / 8, 1 / 4, 1 / 2];

/**
 * Watches a weekly mean for a lasting move beyond a threshold, with one promise over the whole horizon: as long as the
 * mean has not passed the threshold, the probability that any week raises an alarm is at most `level`.
 *
 * Every week k a new bet of 1 / horizon starts, so that a change after a hundred quiet weeks is found as fast as one in
 * the first month: W_t = Σ_{k≤t} (1/H) Π_{k≤s≤t} Π_{u∈s} (1 + λ (x_us - m)) + (1/H) · starts to come, averaged over the
 * stakes λ. It is the e-detector of Shin, Ramdas & Rinaldo (arXiv 2203.03532) with a prior over the starts that sums to 1,
 * which turns its average run length into a level (Ville's inequality); the bets are those of Waudby-Smith & Ramdas
 * (arXiv 2010.09686). No distribution is assumed and no variance estimated: rare failures are as safe as common ones.
 *
 * Assumed: a counted value has, given all values counted before, a mean within the threshold as long as nothing has
 * moved. It holds when users are drawn independently of each other and each is counted once
 * (`countsAgainAfterWeeks: Infinity`). A user's own level lasts, so that the same user in the next week is no fresh
 * evidence: that is why a user who was counted rests. The default of 4 weeks is exact when users are gone by then, and a
 * compromise when they are not: without it a product with a fixed circle of users would run out of evidence and never
 * raise an alarm; with it users who never leave may together stand above the threshold that the mean only touches.
 * @param weeks oldest first; a pure function of them, so that nothing but the weekly values has to be stored
 * @throws {RangeError} for a threshold outside (0, 1), a value outside [0, 1], a level outside (0, 1)
 */
export function monitorMean(weeks: readonly MonitoredWeek[], options: MonitorOptions): Monitoring {
  const { level = 0.05, horizonWeeks = 156, threshold } = options;
  if (!(threshold > 0 && threshold < 1)) throw new RangeError(`threshold is ${threshold}: set it between 0 and 1`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}: set it between 0 and 1`);
  const logPrior = -Math.log(horizonWeeks);
  // Per stake the logarithm of what all starts so far hold together (the recursion of Shiryaev and Roberts).
  let logHeld = STAKES.map(() => -Infinity);
  const monitored = countedExcesses(weeks, options).map(({ week, excesses, limit }, at) => {
    logHeld = logHeld.map((held, stakeAt) => {
      const entered = at < horizonWeeks ? logSumExp([held, logPrior]) : held;
      const stake = (STAKES[stakeAt] ?? 0) / limit;
      return excesses.reduce((sum, excess) => sum + Math.log1p(stake * excess), entered);
    });
    const toCome = Math.max(0, 1 - (at + 1) / horizonWeeks);
    const wealth = toCome + Math.exp(logSumExp(logHeld)) / STAKES.length;
    return { week, wealth: Math.min(wealth, Number.MAX_VALUE), users: excesses.length };
  });
  return {
    weeks: monitored,
    eValue: monitored.reduce((largest, { wealth }) => Math.max(largest, wealth), 1),
    alarmWeek: monitored.find(({ wealth }) => wealth >= 1 / level)?.week ?? null,
  };
}

/** Per week how far the counted values lie beyond the limit, both mirrored for a mean that must not fall. */
function countedExcesses(
  weeks: readonly MonitoredWeek[],
  { threshold, direction, countsAgainAfterWeeks = 4 }: MonitorOptions,
): { week: string; limit: number; excesses: number[] }[] {
  const limit = direction === 'above' ? threshold : 1 - threshold;
  const countedIn = new Map<string, number>();
  return weeks.map(({ week, values }, at) => {
    const excesses: number[] = [];
    for (const { user, value } of values) {
      if (!(value >= 0 && value <= 1)) throw new RangeError(`a value of ${week} is ${value}: values lie in [0, 1]`);
      const last = countedIn.get(user);
      if (last !== undefined && at - last < countsAgainAfterWeeks) continue;
      countedIn.set(user, at);
      excesses.push((direction === 'above' ? value : 1 - value) - limit);
    }
    return { week, limit, excesses };
  });
}
