import { describe, expect, it } from 'vitest';
import { chainTrend } from '../../activities/scoring/chained-trend.js';
import type { TrendRow } from '../../activities/scoring/score-tables.js';
import { mostUsedJudge, type TrendScore, type TrendWeek } from '../../activities/scoring/trend-week.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';
import { required, scoreRowWith } from './scoring-world.js';

const NO_FLOORS = { minimumSharedItems: 1, minimumSharedUsers: 1 };

/** Items of one user each, unless a score names another user. */
function weekOf(week: string, scores: Readonly<Record<string, Partial<TrendScore>>>): TrendWeek {
  const rows = Object.entries(scores).map(([item, fields]) =>
    scoreRowWith({ item_id: item, user: `of ${item}`, source: 'eval-set', arm: 'control', judge: 'j', ...fields }),
  );
  return { week, scoresSha256: `digest of ${week}`, judge: 'j', scores: rows };
}

/** `count` items from `first` on with scores that differ by item and week. */
function manyScores(first: number, count: number, fields: Partial<TrendScore> = {}, seed = ''): TrendWeek['scores'] {
  const random = createRandom('chained-trend', first, count, seed);
  return Array.from({ length: count }, (_, at) =>
    scoreRowWith({
      item_id: `i${first + at}`,
      user: `u${Math.floor((first + at) / 2)}`,
      source: 'eval-set',
      arm: 'control',
      judge: 'j',
      weight: 0.5 + random.next(),
      score: random.next(),
      ...fields,
    }),
  );
}

const manyWeek = (week: string, scores: TrendWeek['scores'], judge = mostUsedJudge(scores)): TrendWeek => ({
  week,
  scoresSha256: '',
  judge,
  scores,
});
const lastOf = (rows: readonly TrendRow[]) => required(rows.at(-1));

describe('a link', () => {
  const first = weekOf('W1', { a: { score: 0.4, weight: 3 }, b: { score: 0.6, weight: 1 }, gone: { score: 1 } });
  const second = weekOf('W2', { a: { score: 0.5, weight: 1 }, b: { score: 0.8, weight: 1 }, fresh: { score: 0 } });

  it('is the mean change of the shared items, under the mean of both weeks’ weights', () => {
    // Normalised weights of a and b: 3/4 and 1/4, then 1/2 and 1/2.
    const row = lastOf(chainTrend([first, second], NO_FLOORS));
    expect(row.link).toBeCloseTo(0.625 * 0.1 + 0.375 * 0.2, 12);
    expect(row).toMatchObject({ linked_week: 'W1', shared_items: 2, shared_users: 2, break_reason: null });
  });

  it('back is minus the link forth', () => {
    const forth = required(lastOf(chainTrend([first, second], NO_FLOORS)).link);
    const back = required(lastOf(chainTrend([second, first], NO_FLOORS)).link);
    expect(back).toBeCloseTo(-forth, 12);
  });

  it('is added to the level before; what is left of the plain mean is composition', () => {
    const row = lastOf(chainTrend([first, second], NO_FLOORS));
    const start = (3 * 0.4 + 0.6 + 1) / 5;
    expect(row.chained_level).toBeCloseTo(start + 0.1375, 12);
    expect(row.naive_level).toBeCloseTo(1.3 / 3, 12);
    expect(row.composition_effect).toBeCloseTo(1.3 / 3 - start - 0.1375, 12);
    expect(row.chained_change).toBeCloseTo(0.1375, 12);
  });

  it('is exactly zero, with no width, while answers and judgements stay', () => {
    const scores = manyScores(0, 80);
    const row = lastOf(chainTrend([manyWeek('W1', scores), manyWeek('W2', [...scores, ...manyScores(80, 40)])]));
    expect([row.link, row.link_ci_low, row.link_ci_high]).toEqual([0, 0, 0]);
    expect(row.composition_effect).not.toBe(0);
  });

  it('has the interval of the paired differences, clustered by users', () => {
    const [before, after] = [manyScores(0, 80), manyScores(0, 80, {}, 'later')];
    const row = lastOf(chainTrend([manyWeek('W1', before), manyWeek('W2', after)]));
    const total = (scores: TrendWeek['scores']) => scores.reduce((sum, { weight }) => sum + weight, 0);
    const expected = clusteredMean(
      after.map(({ score }, at) => required(score) - required(before[at]?.score)),
      after.map(({ user }) => user),
      {
        weights: after.map(({ weight }, at) => weight / total(after) + required(before[at]).weight / total(before)),
      },
    );
    expect(row.link).toBeCloseTo(required(expected).estimate, 12);
    expect(row.link_ci_low).toBeCloseTo(required(expected).ciLow, 12);
    expect(row.link_ci_high).toBeCloseTo(required(expected).ciHigh, 12);
  });

  it('reaches across a week without scores of the arm', () => {
    const [scores, later] = [manyScores(0, 60), manyScores(0, 60, {}, 'later')];
    const onlyCandidate = manyScores(0, 60, { arm: 'candidate' });
    const rows = chainTrend([manyWeek('W1', scores), manyWeek('W2', onlyCandidate), manyWeek('W3', later)]);
    expect(rows.map(({ week, arm, linked_week }) => [week, arm, linked_week])).toEqual([
      ['W1', 'control', null],
      ['W2', 'candidate', null],
      ['W3', 'control', 'W1'],
    ]);
  });

  it('leaves out items without a score in either week', () => {
    const row = lastOf(
      chainTrend([first, weekOf('W2', { a: { score: 0.5 }, b: { score: null }, gone: { score: 0.7 } })], NO_FLOORS),
    );
    expect(row.shared_items).toBe(2);
  });
});

