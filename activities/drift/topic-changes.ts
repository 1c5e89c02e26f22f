import { bootstrapCounts } from '../stats/bootstrap.js';
import { quantile } from '../stats/quantiles.js';
import { createRandom } from '../stats/random.js';
import { emptyTotals, type TwoWindows, totalsOf, type WindowTotals } from './two-windows.js';
import { createUserPermutation } from './user-permutation.js';

/** How the share of one topic changed. */
export interface TopicChange {
  readonly shareReference: number;
  readonly shareCurrent: number;
  readonly difference: number;
  /** Simultaneous over all topics; null where the share does not vary. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Adjusted over all topics; null where the share does not vary. */
  readonly pAdjusted: number | null;
}

export interface TopicOptions {
  readonly seed: string;
  /** Bootstrap draws and permutations. */
  readonly draws: number;
  readonly confidence?: number;
  readonly pause?: () => Promise<void>;
}

/**
 * Share differences of all topics at once, users as the unit. Intervals: difference ± c · sd, both from a bootstrap over
 * users, c the quantile of the largest standardised deviation over topics. p-values: single-step max-T over
 * permutations of users (Westfall & Young 1993), each topic standardised by its spread over observed and permuted
 * values, p = (1 + k)/(B + 1).
 * @param windows per user the shares of the topics, one column per topic
 */
export async function topicChanges(windows: TwoWindows, options: TopicOptions): Promise<TopicChange[]> {
  const totals = totalsOf(windows, emptyTotals(windows.columns));
  const observed = differencesOf(totals);
  const half = await halfWidths(windows, observed, options);
  const pAdjusted = await adjustedPValues(windows, observed, options);
  return Array.from(observed, (difference, topic) => {
    const width = half[topic] ?? null;
    return {
      shareReference: (totals.reference[topic] as number) / totals.referenceWeight,
      shareCurrent: (totals.current[topic] as number) / totals.currentWeight,
      difference,
      ciLow: width === null ? null : difference - width,
      ciHigh: width === null ? null : difference + width,
      pAdjusted: pAdjusted[topic] ?? null,
    };
  });
}

async function halfWidths(
  windows: TwoWindows,
  observed: Float64Array,
  { seed, draws, confidence = 0.95, pause }: TopicOptions,
): Promise<(number | null)[]> {
  const random = createRandom('topic-bootstrap', seed);
  const totals = emptyTotals(windows.columns);
  const drawn: Float64Array[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const multiplicity = bootstrapCounts(windows.users.length, random);
    drawn.push(differencesOf(totalsOf(windows, totals, multiplicity)));
    await pause?.();
  }
  const spreads = spreadsOf(drawn, observed);
  const largest = drawn.map((differences) =>
    differences.reduce((most, difference, topic) => {
      const spread = spreads[topic] as number;
      return spread > 0 ? Math.max(most, Math.abs(difference - (observed[topic] as number)) / spread) : most;
    }, 0),
  );
  const critical = quantile(largest, confidence);
  return Array.from(spreads, (spread) => (spread > 0 ? critical * spread : null));
}

async function adjustedPValues(
  windows: TwoWindows,
  observed: Float64Array,
  { seed, draws, pause }: TopicOptions,
): Promise<(number | null)[]> {
  const random = createRandom('topic-permutation', seed);
  const relabel = createUserPermutation(windows);
  const moved = new Uint8Array(windows.users.length);
  const totals = emptyTotals(windows.columns);
  const rows = [observed];
  for (let permutation = 0; permutation < draws; permutation += 1) {
    relabel(random, moved);
    rows.push(differencesOf(totalsOf(windows, totals, undefined, moved)));
    await pause?.();
  }
  const spreads = spreadsOf(rows, new Float64Array(windows.columns));
  const largest = rows.map((row) => Math.max(...standardised(row, spreads)));
  return Array.from(standardised(observed, spreads), (value, topic) => {
    if (!((spreads[topic] as number) > 0)) return null;
    return largest.filter((most) => most >= value * (1 - 1e-9)).length / rows.length;
  });
}

function standardised(row: Float64Array, spreads: Float64Array): Float64Array {
  return row.map((value, topic) => ((spreads[topic] as number) > 0 ? Math.abs(value) / (spreads[topic] as number) : 0));
}

/** Root mean squared deviation of each column from its centre; 0 where only rounding moves it. */
function spreadsOf(rows: readonly Float64Array[], centre: Float64Array): Float64Array {
  return centre.map((middle, column) => {
    let sum = 0;
    for (const row of rows) sum += ((row[column] as number) - middle) ** 2;
    const spread = Math.sqrt(sum / rows.length);
    return spread > 1e-12 ? spread : 0;
  });
}

function differencesOf({ reference, current, referenceWeight, currentWeight }: WindowTotals): Float64Array {
  return current.map((sum, topic) => sum / currentWeight - (reference[topic] as number) / referenceWeight);
}
