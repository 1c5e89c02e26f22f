import { describe, expect, it } from 'vitest';
import { gateVerdict, neededMore } from '../../activities/scoring/verdict.js';
import { holm } from '../../activities/stats/multiplicity.js';
import { median } from '../../activities/stats/quantiles.js';
import { neededSize, varianceBasis } from '../../activities/stats/sample-size.js';
import { required } from '../scoring/scoring-world.js';
import {
  type DifferenceWorld,
  meanOf,
  naiveMeanOf,
  PATIENCE_MS,
  percent,
  shareOf,
  simulateDifferences,
  threeSigma,
} from './verdict-world.js';

// With --reporter=verbose each test prints what it measured.

const RUNS = 2000;
const LEVEL = 0.05;
const GAIN = 0.03;
const SHAPES: readonly (readonly [string, Partial<DifferenceWorld>])[] = [
  ['users alike', {}],
  ['uneven users and weights', { uneven: true }],
  ['skewed users', { skewed: true }],
];

describe('no difference, 50 users of 10 items, ICC 0.7', { timeout: PATIENCE_MS }, () => {
  it.for(SHAPES)(
    'is claimed in 3 to 7 of 100 runs by users, and in more than 35 by items: %s',
    async ([name, shape], { annotate }) => {
      const world = { users: 50, itemsPerUser: 10, icc: 0.7, spread: 0.25, effect: 0, ...shape };
      let byItems = 0;
      const byUsers = shareOf(RUNS, (run) => {
        const rows = simulateDifferences(world, name, run);
        if (required(naiveMeanOf(rows).pValue) <= LEVEL) byItems += 1 / RUNS;
        return required(meanOf(rows).pValue) <= LEVEL;
      });
      await annotate(`false positives: by users ${percent(byUsers)}, by items ${percent(byItems)}`);
      expect(byUsers).toBeGreaterThanOrEqual(0.03);
      expect(byUsers).toBeLessThanOrEqual(0.07);
      expect(byItems).toBeGreaterThan(0.35);
    },
  );
});

describe('the number of users that a pilot of 40 recommends', { timeout: PATIENCE_MS }, () => {
  const PILOT = 40;

  it.for(SHAPES)(
    'finds a gain of 0.03 in 80 to 92 of 100 fresh studies of that size: %s',
    async ([name, shape], { annotate }) => {
      const world: DifferenceWorld = {
        users: PILOT,
        itemsPerUser: 4,
        icc: 0.5,
        spread: 0.2,
        effect: GAIN,
        ...shape,
      };
      const recommended: number[] = [];
      const power = shareOf(RUNS, (run) => {
        const more = neededMore(simulateDifferences(world, name, 'pilot', run));
        const users = PILOT + (more?.users ?? 0);
        recommended.push(users);
        const study = meanOf(simulateDifferences({ ...world, users }, name, 'study', run));
        return gateVerdict(study, study.pValue) === 'ship';
      });
      const typical = median(recommended);
      const wanted = required(
        neededSize(required(varianceBasis(simulateDifferences({ ...world, users: 20_000 }, 'known'))), GAIN),
      ).users;
      await annotate(`power ${percent(power)}, median of ${typical} users, ${wanted} with the variance known`);
      expect(power).toBeGreaterThanOrEqual(0.8);
      expect(power).toBeLessThanOrEqual(0.92);
      expect(typical / wanted).toBeGreaterThan(0.9);
      expect(typical / wanted).toBeLessThan(1.15);
    },
  );

  it('says that more items of each user do not help where users differ, and how many do where items differ', async ({
    annotate,
  }) => {
    const pilots = 500;
    const advice = (icc: number) =>
      Array.from({ length: pilots }, (_, run) =>
        neededMore(
          simulateDifferences({ users: PILOT, itemsPerUser: 4, icc, spread: 0.2, effect: GAIN }, 'advice', icc, run),
        ),
      );
    expect(advice(0.7).every((more) => more !== null && more.itemsPerUser === null)).toBe(true);
    const told = advice(0).flatMap((more) => more?.itemsPerUser ?? []);
    const power = shareOf(told.length, (run) => {
      const world = { users: PILOT, itemsPerUser: told[run] ?? 0, icc: 0, spread: 0.2, effect: GAIN };
      const study = meanOf(simulateDifferences(world, 'more items', run));
      return gateVerdict(study, study.pValue) === 'ship';
    });
    await annotate(`ICC 0: a number in ${percent(told.length / pilots)} of the pilots, then power ${percent(power)}`);
    expect(told.length / pilots).toBeGreaterThan(0.9);
    expect(power).toBeGreaterThan(0.8);
  });
});

describe('claims of four gates with users in common', { timeout: PATIENCE_MS }, () => {
  const GATES = 4;

  /** Gates whose differences share half of a user's effect. */
  function gates(effects: readonly number[], users: number, seed: string): ReturnType<typeof meanOf>[] {
    const common = simulateDifferences({ users, itemsPerUser: 2, icc: 1, spread: 0.1, effect: 0 }, seed, 'common');
    return effects.map((effect, gate) => {
      const own = simulateDifferences({ users, itemsPerUser: 2, icc: 0.5, spread: 0.1, effect }, seed, gate);
      return meanOf(own.map((row, at) => ({ ...row, value: row.value + required(common[at]).value })));
    });
  }
  function verdicts(estimates: readonly ReturnType<typeof meanOf>[]): string[] {
    const adjusted = holm(estimates.map(({ pValue }) => required(pValue)));
    return estimates.map((estimate, at) => gateVerdict(estimate, required(adjusted[at]), { gates: GATES }));
  }

  it.for<readonly [string, readonly number[], number, (verdict: string, effect: number) => boolean]>([
    ['no gate has a difference', [0, 0, 0, 0], 60, (verdict) => ['ship', 'hold'].includes(verdict)],
    [
      'two gates have a gain',
      [0, 0, 0.08, 0.08],
      60,
      (verdict, effect) => verdict === 'hold' || (verdict === 'ship' && effect === 0),
    ],
    ['all have the gain that matters', [GAIN, GAIN, GAIN, GAIN], 160, (verdict) => /hold|no-difference/.test(verdict)],
    ['all lack as much', [-GAIN, -GAIN, -GAIN, -GAIN], 160, (verdict) => /ship|no-difference/.test(verdict)],
  ])('are wrong anywhere in at most one of 20 runs when %s', async ([name, effects, users, isWrong], { annotate }) => {
    const errors = shareOf(RUNS, (run) =>
      verdicts(gates(effects, users, `${name} ${run}`)).some((verdict, gate) => isWrong(verdict, effects[gate] ?? 0)),
    );
    await annotate(`a false claim in ${percent(errors)} of the runs`);
    expect(errors).toBeLessThanOrEqual(LEVEL + threeSigma(LEVEL, RUNS));
  });

  it('rule out a difference that matters when there is none and users are enough', async ({ annotate }) => {
    const found = shareOf(300, (run) =>
      verdicts(gates([0, 0, 0, 0], 450, `none ${run}`)).every((v) => v === 'no-difference'),
    );
    await annotate(`all four gates say no-difference in ${percent(found)} of the runs`);
    expect(found).toBeGreaterThan(0.9);
  });
});
