import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { jointSlices, type SliceValue } from '../../activities/stats/max-t.js';
import { createRandom } from '../../activities/stats/random.js';

/** 30 users with up to three items in each of four slices. */
function simulate(seed: string): SliceValue[] {
  const random = createRandom('max-t test', seed);
  return Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 4 }, (__, slice) =>
      Array.from({ length: random.integer(4) }, () => ({
        slice: `s${slice}`,
        value: 0.3 * slice + random.normal(),
        weight: 0.5 + random.next(),
        cluster: `u${user}`,
      })),
    ).flat(),
  ).flat();
}

const options = { seed: 'a', draws: 999 };

describe('slices looked at together', () => {
  const rows = simulate('one');
  const slices = jointSlices(rows, options);

  it('have the means and standard errors of the clustered mean', () => {
    expect(slices).toHaveLength(4);
    for (const { slice, estimate, standardError, n, clusters } of slices) {
      const inside = rows.filter((row) => row.slice === slice);
      const alone = clusteredMean(
        inside.map(({ value }) => value),
        inside.map(({ cluster }) => cluster),
        { weights: inside.map(({ weight }) => weight) },
      );
      expect(estimate).toBeCloseTo(alone?.estimate ?? Number.NaN, 12);
      expect(standardError).toBeCloseTo(alone?.standardError ?? Number.NaN, 12);
      expect([n, clusters]).toEqual([alone?.n, alone?.clusters]);
    }
  });

  it('have p-values in the order alone, step-down, single step', () => {
    for (const { pValue, pStepDown, pSingleStep } of slices) {
      expect(pValue).toBeLessThanOrEqual(pStepDown);
      expect(pStepDown).toBeLessThanOrEqual(pSingleStep);
    }
  });

  it('are the same for the same seed, and for any order of the rows', () => {
    expect(jointSlices(rows, options)).toEqual(slices);
    const byName = (joint: typeof slices) =>
      joint.toSorted((a, b) => (a.slice < b.slice ? -1 : 1)).map(({ estimate }) => estimate.toFixed(9));
    expect(byName(jointSlices(rows.toReversed(), options))).toEqual(byName(slices));
  });

  it('pay nothing for a copy of a slice, because its users flip together wherever they stand', () => {
    const copied = [...rows, ...rows.toReversed().map((row) => ({ ...row, slice: `${row.slice} again` }))];
    const doubled = jointSlices(copied, options);
    for (const { slice, pSingleStep, ciLow } of slices) {
      const twin = doubled.find((each) => each.slice === slice);
      expect(twin?.pSingleStep).toBe(pSingleStep);
      expect(twin?.ciLow).toBeCloseTo(ciLow, 12);
    }
  });
});

it('a slice of one user or without weight is left out', () => {
  const row = { value: 1, weight: 1, slice: 'thin', cluster: 'u' };
  expect(jointSlices([row, row], options)).toEqual([]);
  expect(
    jointSlices(
      [
        { ...row, weight: 0 },
        { ...row, weight: 0, cluster: 'v' },
      ],
      options,
    ),
  ).toEqual([]);
});

it('users who all say the same are infinitely far from zero', () => {
  const rows = Array.from({ length: 6 }, (_, user) => ({ slice: 's', value: 0.1, weight: 1, cluster: `u${user}` }));
  const [slice] = jointSlices(rows, options);
  expect(slice).toMatchObject({ t: Infinity, pSingleStep: 2 / 64, standardError: 0 });
  expect(slice?.ciLow).toBe(slice?.ciHigh);
});
