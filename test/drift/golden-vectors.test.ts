import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../activities/drift/coverage.js';
import { centroidCosine } from '../../activities/drift/distance-effects.js';
import { biasedMmd2, kernelWindows, weightedMmd2 } from '../../activities/drift/mmd.js';
import { alignUsers, type UserMean } from '../../activities/drift/two-windows.js';
import { logOddsOf } from '../../activities/drift/typical-terms.js';
import { squaredDistance } from '../../activities/stats/vectors.js';

interface Golden<I, E> {
  readonly tolerance: number;
  readonly cases: readonly { readonly name: string; readonly input: I; readonly expected: E }[];
}

function golden<I, E>(file: string): Golden<I, E> {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8')) as Golden<I, E>;
}

const WEIGHT_CAP = 3;

describe('MMD² of exact kernel features', () => {
  interface Input {
    x: number[][];
    y: number[][];
    s: number;
    userX?: string[];
    userY?: string[];
  }
  interface Expected {
    mmd2: { biased: number; unbiased: number | null };
    weighted?: { mmd2Biased: number };
    centroidCosine: number | null;
  }
  const { cases } = golden<Input, Expected>('kernel');
  // Features that reproduce the kernel exactly exist where its matrix has full rank.
  const regular = cases.filter(({ input }) => featuresOf([...input.x, ...input.y], input.s) !== null);

  it('covers most of the cases', () => {
    expect(regular.length).toBeGreaterThanOrEqual(5);
  });

  it.each(regular)('$name, every row its own user', ({ input, expected }) => {
    const windows = windowsOf(
      input,
      input.x.map((_, row) => `x${row}`),
      input.y.map((_, row) => `y${row}`),
    );
    expect(biasedMmd2(windows, 1)).toBeCloseTo(expected.mmd2.biased, 8);
    if (expected.mmd2.unbiased !== null) {
      expect(weightedMmd2(kernelWindows(windows, 1))).toBeCloseTo(expected.mmd2.unbiased, 8);
    }
  });

  it.each(regular.filter(({ input }) => input.userX !== undefined))('$name, capped users', ({ input, expected }) => {
    const windows = windowsOf(input, input.userX ?? [], input.userY ?? []);
    expect(biasedMmd2(windows, 1)).toBeCloseTo(expected.weighted?.mmd2Biased ?? Number.NaN, 8);
  });

  it.each(cases)('centroid cosine of $name', ({ input, expected }) => {
    const side = (rows: number[][], name: string) =>
      rows.map((mean, at) => ({ user: `${name}${at}`, weight: 1, mean }));
    const windows = alignUsers(side(input.x, 'x'), side(input.y, 'y'), input.x[0]?.length ?? 0);
    const got = centroidCosine(windows);
    if (expected.centroidCosine === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(expected.centroidCosine, 9);
  });

  function windowsOf({ x, y, s }: Input, userX: readonly string[], userY: readonly string[]) {
    const features = featuresOf([...x, ...y], s) ?? [];
    const columns = features.length;
    return alignUsers(
      usersOf(features.slice(0, x.length), userX, columns),
      usersOf(features.slice(x.length), userY, columns),
      columns,
    );
  }

  function usersOf(features: readonly number[][], users: readonly string[], columns: number): UserMean[] {
    return [...new Set(users)].map((user) => {
      const own = features.filter((_, row) => users[row] === user);
      const mean = Array.from(
        { length: columns },
        (_, j) => own.reduce((sum, row) => sum + (row[j] ?? 0), 0) / own.length,
      );
      return { user, weight: Math.min(own.length, WEIGHT_CAP), mean };
    });
  }
});

/** Rows of the Cholesky factor of the kernel matrix: their inner products are the kernel. Null without full rank. */
function featuresOf(rows: readonly number[][], s: number): number[][] | null {
  const points = rows.map((row) => Float64Array.from(row));
  const factor = points.map(() => new Array<number>(points.length).fill(0));
  const at = (i: number, j: number) => factor[i]?.[j] ?? 0;
  for (const [i, x] of points.entries()) {
    for (const [j, y] of points.slice(0, i + 1).entries()) {
      let rest = Math.exp(-squaredDistance(x, y) / (2 * s * s));
      for (let k = 0; k < j; k += 1) rest -= at(i, k) * at(j, k);
      if (i === j && rest < 1e-7) return null;
      const row = factor[i];
      if (row !== undefined) row[j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  }
  return factor;
}

describe('density, coverage, precision and recall', () => {
  interface Input {
    real: number[][];
    fake: number[][];
    k: number;
  }
  const FIGURES = ['density', 'coverage', 'precision', 'recall'] as const;
  const { tolerance, cases } = golden<Input, { closed: Record<(typeof FIGURES)[number], number> }>('coverage');

  it.each(cases)('$name, every row its own user', async ({ input, expected }) => {
    const side = (rows: number[][], name: string) =>
      rows.map((row, at) => ({ user: `${name}${at}`, vector: Float64Array.from(row) as never }));
    const got = await coverageOf(side(input.real, 'real'), side(input.fake, 'fake'), {
      seed: 'golden',
      weightCap: WEIGHT_CAP,
      draws: 9,
      neighbours: input.k,
      among: input.real.length,
    });
    for (const figure of FIGURES) {
      const [value, wanted] = [got[figure]?.estimate ?? Number.NaN, expected.closed[figure]];
      expect(Math.abs(value - wanted), figure).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
    }
  });
});

describe('log-odds with a Dirichlet prior', () => {
  interface Input {
    countsI: number[];
    countsJ: number[];
  }
  type Column = (number | null)[];
  const { tolerance, cases } = golden<Input, { alpha: number[]; delta: Column; variance: Column; z: Column }>(
    'log-odds',
  );

  it.each(cases)('$name', ({ input, expected }) => {
    logOddsOf(input.countsI, input.countsJ, expected.alpha).forEach((odds, term) => {
      for (const column of ['delta', 'variance', 'z'] as const) {
        const wanted = expected[column][term] ?? null;
        if (wanted === null) continue;
        const got = odds?.[column] ?? Number.NaN;
        expect(Math.abs(got - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
      }
    });
  });
});
