import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  betaTails,
  binomialTails,
  chiSquaredQuantile,
  chiSquaredTails,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
  studentTwoSided,
} from '../../activities/stats/distributions.js';
import { clopperPearsonInterval, mcnemarExact, wilsonInterval } from '../../activities/stats/proportions.js';

/** Relative. */
function expectNear(got: number, wanted: number, tolerance = 1e-11): void {
  expect(Math.abs(got / wanted - 1)).toBeLessThan(tolerance);
}

describe('far out and close in', () => {
  it('Student’s t with one degree of freedom is Cauchy’s distribution: tan and arctan', () => {
    for (const p of [1e-300, 1e-20, 1e-6, 0.3, 0.4999]) expectNear(studentQuantile(p, 1), -1 / Math.tan(Math.PI * p));
    expectNear(studentTwoSided(1e200, 1), 2e-200 / Math.PI);
  });

  it('Student’s t with two degrees of freedom has a closed form', () => {
    for (const t of [1e-9, 0.5, 3, 1e8]) expectNear(studentTwoSided(t, 2), 2 / (2 + t * t + t * Math.sqrt(2 + t * t)));
  });

  it('Student’s t with many degrees of freedom is normal', () => {
    expectNear(studentQuantile(0.975, 1e7), normalQuantile(0.975), 1e-6);
    expectNear(studentCdf(-6, 1e7), normalCdf(-6), 1e-4);
  });

  it('quantiles undo their distribution', () => {
    for (const p of [1e-300, 1e-12, 0.2, 0.5 - 1e-9, 0.7]) {
      expectNear(normalCdf(normalQuantile(p)), p, 1e-10);
      expectNear(chiSquaredTails(chiSquaredQuantile(p, 7), 7).lower, p);
      expectNear(chiSquaredTails(chiSquaredQuantile(p, 7, 'upper'), 7).upper, p);
      expectNear(betaTails(betaQuantile(p, 2, 40), 2, 40).lower, p);
      expectNear(betaTails(betaQuantile(p, 1e5, 3e5), 1e5, 3e5).lower, p, 1e-8);
    }
  });

  it('chi-squared with two degrees of freedom is exponential', () => {
    for (const x of [1e-10, 0.1, 3, 100]) {
      expectNear(chiSquaredTails(x, 2).upper, Math.exp(-x / 2));
      expectNear(chiSquaredTails(x, 2).lower, -Math.expm1(-x / 2));
    }
  });

  it('a beta with one shape of 1 is a power', () => {
    for (const x of [1e-30, 0.2, 0.9]) {
      expectNear(betaTails(x, 7, 1).lower, x ** 7);
      expectNear(betaTails(x, 1, 0.25).upper, (1 - x) ** 0.25);
    }
    expect(betaTails(0.5, 1e6, 1e6).lower).toBeCloseTo(0.5, 11);
  });

  it('a binomial has its first and last probability in closed form', () => {
    expectNear(binomialTails(0, 1000, 0.3).lower, 0.7 ** 1000);
    expectNear(binomialTails(299, 300, 0.3).upper, 0.3 ** 300);
    expect(binomialTails(-1, 5, 0.5)).toEqual({ lower: 0, upper: 1 });
    expect(binomialTails(5, 5, 0.5)).toEqual({ lower: 1, upper: 0 });
  });

  it.each([0, 1])('a probability of %i lies at the end of a distribution', (p) => {
    expect(normalQuantile(p)).toBe(p === 0 ? -Infinity : Infinity);
    expect(studentQuantile(p, 3)).toBe(p === 0 ? -Infinity : Infinity);
    expect(chiSquaredQuantile(p, 3)).toBe(p === 0 ? 0 : Infinity);
    expect(betaQuantile(p, 2, 3, 'upper')).toBe(p === 0 ? 1 : 0);
  });

  it('what is no probability has no quantile', () => {
    expect([normalQuantile(1.1), studentQuantile(-0.1, 3), chiSquaredQuantile(Number.NaN, 3)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('proportions', () => {
  it.each([
    [-1, 10],
    [11, 10],
    [0, 0],
  ])('%i of %i are refused', (successes, n) => {
    expect(() => wilsonInterval(successes, n)).toThrow('is no proportion');
    expect(() => clopperPearsonInterval(successes, n)).toThrow('is no proportion');
  });

  it('many discordant pairs keep their digits', () => {
    // Two times the lower tail at 450 of 1000 fair coins.
    expect(mcnemarExact(450, 550)).toBeCloseTo(0.00173053608, 8);
    expect(mcnemarExact(0, 0)).toBe(1);
  });
});
