import { describe, expect, it } from 'vitest';
import { patternChanges } from '../../activities/adaptation/pattern-changes.js';
import type { FollowedUser, ReturningUser } from '../../activities/adaptation/user-windows.js';
import { shiftSize, withinUserShift } from '../../activities/adaptation/within-user-shift.js';
import golden from '../vectors/signflip.json' with { type: 'json' };

const PERMUTATIONS = 4999;
/** Four standard deviations of a p-value estimated from that many flips. */
const MONTE_CARLO = 4 * Math.sqrt(0.25 / PERMUTATIONS);

/** Returning users with one prompt on each side, whose feature and pattern differ by the given numbers. */
function usersWith(differences: readonly number[], dimension = 1): ReturningUser[] {
  const side = (value: number) => ({
    weight: 1,
    mean: new Float64Array(dimension).fill(value),
    topicMean: new Float64Array(dimension),
    patterns: Float64Array.of(value, 0),
    topicPatterns: new Float64Array(2),
  });
  return differences.map((difference, i) => ({ user: `u${i}`, before: side(0), after: side(difference) }));
}

function copies(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

const cases = golden.cases.flatMap((one) =>
  one.input.kind === 'signflipMean' && one.input.d !== undefined
    ? [{ name: one.name, differences: one.input.d, p: one.expected.p ?? Number.NaN }]
    : [],
);

describe('sign-flip tests agree with the full enumeration', () => {
  it.each(cases)('within-user shift, $name', async ({ differences, p }) => {
    const shift = await withinUserShift(usersWith(differences), {
      blocks: 1,
      permutations: PERMUTATIONS,
      seed: 'golden',
    });
    expect(Math.abs((shift?.pValue ?? 2) - p)).toBeLessThan(MONTE_CARLO);
  });

  it.each(cases)('pattern changes, $name', async ({ differences, p }) => {
    const [change] = await patternChanges(usersWith(differences), [], { permutations: PERMUTATIONS, seed: 'golden' });
    expect(Math.abs((change?.pValue ?? 2) - p)).toBeLessThan(MONTE_CARLO);
  });
});

describe('within-user shift', () => {
  it('never has a p-value of 0', async () => {
    const shift = await withinUserShift(usersWith(copies(40, 1)), {
      blocks: 1,
      permutations: 99,
      seed: 's',
    });
    expect(shift?.pValue).toBe(0.01);
  });

  it('leaves the users’ own noise out of its size', () => {
    // Two users move by 1 in opposite directions: on average nobody moves, and own products would say 1/2.
    expect(shiftSize(usersWith([1, -1]))).toBeCloseTo(-0.5, 12);
    expect(shiftSize(usersWith([1, 1]))).toBeCloseTo(0.5, 12);
  });

  it('is found when only one of the bandwidths shows it', async () => {
    const users = usersWith(copies(30, 0), 2).map(
      (user, i): FollowedUser => ({
        ...user,
        after: { ...user.after, mean: Float64Array.of(1 + (i % 3), i % 2 === 0 ? 30 : -30) },
      }),
    );
    const shift = await withinUserShift(users, { blocks: 2, permutations: 199, seed: 's' });
    expect(shift?.pValue).toBeLessThan(0.02);
  });

  it('needs a returning user', async () => {
    expect(await withinUserShift([], { blocks: 1, permutations: 9, seed: 's' })).toBeNull();
  });
});

describe('pattern changes', () => {
  it('flip every user, also of more than are drawn together', async () => {
    // 14 of 19 rise by 1 and 5 fall by 1: twice the binomial tail from 14 on.
    const [change] = await patternChanges(usersWith([...copies(14, 1), ...copies(5, -1)]), [], { seed: 's' });
    expect(Math.abs((change?.pValue ?? 2) - 0.0636)).toBeLessThan(0.01);
  });

  it('pair every user with themselves', async () => {
    const [change] = await patternChanges(usersWith([0.5, 0.5, 0.5, 0.4, 0.6]), [], { permutations: 99, seed: 's' });
    expect(change?.difference).toBeCloseTo(0.5, 12);
    expect(change?.after).toBeCloseTo(0.5, 12);
    expect(change?.before).toBe(0);
    expect(change?.ciLow).toBeGreaterThan(0.4);
    expect(change?.ciHigh).toBeLessThan(0.6);
  });

  it('that nobody shows have no p-value and do not weigh on the others', async () => {
    const [shown, absent] = await patternChanges(usersWith(copies(20, 1)), [], {
      permutations: 99,
      seed: 's',
    });
    expect(absent?.pValue).toBeNull();
    expect(shown?.pAdjusted).toBe(shown?.pValue);
  });

  it('do not take rounding for a change', async () => {
    const [, constant] = await patternChanges(
      usersWith(copies(20, 1)).map((user) => ({
        ...user,
        before: { ...user.before, patterns: Float64Array.of(0, 0.1 + 0.2) },
        after: { ...user.after, patterns: Float64Array.of(1, 0.3) },
      })),
      [],
      { permutations: 99, seed: 's' },
    );
    expect(constant?.difference).toBe(0);
    expect(constant?.pValue).toBeNull();
  });

  it('are ranked among placebos by size, whatever their direction', async () => {
    const placebos = [[-2], [0.1], [-0.2], [0.3]];
    const [change] = await patternChanges(usersWith([1, 1, 1]), placebos, { permutations: 9, seed: 's' });
    expect(change?.placeboRank).toBe(2 / 5);
  });
});
