import { type KernelWindows, ownTotals, pairedMmd2 } from './mmd.js';
import { COLUMNS_AT_ONCE, createMovedSums, type MovedSums, type MovedUsers } from './moved-sums.js';
import { emptyTotals, totalsOf } from './two-windows.js';

/** Beside the columns of every block, three numbers of its own: weights, their squares, and users' own products. */
const COUNTED = 2;

/**
 * The debiased MMD² of every bandwidth after each of many relabellings of the users. What the users who move bring along
 * is summed a few columns at a time for all relabellings, and squared at once: memory does not grow with the columns.
 * Who moves leaves the sum of both windows as it is, so the sums of the reference say all: with r the sum of the
 * reference and a that of both, the current window has a - r.
 * @returns one row per relabelling, one number per bandwidth
 */
export function createRelabelledMmd2(
  kernel: KernelWindows,
): (moved: MovedUsers, pause?: () => Promise<void>) => Promise<Float64Array[]> {
  const { windows, blocks } = kernel;
  const length = windows.columns / blocks;
  const observed = totalsOf(windows, emptyTotals(windows.columns));

  return async (moved, pause) => {
    const { relabellings } = moved;
    const changes = createMovedSums(moved, COLUMNS_AT_ONCE);
    const counted = countedAfter(kernel, moved);
    const values = Array.from({ length: relabellings }, () => new Float64Array(blocks));
    for (let block = 0; block < blocks; block += 1) {
      const squares = new Float64Array(relabellings);
      const products = new Float64Array(relabellings);
      let square = 0;
      for (let first = block * length; first < (block + 1) * length; first += COLUMNS_AT_ONCE) {
        const columns = { first, width: Math.min(COLUMNS_AT_ONCE, (block + 1) * length - first) };
        fillChanges(changes, kernel, columns);
        square += squaresInto({ squares, products }, changes, observed, columns);
        await pause?.();
      }
      for (let at = 0; at < relabellings; at += 1) {
        const [within, across] = [squares[at] as number, (products[at] as number) - (squares[at] as number)];
        (values[at] as Float64Array)[block] = counted(at, block, within, square - within - 2 * across, across);
      }
    }
    return values;
  };
}

interface Columns {
  readonly first: number;
  readonly width: number;
}

/** Per user what moving them adds to the sums of the reference; zeros beyond the columns. */
function fillChanges({ rows, stride }: MovedSums, { windows }: KernelWindows, { first, width }: Columns): void {
  const { users, reference, current } = windows;
  for (let u = 0; u < users.length; u += 1) {
    const [before, after] = [reference.means[u], current.means[u]];
    const [weightBefore, weightAfter] = [reference.weights[u] as number, current.weights[u] as number];
    for (let j = 0; j < width; j += 1) {
      rows[u * stride + j] =
        (after === undefined ? 0 : weightAfter * (after[first + j] as number)) -
        (before === undefined ? 0 : weightBefore * (before[first + j] as number));
    }
    rows.fill(0, u * stride + width, (u + 1) * stride);
  }
}

/** Adds r·r and r·a of some columns for every relabelling, and returns a·a of them. */
function squaresInto(
  { squares, products }: { readonly squares: Float64Array; readonly products: Float64Array },
  changes: MovedSums,
  observed: { readonly reference: Float64Array; readonly current: Float64Array },
  { first, width }: Columns,
): number {
  const { stride } = changes;
  const sums = changes.sums();
  let square = 0;
  for (let j = 0; j < width; j += 1) {
    const before = observed.reference[first + j] as number;
    const both = before + (observed.current[first + j] as number);
    square += both * both;
    for (let at = 0; at < squares.length; at += 1) {
      const value = before + (sums[at * stride + j] as number);
      squares[at] = (squares[at] as number) + value * value;
      products[at] = (products[at] as number) + value * both;
    }
  }
  return square;
}

/** The same for weights and own products: from a relabelling's inner products of a block to its MMD². */
function countedAfter(
  kernel: KernelWindows,
  moved: MovedUsers,
): (relabelling: number, block: number, within: number, withinCurrent: number, across: number) => number {
  const { windows, blocks, ownReference, ownCurrent } = kernel;
  const { users, reference, current } = windows;
  const counted = createMovedSums(moved, COUNTED + blocks);
  const { stride, rows: values } = counted;
  for (let u = 0; u < users.length; u += 1) {
    const [before, after] = [reference.weights[u] as number, current.weights[u] as number];
    values[u * stride] = after - before;
    values[u * stride + 1] = after ** 2 - before ** 2;
    for (let block = 0; block < blocks; block += 1) {
      const at = u * blocks + block;
      values[u * stride + COUNTED + block] = (ownCurrent[at] as number) - (ownReference[at] as number);
    }
  }
  const sums = counted.sums();
  const own = ownTotals(kernel);
  const weights = { before: sumOf(reference.weights), after: sumOf(current.weights) };
  return (relabelling, block, within, withinCurrent, across) => {
    const at = relabelling * stride;
    const [weight, squares] = [sums[at] as number, sums[at + 1] as number];
    const change = sums[at + COUNTED + block] as number;
    const [before, after] = [weights.before + weight, weights.after - weight];
    return pairedMmd2({
      within: within - ((own.reference[block] as number) + change),
      withinCurrent: withinCurrent - ((own.current[block] as number) - change),
      across: across - (own.across[block] as number),
      withinWeight: before ** 2 - (own.referenceSquares + squares),
      withinCurrentWeight: after ** 2 - (own.currentSquares - squares),
      acrossWeight: before * after - own.acrossSquares,
    });
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
