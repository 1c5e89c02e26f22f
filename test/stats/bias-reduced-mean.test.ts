import { describe, expect, it } from 'vitest';
import { biasReducedContrast, biasReducedMean } from '../../activities/stats/bias-reduced-mean.js';
import { type ContrastRow, clusteredContrast, clusteredMean } from '../../activities/stats/clustered-mean.js';
import { required } from '../scoring/scoring-world.js';

const UNEVEN = [
  { cluster: 'a', weight: 3 },
  { cluster: 'a', weight: 0.5 },
  { cluster: 'a', weight: 1 },
  { cluster: 'b', weight: 1 },
  { cluster: 'c', weight: 2 },
  { cluster: 'c', weight: 2 },
  { cluster: 'd', weight: 0.2 },
];

/**
 * The matrix of a variance that is a quadratic form of the items' values, from the values it takes: its trace is what it
 * expects of independent items with variance 1, and twice the trace of its square is how it varies when they are normal.
 */
function matrixOf(items: number, variance: (values: readonly number[]) => number): number[][] {
  const unit = (...at: number[]) => Array.from({ length: items }, (_, item) => (at.includes(item) ? 1 : 0));
  const alone = Array.from({ length: items }, (_, at) => variance(unit(at)));
  return alone.map((own, row) =>
    alone.map((other, column) => (row === column ? own : (variance(unit(row, column)) - own - other) / 2)),
  );
}

const trace = (matrix: readonly number[][]) => matrix.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
const traceOfSquare = (matrix: readonly number[][]) => matrix.flat().reduce((sum, entry) => sum + entry * entry, 0);

function mean(values: readonly number[]) {
  return required(biasReducedMean(UNEVEN.map((row, at) => ({ ...row, value: values[at] ?? 0 }))));
}

describe('the bias-reduced mean', () => {
  it('of users alike is the clustered mean', () => {
    const rows = [3, 1, 4, 1, 5, 9, 2, 6].map((value, at) => ({ value, weight: 2, cluster: `u${at % 4}` }));
    const known = required(
      clusteredMean(
        rows.map(({ value }) => value),
        rows.map(({ cluster }) => cluster),
      ),
    );
    const got = required(biasReducedMean(rows));
    expect(got.degreesOfFreedom).toBeCloseTo(3, 10);
    expect(got.standardError).toBeCloseTo(known.standardError, 12);
    expect(got.ciHigh).toBeCloseTo(known.ciHigh, 10);
    expect(got.pValue).toBeCloseTo(required(known.pValue), 10);
  });

  it('of users with one to three items is CR2 by its matrices, computed with numpy and scipy', () => {
    const users = 'u1 u1 u2 u2 u2 u3 u4 u4 u5 u6 u6 u6'.split(' ');
    const values = [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    const got = required(biasReducedMean(users.map((cluster, at) => ({ value: values[at] ?? 0, weight: 1, cluster }))));
    expect(got.estimate).toBeCloseTo(1 / 6, 12);
    expect(got.standardError).toBeCloseTo(0.11161501896211126, 12);
    expect(got.degreesOfFreedom).toBeCloseTo(4.167304454308894, 10);
    expect(got.pValue).toBeCloseTo(0.2068788276130342, 10);
  });

  it('has a variance that is right on average for independent items, whatever they weigh', () => {
    const matrix = matrixOf(UNEVEN.length, (values) => mean(values).standardError ** 2);
    const weight = UNEVEN.reduce((sum, row) => sum + row.weight, 0);
    expect(trace(matrix)).toBeCloseTo(
      UNEVEN.reduce((sum, row) => sum + (row.weight / weight) ** 2, 0),
      12,
    );
  });

  it('has as many degrees of freedom as its variance varies', () => {
    const matrix = matrixOf(UNEVEN.length, (values) => mean(values).standardError ** 2);
    const { degreesOfFreedom } = mean([1, 2, 3, 4, 5, 6, 7]);
    expect(degreesOfFreedom).toBeCloseTo(trace(matrix) ** 2 / traceOfSquare(matrix), 10);
    expect(degreesOfFreedom).toBeLessThan(3);
  });

  it('leaves out what has no weight, and says nothing of a single user', () => {
    const rows = UNEVEN.map((row, at) => ({ ...row, value: at }));
    expect(biasReducedMean([...rows, { value: 99, weight: 0, cluster: 'e' }])).toEqual(biasReducedMean(rows));
    expect(biasReducedMean(rows.slice(0, 3))).toBeNull();
    expect(biasReducedMean([])).toBeNull();
  });

  it('of one and the same value everywhere is certain', () => {
    expect(biasReducedMean(UNEVEN.map((row) => ({ ...row, value: 0 })))).toMatchObject({
      standardError: 0,
      pValue: null,
    });
  });
});

describe('the bias-reduced contrast', () => {
  const PLACES = ['new', 'new', 'old', 'old', 'new', 'old', 'new'];
  const rowsOf = (values: readonly number[]): ContrastRow[] =>
    UNEVEN.map((row, at) => ({ ...row, cell: PLACES[at] ?? '', value: values[at] ?? 0 }));
  const COEFFICIENTS = { new: 1, old: -2 };

  it('estimates what the clustered contrast does', () => {
    const rows = rowsOf([3, 1, 4, 1, 5, 9, 2]);
    const known = required(clusteredContrast(rows, COEFFICIENTS));
    expect(biasReducedContrast(rows, COEFFICIENTS)).toMatchObject({
      estimate: known.estimate,
      n: known.n,
      clusters: known.clusters,
    });
  });

  it('has an unbiased variance and its degrees of freedom, with users in several cells', () => {
    const matrix = matrixOf(
      UNEVEN.length,
      (values) => required(biasReducedContrast(rowsOf(values), COEFFICIENTS)).standardError ** 2,
    );
    const truth = (['new', 'old'] as const).reduce((sum, cell) => {
      const weights = rowsOf([]).flatMap((row) => (row.cell === cell ? row.weight : []));
      const all = weights.reduce((total, weight) => total + weight, 0);
      return sum + weights.reduce((total, weight) => total + ((COEFFICIENTS[cell] * weight) / all) ** 2, 0);
    }, 0);
    expect(trace(matrix)).toBeCloseTo(truth, 12);
    const { degreesOfFreedom } = required(biasReducedContrast(rowsOf([3, 1, 4, 1, 5, 9, 2]), COEFFICIENTS));
    expect(degreesOfFreedom).toBeCloseTo(trace(matrix) ** 2 / traceOfSquare(matrix), 10);
  });

  it('says nothing when a cell is empty or a single user’s who is nowhere else', () => {
    const row = { cell: 'new', value: 1, weight: 1 };
    const rows = ['a', 'b', 'c'].map((cluster) => ({ ...row, cluster }));
    expect(biasReducedContrast(rows, { new: 1, old: -1 })).toBeNull();
    expect(biasReducedContrast([...rows, { ...row, cell: 'old', cluster: 'z' }], { new: 1, old: -1 })).toBeNull();
  });
});
