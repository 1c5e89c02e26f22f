import { emptyTotals, type TwoWindows, totalsOf, type WindowTotals } from './two-windows.js';

/** Two windows of kernel features, with every user's inner products with themselves. */
export interface KernelWindows {
  readonly windows: TwoWindows;
  /** Bandwidths; the features of each are one block of equal length. */
  readonly blocks: number;
  /** Per user and block: |sum|² in the reference, in the current window, and the product of the two. */
  readonly ownReference: Float64Array;
  readonly ownCurrent: Float64Array;
  readonly ownAcross: Float64Array;
}

/** What is left out of {@link WindowTotals} when nobody meets themselves. */
export interface OwnTotals {
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly across: Float64Array;
  referenceSquares: number;
  currentSquares: number;
  acrossSquares: number;
}

/** Sums over pairs of users of one block, and over pairs of their weights. */
export interface PairSums {
  readonly within: number;
  readonly withinCurrent: number;
  readonly across: number;
  readonly withinWeight: number;
  readonly withinCurrentWeight: number;
  readonly acrossWeight: number;
}

export function kernelWindows(windows: TwoWindows, blocks: number): KernelWindows {
  const { users, columns, reference, current } = windows;
  const length = columns / blocks;
  const own = (one: TwoWindows['reference'], other: TwoWindows['reference']) => {
    const products = new Float64Array(users.length * blocks);
    for (let u = 0; u < users.length; u += 1) {
      const [a, b] = [one.means[u], other.means[u]];
      if (a === undefined || b === undefined) continue;
      const weights = (one.weights[u] as number) * (other.weights[u] as number);
      for (let block = 0; block < blocks; block += 1) {
        products[u * blocks + block] = weights * product(a, b, block * length, length);
      }
    }
    return products;
  };
  return {
    windows,
    blocks,
    ownReference: own(reference, reference),
    ownCurrent: own(current, current),
    ownAcross: own(reference, current),
  };
}

/**
 * MMD² over pairs of different users (Gretton et al. 2012, Lemma 6, with users in place of observations): mean kernel of
 * two users of the reference, plus that of two users of the current window, minus twice that of one user of each. Nobody
 * meets themselves, neither inside a window nor across, so it is 0 on average when nothing changed, however few users
 * there are; it may be negative.
 */
export function pairedMmd2(sums: PairSums): number {
  return (
    sums.within / sums.withinWeight +
    sums.withinCurrent / sums.withinCurrentWeight -
    2 * (sums.across / sums.acrossWeight)
  );
}

/** {@link pairedMmd2} per bandwidth. */
export function debiasedMmd2(kernel: KernelWindows, totals: WindowTotals, own: OwnTotals): Float64Array {
  const length = kernel.windows.columns / kernel.blocks;
  const { reference, current, referenceWeight, currentWeight } = totals;
  return Float64Array.from({ length: kernel.blocks }, (_, block) => {
    const from = block * length;
    return pairedMmd2({
      within: product(reference, reference, from, length) - (own.reference[block] as number),
      withinCurrent: product(current, current, from, length) - (own.current[block] as number),
      across: product(reference, current, from, length) - (own.across[block] as number),
      withinWeight: referenceWeight ** 2 - own.referenceSquares,
      withinCurrentWeight: currentWeight ** 2 - own.currentSquares,
      acrossWeight: referenceWeight * currentWeight - own.acrossSquares,
    });
  });
}

/** The mean over bandwidths: the one MMD² that is reported. */
function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The debiased MMD² with every user counted as often as `multiplicity` says; copies of one user never meet. */
export function weightedMmd2(kernel: KernelWindows, multiplicity?: Int32Array): number {
  const totals = totalsOf(kernel.windows, emptyTotals(kernel.windows.columns), multiplicity);
  return meanOf(debiasedMmd2(kernel, totals, ownTotals(kernel, multiplicity)));
}

/**
 * Squared distance of the two mean features, mean over bandwidths: the biased MMD² (Gretton et al. 2012, eq. 5), which
 * splits into topics.
 */
export function biasedMmd2(windows: TwoWindows, blocks: number): number {
  const totals = totalsOf(windows, emptyTotals(windows.columns));
  let sum = 0;
  for (let j = 0; j < windows.columns; j += 1) {
    const difference =
      (totals.current[j] as number) / totals.currentWeight - (totals.reference[j] as number) / totals.referenceWeight;
    sum += difference * difference;
  }
  return sum / blocks;
}

export function ownTotals(kernel: KernelWindows, multiplicity?: Int32Array): OwnTotals {
  const { windows, blocks, ownReference, ownCurrent, ownAcross } = kernel;
  const own: OwnTotals = {
    reference: new Float64Array(blocks),
    current: new Float64Array(blocks),
    across: new Float64Array(blocks),
    referenceSquares: 0,
    currentSquares: 0,
    acrossSquares: 0,
  };
  for (let u = 0; u < windows.users.length; u += 1) {
    const times = (multiplicity === undefined ? 1 : (multiplicity[u] as number)) ** 2;
    if (times === 0) continue;
    for (let block = 0; block < blocks; block += 1) {
      own.reference[block] = (own.reference[block] as number) + times * (ownReference[u * blocks + block] as number);
      own.current[block] = (own.current[block] as number) + times * (ownCurrent[u * blocks + block] as number);
      own.across[block] = (own.across[block] as number) + times * (ownAcross[u * blocks + block] as number);
    }
    const referenceWeight = windows.reference.weights[u] as number;
    const currentWeight = windows.current.weights[u] as number;
    own.referenceSquares += times * referenceWeight ** 2;
    own.currentSquares += times * currentWeight ** 2;
    own.acrossSquares += times * referenceWeight * currentWeight;
  }
  return own;
}

function product(a: Float64Array, b: Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let j = from; j < from + length; j += 1) sum += (a[j] as number) * (b[j] as number);
  return sum;
}
