import { describe, expect, it } from 'vitest';
import type { DriftRow } from '../../activities/drift/drift-tables.js';
import { driftTable } from '../../activities/drift/drift-tables.js';
import { usersOfWeeks } from '../../activities/drift/window-ladder.js';
import { readTable } from '../../activities/storage/artifact.js';
import { isoWeekOf, startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';
import { createActivityWorld, REFERENCE_WEEK, rowsOf, type WeekOptions } from './drift-world.js';

type World = Awaited<ReturnType<typeof createActivityWorld>>;

/** The week so many weeks after the reference. */
const weekAfter = (weeks: number) => isoWeekOf(startMsOf(windowOfWeek(REFERENCE_WEEK)) + weeks * WEEK_MS);

/** Stores the states of the weeks after a reference one by one, and measures the last. */
async function measureLast(world: World, weeks: readonly (WeekOptions & { after: number })[]): Promise<DriftRow[]> {
  const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 60 }));
  const inputs = [];
  for (const { after, ...options } of weeks) {
    const week = weekAfter(after);
    inputs.push(await world.weekInput(reference, week, rowsOf(week, options)));
  }
  const last = inputs.at(-1);
  if (last === undefined) throw new RangeError('no week');
  const { drift } = await world.run(world.drift.measureDrift, last);
  return await readTable(world.store, drift, driftTable);
}

const inLength = (rows: readonly DriftRow[], weeks: number) =>
  rows.find((row) => row.reference === 'pinned' && row.statistic === 'mmd2' && row.window_weeks === weeks);
const calm = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ after: from + at, users: 40 }));

describe('the users of several weeks', () => {
  it('weigh what they weigh in each week', () => {
    const users = usersOfWeeks([
      [
        { user: 'ana', weight: 3, mean: [1] },
        { user: 'bo', weight: 1, mean: [0] },
      ],
      [{ user: 'ana', weight: 1, mean: [0] }],
    ]);
    expect(users).toEqual([
      { user: 'ana', weight: 4, mean: Float64Array.of(0.75) },
      { user: 'bo', weight: 1, mean: Float64Array.of(0) },
    ]);
  });

  it('are those of the week when there is only one', () => {
    const week = [{ user: 'ana', weight: 3, mean: [1] }];
    expect(usersOfWeeks([week])).toBe(week);
  });
});

describe('windows of several weeks', () => {
  it('share the level of a look with the week and the eval set', async () => {
    const rows = await measureLast(await createActivityWorld(), calm(1, 4));
    expect(inLength(rows, 4)).toMatchObject({ refused: null, level: 0.05 / 3, alarm: false });
    expect(inLength(rows, 4)?.n_users_current).toBe(40);
    expect(inLength(rows, 1)?.level).toBe(0.05 / 3);
  });

  it('wait until they have left the reference behind', async () => {
    const rows = await measureLast(await createActivityWorld(), calm(1, 3));
    for (const weeks of [4, 13]) {
      expect(inLength(rows, weeks)?.refused).toBe('no verdict: one of its weeks overlaps the pinned reference');
    }
  });

  it('are left out when a week is missing', async () => {
    const rows = await measureLast(await createActivityWorld(), [...calm(1, 2), ...calm(4, 2)]);
    expect(inLength(rows, 4)?.refused).toBe(`no verdict: ${weekAfter(3)} has no drift state`);
  });

  it('are left out when a week was measured with another reference', async () => {
    const world = await createActivityWorld();
    const other = await createActivityWorld();
    const stale = await other.pin(rowsOf(REFERENCE_WEEK, { users: 30 }));
    const week = weekAfter(3);
    const { state } = await other.weekInput(stale, week, rowsOf(week, { users: 40 }));
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 60 }));
    let input = await world.weekInput(reference, week, rowsOf(week, { users: 40 }));
    for (const { after, ...options } of [...calm(1, 2), ...calm(4, 2)]) {
      input = await world.weekInput(reference, weekAfter(after), rowsOf(weekAfter(after), options));
    }
    const key = state.uri.slice(state.uri.indexOf('/', 's3://'.length) + 1);
    const bytes = (await other.store.get(key))?.bytes ?? new Uint8Array();
    await world.store.put(key, bytes);
    const { drift } = await world.run(world.drift.measureDrift, input);
    const rows = await readTable(world.store, drift, driftTable);
    expect(inLength(rows, 4)?.refused).toBe(`no verdict: ${week} was measured with another reference`);
  });

  it('raise an alarm for a change that has lasted', async () => {
    const changed = calm(1, 4).map((week) => ({ ...week, newTopicShare: 0.3 }));
    const row = inLength(await measureLast(await createActivityWorld(), changed), 4);
    expect(row).toMatchObject({ alarm: true, window_weeks: 4 });
    expect(row?.p_value).toBeLessThanOrEqual(0.05 / 3);
  });
});

describe('the history of a pipeline', () => {
  const historyOf = (rows: readonly DriftRow[]) => rows.find(({ reference }) => reference === 'history');

  it('is silent before it has eight weeks', async () => {
    const rows = await measureLast(await createActivityWorld(), calm(1, 8));
    expect(historyOf(rows)).toMatchObject({
      refused: 'no verdict: 7 earlier weeks, 8 are needed',
      history_weeks: 7,
      unusual: false,
    });
  });

  it('calls a week unusual that is unlike all weeks before it, and raises no alarm of its own', async () => {
    const world = await createActivityWorld({ drift: { topics: 4, permutations: 199, level: 0.1 } });
    const rows = await measureLast(world, [...calm(1, 9), { after: 10, users: 40, newTopicShare: 0.4 }]);
    expect(historyOf(rows)).toMatchObject({
      statistic: 'nearest_weeks_mmd2',
      p_value: 1 / 10,
      level: 0.1,
      history_weeks: 9,
      unusual: true,
      alarm: false,
    });
  });

  it('calls an ordinary week ordinary', async () => {
    const row = historyOf(await measureLast(await createActivityWorld(), calm(1, 10)));
    expect(row).toMatchObject({ refused: null, unusual: false });
    expect(row?.p_value).toBeGreaterThanOrEqual(1 / 10);
  });
});
