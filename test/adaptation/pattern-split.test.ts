import { describe, expect, it } from 'vitest';
import { PARTS } from '../../activities/adaptation/change-parts.js';
import { type PatternSplit, splitPatterns } from '../../activities/adaptation/pattern-split.js';
import { type FollowedRequest, followUsers } from '../../activities/adaptation/user-windows.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { request } from './followed.js';

const WEIGHT_CAP = 3;
/** Share of the prompts that show the pattern, by topic. */
const SHARES = [0.2, 0.6];

/** A release: returning users may take the pattern up or ask about topic 1 more often; others may come in for half of them. */
interface World {
  readonly users: number;
  /** What adopters, half of the users, add to their share after the release. */
  readonly habit: number;
  /** By how much returning users ask about topic 1 more often. */
  readonly towards: number;
  /** Half of the users leave, and as many come who ask about topic 1 only. */
  readonly replaced: boolean;
}

function simulate({ users, habit, towards, replaced }: World, random: Random) {
  const prompts = (user: string, ofTopic1: number, added: number): FollowedRequest[] =>
    Array.from({ length: 1 + random.integer(5) }, () => {
      const topic = random.next() < ofTopic1 ? 1 : 0;
      const shows = random.next() < (SHARES[topic] ?? 0) + added;
      return request({ user, topic, features: [], patterns: Float64Array.of(shows ? 1 : 0, topic) });
    });
  const names = Array.from({ length: users }, (_, i) => ({ user: `u${i}`, stays: !replaced || i % 2 === 0 }));
  const before = names.flatMap(({ user }) => prompts(user, 0.4, 0));
  const stayed = names
    .filter(({ stays }) => stays)
    .flatMap(({ user }) => prompts(user, 0.4 + towards, random.next() < 0.5 ? habit : 0));
  const come = names.filter(({ stays }) => !stays).flatMap(({ user }) => prompts(`new-${user}`, 1, 0));
  return followUsers(before, [...stayed, ...come], WEIGHT_CAP);
}

async function splitOf(world: World, seed: string, draws = 100): Promise<PatternSplit[]> {
  const splits = await splitPatterns(simulate(world, createRandom('pattern-split-test', seed)), { draws, seed });
  if (splits === null) throw new Error('no returning users');
  return splits;
}

const QUIET: World = { users: 400, habit: 0, towards: 0, replaced: false };
const valueOf = (split: PatternSplit, part: (typeof PARTS)[number]) =>
  part === 'habits' ? split.habits.estimate : split[part];

describe('the change of a pattern, split in five', () => {
  it('needs a returning user', async () => {
    const users = followUsers([request({ user: 'ana', features: [] })], [request({ user: 'bo', features: [] })], 3);
    expect(await splitPatterns(users, { draws: 10, seed: 'a' })).toBeNull();
  });

  it('has parts that sum to the change of the weighted mean, for every pattern', async () => {
    const random = createRandom('pattern-split-sums');
    const users = simulate({ ...QUIET, users: 90, habit: 0.3, towards: 0.2, replaced: true }, random);
    const splits = (await splitPatterns(users, { draws: 10, seed: 'a' })) ?? [];
    expect(splits).toHaveLength(2);
    splits.forEach((split, k) => {
      const mean = (side: 'before' | 'after') => {
        const weight = users.reduce((sum, user) => sum + (user[side]?.weight ?? 0), 0);
        return (
          users.reduce((sum, user) => sum + (user[side]?.weight ?? 0) * (user[side]?.patterns[k] ?? 0), 0) / weight
        );
      };
      const sum = PARTS.reduce((total, part) => total + valueOf(split, part), 0);
      expect(sum).toBeCloseTo(mean('after') - mean('before'), 12);
      expect(split.total.estimate).toBeCloseTo(sum, 12);
      expect(split.mix.estimate + split.habits.estimate).toBeCloseTo(sum, 12);
    });
  });

  it('books what the same users do on the same topics as habits', async () => {
    const [split] = await splitOf({ ...QUIET, habit: 0.3 }, 'habits');
    expect(split?.habits.ciLow).toBeGreaterThan(0.05);
    expect(split?.habits.ciHigh).toBeLessThan(0.25);
    expect(split?.mix.ciLow).toBeLessThan(0);
    expect(split?.mix.ciHigh).toBeGreaterThan(0);
  });

  it('books other users as mix, with the sign of the change', async () => {
    const [split, ofTopic1] = await splitOf({ ...QUIET, replaced: true }, 'mix');
    // Half of the prompts move from .4 to 1 about topic 1, which shows the pattern .4 more often.
    expect(split?.mix.ciLow).toBeGreaterThan(0);
    expect(split?.arrivals).toBeCloseTo(0.12, 1);
    expect(split?.habits.ciLow).toBeLessThan(0);
    expect(split?.habits.ciHigh).toBeGreaterThan(0);
    expect(ofTopic1?.habits.estimate).toBeCloseTo(0, 9);
    const [fewer] = await splitOf({ ...QUIET, towards: -0.4 }, 'fewer');
    expect(fewer?.mix.ciHigh).toBeLessThan(0);
    expect(fewer?.topics).toBeCloseTo(-0.16, 1);
  });

  it('has intervals that cover what was planted', async () => {
    const world = { users: 120, habit: 0.3, towards: 0.2, replaced: true };
    // Returning users: topics .2 x .4, habits .5 x .3. Half of the users are new: .6 of their prompts' share.
    const [habits, topics, newcomers] = [0.15, 0.08, 0.6];
    const returning = 0.36 + habits + topics;
    const total = (returning + newcomers) / 2 - 0.36;
    const truth = { total, habits, mix: total - habits };
    const runs = 250;
    const covered = { total: 0, habits: 0, mix: 0 };
    for (let run = 0; run < runs; run += 1) {
      const [split] = await splitOf(world, `covers ${run}`, 150);
      for (const part of ['total', 'habits', 'mix'] as const) {
        if (split !== undefined && split[part].ciLow <= truth[part] && truth[part] <= split[part].ciHigh)
          covered[part] += 1;
      }
    }
    // At a coverage of .95 fewer than 227 of 250 happen in one of 300 runs, and more than 246 in one of 100.
    for (const part of ['total', 'habits', 'mix'] as const) {
      expect(covered[part], part).toBeGreaterThanOrEqual(227);
      expect(covered[part], part).toBeLessThanOrEqual(247);
    }
  });
});
