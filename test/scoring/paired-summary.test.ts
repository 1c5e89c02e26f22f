import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type SummaryOptions, summariseScores } from '../../activities/scoring/paired-summary.js';
import type { PairRow, ScoreRow, SummaryRow } from '../../activities/scoring/score-tables.js';
import { comparisonDraft } from '../../activities/scoring/summary-draft.js';
import { overallVerdict } from '../../activities/scoring/verdict.js';
import { createRandom } from '../../activities/stats/random.js';
import { pairRow } from '../support/score-row.js';
import { required, scoreRowWith } from './scoring-world.js';

function find(summary: readonly SummaryRow[], metric: string, arm: string, slice: string): SummaryRow {
  return required(summary.find((row) => row.metric === metric && row.arm === arm && row.slice === slice));
}

const summarise = (
  rows: readonly ScoreRow[],
  pairs: readonly PairRow[] = [],
  options: Omit<SummaryOptions, 'judge'> = {},
) => summariseScores(rows, pairs, { judge: 'j', ...options });

/** One row per value, item i of arm and source. */
function rowsOf(fields: Partial<ScoreRow>, values: readonly (number | null)[], users: readonly string[]): ScoreRow[] {
  return values.map((score, index) =>
    scoreRowWith({
      judge: 'j',
      item_id: `i_${index}`,
      user: users[index] ?? 'nobody',
      score,
      outcome: score === null ? 'refusal' : 'scored',
      ...fields,
    }),
  );
}

const pairWith = (fields: Partial<PairRow>) => pairRow({ item_id: 'i_0', judge: 'j', user: 'u', ...fields });

function widthOfGap(rows: readonly ScoreRow[]): number {
  const row = find(summarise(rows).summary, 'generalisation_gap', 'control', 'all');
  return required(row.ci_high) - required(row.ci_low);
}

const usersOf = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

/** Candidate and production on live traffic whose difference has this mean and spread over this many users. */
function gateRows(mean: number, spread: number, users: number): ScoreRow[] {
  const random = createRandom('gate', mean, spread, users);
  const names = usersOf(users);
  const production = names.map(() => 0.5);
  const candidate = names.map(() => 0.5 + mean + spread * random.normal());
  return [...rowsOf({ arm: 'production' }, production, names), ...rowsOf({ arm: 'candidate' }, candidate, names)];
}

const gate = (rows: ScoreRow[]) => find(summarise(rows).summary, 'score_difference', 'candidate - production', 'live');

describe('against figures computed elsewhere', () => {
  it('the interval of a mean over uneven users equals CR2 by its matrices, computed with numpy and scipy', () => {
    const a = '101101101101'.split('').map(Number);
    const b = '111101111101'.split('').map(Number);
    const users = 'u1 u1 u2 u2 u2 u3 u4 u4 u5 u6 u6 u6'.split(' ');
    const rows = rowsOf(
      { arm: 'control' },
      b.map((value, index) => value - (a[index] ?? 0)),
      users,
    );
    const row = find(summarise(rows).summary, 'score', 'control', 'live');
    expect(row.estimate).toBeCloseTo(0.166667, 6);
    expect(row.ci_low).toBeCloseTo(-0.1383808543957681, 12);
    expect(row.ci_high).toBeCloseTo(0.47171418772910145, 12);
    expect([row.n_items, row.n_users]).toEqual([12, 6]);
  });

  it('so does a paired difference over 25 users', () => {
    const file: {
      cases: {
        name: string;
        input: { a: number[]; b: number[]; cluster: string[] };
        expected: { mean: number };
      }[];
    } = JSON.parse(readFileSync(new URL('../vectors/paired-difference.json', import.meta.url), 'utf8'));
    const { input, expected } = required(file.cases.find(({ name }) => name === 'n200-c25'));
    const row = gate([
      ...rowsOf({ arm: 'candidate' }, input.a, input.cluster),
      ...rowsOf({ arm: 'production' }, input.b, input.cluster),
    ]);
    expect(row.estimate).toBeCloseTo(expected.mean, 9);
    expect(row.p_value).toBeCloseTo(0.4695780585961203, 9);
    expect(row.ci_low).toBeCloseTo(-0.4544670983315069, 9);
    expect(row.ci_high).toBeCloseTo(0.21705189833150684, 9);
  });

  it('the minimum detectable difference is (t(.975) + t(.80)) standard errors', () => {
    const row = gate(gateRows(0, 0.1, 25));
    const halfWidth = ((row.ci_high ?? 0) - (row.ci_low ?? 0)) / 2;
    // Student t with 24 degrees of freedom: 2.063899 and 0.856855.
    expect(row.minimum_detectable).toBeCloseTo((halfWidth * (2.063899 + 0.856855)) / 2.063899, 6);
  });
});

