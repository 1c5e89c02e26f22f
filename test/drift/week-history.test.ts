import { describe, expect, it } from 'vitest';
import { debiasedMmd2, kernelWindows, ownTotals } from '../../activities/drift/mmd.js';
import { alignUsers, emptyTotals, totalsOf, type UserMean } from '../../activities/drift/two-windows.js';
import { historyRank, rankOfLast, weekDistances } from '../../activities/drift/week-history.js';
import { createRandom, type Random } from '../../activities/stats/random.js';

const COLUMNS = 6;
const BLOCKS = 2;

function weekOf(random: Random, users: readonly string[], shift = 0): UserMean[] {
  return users.map((user) => ({
    user,
    weight: 1 + random.integer(3),
    mean: Array.from({ length: COLUMNS }, () => shift + random.normal()),
  }));
}

const names = (from: number, count: number) => Array.from({ length: count }, (_, at) => `u${from + at}`);

/** Distances between points on a line. */
const onALine = (places: readonly number[]) => places.map((a) => places.map((b) => Math.abs(a - b)));

describe('distances between weeks', () => {
  it('are the debiased MMD² of the drift test, with users of both weeks never meeting themselves', () => {
    const random = createRandom('weeks');
    const weeks = [weekOf(random, names(0, 20)), weekOf(random, names(10, 25)), weekOf(random, names(30, 12), 0.5)];
    const distances = weekDistances(weeks, BLOCKS);
    for (const [s, t] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const windows = alignUsers(weeks[s] ?? [], weeks[t] ?? [], COLUMNS);
      const kernel = kernelWindows(windows, BLOCKS);
      const values = debiasedMmd2(kernel, totalsOf(windows, emptyTotals(COLUMNS)), ownTotals(kernel));
      const mean = values.reduce((sum, value) => sum + value, 0) / BLOCKS;
      expect(distances[s]?.[t]).toBeCloseTo(mean, 12);
      expect(distances[t]?.[s]).toBe(distances[s]?.[t]);
    }
  });
});

describe('the rank of a week', () => {
  it('is 1/(n + 1) for a week that is farther from all others than they are', () => {
    const { pValue, weeks } = rankOfLast(onALine([1, 2, 3, 4, 5, 6, 7, 8, 20]));
    expect([pValue, weeks]).toEqual([1 / 9, 8]);
  });

  it('counts ties against an alarm', () => {
    const everyDistanceOne = Array.from({ length: 9 }, (_, a) => Array.from({ length: 9 }, (_x, b) => +(a !== b)));
    expect(rankOfLast(everyDistanceOne).pValue).toBe(1);
  });

  it('finds nothing unusual in a season that comes round', () => {
    const season = [0, 5, 10, 5, 0, 5, 10, 5, 0, 5, 10, 5, 0, 5, 10];
    expect(rankOfLast(onALine(season)).pValue).toBeGreaterThan(0.5);
    expect(rankOfLast(onALine([...season, 16])).pValue).toBe(1 / 16);
  });

  it('depends on the weeks as a set', () => {
    const random = createRandom('order');
    const weeks = Array.from({ length: 9 }, (_, at) => weekOf(random, names(20 * at, 20)));
    const last = weekOf(random, names(500, 20), 0.2);
    const forwards = historyRank(weeks, last, BLOCKS);
    const backwards = historyRank([...weeks].reverse(), last, BLOCKS);
    expect(backwards.pValue).toBe(forwards.pValue);
    expect(backwards.distance).toBeCloseTo(forwards.distance, 12);
  });

  it('is at most a level as often as the level says, when the weeks are exchangeable', () => {
    const random = createRandom('ranks');
    let small = 0;
    for (let repetition = 0; repetition < 400; repetition += 1) {
      const weeks = Array.from({ length: 20 }, (_, at) => weekOf(random, names(8 * at, 8)));
      if (historyRank(weeks.slice(1), weeks[0] ?? [], BLOCKS).pValue <= 0.05) small += 1;
    }
    // 400 ranks at 1/20: 20 on average; 9 to 33 hold 99.5 % of the binomial distribution.
    expect(small).toBeGreaterThanOrEqual(9);
    expect(small).toBeLessThanOrEqual(33);
  });

  it('needs three earlier weeks', () => {
    const random = createRandom('few');
    const week = weekOf(random, names(0, 5));
    expect(() => historyRank([week, week], week, BLOCKS)).toThrow('2 earlier weeks, 3 are needed');
  });
});
