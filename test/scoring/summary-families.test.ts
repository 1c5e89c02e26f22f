import { describe, expect, it } from 'vitest';
import { candidateVerdicts } from '../../activities/scoring/candidate-gates.js';
import { type SummaryOptions, summariseScores } from '../../activities/scoring/paired-summary.js';
import type { PairRow, ScoreRow, SummaryRow } from '../../activities/scoring/score-tables.js';
import { createRandom } from '../../activities/stats/random.js';
import { pairRow, scoreRow } from '../support/score-row.js';

const summarise = (rows: readonly ScoreRow[], pairs: readonly PairRow[] = [], more: Partial<SummaryOptions> = {}) =>
  summariseScores(rows, pairs, { judge: 'j', ...more });

/** One live item per user, or as many as there are values per user. */
function armRows(arm: string, values: readonly number[], users = values.length, fields: Partial<ScoreRow> = {}) {
  return values.map((score, at) =>
    scoreRow({ judge: 'j', arm, score, item_id: `i${at}`, user: `u${at % users}`, ...fields }),
  );
}

/** Production at 0.5, and arms whose differences from it have these means and this spread. */
function world(means: Readonly<Record<string, number>>, spread: number, users: number): ScoreRow[] {
  const random = createRandom('families', JSON.stringify(means), spread, users);
  const of = (mean: number) => Array.from({ length: users }, () => 0.5 + mean + spread * random.normal());
  const production = armRows('production', Array<number>(users).fill(0.5));
  return [...production, ...Object.entries(means).flatMap(([arm, mean]) => armRows(arm, of(mean)))];
}

function gateOf(summary: readonly SummaryRow[], arm: string): SummaryRow {
  const row = summary.find(
    (each) => each.metric === 'score_difference' && each.slice === 'live' && each.arm === `${arm} - production`,
  );
  if (row === undefined) throw new Error(`no gate of ${arm}`);
  return row;
}

describe('several candidates', () => {
  const means = { candidate: 0.01, 'candidate-2': -0.1, 'candidate-10': 0.1 };
  const { summary, verdict, candidates } = summarise(world(means, 0.12, 40));

  it('have a verdict each, and the run has that of the first one', () => {
    expect(candidates).toEqual([
      { arm: 'candidate', verdict: 'need-n-more' },
      { arm: 'candidate-2', verdict: 'hold' },
      { arm: 'candidate-10', verdict: 'ship' },
    ]);
    expect(verdict).toBe('need-n-more');
  });

  it('are adjusted together: each further one makes it harder for the others', () => {
    const alone = summarise(world(means, 0.12, 40).filter(({ arm }) => arm === 'candidate' || arm === 'production'));
    const first = gateOf(summary, 'candidate');
    expect(gateOf(alone.summary, 'candidate').p_adjusted).toBe(first.p_value);
    // The largest of three p-values is not multiplied; the smallest is by three.
    expect(first.p_adjusted).toBe(first.p_value);
    const gates = ['candidate-2', 'candidate-10'].map((arm) => gateOf(summary, arm));
    const smallest = Math.min(...gates.map((row) => row.p_value ?? 1));
    expect(Math.min(...gates.map((row) => row.p_adjusted ?? 1))).toBeCloseTo(3 * smallest, 12);
  });

  it('can be judged again from the rows alone', () => {
    expect(candidateVerdicts(summary)).toEqual(candidates);
  });
});

describe('what counts', () => {
  const rows = world({ candidate: 0.1, control: 0 }, 0.05, 40);
  const pairs = Array.from({ length: 40 }, (_, at) =>
    pairRow({ judge: 'j', item_id: `i${at}`, user: `u${at}`, preference: at % 4 === 0 ? 0 : 1 }),
  );

  it('is the first judgement of the judge that counts: second looks and other judges change no figure but the cost', () => {
    const more = [
      ...rows.map((row) => ({ ...row, score: 0, repeat: 1 })),
      ...rows.map((row) => ({ ...row, score: 1, judge: 'another' })),
    ];
    const morePairs = [...pairs, ...pairs.map((row) => ({ ...row, preference: -1, repeat: 1 }))];
    const figures = (summary: readonly SummaryRow[]) => summary.filter(({ metric }) => metric !== 'cost_usd');
    const [plain, full] = [summarise(rows, pairs).summary, summarise([...rows, ...more], morePairs).summary];
    expect(figures(full)).toEqual(figures(plain));
    const cost = (summary: readonly SummaryRow[]) =>
      summary.find(({ metric, arm }) => metric === 'cost_usd' && arm === 'candidate')?.estimate;
    expect(cost(plain)).toBeCloseTo(40 * 0.01 + 40 * 0.002, 9);
    expect(cost(full)).toBeCloseTo(3 * 40 * 0.01 + 2 * 40 * 0.002, 9);
  });

  it('is a comparison with the right arm: a candidate against control is no candidate against production', () => {
    const { summary } = summarise(rows, [
      ...pairs,
      ...pairs.map((row) => ({ ...row, arm_b: 'control', preference: -1 })),
    ]);
    const row = summary.find(({ metric, slice }) => metric === 'win_rate_difference' && slice === 'live');
    expect(row?.estimate).toBeCloseTo(0.75, 12);
  });
});

