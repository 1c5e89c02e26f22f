import { describe, expect, it } from 'vitest';
import { PARTS } from '../../activities/adaptation/change-parts.js';
import { splitChange, splitWithIntervals } from '../../activities/adaptation/five-part-split.js';
import { measurePlacebo } from '../../activities/adaptation/placebo.js';
import { placeboRank } from '../../activities/adaptation/placebo-rank.js';
import { placeboWindows } from '../../activities/adaptation/tracking-plan.js';
import { followUsers, requestsInside } from '../../activities/adaptation/user-windows.js';
import { withinUserShift } from '../../activities/adaptation/within-user-shift.js';
import {
  BLOCKS,
  expectedSplit,
  HABIT,
  simulateDrift,
  simulateRelease,
  type World,
} from '../../scripts/calibrate/adaptation-traffic.js';
import { windowBetween } from '../../workflows/window.js';

const WEIGHT_CAP = 3;
const RUNS = 20;
const DAY_MS = 86_400_000;
const WORLDS: Record<'nothing' | 'adaptation only' | 'mix only' | 'both', World> = {
  nothing: { adopters: 0, mix: false, intensity: 0 },
  'adaptation only': { adopters: 0.5, mix: false, intensity: 0.7 },
  'mix only': { adopters: 0, mix: true, intensity: 0 },
  both: { adopters: 0.5, mix: true, intensity: 0.7 },
};

function users(world: World, count: number, seed: string) {
  const { before, after } = simulateRelease(world, count, seed);
  return followUsers(before, after, WEIGHT_CAP);
}

describe.each(Object.entries(WORLDS))('five-part split, world: %s', (name, world) => {
  it('recovers every part, its intervals cover, and the parts sum to the whole', async () => {
    const truth = expectedSplit(world);
    const runs: NonNullable<Awaited<ReturnType<typeof splitWithIntervals>>>[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const split = await splitWithIntervals(users(world, 250, `${name} ${run}`), { draws: 100, seed: `${run}` });
      if (split !== null) runs.push(split);
    }
    expect(runs).toHaveLength(RUNS);
    const misses = PARTS.map((part) => ({
      part,
      covered: runs.filter((run) => run[part].ciLow <= truth[part] && truth[part] <= run[part].ciHigh).length,
      bias: runs.reduce((sum, run) => sum + run[part].estimate, 0) / RUNS - truth[part],
      // At a coverage of .95 fewer than 16 of 20 happen in one of 400 runs. The adaptation is planted with size .08.
    })).filter(({ covered, bias }) => covered < 16 || Math.abs(bias) > 0.01);
    expect(misses).toEqual([]);
    for (const run of runs) {
      const sum = PARTS.reduce((total, part) => total + run[part].estimate, 0);
      expect(Math.abs(sum - run.total.estimate)).toBeLessThan(1e-9);
    }
  });
});

describe('size of the habits part', () => {
  it('is the squared length of what the habit adds, times the squared share of prompts that show it', () => {
    const { adopters, intensity } = WORLDS['adaptation only'];
    const planted = HABIT.reduce((sum, value) => sum + value * value, 0) * (adopters * intensity) ** 2;
    const split = splitChange(users(WORLDS['adaptation only'], 6000, 'planted size'));
    expect(split?.habits).toBeGreaterThan(0.9 * planted);
    expect(split?.habits).toBeLessThan(1.1 * planted);
  });
});

async function rejections(world: World, seed: string): Promise<number> {
  let rejected = 0;
  for (let run = 0; run < 60; run += 1) {
    const followed = users(world, 100, `${seed} ${run}`);
    const shift = await withinUserShift(followed, { blocks: BLOCKS, permutations: 199, seed: `${run}` });
    if (shift !== null && shift.pValue <= 0.05) rejected += 1;
  }
  return rejected;
}

describe('sign-flip test of the within-user shift', () => {
  it.each(['nothing', 'mix only'] as const)('holds its level when the release changed no habit: %s', async (name) => {
    // At a level of .05 more than 8 of 60 happen in less than one of 200 runs.
    expect(await rejections(WORLDS[name], `level ${name}`)).toBeLessThanOrEqual(8);
  });

  it('finds habits that changed', async () => {
    expect(await rejections(WORLDS.both, 'power')).toBeGreaterThanOrEqual(55);
  });

  it('fires when habits drift without a release, and the placebo rank does not', async () => {
    const runs = 20;
    let fired = 0;
    let ranked = 0;
    for (let run = 0; run < runs; run += 1) {
      const requests = simulateDrift({ users: 120, days: 48, perDay: 0.02 }, `${run}`);
      const releaseMs = 41 * DAY_MS;
      const compared = {
        baseline: windowBetween(releaseMs - 14 * DAY_MS, releaseMs),
        window: windowBetween(releaseMs, releaseMs + 7 * DAY_MS),
      };
      const history = requests.filter(({ timeMs }) => timeMs < releaseMs);
      const [before, after] = [compared.baseline, compared.window].map((window) => requestsInside(requests, window));
      const followed = followUsers(before ?? [], after ?? [], WEIGHT_CAP);
      const shift = await withinUserShift(followed, { blocks: BLOCKS, permutations: 199, seed: `${run}` });
      const placebos = placeboWindows(compared, 20, history[0]?.timeMs ?? 0).flatMap((windows) => {
        const placebo = measurePlacebo(history, windows, { weightCap: WEIGHT_CAP, minUsers: 20 });
        return placebo === null ? [] : [placebo.shift];
      });
      expect(placebos).toHaveLength(20);
      if (shift === null) throw new Error('no returning users');
      if (shift.pValue <= 0.05) fired += 1;
      if ((placeboRank(shift.size, placebos) ?? 1) <= 0.05) ranked += 1;
    }
    expect(fired).toBeGreaterThan(runs / 2);
    expect(ranked).toBeLessThanOrEqual(runs / 5);
  });
});
