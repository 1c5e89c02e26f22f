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
  /** The sums of the reference, then those of the current window, in one array. */
  readonly rows: Float64Array;
}

interface WindowSide {
  /** Per user; 0 where the user is not in this window. */
  readonly weights: Float64Array;
  /** Per user weight · mean, one after the other; zeros where the user is not in this window. */
  readonly sums: Float64Array;
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
  const size = users.length * columns;
  const rows = new Float64Array(2 * size);
  const side = (means: readonly UserMean[], sums: Float64Array): WindowSide => {
    const weights = new Float64Array(users.length);
    for (const { user, weight, mean } of means) {
      const at = index.get(user) ?? 0;
      weights[at] = weight;
      for (let j = 0; j < columns; j += 1) sums[at * columns + j] = weight * (mean[j] ?? 0);
    }
    return { weights, sums };
  };
  return {
    users,
    columns,
    reference: side(reference, rows.subarray(0, size)),
    current: side(current, rows.subarray(size)),
    rows,
  };
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
  { users, reference, current, rows }: TwoWindows,
  into: WindowTotals,
  multiplicity?: Int32Array,
  moved?: Uint8Array,
): WindowTotals {
  into.reference.fill(0);
  into.current.fill(0);
  into.referenceWeight = 0;
  into.currentWeight = 0;
  const intoReference = rowAdder(into.reference, rows);
  const intoCurrent = rowAdder(into.current, rows);
  for (let u = 0; u < users.length; u += 1) {
    const times = multiplicity === undefined ? 1 : (multiplicity[u] as number);
    if (times === 0) continue;
    const swapped = moved !== undefined && moved[u] === 1;
    const before = reference.weights[u] as number;
    const after = current.weights[u] as number;
    if (before > 0) (swapped ? intoCurrent : intoReference).add(u, times);
    if (after > 0) (swapped ? intoReference : intoCurrent).add(users.length + u, times);
    into.referenceWeight += times * (swapped ? after : before);
    into.currentWeight += times * (swapped ? before : after);
  }
  intoReference.flush();
  intoCurrent.flush();
  return into;
}

interface RowAdder {
  /** Adds a row, `times` over. */
  add(row: number, times: number): void;
  /** Must be called after the last row. */
  flush(): void;
}

/**
 * Adds rows of a matrix to a vector four at a time, so that the vector is read and written once for four rows: the
 * permutation test does little else.
 */
export function rowAdder(target: Float64Array, rows: Float64Array): RowAdder {
  const columns = target.length;
  const from = [0, 0, 0, 0];
  const factors = [0, 0, 0, 0];
  let waiting = 0;
  const addFour = () => {
    const [a = 0, b = 0, c = 0, d = 0] = from;
    const [fa = 0, fb = 0, fc = 0, fd = 0] = factors;
    for (let j = 0; j < columns; j += 1) {
      target[j] =
        (target[j] as number) +
        (fa * (rows[a + j] as number) +
          fb * (rows[b + j] as number) +
          (fc * (rows[c + j] as number) + fd * (rows[d + j] as number)));
    }
    waiting = 0;
  };
  return {
    add: (row, times) => {
      from[waiting] = row * columns;
      factors[waiting] = times;
      waiting += 1;
      if (waiting === 4) addFour();
    },
    flush: () => {
      if (waiting === 0) return;
      factors.fill(0, waiting);
      addFour();
    },
  };
}
