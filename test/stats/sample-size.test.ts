import { describe, expect, it } from 'vitest';
import type { ClusteredValue } from '../../activities/stats/cluster-sums.js';
import { createRandom } from '../../activities/stats/random.js';
import { neededSize, type VarianceBasis, varianceBasis } from '../../activities/stats/sample-size.js';
import { required } from '../scoring/scoring-world.js';

function simulate(users: number, items: number, between: number, within: number): ClusteredValue[] {
  const random = createRandom('sample size test', users, items, between, within);
  return Array.from({ length: users }, (_, user) => {
    const own = Math.sqrt(between) * random.normal();
    return Array.from({ length: items }, () => ({
      value: own + Math.sqrt(within) * random.normal(),
      weight: 1,
      cluster: `u${user}`,
    }));
  }).flat();
}

/** A pilot whose variance is as good as known. */
const known: VarianceBasis = { betweenUsers: 1, withinUsers: null, degreesOfFreedom: 1e6, users: 100, items: 300 };

describe('the variance of a mean', () => {
  it('is split into what users and what items add to it', () => {
    const basis = required(varianceBasis(simulate(2000, 5, 0.4, 1)));
    expect(basis.betweenUsers * 2000).toBeCloseTo(0.4, 1);
    expect(required(basis.withinUsers) * 2000).toBeCloseTo(1 / 5, 1);
    expect([basis.users, basis.items]).toEqual([2000, 10_000]);
  });

  it('is that of the formula for users alike: s² / users', () => {
    const basis = required(varianceBasis(simulate(3, 1, 1, 0)));
    const values = simulate(3, 1, 1, 0).map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / 3;
    const s2 = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    expect(basis.betweenUsers).toBeCloseTo(s2 / 3, 12);
    expect(basis.withinUsers).toBeNull();
  });

  it('is known less well the heavier a few users weigh', () => {
    const rows = simulate(60, 1, 1, 0);
    const heavy = rows.map((row, at) => ({ ...row, weight: at < 3 ? 15 : 1 }));
    expect(required(varianceBasis(rows)).degreesOfFreedom).toBeGreaterThan(40);
    expect(required(varianceBasis(heavy)).degreesOfFreedom).toBeLessThan(10);
  });

  it('is not known of one user', () => {
    expect(varianceBasis(simulate(1, 5, 1, 1))).toBeNull();
  });
});

describe('the needed size', () => {
  it('is the textbook’s for a known variance: (z + z)² variance / difference²', () => {
    // z(.975) + z(.825) = 1.959964 + 0.934589, variance per user 100, difference 1.
    const textbook = (1.959964 + 0.934589) ** 2 * 100;
    const { users, items } = required(neededSize(known, 1));
    expect(users).toBeGreaterThanOrEqual(textbook);
    expect(users).toBeLessThan(textbook + 4);
    expect(items).toBe(3 * users);
  });

  it('is larger when the pilot was small', () => {
    const unsure = required(neededSize({ ...known, degreesOfFreedom: 20 }, 1)).users;
    expect(unsure).toBeGreaterThan(1.04 * required(neededSize(known, 1)).users);
  });

  it('names the items per user that would do, where items are what varies', () => {
    const basis = { ...known, betweenUsers: 0.02, withinUsers: 0.98 };
    // (1 / 2.91)² = 0.118 is allowed in all: 0.098 within, a tenth of now, and so ten times the three items of a user.
    expect(required(neededSize(basis, 1)).itemsPerUser).toBeGreaterThanOrEqual(29);
    expect(required(neededSize(basis, 1)).itemsPerUser).toBeLessThanOrEqual(32);
    expect(required(neededSize({ ...basis, betweenUsers: 0.2 }, 1)).itemsPerUser).toBeNull();
  });

  it('is none that anybody has for a difference next to nothing, and refuses no difference at all', () => {
    expect(neededSize(known, 1e-9)).toBeNull();
    expect(() => neededSize(known, 0)).toThrow('must be positive');
  });
});
