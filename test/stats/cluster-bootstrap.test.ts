import { describe, expect, it } from 'vitest';
import { bootstrapMeanInterval } from '../../activities/stats/cluster-bootstrap.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';

const random = createRandom('cluster bootstrap test');
const rows = Array.from({ length: 240 }, (_, item) => ({
  value: random.normal() + (item % 60) / 60,
  weight: 0.5 + random.next(),
  cluster: `u${item % 60}`,
}));

describe('the bootstrap interval of a weighted mean', () => {
  it('is nearly that of Student’s t when there are many users who are not skewed', () => {
    const student = clusteredMean(
      rows.map(({ value }) => value),
      rows.map(({ cluster }) => cluster),
      { weights: rows.map(({ weight }) => weight) },
    );
    const bootstrap = bootstrapMeanInterval(rows, { seed: 'a' });
    const width = (student?.ciHigh ?? 0) - (student?.ciLow ?? 0);
    expect(Math.abs((bootstrap?.ciLow ?? 0) - (student?.ciLow ?? 0))).toBeLessThan(0.1 * width);
    expect(Math.abs((bootstrap?.ciHigh ?? 0) - (student?.ciHigh ?? 0))).toBeLessThan(0.1 * width);
  });

  it('is the same for the same seed, and another one for another', () => {
    const first = bootstrapMeanInterval(rows, { seed: 'a', draws: 99 });
    expect(bootstrapMeanInterval(rows, { seed: 'a', draws: 99 })).toEqual(first);
    expect(bootstrapMeanInterval(rows, { seed: 'b', draws: 99 })).not.toEqual(first);
  });

  it('moves whole users: copies of a user’s items make it no shorter', () => {
    const copied = rows.flatMap((row) => [row, row, row]);
    const [once, thrice] = [rows, copied].map((each) => bootstrapMeanInterval(each, { seed: 'a', draws: 199 }));
    expect(thrice?.ciLow).toBeCloseTo(once?.ciLow ?? Number.NaN, 9);
  });

  it('is a point when all say the same, and nothing for one user or for draws without any spread', () => {
    const one = { value: 1, weight: 1, cluster: 'a' };
    const other = { ...one, cluster: 'b' };
    expect(bootstrapMeanInterval([one, other], { seed: 'a' })).toMatchObject({ ciLow: 1, ciHigh: 1 });
    expect(bootstrapMeanInterval([one], { seed: 'a' })).toBeNull();
    // Half of the draws of two users hold one of them twice.
    expect(bootstrapMeanInterval([one, { ...other, value: 0 }], { seed: 'a' })).toBeNull();
  });
});
