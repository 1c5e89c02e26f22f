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

interface WindowSide {
  /** Per user; 0 where the user is not in this window. */
  readonly weights: Float64Array;
  /** Per user, as they were given: no copies, because features of many users fill the memory. */
  readonly means: readonly (Float64Array | undefined)[];
  /** Per user weight · mean, one after the other; zeros where the user is not in this window. Made when first read. */
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
  const side = (members: readonly UserMean[]): WindowSide => {
    const weights = new Float64Array(users.length);
    const means = new Array<Float64Array | undefined>(users.length).fill(undefined);
    for (const { user, weight, mean } of members) {
      const at = index.get(user) ?? 0;
      weights[at] = weight;
      means[at] = mean instanceof Float64Array ? mean : Float64Array.from(mean);
    }
    return sideOf(weights, means, columns);
  };
  return { users, columns, reference: side(reference), current: side(current) };
}

function sideOf(weights: Float64Array, means: WindowSide['means'], columns: number): WindowSide {
  let sums: Float64Array | undefined;
  return {
    weights,
    means,
    get sums() {
      sums ??= sumsOf(weights, means, columns);
      return sums;
    },
  };
}

function sumsOf(weights: Float64Array, means: WindowSide['means'], columns: number): Float64Array {
  const sums = new Float64Array(weights.length * columns);
  means.forEach((mean, u) => {
    if (mean === undefined) return;
    const weight = weights[u] as number;
    for (let j = 0; j < columns; j += 1) sums[u * columns + j] = weight * (mean[j] as number);
  });
  return sums;
}

/**
 * The columns in which a user has anything, as runs of three: column, sum in the reference, sum in the current window.
 * Where columns are groups of requests, a user is in few of many.
 */
export function writtenColumns({ columns, reference, current }: TwoWindows, user: number): Float64Array {
  const entries: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    const at = user * columns + column;
    const [before, after] = [reference.sums[at] as number, current.sums[at] as number];
    if (before !== 0 || after !== 0) entries.push(column, before, after);
  }
  return Float64Array.from(entries);
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
  { users, reference, current }: TwoWindows,
  into: WindowTotals,
  multiplicity?: Int32Array,
  moved?: Uint8Array,
): WindowTotals {
  into.reference.fill(0);
  into.current.fill(0);
  into.referenceWeight = 0;
  into.currentWeight = 0;
  const intoReference = meanAdder(into.reference);
  const intoCurrent = meanAdder(into.current);
  for (let u = 0; u < users.length; u += 1) {
    const times = multiplicity === undefined ? 1 : (multiplicity[u] as number);
    if (times === 0) continue;
    const swapped = moved !== undefined && moved[u] === 1;
    const before = times * (reference.weights[u] as number);
    const after = times * (current.weights[u] as number);
    const [meanBefore, meanAfter] = [reference.means[u], current.means[u]];
    if (meanBefore !== undefined) (swapped ? intoCurrent : intoReference).add(meanBefore, before);
    if (meanAfter !== undefined) (swapped ? intoReference : intoCurrent).add(meanAfter, after);
    into.referenceWeight += swapped ? after : before;
    into.currentWeight += swapped ? before : after;
  }
  intoReference.flush();
  intoCurrent.flush();
  return into;
}

interface MeanAdder {
  /** Adds a vector, `factor` times. */
  add(mean: Float64Array, factor: number): void;
  /** Must be called after the last vector. */
  flush(): void;
}

const NOTHING: Float64Array = new Float64Array();

/**
 * Adds multiples of vectors to a vector four at a time, so that it is read and written once for four of them: a
 * bootstrap does little else.
 */
function meanAdder(target: Float64Array): MeanAdder {
  const means = [NOTHING, NOTHING, NOTHING, NOTHING];
  const factors = [0, 0, 0, 0];
  let waiting = 0;
  const addFour = () => {
    const [a = NOTHING, b = NOTHING, c = NOTHING, d = NOTHING] = means;
    const [fa = 0, fb = 0, fc = 0, fd = 0] = factors;
    for (let j = 0; j < target.length; j += 1) {
      target[j] =
        (target[j] as number) +
        (fa * (a[j] as number) + fb * (b[j] as number) + (fc * (c[j] as number) + fd * (d[j] as number)));
    }
    waiting = 0;
  };
  return {
    add: (mean, factor) => {
      means[waiting] = mean;
      factors[waiting] = factor;
      waiting += 1;
      if (waiting === 4) addFour();
    },
    flush: () => {
      if (waiting === 0) return;
      // Vectors that are there already, with factors of 0.
      means.fill(means[0] as Float64Array, waiting);
      factors.fill(0, waiting);
      addFour();
    },
  };
}
