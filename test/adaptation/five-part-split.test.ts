import { describe, expect, it } from 'vitest';
import { PARTS } from '../../activities/adaptation/change-parts.js';
import { splitChange, splitWithIntervals } from '../../activities/adaptation/five-part-split.js';
import { type FollowedUser, followUsers } from '../../activities/adaptation/user-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { request } from './followed.js';

/** Users by name: topics and values before and after; features are one number plus the topic's own. */
function usersOf(windows: Record<string, { before?: [number, number][]; after?: [number, number][] }>): FollowedUser[] {
  const side = (name: 'before' | 'after') =>
    Object.entries(windows).flatMap(([user, window]) =>
      (window[name] ?? []).map(([topic, value]) => request({ user, topic, features: [value, topic * 10] })),
    );
  return followUsers(side('before'), side('after'), 3);
}

type Windows = Parameters<typeof usersOf>[0];

const twenty = Array.from({ length: 20 }, (_, i) => `u${i}`);

function returning(after: number): Windows {
  return Object.fromEntries(twenty.map((u) => [u, { before: [[0, 1]], after: [[0, after]] }]));
}

function newcomers(value: number): Windows {
  return Object.fromEntries(twenty.map((u) => [`new-${u}`, { after: [[0, value]] }]));
}

describe('five-part split', () => {
  it('needs a returning user', () => {
    expect(splitChange(usersOf({ ana: { before: [[0, 1]] }, bo: { after: [[0, 2]] } }))).toBeNull();
  });

  it('is zero everywhere when nobody changes', () => {
    const split = splitChange(
      usersOf(Object.fromEntries(twenty.map((u) => [u, { before: [[0, 1]], after: [[0, 1]] }]))),
    );
    for (const part of ['total', ...PARTS] as const) expect(split?.[part]).toBeCloseTo(0, 12);
  });

  it('books the same users writing otherwise on the same topics as habits', () => {
    const split = splitChange(
      usersOf(Object.fromEntries(twenty.map((u) => [u, { before: [[0, 1]], after: [[0, 3]] }]))),
    );
    // Every user moves by 2 with share 1/20: 2² less the 20 own products of (2/20)².
    expect(split?.habits).toBeCloseTo(4 - 20 * 0.01, 12);
    expect(split?.total).toBeCloseTo(4 - 20 * 0.01, 12);
    expect(split?.topics).toBeCloseTo(0, 12);
  });

  it('books the same users asking about another topic as topics', () => {
    const windows: Windows = Object.fromEntries(
      twenty.map((u, i) => [u, { before: [[i % 2, i % 2]], after: [[1, 1]] }]),
    );
    const split = splitChange(usersOf(windows));
    expect(split?.topics).toBeGreaterThan(10);
    expect(split?.habits).toBeCloseTo(0, 12);
  });

  it('books newcomers who differ as arrivals, and not those who write like everyone by now', () => {
    const strangers = splitChange(usersOf({ ...returning(1), ...newcomers(3) }));
    expect(strangers?.arrivals).toBeCloseTo(strangers?.total ?? 0, 12);
    expect(strangers?.arrivals).toBeGreaterThan(0.8);
    const joiners = splitChange(usersOf({ ...returning(3), ...newcomers(3) }));
    expect(Math.abs(joiners?.arrivals ?? 1)).toBeLessThan(0.05);
    expect(joiners?.habits).toBeGreaterThan(3);
  });

  it('books users who differed and left as departures', () => {
    const leave: Windows = Object.fromEntries(twenty.map((u) => [`lost-${u}`, { before: [[0, 5]] }]));
    const split = splitChange(usersOf({ ...returning(1), ...leave }));
    expect(split?.departures).toBeGreaterThan(3);
    expect(split?.departures).toBeCloseTo(split?.total ?? 0, 12);
  });

  it('books users who differ and talk more as activity', () => {
    const windows: Windows = Object.fromEntries(
      twenty.map((u, i) => [
        u,
        i % 2 === 0
          ? { before: [[0, 5]], after: Array.from({ length: 3 }, () => [0, 5]) }
          : { before: [[0, 1]], after: [[0, 1]] },
      ]),
    );
    const split = splitChange(usersOf(windows));
    expect(split?.activity).toBeGreaterThan(0.4);
    expect(split?.habits).toBeCloseTo(0, 12);
  });

  it('has parts that sum to the whole, whoever comes and goes', () => {
    const random = createRandom('split-sums');
    const prompts = (): [number, number][] =>
      Array.from({ length: random.integer(5) }, () => [random.integer(4), random.normal()]);
    const windows = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`u${i}`, { before: prompts(), after: prompts() }]),
    );
    const split = splitChange(usersOf(windows));
    if (split === null) throw new Error('no returning users');
    expect(PARTS.reduce((sum, part) => sum + split[part], 0)).toBeCloseTo(split.total, 12);
  });

  it('gives the same intervals for the same seed, around the estimate', async () => {
    const random = createRandom('split-intervals');
    const windows: Windows = Object.fromEntries(
      twenty.map((u) => [u, { before: [[0, random.normal()]], after: [[0, 2 + random.normal()]] }]),
    );
    const once = await splitWithIntervals(usersOf(windows), { draws: 100, seed: 'a' });
    expect(await splitWithIntervals(usersOf(windows), { draws: 100, seed: 'a' })).toEqual(once);
    expect(await splitWithIntervals(usersOf(windows), { draws: 100, seed: 'b' })).not.toEqual(once);
    expect(once?.habits.ciLow).toBeLessThan(once?.habits.estimate ?? 0);
    expect(once?.habits.ciHigh).toBeGreaterThan(once?.habits.estimate ?? 0);
  });
});
