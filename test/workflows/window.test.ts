import { describe, expect, it } from 'vitest';
import { isInside, isoWeekOf, weekBefore, windowBetween, windowKey, windowOfWeek } from '../../workflows/window.js';

describe('ISO weeks', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-W01'],
    ['2025-12-29T00:00:00Z', '2026-W01'],
    ['2027-01-03T23:59:59.999Z', '2026-W53'],
    ['2027-01-04T00:00:00Z', '2027-W01'],
    ['2024-12-30T12:00:00Z', '2025-W01'],
    ['1969-12-31T00:00:00Z', '1970-W01'],
  ])('%s lies in %s', (time, week) => {
    expect(isoWeekOf(Date.parse(time))).toBe(week);
  });

  it('a week is the seven days from Monday 00:00 UTC', () => {
    expect(windowOfWeek('2026-W40')).toEqual({ start: '2026-09-28T00:00:00.000Z', end: '2026-10-05T00:00:00.000Z' });
  });

  it.each(['2025-W53', '2026-W00', '2026-W54', '2026-40', 'W40', ''])('"%s" is refused', (week) => {
    expect(() => windowOfWeek(week)).toThrow(/not an ISO week/);
  });

  it('a run scheduled on Monday evaluates the week that ended that night', () => {
    expect(weekBefore(Date.parse('2026-10-05T04:17:00Z'))).toBe('2026-W40');
  });

  it('a run scheduled on Sunday evaluates the last full week, not the running one', () => {
    expect(weekBefore(Date.parse('2026-10-04T23:00:00Z'))).toBe('2026-W39');
  });
});

describe('windows', () => {
  const window = windowBetween(0, 1000);

  it('hold their start and not their end', () => {
    expect([isInside(window, 0), isInside(window, 999), isInside(window, 1000)]).toEqual([true, true, false]);
  });

  it('cannot be empty', () => {
    expect(() => windowBetween(5, 5)).toThrow(RangeError);
  });

  it('have one path segment', () => {
    expect(windowKey(windowOfWeek('2026-W40'))).toBe('20260928T000000Z-20261005T000000Z');
  });
});
