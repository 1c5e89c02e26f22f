import { describe, expect, it } from 'vitest';
import {
  agreementOfJudges,
  agreementWithPeople,
  repeatedVerdicts,
  retest,
} from '../../activities/scoring/judge-agreement.js';
import { lengthBias, type MeasuredPair, positionBias, selfPreference } from '../../activities/scoring/judge-bias.js';
import { agreedPreference, preferenceOf, type Winner } from '../../activities/scoring/judges/pair.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom, type Random } from '../../activities/stats/random.js';

const POINTS = 0.01;

/** Two answers to one request; their quality differs by a level that lasts per user, and by chance. */
interface Pair {
  readonly item: string;
  readonly user: string;
  readonly arm: 'candidate' | 'control';
  readonly quality: number;
  readonly lengthA: number;
  readonly lengthB: number;
}

type ScriptedJudge = (random: Random, first: Shown, second: Shown) => Winner;
interface Shown {
  readonly quality: number;
  readonly length: number;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Equal quality on the whole; the candidate writes `ratio` times as much as production, the control as much. */
function answerPairs(random: Random, users: number, perUser: number, ratio = 1): Pair[] {
  const length = (mean: number) => Math.max(1, Math.round(mean * Math.exp(0.5 * random.normal())));
  return Array.from({ length: users }, (_, user) => {
    const own = 0.5 * random.normal();
    return Array.from({ length: perUser }, (__, request) => {
      const quality = own + random.normal();
      return (['candidate', 'control'] as const).map(
        (arm): Pair => ({
          item: `${user}-${request}`,
          user: `u${user}`,
          arm,
          quality: arm === 'candidate' ? quality : random.normal(),
          lengthA: length(arm === 'candidate' ? ratio * 800 : 800),
          lengthB: length(800),
        }),
      );
    }).flat();
  }).flat();
}

/** Shows both orders, as the product does. */
function judged(random: Random, pair: Pair, judge: ScriptedJudge, repeat = 0) {
  const a = { quality: pair.quality, length: pair.lengthA };
  const b = { quality: 0, length: pair.lengthB };
  const firstOrder = preferenceOf(judge(random, a, b), 'first');
  const secondOrder = preferenceOf(judge(random, b, a), 'second');
  return {
    item_id: pair.item,
    source: 'live',
    arm_a: pair.arm,
    arm_b: 'production',
    judge: 'scripted',
    repeat,
    first_order: firstOrder,
    second_order: secondOrder,
    preference: agreedPreference(firstOrder, secondOrder),
    length_a: pair.lengthA,
    length_b: pair.lengthB,
    user: pair.user,
    weight: 1,
  };
}

const byQuality: ScriptedJudge = (_, first, second) => (first.quality > second.quality ? 'first' : 'second');

describe('the position bias of a judge', () => {
  it('is found within 3 points where 70 % of its verdicts go to the answer shown first', () => {
    const random = createRandom('position');
    // Four in ten verdicts go by the place alone, the others by quality: 0.4 + 0.6 / 2.
    const judge: ScriptedJudge = (r, first, second) => (r.next() < 0.4 ? 'first' : byQuality(r, first, second));
    const pairs = answerPairs(random, 150, 6).map((pair) => judged(random, pair, judge));
    const { firstShare, flipRate } = positionBias(pairs);
    console.info(
      `first shown wins ${firstShare?.estimate.toFixed(3)} of 0.700, orders disagree ${flipRate?.estimate.toFixed(3)}`,
    );
    expect(Math.abs((firstShare?.estimate ?? 0) - 0.7)).toBeLessThan(3 * POINTS);
    expect(firstShare?.ciLow).toBeGreaterThan(0.5);
    // The better answer loses one of its two orders with probability 0.4.
    expect(Math.abs((flipRate?.estimate ?? 0) - 0.4)).toBeLessThan(3 * POINTS);
  });

  it('wins nothing: a judge that always takes the first gives 0 net wins', () => {
    const random = createRandom('always-first');
    const pairs = answerPairs(random, 50, 4).map((pair) => judged(random, pair, () => 'first'));
    expect(pairs.every(({ preference }) => preference === 0)).toBe(true);
    expect(positionBias(pairs).firstShare?.estimate).toBe(1);
    expect(positionBias(pairs).flipRate?.estimate).toBe(1);
  });
});

describe('the length bias of a judge', () => {
  const byRatio: ScriptedJudge = (r, first, second) =>
    r.next() < logistic(first.quality - second.quality + 1.2 * Math.log(first.length / second.length))
      ? 'first'
      : 'second';
  const byDifference: ScriptedJudge = (r, first, second) =>
    r.next() < logistic(first.quality - second.quality + 0.0012 * (first.length - second.length)) ? 'first' : 'second';
  const longerWithThreeQuarters: ScriptedJudge = (r, first, second) =>
    r.next() < 0.75 === first.length > second.length ? 'first' : 'second';

  it('is found within 3 points of how often it lets the longer of two equal answers win', () => {
    const random = createRandom('length');
    const pairs = answerPairs(random, 200, 6, 1.5).map((pair) => judged(random, pair, longerWithThreeQuarters));
    const { longerWinRate, slope } = lengthBias(pairs);
    console.info(`the longer answer wins ${longerWinRate?.estimate.toFixed(3)} of 0.750`);
    expect(Math.abs((longerWinRate?.estimate ?? 0) - 0.75)).toBeLessThan(3 * POINTS);
    expect(slope?.ciLow).toBeGreaterThan(0);
  });

  it('is not found in a judge that has none', () => {
    const random = createRandom('no-length');
    const pairs = answerPairs(random, 200, 6, 2).map((pair) => judged(random, pair, byQuality));
    expect(Math.abs((lengthBias(pairs).longerWinRate?.estimate ?? 0) - 0.5)).toBeLessThan(3 * POINTS);
  });

  it.each([
    ['the ratio of lengths', byRatio],
    ['the difference of lengths', byDifference],
    ['which answer is longer', longerWithThreeQuarters],
  ] as const)(
    'leaves a candidate of equal quality and double length at a length-controlled win rate of 50 ± 2: %s',
    (name, judge) => {
      const runs = Array.from({ length: 60 }, (_, run) => {
        const random = createRandom('double-length', name, run);
        const pairs: MeasuredPair[] = answerPairs(random, 200, 5, 2).map((pair) => judged(random, pair, judge));
        const found = lengthBias(pairs).winRates.find(({ comparison }) => comparison === 'candidate - production');
        const controlled = found?.lengthControlled;
        if (controlled === undefined || controlled === null) throw new Error('lengths vary in this world');
        return {
          raw: found?.raw?.estimate ?? 0,
          controlled: controlled.estimate,
          covers: controlled.ciLow <= 0.5 && 0.5 <= controlled.ciHigh,
        };
      });
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const controlled = mean(runs.map((run) => run.controlled));
      const raw = mean(runs.map((run) => run.raw));
      const coverage = mean(runs.map(({ covers }) => Number(covers)));
      console.info(`${name}: raw ${raw.toFixed(3)}, length-controlled ${controlled.toFixed(3)}, covers ${coverage}`);
      expect(raw).toBeGreaterThan(0.6);
      expect(Math.abs(controlled - 0.5)).toBeLessThan(2 * POINTS);
    },
    300_000,
  );
});

describe('the noise of a judge that is asked again', () => {
  it('is found within 3 points where 15 % of its verdicts are turned round', () => {
    const random = createRandom('retest');
    const judge: ScriptedJudge = (r, first, second) => {
      const verdict = byQuality(r, first, second);
      return r.next() < 0.15 ? (verdict === 'first' ? 'second' : 'first') : verdict;
    };
    const pairs = answerPairs(random, 100, 4);
    const { flipRate, noise } = retest(
      repeatedVerdicts([0, 1].flatMap((repeat) => pairs.map((pair) => judged(random, pair, judge, repeat)))),
    );
    console.info(`noise ${noise?.estimate.toFixed(3)} of 0.150, flips ${flipRate?.estimate.toFixed(3)} of 0.255`);
    expect(Math.abs((noise?.estimate ?? 0) - 0.15)).toBeLessThan(3 * POINTS);
    expect(Math.abs((flipRate?.estimate ?? 0) - 2 * 0.15 * 0.85)).toBeLessThan(3 * POINTS);
    expect(noise?.ciLow).toBeLessThan(0.15);
    expect(noise?.ciHigh).toBeGreaterThan(0.15);
  });
});

describe('the preference of judges for their own family', () => {
  it('is found within 3 points, whatever the candidate is worth', () => {
    const random = createRandom('self-preference');
    const models = { modelA: 'claude-opus-4', modelB: 'gpt-5' };
    // The candidate is the better one in 65 of 100; a judge of its family turns three in ten of its losses round: 0.105.
    const rows = Array.from({ length: 200 }, (_, user) =>
      Array.from({ length: 6 }, (__, request) => {
        const isBetter = random.next() < 0.65;
        const item = { item_id: `${user}-${request}`, user: `u${user}`, weight: 1, ...models };
        const kind = isBetter || random.next() < 0.3;
        return [
          { ...item, judgeModel: 'claude-sonnet-4-5', preference: kind ? 1 : -1 },
          { ...item, judgeModel: 'gemini-2.5-pro', preference: isBetter ? 1 : -1 },
        ];
      }).flat(),
    ).flat();
    const { difference, items } = selfPreference(rows);
    console.info(`self-preference ${difference?.estimate.toFixed(3)} of 0.105`);
    expect(items).toBe(1200);
    expect(Math.abs((difference?.estimate ?? 0) - 0.105)).toBeLessThan(3 * POINTS);
    expect(difference?.ciLow).toBeGreaterThan(0);
  });
});

describe('agreement', () => {
  /** A person's mark of five, and marks that are the same with probability `same`, else any of the five. */
  function marked(name: string, same: number) {
    const random = createRandom('agreement', name);
    return Array.from({ length: 600 }, (_, item) => {
      const person = 1 + random.integer(5);
      const other = () => (random.next() < same ? person : 1 + random.integer(5));
      return { item: `${item}`, user: `u${item % 120}`, weight: 1, person, judge: other(), second: other() };
    });
  }

  it('of a judge with people is found by kappa, with an interval', () => {
    const { kappa, rankCorrelation } = agreementWithPeople(marked('people', 0.6), [1, 2, 3, 4, 5]);
    console.info(
      `kappa ${kappa?.estimate.toFixed(3)} of 0.600, rank correlation ${rankCorrelation?.estimate.toFixed(3)}`,
    );
    expect(kappa?.ciLow).toBeLessThan(0.6);
    expect(kappa?.ciHigh).toBeGreaterThan(0.6);
    expect(Math.abs((rankCorrelation?.estimate ?? 0) - 0.6)).toBeLessThan(0.08);
  });

  it('of two judges is found by alpha, with an interval', () => {
    const rows = marked('judges', 0.8).flatMap(({ item, user, judge, second }) => [
      { item, user, value: judge },
      { item, user, value: second },
    ]);
    const alpha = agreementOfJudges(rows, 'nominal');
    // Both keep the mark with 0.64; all else agrees as by chance.
    expect(alpha?.ciLow).toBeLessThan(0.64);
    expect(alpha?.ciHigh).toBeGreaterThan(0.64);
  });

  it('has intervals that hold in 93 to 97 % of the cases when whole users are alike', () => {
    const runs = 300;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const random = createRandom('alike', run);
      const rows = Array.from({ length: 60 }, (_, user) => {
        // Some users are easy to judge, some are not: 0.6 on the whole.
        const same = random.next() < 0.5 ? 0.9 : 0.3;
        return Array.from({ length: 5 }, () => {
          const person = random.integer(2);
          return { person, judge: random.next() < same ? person : random.integer(2), user: `u${user}`, weight: 1 };
        });
      }).flat();
      const { kappa } = agreementWithPeople(rows, [0, 1]);
      if (kappa !== null && kappa.ciLow <= 0.6 && 0.6 <= kappa.ciHigh) covered += 1;
    }
    console.info(`kappa covers ${covered / runs}`);
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
    expect(covered / runs).toBeLessThanOrEqual(0.97);
  }, 300_000);
});

describe('net wins', () => {
  it('of a candidate as good as production are none, however biased towards a place the judge is', () => {
    const random = createRandom('net-wins');
    const judge: ScriptedJudge = (r, first, second) => (r.next() < 0.6 ? 'first' : byQuality(r, first, second));
    const pairs = answerPairs(random, 200, 5)
      .filter(({ arm }) => arm === 'control')
      .map((pair) => judged(random, pair, judge));
    const net = clusteredMean(
      pairs.map(({ preference }) => preference),
      pairs.map(({ user }) => user),
    );
    expect(net?.ciLow).toBeLessThan(0);
    expect(net?.ciHigh).toBeGreaterThan(0);
  });
});
