import { describe, expect, it } from 'vitest';
import { type CalibratedItem, calibratedMean, type MarginRow } from '../../activities/stats/calibrated-mean.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';

const seen = (levels: readonly string[], inclusionProbability = 1): MarginRow => ({
  weight: 1 / inclusionProbability,
  inclusionProbability,
  levels,
});

function items(values: readonly number[], levelOf: (at: number) => string[], userOf = (at: number) => `u${at}`) {
  return values.map((value, at): CalibratedItem => ({ value, weight: 1, cluster: userOf(at), levels: levelOf(at) }));
}

describe('the mean of a week from weighted items', () => {
  it('is the plain mean with its textbook error when there is one level and every request was seen', () => {
    const values = [0.2, 0.9, 0.4, 0.6, 0.7];
    const estimate = calibratedMean(
      items(values, () => ['all']),
      [seen(['all'])],
    );
    const plain = clusteredMean(
      values,
      values.map((_, at) => `u${at}`),
    );
    expect(estimate?.estimate).toBeCloseTo(plain?.estimate ?? Number.NaN, 12);
    expect(estimate?.standardError).toBeCloseTo(plain?.standardError ?? Number.NaN, 12);
    expect(estimate?.ciLow).toBeCloseTo(plain?.ciLow ?? Number.NaN, 12);
  });

  it('does not count what lies between the levels as error', () => {
    const estimate = calibratedMean(
      items([0.2, 0.2, 0.8, 0.8], (at) => [at < 2 ? 'a' : 'b']),
      [seen(['a']), seen(['b'])],
    );
    expect(estimate?.estimate).toBeCloseTo(0.5, 12);
    expect(estimate?.standardError).toBeCloseTo(0, 12);
  });

  it('adds the error of shares that were estimated from a sample', () => {
    const levels = [...Array.from({ length: 30 }, () => ['a']), ...Array.from({ length: 70 }, () => ['b'])];
    const weighted = items([0.2, 0.2, 0.8, 0.8], (at) => [at < 2 ? 'a' : 'b']).map((item, at) => ({
      ...item,
      weight: at < 2 ? 0.15 : 0.35,
    }));
    const estimate = calibratedMean(
      weighted,
      levels.map((each) => seen(each, 0.25)),
    );
    expect(estimate?.estimate).toBeCloseTo(0.62, 12);
    // (1 - π) Σ (m_j - m)² / n², by hand.
    const variance = (0.75 * (30 * (0.2 - 0.62) ** 2 + 70 * (0.8 - 0.62) ** 2)) / 100 ** 2;
    expect(estimate?.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it('moves whole users', () => {
    const values = [0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.5, 0.5];
    const apart = calibratedMean(
      items(values, () => ['all']),
      [seen(['all'])],
    );
    const together = calibratedMean(
      items(
        values,
        () => ['all'],
        (at) => `u${Math.floor(at / 3)}`,
      ),
      [seen(['all'])],
    );
    expect(together?.clusters).toBe(3);
    expect(together?.standardError).toBeGreaterThan(1.5 * (apart?.standardError ?? 0));
  });

  it('fits the levels of several margins together', () => {
    const cells = [
      ['a', 'x', 0.1],
      ['a', 'y', 0.3],
      ['b', 'x', 0.5],
      ['b', 'y', 0.7],
    ] as const;
    const both = [...cells, ...cells].map(
      ([topic, stratum, value], at): CalibratedItem => ({
        value,
        weight: 1,
        cluster: `u${at}`,
        levels: [topic, stratum],
      }),
    );
    expect(calibratedMean(both, [seen(['a', 'x'])])?.standardError).toBeCloseTo(0, 9);
  });

  it('leaves items without weight out and says nothing about one user', () => {
    const [first, ...others] = items([0.2, 0.4, 0.6], () => ['all']);
    const unweighted = others.map((item) => ({ ...item, weight: 0 }));
    expect(first === undefined ? undefined : calibratedMean([first, ...unweighted], [seen(['all'])])).toBeNull();
    expect(calibratedMean([], [])).toBeNull();
  });
});