describe('weights and pairing', () => {
  it('the mean is weighted by the items’ weights', () => {
    const rows = rowsOf({ arm: 'control' }, [1, 0], ['a', 'b']).map((row, index) => ({
      ...row,
      weight: index === 0 ? 3 : 1,
    }));
    expect(find(summarise(rows).summary, 'score', 'control', 'live').estimate).toBeCloseTo(0.75, 12);
  });

  it('an item without both scores is left out of the difference and shows in the share of scored items', () => {
    const users = usersOf(25);
    const rows = [
      ...rowsOf(
        { arm: 'production' },
        users.map(() => 0.5),
        users,
      ),
      ...rowsOf(
        { arm: 'candidate' },
        users.map((_, index) => (index < 5 ? null : 0.75)),
        users,
      ),
    ];
    const { summary } = summarise(rows);
    expect(find(summary, 'score_difference', 'candidate - production', 'live').n_items).toBe(20);
    expect(find(summary, 'scored_share', 'candidate', 'live').estimate).toBeCloseTo(0.8, 12);
  });

  it('pairing removes how hard an item is', () => {
    const users = usersOf(30);
    const hard = users.map((_, index) => (index % 2 === 0 ? 0.05 : 0.95));
    const random = createRandom('pairing');
    const rows = [
      ...rowsOf({ arm: 'production' }, hard, users),
      ...rowsOf(
        { arm: 'candidate' },
        hard.map((score) => score + 0.05 + 0.01 * random.normal()),
        users,
      ),
    ];
    expect(gate(rows).verdict).toBe('ship');
  });

  it('many items of few users are few users', () => {
    const users = usersOf(200).map((_, index) => `u${index % 10}`);
    const rows = [
      ...rowsOf(
        { arm: 'production' },
        users.map(() => 0.5),
        users,
      ),
      ...rowsOf(
        { arm: 'candidate' },
        users.map(() => 0.9),
        users,
      ),
    ];
    const { summary, verdict } = summarise(rows);
    const row = find(summary, 'score_difference', 'candidate - production', 'live');
    expect([row.estimate, row.verdict, row.n_items]).toEqual([null, 'refused: 10 users, 20 are needed', 200]);
    expect(verdict).toBe('refused: 10 users, 20 are needed');
  });
});

it('counting items instead of users inflates false alarms', () => {
  // No true difference; half of a difference's variance belongs to the user, ten items each.
  const random = createRandom('false alarms');
  const runs = 300;
  const alarms = { users: 0, items: 0 };
  const place = { metric: 'score_difference', arm: 'candidate - production', slice: 'live', unit: 'score' };
  const pValue = (observations: Parameters<typeof comparisonDraft>[1]) =>
    required(comparisonDraft(place, observations).row.p_value);
  for (let run = 0; run < runs; run += 1) {
    const observations = usersOf(50).flatMap((user) => {
      const habit = random.normal();
      return Array.from({ length: 10 }, (_, at) => {
        const value = habit + random.normal();
        return { item: `${user}-${at}`, user, value, weight: 1, topic: 0, stratum: 'all' };
      });
    });
    if (pValue(observations) < 0.05) alarms.users += 1;
    if (pValue(observations.map((each) => ({ ...each, user: each.item }))) < 0.05) alarms.items += 1;
  }
  expect(alarms.users / runs).toBeLessThan(0.1);
  expect(alarms.items / runs).toBeGreaterThan(0.25);
});

