import { describe, expect, it } from 'vitest';
import { type ComparedAnswers, lengthControl } from '../../activities/stats/length-control.js';

const pair = (at: number, preference: number, lengthA: number, lengthB: number): ComparedAnswers => ({
  comparison: 'candidate - production',
  preference,
  lengthA,
  lengthB,
  user: `u${at % 10}`,
  weight: 1,
});

describe('length control', () => {
  it('changes nothing where length and preference have nothing to do with each other', () => {
    const pairs = [1, 1, 1, -1].flatMap((preference, at) => [
      pair(at, preference, 900, 600),
      pair(at + 4, preference, 600, 900),
    ]);
    const { winRates, slope, longerWinRate } = lengthControl(pairs);
    expect(winRates[0]?.raw?.estimate).toBeCloseTo(0.75, 12);
    expect(winRates[0]?.lengthControlled?.estimate).toBeCloseTo(0.75, 9);
    expect(slope?.estimate).toBeCloseTo(0, 9);
    expect(longerWinRate?.estimate).toBeCloseTo(0.5, 12);
  });

  it('gives a candidate that wins by length alone half of the wins', () => {
    // Three of four wins go to the longer answer; the candidate is the longer one in three of four pairs.
    const longer = [1, 1, 1, -1].flatMap((won, at) => [0, 10, 20].map((more) => pair(at + more, won, 900, 600)));
    const shorter = [1, 1, 1, -1].map((won, at) => pair(at, -won, 600, 900));
    const { winRates, longerWinRate } = lengthControl([...longer, ...shorter]);
    expect(winRates[0]?.raw?.estimate).toBeCloseTo(0.625, 12);
    expect(winRates[0]?.lengthControlled?.estimate).toBeCloseTo(0.5, 9);
    expect(longerWinRate?.estimate).toBeCloseTo(0.75, 12);
  });

  it('takes a tie as half a win', () => {
    const pairs = Array.from({ length: 8 }, (_, at) => pair(at, 0, 500 + 100 * at, 800));
    const { winRates } = lengthControl(pairs);
    expect(winRates[0]?.raw?.estimate).toBe(0.5);
    expect(winRates[0]?.lengthControlled?.estimate).toBeCloseTo(0.5, 9);
  });

  it('learns from other arms how the judge takes length', () => {
    const candidate = [1, 1, 1, -1].flatMap((won, at) => [0, 10].map((more) => pair(at + more, won, 900, 600)));
    expect(lengthControl(candidate).winRates[0]?.lengthControlled).toBeNull();
    const control = [1, 1, 1, -1].flatMap((won, at) =>
      [pair(at, won, 900, 600), pair(at + 4, -won, 600, 900)].map((each) => ({
        ...each,
        comparison: 'control - production',
      })),
    );
    const [both] = lengthControl([...candidate, ...control]).winRates;
    expect(both?.lengthControlled?.estimate).toBeCloseTo(0.5, 9);
  });

  it.each([
    ['there are no pairs', []],
    ['all answers are of one length', [1, -1, 1, 1].map((won, at) => pair(at, won, 500, 500))],
    ['the longer answer always wins', [1, -1, 1, -1].map((won, at) => pair(at, won, 600 + 100 * won, 600))],
  ])('says nothing where %s', (_name, pairs) => {
    const { winRates, slope } = lengthControl(pairs);
    expect(slope).toBeNull();
    for (const { lengthControlled } of winRates) expect(lengthControlled).toBeNull();
  });
});