describe('the interval of the level', () => {
  it('in the first week is that of the plain mean', () => {
    const scores = manyScores(0, 60);
    const row = lastOf(chainTrend([manyWeek('W1', scores)]));
    const expected = required(
      clusteredMean(
        scores.map(({ score }) => required(score)),
        scores.map(({ user }) => user),
        { weights: scores.map(({ weight }) => weight) },
      ),
    );
    expect(row.chained_level).toBeCloseTo(expected.estimate, 12);
    expect(row.chained_level_ci_low).toBeCloseTo(expected.ciLow, 12);
    expect(row.chained_level_ci_high).toBeCloseTo(expected.ciHigh, 12);
  });

  it('is that of this week’s mean when the same items with the same weights are asked anew: the first week drops out', () => {
    const [before, between, after] = ['1', '2', '3'].map((seed) => manyScores(0, 60, { weight: 1 }, seed));
    const row = lastOf(
      chainTrend([
        manyWeek('W1', required(before)),
        manyWeek('W2', required(between)),
        manyWeek('W3', required(after)),
      ]),
    );
    expect(row.chained_level).toBeCloseTo(required(row.naive_level), 12);
    const width = (low: number | null, high: number | null) => required(high) - required(low);
    const ratio =
      width(row.chained_level_ci_low, row.chained_level_ci_high) /
      width(row.naive_level_ci_low, row.naive_level_ci_high);
    // Only the degrees of freedom differ: they are those of three means.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
  });
});

describe('a line', () => {
  const scores = (fields: Partial<TrendScore>) => manyScores(0, 60, fields);
  const twoWeeks = (then: Partial<TrendScore>, now: Partial<TrendScore>) =>
    lastOf(chainTrend([manyWeek('W1', scores(then)), manyWeek('W2', scores(now))]));

  it.each([
    ['goes on when the model of control changes', { model: 'a' }, { model: 'b' }, null],
    ['breaks at another judge', { judge: 'a' }, { judge: 'b' }, 'judge-changed'],
    [
      'breaks at another candidate',
      { arm: 'candidate', model: 'a' },
      { arm: 'candidate', model: 'b' },
      'model-changed',
    ],
  ])('%s', (_name, then, now, reason) => {
    const row = twoWeeks(then, now);
    expect(row.break_reason).toBe(reason);
    expect(row.line).toBe(reason === null ? 1 : 2);
  });

  it('starts anew at the plain mean after a break', () => {
    const row = twoWeeks({ judge: 'a' }, { judge: 'b' });
    expect(row.chained_level).toBe(row.naive_level);
    expect(row).toMatchObject({ link: null, linked_week: null, chained_change: null, composition_effect: null });
  });

  it.each([
    ['items', 29, 29, 'too-few-shared-items'],
    ['users', 19, 40, 'too-few-shared-users'],
    ['neither', 20, 30, null],
  ])('needs enough shared items and users: %s too few', (_name, users, shared, reason) => {
    const week = (name: string, others: string) =>
      manyWeek(
        name,
        Array.from({ length: 80 }, (_, at) => {
          const isShared = at < shared;
          const user = isShared ? `u${at % users}` : `${others} ${at}`;
          return required(manyScores(at, 1, { item_id: isShared ? `i${at}` : `${others} ${at}`, user }, name)[0]);
        }),
      );
    const row = lastOf(chainTrend([week('W1', 'old'), week('W2', 'new')]));
    expect(row).toMatchObject({ shared_items: shared, shared_users: users, break_reason: reason });
  });

  it('is that of the judge whose scores count, whatever other judges and second judgements say', () => {
    const both = [
      ...scores({ judge: 'a' }),
      ...scores({ judge: 'b', score: 0 }),
      ...scores({ judge: 'a', repeat: 1, score: 1 }),
    ];
    const rows = chainTrend([manyWeek('W1', scores({ judge: 'a' })), manyWeek('W2', both, 'a')]);
    expect(rows.map(({ week, judge, link, n_items }) => [week, judge, link, n_items])).toEqual([
      ['W1', 'a', null, 60],
      ['W2', 'a', 0, 60],
    ]);
  });

  it('is made of eval-set items that were answered anew', () => {
    const rows = chainTrend([
      manyWeek('W1', [...scores({ arm: 'production' }), ...scores({ source: 'live' }), ...scores({})]),
    ]);
    expect(rows.map(({ arm, n_items }) => [arm, n_items])).toEqual([['control', 60]]);
  });

  it('is there for every candidate', () => {
    const rows = chainTrend([
      manyWeek(
        'W1',
        ['candidate', 'candidate-2'].flatMap((arm) => scores({ arm })),
      ),
    ]);
    expect(rows.map(({ arm }) => arm)).toEqual(['candidate', 'candidate-2']);
  });

  it('of a single user has no level, and nothing is linked to it', () => {
    const alone = weekOf('W1', { a: { score: 0.5, user: 'ana' } });
    const rows = chainTrend([alone, { ...alone, week: 'W2' }], NO_FLOORS);
    expect(rows.map(({ chained_level, break_reason }) => [chained_level, break_reason])).toEqual([
      [null, 'first'],
      [null, 'too-few-shared-users'],
    ]);
  });
});

