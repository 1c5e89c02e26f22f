import { describe, expect, it } from 'vitest';
import { type MonitoredScore, monitorScore, type ScoredWeek } from '../../activities/scoring/score-monitor.js';
import { createRandom } from '../../activities/stats/random.js';
import { scoreRow } from '../support/score-row.js';

const OPTIONS = { judge: 'j', minimumEffect: 0.03 };
const weekOf = (at: number) => `2026-W${String(at + 1).padStart(2, '0')}`;

/** Weeks of new users with one score each, of these means. */
function weeksOf(means: readonly number[], users = 40, seed = 0): ScoredWeek[] {
  return means.map((mean, at) => {
    const random = createRandom('monitor', seed, at);
    const scores = Array.from({ length: users }, (_, user): MonitoredScore => {
      const score = Math.min(1, Math.max(0, mean + 0.15 * random.normal()));
      return scoreRow({ arm: 'production', judge: 'j', user: `${at}-${user}`, score });
    });
    return { week: weekOf(at), scores };
  });
}

const repeated = (mean: number, weeks: number) => Array<number>(weeks).fill(mean);

describe('the watch over production’s score', () => {
  it('takes its threshold from four weeks: the lower end of their interval less what does not matter', () => {
    const rows = monitorScore(weeksOf(repeated(0.6, 6)), OPTIONS);
    expect(rows.map(({ phase }) => phase)).toEqual([...Array<string>(4).fill('baseline'), 'watched', 'watched']);
    expect(rows.map(({ threshold }) => threshold === null)).toEqual([true, true, true, true, false, false]);
    // 160 scores with a standard deviation of .15: 1.975 * .15 / √160 = .023 below the mean.
    expect(rows.at(-1)?.threshold).toBeCloseTo(0.6 - 0.023 - 0.03, 1);
  });

  it('raises the alarm weeks after the score fell, and starts anew', () => {
    const rows = monitorScore(weeksOf([...repeated(0.7, 10), ...repeated(0.45, 12)]), OPTIONS);
    const alarm = rows.findIndex((row) => row.alarm);
    expect(alarm).toBeGreaterThanOrEqual(10);
    expect(alarm).toBeLessThan(14);
    expect(rows[alarm]?.e_value).toBeGreaterThanOrEqual(20);
    expect(rows.filter((row) => row.alarm)).toHaveLength(1);
    expect(rows.slice(alarm + 1, alarm + 5).map(({ phase, watch }) => `${phase} ${watch}`)).toEqual(
      Array<string>(4).fill('baseline 2'),
    );
  });

  it('raises a false alarm in at most 5 % of watches of two years, looked at every week', () => {
    const runs = 300;
    let alarms = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      if (monitorScore(weeksOf(repeated(0.6, 104), 25, seed), OPTIONS).some(({ alarm }) => alarm)) alarms += 1;
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.05);
  });

  it('looks at production’s live scores by one judge only, first judgements first', () => {
    const weeks = weeksOf(repeated(0.6, 2));
    const more = weeks.map(({ week, scores }) => ({
      week,
      scores: [
        ...scores,
        ...scores.map((row) => ({ ...row, judge: 'another', score: 0 })),
        ...scores.map((row) => ({ ...row, repeat: 1, score: 0 })),
        ...scores.map((row) => ({ ...row, arm: 'control', score: 0 })),
        ...scores.map((row) => ({ ...row, source: 'eval-set', score: 0 })),
        ...scores.map((row) => ({ ...row, score: null })),
      ],
    }));
    expect(monitorScore(more, OPTIONS)).toEqual(monitorScore(weeks, OPTIONS));
    expect(monitorScore(more, { ...OPTIONS, judge: 'nobody' })).toEqual([]);
  });

  it('takes a user’s scores of a week for one value, by their weights', () => {
    const scores = [
      scoreRow({ arm: 'production', judge: 'j', user: 'a', item_id: 'i1', score: 1, weight: 3 }),
      scoreRow({ arm: 'production', judge: 'j', user: 'a', item_id: 'i2', score: 0, weight: 1 }),
      scoreRow({ arm: 'production', judge: 'j', user: 'b', item_id: 'i3', score: 0.25, weight: 1 }),
    ];
    expect(monitorScore([{ week: weekOf(0), scores }], OPTIONS)).toMatchObject([{ mean: 0.5, n_users: 2 }]);
  });

  it('does not watch what too few users had to say', () => {
    const rows = monitorScore(weeksOf([...repeated(0.6, 4), ...repeated(0.1, 8)], 4), OPTIONS);
    expect(rows.every(({ threshold, alarm }) => threshold === null && !alarm)).toBe(true);
  });
});
