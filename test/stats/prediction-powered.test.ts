import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import {
  clusteredPredictionPoweredMean,
  type LabelledRow,
  predictionPoweredMean,
  roganGladen,
} from '../../activities/stats/prediction-powered.js';

const row = (user: string, judged: number, label: number | null, fields: Partial<LabelledRow> = {}): LabelledRow => ({
  user,
  weight: 1,
  judged,
  label,
  ...fields,
});

/** Twelve users with two rows each; the first row of every second user is labelled, 0.2 below the judge. */
const ROWS = Array.from({ length: 12 }, (_, user) => {
  const judged = 0.3 + (user % 5) / 10;
  return [row(`u${user}`, judged, user % 2 === 0 ? judged - 0.2 : null), row(`u${user}`, judged + 0.05, null)];
}).flat();

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the mean that people would give', () => {
  it('is the judged mean of all rows, shifted by what people see otherwise, when the judge is trusted fully', () => {
    const estimate = clusteredPredictionPoweredMean(ROWS, { lambda: 1 });
    expect(estimate?.estimate).toBeCloseTo(meanOf(ROWS.map(({ judged }) => judged)) - 0.2, 12);
    expect(estimate).toMatchObject({ lambda: 1, labelled: 6, n: 24, clusters: 12, degreesOfFreedom: 5 });
  });

  it('trusts a judge that is off by the same amount everywhere', () => {
    expect(clusteredPredictionPoweredMean(ROWS)?.lambda).toBeGreaterThan(0.9);
  });

  it('does not trust a judge that says the opposite', () => {
    const opposite = ROWS.map((each) => ({ ...each, label: each.label === null ? null : 1 - each.judged }));
    const powered = clusteredPredictionPoweredMean(opposite);
    expect(powered?.lambda).toBe(0);
    const labels = opposite.flatMap(({ label, user }) => (label === null ? [] : [{ label, user }]));
    const alone = clusteredMean(
      labels.map(({ label }) => label),
      labels.map(({ user }) => user),
    );
    expect(powered?.estimate).toBeCloseTo(alone?.estimate ?? Number.NaN, 12);
    // Up to the correction for a small sample: (C / (C - 1)) / √(C / (C - 1)).
    expect(powered?.standardError).toBeCloseTo((alone?.standardError ?? 0) * Math.sqrt(6 / 5), 12);
  });

  it('counts a label for as many rows as it was drawn from', () => {
    const rows = [
      row('a', 0, 0, { labelProbability: 0.25 }),
      row('b', 0, 0, { labelProbability: 0.25 }),
      row('c', 0, 1, { labelProbability: 0.5 }),
    ];
    expect(clusteredPredictionPoweredMean(rows)?.estimate).toBeCloseTo(0.2, 12);
  });

  it('leaves rows without weight out and says nothing from the labels of one user', () => {
    const weightless = [...ROWS, row('x', 100, 100, { weight: 0 })];
    expect(clusteredPredictionPoweredMean(weightless)).toEqual(clusteredPredictionPoweredMean(ROWS));
    expect(clusteredPredictionPoweredMean([row('a', 1, 1), row('a', 0, 1), row('b', 1, null)])).toBeNull();
  });

  it('refuses a probability that no draw can have', () => {
    const rows = [row('a', 1, 1, { labelProbability: 0 }), row('b', 1, 1)];
    expect(() => clusteredPredictionPoweredMean(rows)).toThrow('labelProbability is 0');
  });
});

describe('without anything to go by', () => {
  it('there is no prediction-powered mean and no corrected share', () => {
    expect(predictionPoweredMean([], [], [1])).toBeNull();
    expect(predictionPoweredMean([1, 0], [1, 1], [1, 1, 1])).toBeNull();
    const chance = { positives: 5, n: 10, truePositives: 1, nTrulyPositive: 2, trueNegatives: 1, nTrulyNegative: 2 };
    expect(roganGladen(chance)).toBeNull();
  });
});
