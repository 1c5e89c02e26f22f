import { createRandom } from '../stats/random.js';
import { emptyTotals, type TwoWindows, type WindowTotals, writtenColumns } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

/** How the share of one topic changed. */
export interface TopicChange {
  readonly shareReference: number;
  readonly shareCurrent: number;
  readonly difference: number;
  /** Simultaneous over all topics; null for a topic that nobody has. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Adjusted over all topics; null for a topic that nobody has. */
  readonly pAdjusted: number | null;
}

export interface TopicOptions {
  readonly seed: string;
  readonly permutations: number;
  readonly confidence?: number;
  readonly pause?: () => Promise<void>;
}

/**
 * Share differences of all topics at once, users as the unit: t = difference / its standard error over users, held
 * against the largest |t| over the topics when users are permuted (single-step max-T: Westfall & Young 1993). p = (1 +
 * k)/(B + 1); intervals are difference ± c · standard error with c the quantile of the same maxima, so that an interval
 * leaves out 0 exactly where p is at most 1 - confidence. Studentised, because then a topic that stayed keeps its level
 * while others move: the permutations have the right spread of t, if not of the difference (Chung & Romano 2013). The
 * variance has one user more of either window added, without which a topic of few users looks certain.
 * @param windows per user the shares of the topics, one column per topic
 */
export async function topicChanges(windows: TwoWindows, options: TopicOptions): Promise<TopicChange[]> {
  const { seed, permutations, confidence = 0.95, pause } = options;
  const statistic = createStatistic(windows);
  const observed = structuredClone(statistic());
  const ts = observed.differences.map((difference, topic) => Math.abs(difference) / (observed.errors[topic] as number));

  const random = createRandom('topic-permutation', seed);
  const relabel = createUserPermutation(windows);
  const moved = new Uint8Array(windows.users.length);
  const largest = [Math.max(...ts)];
  for (let permutation = 0; permutation < permutations; permutation += 1) {
    relabel(random, moved);
    const permuted = statistic(moved);
    let most = 0;
    for (let topic = 0; topic < windows.columns; topic += 1) {
      most = Math.max(most, Math.abs(permuted.differences[topic] as number) / (permuted.errors[topic] as number));
    }
    largest.push(most);
    await pause?.();
  }
  const ascending = largest.toSorted((a, b) => a - b);
  const critical = ascending[Math.ceil(confidence * ascending.length) - 1] ?? Number.POSITIVE_INFINITY;
  return Array.from(observed.differences, (difference, topic): TopicChange => {
    const { reference, current } = observed.shares;
    const [shareReference, shareCurrent] = [reference[topic] as number, current[topic] as number];
    const change = { shareReference, shareCurrent, difference };
    if (shareReference === 0 && shareCurrent === 0) return { ...change, ciLow: null, ciHigh: null, pAdjusted: null };
    const reach = critical * (observed.errors[topic] as number);
    const t = (ts[topic] as number) * (1 - 1e-9);
    const pAdjusted = largest.filter((most) => most >= t).length / largest.length;
    return { ...change, ciLow: difference - reach, ciHigh: difference + reach, pAdjusted };
  });
}

interface Statistic {
  /** Of every topic in both windows. */
  readonly shares: Pick<WindowTotals, 'reference' | 'current'>;
  readonly differences: Float64Array;
  /** Standard errors over users, never 0. */
  readonly errors: Float64Array;
}

/**
 * Share differences with their standard errors, users in `moved` with windows swapped; every call writes over the last.
 * A user writes about few topics, so that what they do not write about is summed up for all users at once.
 */
function createStatistic(windows: TwoWindows): (moved?: Uint8Array) => Statistic {
  const { users, columns, reference, current } = windows;
  const entries = users.map((_, u) => writtenColumns(windows, u));
  const totals = emptyTotals(columns);
  const differences = new Float64Array(columns);
  const errors = new Float64Array(columns);
  return (moved) => {
    sumUp(windows, entries, totals, moved);
    const { referenceWeight, currentWeight } = totals;
    for (let topic = 0; topic < columns; topic += 1) {
      totals.reference[topic] = (totals.reference[topic] as number) / referenceWeight;
      totals.current[topic] = (totals.current[topic] as number) / currentWeight;
    }
    errors.fill(0);
    let [before2, after2, product] = [0, 0, 0];
    for (let u = 0; u < users.length; u += 1) {
      const isMoved = moved?.[u] === 1;
      const [before, after] = isMoved ? [current, reference] : [reference, current];
      const weightBefore = (before.weights[u] as number) / referenceWeight;
      const weightAfter = (after.weights[u] as number) / currentWeight;
      before2 += weightBefore * weightBefore;
      after2 += weightAfter * weightAfter;
      product += weightBefore * weightAfter;
      const own = entries[u] as Float64Array;
      for (let at = 0; at < own.length; at += 3) {
        const topic = own[at] as number;
        const expected =
          weightAfter * (totals.current[topic] as number) - weightBefore * (totals.reference[topic] as number);
        const written =
          (own[at + (isMoved ? 1 : 2)] as number) / currentWeight -
          (own[at + (isMoved ? 2 : 1)] as number) / referenceWeight;
        errors[topic] = (errors[topic] as number) + (written - expected) ** 2 - expected ** 2;
      }
    }
    const correction = users.length / Math.max(1, users.length - 1);
    // Σ w² is one over the effective number of users (Kish 1965), and one user's variance is at most its square.
    const oneUser = before2 ** 2 + after2 ** 2;
    for (let topic = 0; topic < columns; topic += 1) {
      const [p, q] = [totals.reference[topic] as number, totals.current[topic] as number];
      const unwritten = after2 * q * q - 2 * product * p * q + before2 * p * p;
      differences[topic] = q - p;
      errors[topic] = Math.sqrt(correction * Math.max(0, (errors[topic] as number) + unwritten) + oneUser);
    }
    return { shares: totals, differences, errors };
  };
}

function sumUp(
  { users, reference, current }: TwoWindows,
  entries: readonly Float64Array[],
  totals: WindowTotals,
  moved: Uint8Array | undefined,
): void {
  totals.reference.fill(0);
  totals.current.fill(0);
  [totals.referenceWeight, totals.currentWeight] = [0, 0];
  for (let u = 0; u < users.length; u += 1) {
    const isMoved = moved?.[u] === 1;
    const [before, after] = isMoved ? [current, reference] : [reference, current];
    totals.referenceWeight += before.weights[u] as number;
    totals.currentWeight += after.weights[u] as number;
    const own = entries[u] as Float64Array;
    for (let at = 0; at < own.length; at += 3) {
      const topic = own[at] as number;
      totals.reference[topic] = (totals.reference[topic] as number) + (own[at + (isMoved ? 2 : 1)] as number);
      totals.current[topic] = (totals.current[topic] as number) + (own[at + (isMoved ? 1 : 2)] as number);
    }
  }
}