describe('a gate that cannot tell', () => {
  it('says how many users, items, or items per user are missing', () => {
    const random = createRandom('missing');
    const users = 30;
    const habits = Array.from({ length: users }, () => 0.02 * random.normal());
    const values = Array.from({ length: 90 }, (_, at) => 0.5 + (habits[at % users] ?? 0) + 0.3 * random.normal());
    const rows = [...armRows('production', Array<number>(90).fill(0.5), users), ...armRows('candidate', values, users)];
    const gate = gateOf(summarise(rows).summary, 'candidate');
    expect(gate.verdict).toBe('need-n-more');
    expect(gate.needed_users).toBeGreaterThan(0);
    expect(gate.needed_items).toBeCloseTo(3 * (gate.needed_users ?? 0), -1);
    expect(gate.needed_items_per_user).toBeGreaterThan(3);
  });

  it('needs the more, the smaller the difference that matters', () => {
    const rows = world({ candidate: 0.01 }, 0.3, 40);
    const needed = (minimumEffect: number) =>
      gateOf(summarise(rows, [], { minimumEffect }).summary, 'candidate').needed_users;
    expect(needed(0.02)).toBeGreaterThan(needed(0.05) ?? 0);
  });

  it('is the only one that says so', () => {
    const { summary } = summarise(world({ candidate: 0.1 }, 0.05, 40));
    expect(gateOf(summary, 'candidate')).toMatchObject({ verdict: 'ship', needed_users: null, needed_items: null });
  });
});

it('the smallest difference that matters decides between ship and no-difference', () => {
  const rows = world({ candidate: 0.02 }, 0.005, 40);
  const verdict = (minimumEffect: number) => summarise(rows, [], { minimumEffect }).verdict;
  expect(verdict(0.03)).toBe('no-difference');
  expect(verdict(0.01)).toBe('ship');
});

it('below fifty users a bootstrap interval stands beside Student’s t, the same in every run', () => {
  const few = world({ candidate: 0.1 }, 0.05, 40);
  const gate = gateOf(summarise(few).summary, 'candidate');
  expect(gate.bootstrap_low).toBeGreaterThan(0.05);
  expect(gate.bootstrap_low).toBeLessThan(gate.estimate ?? 0);
  expect(gateOf(summarise(few).summary, 'candidate')).toEqual(gate);
  expect(gateOf(summarise(world({ candidate: 0.1 }, 0.05, 60)).summary, 'candidate').bootstrap_low).toBeNull();
});

it('the design effect is the price of items that come in users', () => {
  // Two items a user, always alike: as good as one.
  const users = 30;
  const habit = (at: number) => 0.5 + 0.1 * createRandom('habit', at % users).normal();
  const rows = armRows(
    'control',
    Array.from({ length: 60 }, (_, at) => habit(at)),
    users,
  );
  const score = summarise(rows).summary.find(({ metric }) => metric === 'score');
  expect(score?.design_effect).toBeCloseTo((2 * 59 * 30) / (60 * 29), 6);
});

describe('slices', () => {
  const languages = new Map(Array.from({ length: 60 }, (_, at) => [`i${at}`, at % 2 === 0 ? 'en' : 'de']));
  const rows = world({ candidate: 0.02 }, 0.08, 60).map((row, at) => ({
    ...row,
    topic: at % 2,
    stratum: at % 60 < 30 ? 'chat' : 'search',
  }));
  const { summary } = summarise(rows, [], { languages });
  const slices = summary.filter(({ slice }) => slice.includes(':'));

  it('are by topic, stratum and language', () => {
    expect(slices.map(({ slice }) => slice)).toEqual([
      'topic:0',
      'topic:1',
      'stratum:chat',
      'stratum:search',
      'language:de',
      'language:en',
    ]);
  });

  it('hang no verdict on anybody, and carry both adjustments', () => {
    for (const row of slices) {
      expect(row.verdict).toBe('');
      expect(row.p_adjusted).toBeGreaterThanOrEqual(row.p_value ?? 1);
      expect(row.p_max_t).toBeGreaterThan(0);
    }
    expect(summary.filter((row) => row.p_max_t !== null)).toHaveLength(slices.length);
  });

  it('are left out where a division has one part, or a part too few users', () => {
    const whole = rows.map((row) => ({
      ...row,
      topic: 0,
      stratum: Number(row.user.slice(1)) < 10 ? 'rare' : 'common',
    }));
    expect(summarise(whole).summary.map(({ slice }) => slice)).not.toContain('topic:0');
    expect(summarise(whole).summary.map(({ slice }) => slice)).not.toContain('stratum:rare');
    expect(summarise(whole).summary.map(({ slice }) => slice)).toContain('stratum:common');
  });
});
