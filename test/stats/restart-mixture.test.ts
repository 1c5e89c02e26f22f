import { describe, expect, it } from 'vitest';
import { type MonitoredWeek, type MonitorOptions, monitorMean } from '../../activities/stats/restart-mixture.js';

const OPTIONS: MonitorOptions = { threshold: 0.35, direction: 'above' };

/** Weeks of new users, all with the value of their week. */
const weeksOf = (values: readonly number[], users = 20, prefix = ''): MonitoredWeek[] =>
  values.map((value, week) => ({
    week: `w${week}`,
    values: Array.from({ length: users }, (_, user) => ({ user: `${prefix}${week}-${user}`, value })),
  }));

describe('the monitor of a weekly mean', () => {
  it('keeps its wealth at 1 while the values lie on the threshold', () => {
    const { weeks, eValue, alarmWeek } = monitorMean(weeksOf([0.35, 0.35, 0.35]), OPTIONS);
    for (const { wealth } of weeks) expect(wealth).toBeCloseTo(1, 12);
    expect(eValue).toBeCloseTo(1, 12);
    expect(alarmWeek).toBeNull();
  });

  it('names the first week in which the evidence is enough and stays with it', () => {
    const { weeks, alarmWeek, eValue } = monitorMean(weeksOf([0.3, 0.3, 0.9, 0.9, 0.1, 0.1]), OPTIONS);
    const first = weeks.find(({ wealth }) => wealth >= 20);
    expect(alarmWeek).toBe(first?.week);
    expect(alarmWeek).toBe('w2');
    expect(eValue).toBe(Math.max(...weeks.map(({ wealth }) => wealth)));
  });

  it('finds a fall below the threshold as it finds a rise of what is missing', () => {
    const scores = weeksOf([0.8, 0.7, 0.5, 0.4]);
    const failures = scores.map(({ week, values }) => ({
      week,
      values: values.map(({ user, value }) => ({ user, value: 1 - value })),
    }));
    const fall = monitorMean(scores, { threshold: 0.65, direction: 'below' });
    expect(fall.alarmWeek).not.toBeNull();
    const rise = monitorMean(failures, { threshold: 0.35, direction: 'above' });
    expect(fall.alarmWeek).toBe(rise.alarmWeek);
    expect(fall.eValue / rise.eValue).toBeCloseTo(1, 9);
  });

  it('starts again every week, so that many quiet weeks do not use up the bets', () => {
    const quiet = Array.from({ length: 100 }, () => 0.2);
    expect(monitorMean(weeksOf([...quiet, 0.6, 0.6]), OPTIONS).alarmWeek).not.toBeNull();
    // With nothing but the first start left, the quiet weeks have lost it all.
    expect(monitorMean(weeksOf([...quiet, 0.6, 0.6]), { ...OPTIONS, horizonWeeks: 1 }).alarmWeek).toBeNull();
  });

  it('goes on from the starts of the horizon after its end, with no new ones', () => {
    const { weeks } = monitorMean(weeksOf([0.35, 0.35, 0.1, 0.1]), { ...OPTIONS, horizonWeeks: 2 });
    expect(weeks.at(-1)?.wealth).toBeLessThan(0.2);
  });

  it('counts a user once until the rest is over', () => {
    const weeks = Array.from({ length: 9 }, (_, week) => ({
      week: `w${week}`,
      values: [
        { user: 'always', value: 0.5 },
        { user: `new-${week}`, value: 0.5 },
        { user: `new-${week}`, value: 0.5 },
      ],
    }));
    const usersOf = (countsAgainAfterWeeks: number) =>
      monitorMean(weeks, { ...OPTIONS, countsAgainAfterWeeks }).weeks.map(({ users }) => users);
    expect(usersOf(4)).toEqual([2, 1, 1, 1, 2, 1, 1, 1, 2]);
    expect(usersOf(Infinity)).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('depends on nothing but the weeks: a longer history begins as the shorter one did', () => {
    const weeks = weeksOf([0.3, 0.5, 0.4, 0.6]);
    expect(monitorMean(weeks, OPTIONS).weeks.slice(0, 2)).toEqual(monitorMean(weeks.slice(0, 2), OPTIONS).weeks);
  });

  it('stays finite however strong the evidence is', () => {
    const { eValue } = monitorMean(weeksOf([1, 1], 5000), OPTIONS);
    expect(eValue).toBe(Number.MAX_VALUE);
  });

  it.each([
    ['a threshold of 0', { ...OPTIONS, threshold: 0 }, 0.5, 'threshold is 0'],
    ['a level of 1', { ...OPTIONS, level: 1 }, 0.5, 'level is 1'],
    ['a value above 1', OPTIONS, 1.5, 'a value of w0 is 1.5'],
    ['a value that is no number', OPTIONS, Number.NaN, 'a value of w0 is NaN'],
  ] as const)('refuses %s', (_name, options, value, message) => {
    expect(() => monitorMean(weeksOf([value]), options)).toThrow(message);
  });
});