describe('verdicts', () => {
  it.each([
    [0.1, 0.05, 40, 'ship'],
    [-0.1, 0.05, 40, 'hold'],
    [0, 0.01, 40, 'no-difference'],
  ])('a mean difference of %d with spread %d over %i users says %s', (mean, spread, users, verdict) => {
    expect(gate(gateRows(mean, spread, users)).verdict).toBe(verdict);
  });

  it('a difference on the edge needs more items', () => {
    // 1.5 standard errors from zero: not significant, and too far out to rule a difference out.
    const users = usersOf(40);
    const rows = [
      ...rowsOf(
        { arm: 'production' },
        users.map(() => 0),
        users,
      ),
      ...rowsOf(
        { arm: 'candidate' },
        users.map((_, index) => (index % 2 === 0 ? 1 : -1) + 1.5 / Math.sqrt(39)),
        users,
      ),
    ];
    expect(gate(rows).verdict).toBe('need-n-more');
  });

  it('one gate that holds holds; one that ships ships when none holds', () => {
    expect(overallVerdict(['ship', 'hold'])).toBe('hold');
    expect(overallVerdict(['ship', 'need-n-more', 'refused: 1 user, 20 are needed'])).toBe('ship');
    expect(overallVerdict(['no-difference', 'need-n-more'])).toBe('need-n-more');
    expect(overallVerdict(['no-difference', 'refused: 1 user, 20 are needed'])).toBe('no-difference');
    expect(overallVerdict([])).toBe('no-candidate');
  });

  it('gates are adjusted for each other by Holm, topic slices by Benjamini-Hochberg', () => {
    const users = usersOf(60);
    const pairs = users.map((user, index) =>
      pairWith({ user, item_id: `i_${index}`, preference: index % 3 === 0 ? 0 : 1 }),
    );
    const rows = gateRows(0.02, 0.08, 60).map((row, index) => ({ ...row, topic: index % 2 }));
    const { summary } = summarise(rows, pairs);
    const gates = summary.filter((row) => row.p_adjusted !== null && !row.slice.startsWith('topic:'));
    const smallest = required(gates.toSorted((a, b) => (a.p_value ?? 1) - (b.p_value ?? 1))[0]);
    expect(gates).toHaveLength(2);
    expect(smallest.p_adjusted).toBeCloseTo(2 * (smallest.p_value ?? 1), 12);
    const slices = summary.filter((row) => row.slice.startsWith('topic:'));
    expect(slices.map(({ slice }) => slice)).toEqual(['topic:0', 'topic:1']);
    const largest = required(slices.toSorted((a, b) => (b.p_value ?? 0) - (a.p_value ?? 0))[0]);
    expect(largest.p_adjusted).toBeCloseTo(largest.p_value ?? 1, 12);
  });

  it('without a candidate there are no gates', () => {
    const users = usersOf(25);
    const rows = [
      ...rowsOf(
        { arm: 'production' },
        users.map(() => 0.5),
        users,
      ),
      ...rowsOf(
        { arm: 'control' },
        users.map((_, index) => 0.5 + (index % 2) * 0.1),
        users,
      ),
    ];
    const { summary, verdict } = summarise(rows);
    expect(verdict).toBe('no-candidate');
    expect(summary.some(({ arm }) => arm.includes('candidate'))).toBe(false);
    expect(find(summary, 'score_difference', 'control - production', 'live').estimate).toBeCloseTo(0.048, 9);
  });
});

