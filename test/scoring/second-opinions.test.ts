import { describe, expect, it } from 'vitest';
import { calibratedRows } from '../../activities/scoring/calibrated-figures.js';
import { lengthControlledRows } from '../../activities/scoring/length-controlled.js';
import { outcomeCounts } from '../../activities/scoring/outcome-counts.js';
import { createRandom } from '../../activities/stats/random.js';
import { pairRow, scoreRow } from '../support/score-row.js';

describe('the win rate at equal length', () => {
  /** A judge that goes by length alone, a candidate that writes more, and a control that does not. */
  function lengthyWorld(users: number) {
    const random = createRandom('lengthy', users);
    return Array.from({ length: users }, (_, at) =>
      [
        { arm_a: 'candidate', length_a: 700 },
        { arm_a: 'control', length_a: 500 },
      ].map(({ arm_a, length_a }) => {
        const [a, b] = [length_a + 200 * random.normal(), 500 + 200 * random.normal()].map(Math.round);
        const wins = random.next() < 1 / (1 + Math.exp(-((a ?? 0) - (b ?? 0)) / 150));
        const orders = { preference: wins ? 1 : -1, first_order: wins ? 1 : -1, second_order: wins ? 1 : -1 };
        return pairRow({ arm_a, length_a: a ?? 0, length_b: b ?? 0, item_id: `i${at}`, user: `u${at}`, ...orders });
      }),
    ).flat();
  }

  it('takes from a candidate what its length won', () => {
    const rows = lengthControlledRows(lengthyWorld(300));
    const of = (metric: string) => rows.find((row) => row.metric === metric && row.arm === 'candidate - production');
    expect(of('win_rate')?.ci_low).toBeGreaterThan(0.6);
    expect(of('win_rate_length_controlled')?.ci_low).toBeLessThan(0.5);
    expect(of('win_rate_length_controlled')?.ci_high).toBeGreaterThan(0.5);
  });

  it('is refused with too few users, and where length cannot be told from quality', () => {
    const few = lengthControlledRows(lengthyWorld(10));
    expect(few.map(({ estimate, verdict }) => [estimate, verdict])).toContainEqual([
      null,
      'refused: 10 users, 20 are needed',
    ]);
    const even = lengthyWorld(30).map((row) => ({ ...row, length_a: 500, length_b: 500 }));
    expect(lengthControlledRows(even).find(({ metric }) => metric === 'win_rate_length_controlled')).toMatchObject({
      estimate: null,
      verdict: 'refused: these pairs do not tell length from quality',
    });
  });
});

describe('figures calibrated with people', () => {
  /** The judge likes everything by 0.3 more than people do. */
  const rows = Array.from({ length: 200 }, (_, at) => {
    const truth = createRandom('people', at).next() * 0.6;
    const place = { item_id: `i${at}`, user: `u${at}`, weight: 1, source: 'live', topic: 0, arm: 'candidate' };
    return { ...place, judged: truth + 0.3, label: at < 50 ? truth : null, labelProbability: 0.25 };
  });
  const people = rows.reduce((sum, { judged }) => sum + judged - 0.3, 0) / rows.length;

  it('say what people would have said of all items, and from how many labels', () => {
    const [row] = calibratedRows({ scores: rows, pairs: [] });
    expect(row).toMatchObject({
      metric: 'score_calibrated',
      arm: 'candidate',
      slice: 'live',
      n_items: 200,
      n_labels: 50,
    });
    expect(row?.estimate).toBeCloseTo(people, 6);
  });

  it('do the same for comparisons', () => {
    const pairs = rows.map(({ arm, ...rest }) => ({ ...rest, arm_a: arm, arm_b: 'production' }));
    const [row] = calibratedRows({ scores: [], pairs });
    expect(row).toMatchObject({ metric: 'win_rate_difference_calibrated', arm: 'candidate - production' });
    expect(row?.estimate).toBeCloseTo(people, 6);
  });

  it('are left out without labels, and refused with labels of a few users', () => {
    expect(calibratedRows({ scores: rows.map((row) => ({ ...row, label: null })), pairs: [] })).toEqual([]);
    const few = rows.map((row, at) => ({ ...row, label: at < 5 ? row.label : null }));
    expect(calibratedRows({ scores: few, pairs: [] })).toMatchObject([
      { estimate: null, n_labels: 5, verdict: 'refused: labels of 5 users, 20 are needed' },
    ]);
  });
});

it('what has no score is counted by arm, source and reason, with its share of the weight', () => {
  const scores = [
    scoreRow({ item_id: 'i1', user: 'a', weight: 6 }),
    scoreRow({ item_id: 'i2', user: 'a', weight: 1, score: null, outcome: 'skipped', outcome_reason: 'prompt-only' }),
    scoreRow({ item_id: 'i3', user: 'a', weight: 1, score: null, outcome: 'skipped', outcome_reason: 'prompt-only' }),
    scoreRow({ item_id: 'i4', user: 'b', weight: 2, score: null, outcome: 'refusal' }),
  ];
  expect(
    outcomeCounts(scores).map(({ outcome, reason, n_items, n_users, share }) => [
      outcome,
      reason,
      n_items,
      n_users,
      share,
    ]),
  ).toEqual([
    ['refusal', null, 1, 1, 0.2],
    ['scored', null, 1, 1, 0.6],
    ['skipped', 'prompt-only', 2, 1, 0.2],
  ]);
});