describe('a bridge from one judge to the next', () => {
  /** The new judge gives .1 more than the old one. */
  const before = manyScores(0, 80, { judge: 'old' });
  const milder = (rows: TrendWeek['scores']) =>
    rows.map((row) => ({ ...row, judge: 'new', score: required(row.score) + 0.1 }));
  const bridgedWeek = (count: number, extra: TrendWeek['scores'] = []) =>
    manyWeek('W2', [...milder(before), ...before.slice(0, count), ...extra], 'new');

  it('links by the old judge’s scores of both weeks, and tells the judges’ difference apart', () => {
    const row = lastOf(chainTrend([manyWeek('W1', before), bridgedWeek(50)]));
    expect(row).toMatchObject({ judge: 'new', linked_by: 'judge-bridge', shared_items: 50, shared_users: 25 });
    expect([row.line, row.break_reason, row.link]).toEqual([1, null, 0]);
    expect(row.judge_offset).toBeCloseTo(0.1, 12);
    expect(required(row.naive_level) - required(row.chained_level)).toBeCloseTo(0.1, 12);
    expect(row.composition_effect).toBeCloseTo(0, 12);
  });

  it('is followed by links of the new judge alone', () => {
    const later = milder(before).map((row) => ({ ...row, score: row.score + 0.05 }));
    const rows = chainTrend([manyWeek('W1', before), bridgedWeek(50), manyWeek('W3', later, 'new')]);
    const row = lastOf(rows);
    expect(row).toMatchObject({ linked_by: 'shared-items', shared_items: 80 });
    expect(row.chained_change).toBeCloseTo(0.05, 12);
    expect(row.judge_offset).toBeCloseTo(0.1, 12);
    expect(row.composition_effect).toBeCloseTo(0, 12);
  });

  it('over two changes adds up what the judges differ by', () => {
    const third = milder(milder(before)).map((row) => ({ ...row, judge: 'third' }));
    const bridge = milder(before).slice(0, 50);
    const rows = chainTrend([manyWeek('W1', before), bridgedWeek(50), manyWeek('W3', [...third, ...bridge], 'third')]);
    expect(lastOf(rows).judge_offset).toBeCloseTo(0.2, 12);
    expect(lastOf(rows)).toMatchObject({ line: 1, linked_by: 'judge-bridge' });
  });

  it.each([
    ['no items', 0, 0],
    ['too few items', 29, 29],
    ['too few users', 38, 38],
  ])('with %s is none: the line breaks', (_name, count, shared) => {
    const row = lastOf(chainTrend([manyWeek('W1', before), bridgedWeek(count)]));
    expect(row).toMatchObject({ break_reason: 'judge-changed', linked_by: null, line: 2, shared_items: shared });
    expect([row.judge_offset, row.chained_level]).toEqual([null, row.naive_level]);
  });

  it('does not join two candidates', () => {
    const candidate = (rows: TrendWeek['scores'], model: string) =>
      rows.map((row) => ({ ...row, arm: 'candidate', model }));
    const rows = chainTrend([
      manyWeek('W1', candidate(before, 'a')),
      manyWeek('W2', candidate([...milder(before), ...before], 'b'), 'new'),
    ]);
    expect(lastOf(rows).break_reason).toBe('model-changed');
  });
});

describe('the rows', () => {
  it('are the same whatever the order of the scores', () => {
    const weeks = [manyScores(0, 60), manyScores(20, 60, {}, 'later')];
    const forwards = chainTrend(weeks.map((scores, at) => manyWeek(`W${at}`, scores)));
    const backwards = chainTrend(weeks.map((scores, at) => manyWeek(`W${at}`, scores.toReversed())));
    expect(backwards).toEqual(forwards);
  });

  it('of earlier weeks never change when a week is added', () => {
    const weeks = [0, 20, 40].map((first) => manyWeek(`W${first}`, manyScores(first, 60)));
    expect(chainTrend(weeks).slice(0, 2)).toEqual(chainTrend(weeks.slice(0, 2)));
  });

  it('take several answers to one item for one value', () => {
    const twice = manyWeek('W1', [...manyScores(0, 40, { score: 0.2 }), ...manyScores(0, 40, { score: 0.6 })]);
    const row = lastOf(chainTrend([twice]));
    expect(row.n_items).toBe(40);
    expect(row.naive_level).toBeCloseTo(0.4, 12);
  });
});
