import { describe, expect, it } from 'vitest';
import { judgeReport, NO_PEOPLE } from '../../activities/scoring/judge-report.js';
import type { PairRow } from '../../activities/scoring/score-tables.js';
import type { JudgeRow } from '../../activities/scoring/trust-tables.js';
import { pairRow, scoreRow } from '../support/score-row.js';

const CLAUDE = { digest: 'c', model: 'claude-haiku-5-5' };
const GPT = { digest: 'g', model: 'gpt-judge-2' };
const GEMINI = { digest: 'm', model: 'gemini-judge-1' };

type Verdict = -1 | 0 | 1;

/** Comparisons of thirty users with these verdicts in both orders, over and over. */
function pairsOf(orders: readonly (readonly [Verdict, Verdict])[], fields: Partial<PairRow> = {}): PairRow[] {
  return Array.from({ length: 60 }, (_, at) => {
    const [first_order = 0, second_order = 0] = orders[at % orders.length] ?? [];
    const preference = first_order === second_order ? first_order : 0;
    const orderly = { first_order, second_order, preference };
    return pairRow({ judge: 'c', item_id: `i${at}`, user: `u${at % 30}`, ...orderly, ...fields });
  });
}

function figure(rows: readonly JudgeRow[], name: string, judge = 'c', arm = 'all'): JudgeRow {
  const row = rows.find((each) => each.figure === name && each.judge === judge && each.arm === arm);
  if (row === undefined) throw new Error(`no ${name} of ${judge}`);
  return row;
}

describe('the order of the answers', () => {
  // Of four comparisons: two that the first answer wins whoever it is, one win and one loss that survive the swap.
  const pairs = pairsOf([
    [1, -1],
    [1, -1],
    [1, 1],
    [-1, -1],
  ]);
  const rows = judgeReport([CLAUDE], [], pairs);

  it('decides half of the comparisons, and three quarters go to the answer shown first', () => {
    expect(figure(rows, 'order_flips').estimate).toBeCloseTo(0.5, 12);
    expect(figure(rows, 'position_bias').estimate).toBeCloseTo(0.75, 12);
    expect(figure(rows, 'position_bias').n_items).toBe(120);
  });

  it('is told for every pair of arms as well', () => {
    expect(figure(rows, 'position_bias', 'c', 'candidate - production').estimate).toBeCloseTo(0.75, 12);
  });

  it('counts every judgement once, whatever the weight of its item', () => {
    const heavy = pairs.map((row, at) => ({ ...row, weight: at % 4 === 2 ? 1000 : 1 }));
    expect(figure(judgeReport([CLAUDE], [], heavy), 'position_bias').estimate).toBeCloseTo(0.75, 12);
  });
});

it('a second look that changes every fourth verdict is a flip rate of a quarter', () => {
  const first = pairsOf([[1, 1]]);
  const second = first.map((row, at) => ({ ...row, repeat: 1, ...(at % 2 === 0 ? { second_order: -1 } : {}) }));
  const rows = judgeReport([CLAUDE], [], [...first, ...second]);
  expect(figure(rows, 'retest_flips').estimate).toBeCloseTo(0.25, 12);
  // Two outcomes: 2e - 2e² = 1/4.
  expect(figure(rows, 'retest_noise').estimate).toBeCloseTo((1 - Math.sqrt(0.5)) / 2, 9);
  const same = judgeReport([CLAUDE], [], [...first, ...first.map((row) => ({ ...row, repeat: 1 }))]);
  expect(figure(same, 'retest_noise').ci_high).toBeCloseTo(1 - 0.025 ** (1 / 30), 9);
  expect(figure(judgeReport([CLAUDE], [], first), 'retest_flips')).toMatchObject({
    estimate: null,
    refused: 'nothing was judged twice',
  });
});

