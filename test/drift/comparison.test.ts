import { describe, expect, it } from 'vitest';
import { type ComparedWindow, levelPerTest, objectionTo, permutationsFor } from '../../activities/drift/comparison.js';

function windowOf(
  users: number,
  digestOf: (request: number) => string,
  vectorOf = (at: number) => [1, at],
): ComparedWindow {
  return {
    state: Array.from({ length: users }, (_, at) => ({
      user: `u${at}`,
      count: 2,
      capped_weight: 2,
      feature_sum: new Float64Array(1),
    })),
    requests: Array.from({ length: 2 * users }, (_, at) => ({
      user: `u${at % users}`,
      vector: Float32Array.from(vectorOf(at)),
      digest: digestOf(at),
    })),
  };
}

describe('the level of one test', () => {
  it('is the yearly level over all looks and comparisons', () => {
    expect(levelPerTest(0.05, 52, 2)).toBeCloseTo(0.05 / 104, 15);
  });

  it.each([
    [1999, 0.05 / 52],
    [1999, 0.05 / 104],
    [99, 0.05 / 52],
  ])('is within reach: %s permutations asked for, level %s', (configured, level) => {
    const permutations = permutationsFor(configured, level);
    expect(permutations).toBeGreaterThanOrEqual(configured);
    // Even with one permutation as extreme as the data.
    expect(2 / (permutations + 1)).toBeLessThanOrEqual(level);
  });
});

describe('no verdict', () => {
  const fine = windowOf(20, String);
  const cases = [
    { current: fine, reference: fine, objection: null },
    { current: windowOf(19, String), reference: fine, objection: 'no verdict: 19 users, 20 are needed' },
    {
      current: fine,
      reference: windowOf(3, String),
      objection: 'no verdict: 3 users in the pinned reference, 20 are needed',
    },
    {
      current: windowOf(20, (at) => String(at % 10)),
      reference: fine,
      objection: 'no verdict: 75 % of the requests are copies of another one',
    },
    { current: windowOf(20, (at) => String(at % 20)), reference: fine, objection: null },
    {
      current: windowOf(20, String, () => [1, 0]),
      reference: windowOf(20, String, () => [1, 0]),
      objection: 'no verdict: all requests have one and the same embedding',
    },
  ];

  it.each(cases)('$objection', ({ current, reference, objection }) => {
    expect(objectionTo({ name: 'pinned', current, reference, traffic: current.requests, refused: null }, 20)).toBe(
      objection,
    );
  });
});
