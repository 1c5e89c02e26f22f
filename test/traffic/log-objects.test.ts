import { describe, expect, it } from 'vitest';
import { daysOfKey, mayHold, shardObjects } from '../../activities/traffic/log-objects.js';
import { windowOfWeek } from '../../workflows/window.js';

const WEEK = windowOfWeek('2026-W40');
const HOUR_MS = 3_600_000;
const isoDays = (key: string) => daysOfKey(key).map((ms) => new Date(ms).toISOString().slice(0, 10));

describe('the days a key names', () => {
  it.each([
    ['logs/2026-10-05/part-0.jsonl.gz', ['2026-10-05']],
    ['logs/2026/10/05/14/part.gz', ['2026-10-05']],
    ['logs/year=2026/month=1/day=5/hour=3/a.gz', ['2026-01-05']],
    ['logs/dt=2026-10-05/a.gz', ['2026-10-05']],
    ['v2024-01-01/2026/10/05/a.gz', ['2024-01-01', '2026-10-05']],
    ['logs/2026-10-05T14-00.gz', ['2026-10-05']],
    ['logs/2026-13-05/a.gz', []],
    ['logs/2026-02-30/a.gz', []],
    ['logs/12026-10-05/a.gz', []],
    ['logs/2026-10-055/a.gz', []],
    ['logs/part-17.gz', []],
  ])('of %s are %j', (key, days) => {
    expect(isoDays(key)).toEqual(days);
  });
});

describe('an object may hold records of a week', () => {
  // The week goes from Monday 28 September to Monday 5 October; a day of lateness.
  it.each([
    ['2026-09-26', false],
    ['2026-09-27', true],
    ['2026-09-28', true],
    ['2026-10-04', true],
    ['2026-10-06', true],
    ['2026-10-07', false],
  ])('when its key says %s: %s', (day, expected) => {
    expect(mayHold({ key: `logs/${day}/a.gz`, lastModifiedMs: 0 }, WEEK, 24 * HOUR_MS)).toBe(expected);
  });

  it('when a longer lateness is allowed, on later days', () => {
    expect(mayHold({ key: 'logs/2026-10-07/a.gz', lastModifiedMs: 0 }, WEEK, 48 * HOUR_MS)).toBe(true);
  });

  it('when one of several days in its key fits', () => {
    expect(mayHold({ key: 'v2024-01-01/2026/10/01/a.gz', lastModifiedMs: 0 }, WEEK, 0)).toBe(true);
  });

  it('without a day in its key, when it was written after the week began', () => {
    const written = (iso: string) => mayHold({ key: 'logs/a.gz', lastModifiedMs: Date.parse(iso) }, WEEK, 0);
    expect(written('2026-09-26T23:00:00Z')).toBe(false);
    expect(written('2026-09-27T01:00:00Z')).toBe(true);
    expect(written('2027-05-01T00:00:00Z')).toBe(true);
  });
});

describe('shards', () => {
  it('hold at most 200 objects, in order', () => {
    const objects = Array.from({ length: 450 }, (_, number) => ({ number, size: 10 }));
    const shards = shardObjects(objects);
    expect(shards.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(shards.flat()).toEqual(objects);
  });

  it('hold at most 64 MB, unless one object alone is larger', () => {
    const mb = (size: number) => ({ size: size * 1024 * 1024 });
    const shards = shardObjects([mb(40), mb(24), mb(1), mb(300), mb(1)]);
    expect(shards.map(({ length }) => length)).toEqual([2, 1, 1, 1]);
  });
});