describe('a judge’s own family', () => {
  const scores = Array.from({ length: 60 }, (_, at) => [
    scoreRow({ item_id: `i${at}`, arm: 'candidate', model: 'claude-opus-5-5' }),
    scoreRow({ item_id: `i${at}`, arm: 'production', model: 'gpt-tide-3' }),
  ]).flat();
  const own = pairsOf([[1, 1]]);
  const neutral = pairsOf([[0, 0]], { judge: 'm' });

  it('gains half a win against a judge of neither family', () => {
    const rows = judgeReport([CLAUDE, GEMINI], scores, [...own, ...neutral]);
    expect(figure(rows, 'self_preference').estimate).toBeCloseTo(0.5, 12);
    expect(figure(rows, 'self_preference', 'm').refused).toMatch(/^needs answers of its own family/);
  });

  it('is not measured against the other answer’s family, but against people', () => {
    const rival = pairsOf([[0, 0]], { judge: 'g' });
    expect(figure(judgeReport([CLAUDE, GPT], scores, [...own, ...rival]), 'self_preference').estimate).toBeNull();
    const attributed = own.map(({ item_id, user }) => ({
      item_id,
      user,
      preference: 0,
      weight: 1,
      judgeModel: 'human',
      modelA: 'claude-opus-5-5',
      modelB: 'gpt-tide-3',
    }));
    const rows = judgeReport([CLAUDE], scores, own, { ...NO_PEOPLE, attributed });
    expect(figure(rows, 'self_preference').estimate).toBeCloseTo(0.5, 12);
  });
});

describe('agreement', () => {
  const orders = [
    [1, 1],
    [-1, -1],
    [1, 1],
  ] as const;

  it('of judges that say the same is 1, and the interval ends there', () => {
    const pairs = [...pairsOf(orders), ...pairsOf(orders, { judge: 'g' })];
    expect(figure(judgeReport([CLAUDE, GPT], [], pairs), 'agreement_between_judges')).toMatchObject({
      estimate: 1,
      ci_high: 1,
      n_items: 120,
    });
  });

  it('with people is kappa, and a lone judge has no other to agree with', () => {
    const verdicts = pairsOf(orders).map(({ item_id, user, preference }) => {
      const judge = preference === 1 ? (1 as const) : (-1 as const);
      return { item_id, user, weight: 1, judge, people: judge };
    });
    const rows = judgeReport([CLAUDE], [], pairsOf(orders), {
      verdicts,
      attributed: [],
      units: [
        [1, 1],
        [1, -1],
      ],
    });
    expect(figure(rows, 'agreement_with_people').estimate).toBe(1);
    expect(figure(rows, 'agreement_between_people').estimate).not.toBeNull();
    expect(rows.some((row) => row.figure === 'agreement_between_judges')).toBe(false);
  });
});

describe('judgements that come to nothing', () => {
  it('are counted by how, each answer and pair once', () => {
    const score = (at: number, fields: object) =>
      scoreRow({ judge: 'c', item_id: `i${at}`, user: `u${at}`, ...fields });
    const scores = [
      score(0, { outcome: 'error', outcome_reason: 'judge-invalid', score: null }),
      score(1, { outcome: 'error', outcome_reason: 'judge-refusal', score: null }),
      score(2, {}),
      // The same request in the eval set: the same judgement.
      score(2, { source: 'eval-set' }),
      // Not the judge's: there was nothing to judge.
      score(3, { outcome: 'skipped', outcome_reason: 'prompt-only', score: null }),
      score(4, { outcome: 'refusal', score: null }),
    ];
    const pairs = [pairRow({ judge: 'c', item_id: 'i2', user: 'u2', outcome: 'truncated', preference: null })];
    const rows = judgeReport([CLAUDE], scores, pairs);
    for (const name of ['invalid_share', 'refusal_share', 'truncated_share']) {
      expect(figure(rows, name)).toMatchObject({ estimate: 0.25, n_items: 4 });
    }
  });

  it('that never occur may still occur: the interval does not end at nothing', () => {
    const row = figure(judgeReport([CLAUDE], [], pairsOf([[1, 1]])), 'invalid_share');
    expect([row.estimate, row.ci_low]).toEqual([0, 0]);
    expect(row.ci_high).toBeCloseTo(1 - 0.025 ** (1 / 30), 9);
  });
});
