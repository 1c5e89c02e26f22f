import { describe, expect, it } from 'vitest';
import { jackknifeEstimate } from '../../activities/stats/cluster-jackknife.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';

const rows = [3, 1, 4, 1, 5, 9].map((value, at) => ({ value, user: `u${at}` }));
const mean = (some: readonly { value: number }[]) => some.reduce((sum, { value }) => sum + value, 0) / some.length;
const userOf = ({ user }: { user: string }) => user;

describe('the jackknife over users', () => {
  it('gives the mean of one value per user its textbook error', () => {
    const got = jackknifeEstimate(rows, userOf, mean);
    const wanted = clusteredMean(
      rows.map(({ value }) => value),
      rows.map(userOf),
    );
    expect(got?.standardError).toBeCloseTo(wanted?.standardError ?? Number.NaN, 12);
    expect(got).toMatchObject({ clusters: 6, n: 6, degreesOfFreedom: 5 });
  });

  it('moves whole users: copies of a row by its own user add nothing', () => {
    const twice = jackknifeEstimate([...rows, ...rows], userOf, mean);
    expect(twice?.standardError).toBeCloseTo(jackknifeEstimate(rows, userOf, mean)?.standardError ?? Number.NaN, 12);
  });

  it('says nothing for one user, or where the statistic is not defined without one of them', () => {
    expect(jackknifeEstimate(rows.slice(0, 1), userOf, mean)).toBeNull();
    expect(jackknifeEstimate(rows, userOf, (some) => (some.length < 6 ? null : mean(some)))).toBeNull();
  });
});