describe('the generalisation gap', () => {
  const users = usersOf(30);
  const rows = [
    ...rowsOf(
      { arm: 'control', source: 'eval-set' },
      users.map((_, index) => 0.9 - (index % 3) * 0.02),
      users,
    ),
    ...rowsOf(
      { arm: 'control', source: 'live' },
      users.map((_, index) => 0.6 - (index % 3) * 0.02),
      users,
    ),
  ];

  it('is the eval set’s score minus the live score', () => {
    expect(find(summarise(rows).summary, 'generalisation_gap', 'control', 'all').estimate).toBeCloseTo(0.3, 9);
  });

  it('moves a user with items on both sides as one', () => {
    const strangers = rows.map((row) => (row.source === 'live' ? { ...row, user: `other-${row.user}` } : row));
    expect(widthOfGap(rows)).toBeLessThan(widthOfGap(strangers) / 10);
  });

  it('is refused when one side has too few users', () => {
    const few = rows.filter((row) => row.source === 'eval-set' || Number(row.item_id.slice(2)) < 7);
    const row = find(summarise(few).summary, 'generalisation_gap', 'control', 'all');
    expect([row.estimate, row.verdict]).toEqual([null, 'refused: 7 users, 20 are needed']);
  });
});

it('an item that is live and in the eval set is paid once', () => {
  const rows = ['live', 'eval-set'].flatMap((source) => rowsOf({ arm: 'control', source }, [1, 1], ['a', 'b']));
  const pairs = [pairWith({ arm_a: 'control' })];
  const row = find(summarise(rows, pairs).summary, 'cost_usd', 'control', 'all');
  expect(row.estimate).toBeCloseTo(0.01 * 2 + 0.002, 12);
  expect(row.n_items).toBe(2);
});

describe('the eval set', () => {
  const users = usersOf(30);
  const uneven = users.map((_, at) => (at === 0 ? 1 : 0.001));
  const rows = [
    ...rowsOf(
      { arm: 'control', source: 'live' },
      users.map(() => 0.5),
      users,
    ),
    ...rowsOf(
      { arm: 'control', source: 'eval-set' },
      users.map(() => 0.6),
      users,
    ).map((row, at) => ({
      ...row,
      weight: uneven[at] ?? 0,
    })),
  ];

  it('with too few effective items is refused, in every figure that rests on it and in no other', () => {
    const { summary } = summarise(rows, [], { evalSet: { production: [], minEffectiveShare: 0.3 } });
    const verdict = 'refused: 1.1 effective of 30 eval items, 9.0 wanted';
    expect(find(summary, 'score', 'control', 'eval-set')).toMatchObject({ estimate: null, ci_low: null, verdict });
    expect(find(summary, 'generalisation_gap', 'control', 'all')).toMatchObject({ estimate: null, verdict });
    expect(find(summary, 'score', 'control', 'live').estimate).toBeCloseTo(0.5, 12);
    expect(find(summarise(rows).summary, 'score', 'control', 'eval-set').estimate).toBeCloseTo(0.6, 12);
  });

  it('gains from its weights: what lies between topics is no uncertainty of a calibrated mean', () => {
    const items = rowsOf(
      { arm: 'control', source: 'eval-set' },
      users.map((_, at) => (at % 2) + 0.01 * (at % 3)),
      users,
    ).map((row, at) => ({ ...row, topic: at % 2 }));
    const production = users.map((_, at) => ({ topic: at % 2, stratum: 'all', weight: 1, inclusion_probability: 1 }));
    const width = (basis: readonly (typeof production)[number][]) => {
      const { summary } = summarise(items, [], { evalSet: { production: basis, minEffectiveShare: 0 } });
      const row = find(summary, 'score', 'control', 'eval-set');
      return required(row.ci_high) - required(row.ci_low);
    };
    expect(width(production)).toBeLessThan(width([]) / 10);
  });
});
