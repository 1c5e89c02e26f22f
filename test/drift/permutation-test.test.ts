import { describe, expect, it } from 'vitest';
import { debiasedMmd2, kernelWindows, ownTotals } from '../../activities/drift/mmd.js';
import {
  largestStandardisedPValue,
  meanStandardisedPValue,
  permutationTest,
} from '../../activities/drift/permutation-test.js';
import { alignUsers, emptyTotals, type TwoWindows, totalsOf } from '../../activities/drift/two-windows.js';
import { createUserPermutation } from '../../activities/drift/user-permutation.js';
import { createRandom } from '../../activities/stats/random.js';

const COLUMNS = 8;

/** Users a0..a29 and b0..b29 have one window each, s0..s9 both; the current window is shifted. */
function windowsWith(shift: number, seed: string): TwoWindows {
  const random = createRandom(seed);
  const members = (names: string[], moved: number) =>
    names.map((user) => ({
      user,
      weight: 1 + random.integer(3),
      mean: Array.from({ length: COLUMNS }, () => moved + random.normal()),
    }));
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  return alignUsers(
    members([...names('a', 30), ...names('s', 10)], 0),
    members([...names('b', 30), ...names('s', 10)], shift),
    COLUMNS,
  );
}

/** The test as its documentation defines it, every statistic computed anew. */
function plainPValue(windows: TwoWindows, blocks: number, permutations: number, seed: string): number {
  const random = createRandom('user-permutation', seed);
  const relabel = createUserPermutation(windows);
  const rows = [windows];
  for (let draw = 0; draw < permutations; draw += 1) {
    const moved = new Uint8Array(windows.users.length);
    relabel(random, moved);
    rows.push(swapped(windows, moved));
  }
  return meanStandardisedPValue(
    rows.map((row) => {
      const kernel = kernelWindows(row, blocks);
      return debiasedMmd2(kernel, totalsOf(row, emptyTotals(row.columns)), ownTotals(kernel));
    }),
  );
}

function swapped(windows: TwoWindows, moved: Uint8Array): TwoWindows {
  const members = (window: 'reference' | 'current') =>
    windows.users.flatMap((user, u) => {
      const other = window === 'reference' ? 'current' : 'reference';
      const side = windows[moved[u] === 1 ? other : window];
      const weight = side.weights[u] ?? 0;
      const sums = side.sums.slice(u * windows.columns, (u + 1) * windows.columns);
      return weight > 0 ? [{ user, weight, mean: sums.map((sum) => sum / weight) }] : [];
    });
  return alignUsers(members('reference'), members('current'), windows.columns);
}

describe('the permutation test', () => {
  it.each([0, 0.2, 0.4])('equals the test that computes every statistic anew, shift %s', async (shift) => {
    const windows = windowsWith(shift, 'same');
    const { pValue } = await permutationTest(kernelWindows(windows, 2), { permutations: 99, seed: 'p' });
    expect(pValue).toBe(plainPValue(windows, 2, 99, 'p'));
  });

  it('never says 0: the smallest p-value is 1/(B + 1)', async () => {
    const kernel = kernelWindows(windowsWith(5, 'far'), 2);
    expect(await permutationTest(kernel, { permutations: 399, seed: 'p' })).toEqual({
      pValue: 1 / 400,
      permutations: 399,
    });
  });

  it('stops early when it is far from significant', async () => {
    const kernel = kernelWindows(windowsWith(0, 'null'), 2);
    const { pValue, permutations } = await permutationTest(kernel, { permutations: 9999, seed: 'p' });
    expect(pValue).toBeGreaterThan(0.1);
    expect(permutations).toBeLessThan(300);
  });

  it('gives the same p-value for the same seed', async () => {
    const kernel = kernelWindows(windowsWith(0.1, 'again'), 2);
    const options = { permutations: 199, seed: 'p' };
    expect(await permutationTest(kernel, options)).toEqual(await permutationTest(kernel, options));
  });

  it('lets other work through while it computes', async () => {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    await permutationTest(kernelWindows(windowsWith(5, 'pause'), 2), { permutations: 2999, seed: 'p', pause });
    expect(pauses).toBeGreaterThan(5);
  });
});

describe.each([
  { name: 'mean', pValueOf: meanStandardisedPValue },
  { name: 'largest', pValueOf: largestStandardisedPValue },
])('the $name standardised statistic', ({ pValueOf }) => {
  it('counts the observed row and every row that reaches it', () => {
    const rows = [5, 1, 2, 3, 4, 5, 6, 0, 0, 0].map((value) => Float64Array.of(value));
    expect(pValueOf(rows)).toBe(3 / 10);
  });

  it('finds an excess in any column, whatever the scale of the others', () => {
    const random = createRandom('columns');
    const rows = Array.from({ length: 100 }, (_, row) =>
      Float64Array.of(1000 * random.next(), row === 0 ? 9 : random.next()),
    );
    expect(pValueOf(rows)).toBe(1 / 100);
  });

  it('is 1 where nothing varies', () => {
    expect(pValueOf([Float64Array.of(1), Float64Array.of(1)])).toBe(1);
  });
});
