/** One user in one window. */
export interface UserMean {
  readonly user: string;
  /** How much the user counts: requests, at most the weight cap. */
  readonly weight: number;
  /** Mean over the user's requests of whatever is compared: kernel features, topic shares, embeddings. */
  readonly mean: ArrayLike<number>;
}

/**
 * Two windows user by user. Every statistic of this room is a function of two weighted sums over users, so that
 * permuting and resampling users costs one addition per user.
 */
export interface TwoWindows {
  /** Users of either window, in ascending order. */
  readonly users: readonly string[];
  /** Numbers per user and window. */
  readonly columns: number;
  readonly reference: WindowSide;
  readonly current: WindowSide;
}

export interface WindowSide {
  /** Per user; 0 where the user is not in this window. */
  readonly weights: Float64Array;
  /** Per user weight · mean, one after the other; zeros where the user is not in this window. */
  readonly sums: Float64Array;
  /** Users in this window. */
  readonly present: number;
}

/** What the users of each window sum up to. */
export interface WindowTotals {
  readonly reference: Float64Array;
  readonly current: Float64Array;
  referenceWeight: number;
  currentWeight: number;
}

/** @param columns length of every mean */
export function alignUsers(reference: readonly UserMean[], current: readonly UserMean[], columns: number): TwoWindows {
  const users = [...new Set([...reference, ...current].map(({ user }) => user))].sort();
  const index = new Map(users.map((user, at) => [user, at]));
  const side = (means: readonly UserMean[]): WindowSide => {
    const weights = new Float64Array(users.length);
    const sums = new Float64Array(users.length * columns);
    for (const { user, weight, mean } of means) {
      const at = index.get(user) ?? 0;
      weights[at] = weight;
      for (let j = 0; j < columns; j += 1) sums[at * columns + j] = weight * (mean[j] ?? 0);
    }
    return { weights, sums, present: means.length };
  };
  return { users, columns, reference: side(reference), current: side(current) };
}

export function emptyTotals(columns: number): WindowTotals {
  return {
    reference: new Float64Array(columns),
    current: new Float64Array(columns),
    referenceWeight: 0,
    currentWeight: 0,
  };
}

/**
 * Totals of the windows, written into `into` and returned.
 * @param multiplicity how often each user counts; undefined: once
 * @param moved users whose numbers change windows; undefined: none
 */
export function totalsOf(
  { users, columns, reference, current }: TwoWindows,
  into: WindowTotals,
  multiplicity?: Int32Array,
  moved?: Uint8Array,
): WindowTotals {
  into.reference.fill(0);
  into.current.fill(0);
  into.referenceWeight = 0;
  into.currentWeight = 0;
  for (let u = 0; u < users.length; u += 1) {
    const times = multiplicity === undefined ? 1 : (multiplicity[u] as number);
    if (times === 0) continue;
    const swapped = moved !== undefined && moved[u] === 1;
    const [first, second] = swapped ? [current, reference] : [reference, current];
    const referenceWeight = first.weights[u] as number;
    const currentWeight = second.weights[u] as number;
    if (referenceWeight > 0) addRow(into.reference, first.sums, u * columns, times);
    if (currentWeight > 0) addRow(into.current, second.sums, u * columns, times);
    into.referenceWeight += times * referenceWeight;
    into.currentWeight += times * currentWeight;
  }
  return into;
}

function addRow(target: Float64Array, rows: Float64Array, from: number, times: number): void {
  for (let j = 0; j < target.length; j += 1) target[j] = (target[j] as number) + times * (rows[from + j] as number);
}
