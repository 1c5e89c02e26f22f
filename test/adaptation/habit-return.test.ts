import { describe, expect, it } from 'vitest';
import { type HabitReturn, habitReturn } from '../../activities/adaptation/habit-return.js';
import type { FollowedRequest } from '../../activities/adaptation/user-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { request } from './followed.js';

const DIMENSION = 8;
const HABIT = Float64Array.from({ length: DIMENSION }, (_, j) => (j % 2 === 0 ? 0.5 : -0.3));
const SQUARED = HABIT.reduce((sum, value) => sum + value * value, 0);

/** Requests in which the habit shows in full with the release, and by `left` of it after its rollback. */
function simulate(seed: string, { users = 150, effect = 1, left = 0 }) {
  const random = createRandom('habit-return-test', seed);
  const people = Array.from({ length: users }, (_, i) => ({
    user: `u${i}`,
    style: Array.from({ length: DIMENSION }, () => 0.3 * random.normal()),
    adopts: random.next() < 0.6,
  }));
  const requests = (habit: number): FollowedRequest[] =>
    people.flatMap(({ user, style, adopts }) =>
      Array.from({ length: 1 + random.integer(4) }, () => {
        const added = adopts ? habit * effect : 0;
        const features = style.map((value, j) => value + 0.5 * random.normal() + added * (HABIT[j] ?? 0));
        return request({ user, features });
      }),
    );
  return { before: requests(0), released: requests(1), after: requests(left) };
}

async function measured(seed: string, world: Parameters<typeof simulate>[1], draws = 100): Promise<HabitReturn> {
  const options = { weightCap: 3, minUsers: 20, blocks: 2, draws, permutations: 99, seed };
  const figures = await habitReturn(simulate(seed, world), options);
  if (!('verdict' in figures)) throw new Error('too few users');
  return figures;
}

describe('how far users came back after a rollback', () => {
  it.each([
    ['went back', 0],
    ['stayed', 1],
    ['went back in part', 0.5],
  ] as const)('is told: %s', async (verdict, left) => {
    const figures = await measured(verdict, { users: 400, left });
    expect(figures.verdict).toBe(verdict);
    expect(Math.abs((figures.share?.estimate ?? 2) - (1 - left))).toBeLessThan(0.15);
    // The release moved 60 % of the users by the whole habit.
    expect(figures.released.ciLow).toBeLessThan(0.36 * SQUARED);
    expect(figures.released.ciHigh).toBeGreaterThan(0.36 * SQUARED);
  });

  it('is near to nothing in the state it is in, and as far from the other as the release had moved it', async () => {
    const back = await measured('back', { users: 400, left: 0 });
    expect(Math.abs(back.toBefore.estimate)).toBeLessThan(0.1 * back.released.estimate);
    expect(Math.abs(back.toReleased.estimate / back.released.estimate - 1)).toBeLessThan(0.15);
    const stayed = await measured('there', { users: 400, left: 1 });
    expect(Math.abs(stayed.toReleased.estimate)).toBeLessThan(0.1 * stayed.released.estimate);
  });

  it('is no question where the release had moved nobody', async () => {
    const figures = await measured('nobody', { effect: 0 });
    expect(figures).toMatchObject({ share: null, verdict: 'nothing to come back from' });
  });

  it('needs users of all three windows', async () => {
    const { before, released } = simulate('few', { users: 40 });
    const after = released.filter(({ user }) => Number(user.slice(1)) < 7);
    const options = { weightCap: 3, minUsers: 20, blocks: 2, draws: 10, permutations: 9, seed: 'few' };
    expect(await habitReturn({ before, released, after }, options)).toEqual({ users: 7 });
  });

  it.each([0, 0.5, 1])('has an interval that covers what was undone, where %s of the habit is left', async (left) => {
    const runs = 200;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const { share } = await measured(`covers ${left} ${run}`, { users: 80, left });
      if (share !== null && share.ciLow <= 1 - left && 1 - left <= share.ciHigh) covered += 1;
    }
    // At a coverage of .95 fewer than 180 of 200 happen in one of 500 runs.
    expect(covered).toBeGreaterThanOrEqual(180);
  });
});
