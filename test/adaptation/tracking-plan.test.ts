import { describe, expect, it } from 'vitest';
import { type ComparedWindows, placeboWindows, trackingPlanOf } from '../../activities/adaptation/tracking-plan.js';
import type { Window } from '../../workflows/window.js';

const DEPLOYED_AT = '2026-10-05T09:00:00.000Z';
const SETTINGS = { baselineDays: 14, checkpointsDays: [7, 1, 3, 7], placebos: 20 };

function gap({ baseline, window }: ComparedWindows): number {
  return Date.parse(window.start) - Date.parse(baseline.end);
}

function length({ start, end }: Window): number {
  return Date.parse(end) - Date.parse(start);
}

describe('windows of a release', () => {
  it('looks back from the release for the baseline', () => {
    expect(trackingPlanOf(DEPLOYED_AT, SETTINGS).baselineWindow).toEqual({
      start: '2026-09-21T09:00:00.000Z',
      end: DEPLOYED_AT,
    });
  });

  it('sorts the checkpoints, keeps each once, and lets their windows follow each other', () => {
    const { checkpoints } = trackingPlanOf(DEPLOYED_AT, SETTINGS);
    expect(checkpoints).toEqual([
      { days: 1, window: { start: DEPLOYED_AT, end: '2026-10-06T09:00:00.000Z' } },
      { days: 3, window: { start: '2026-10-06T09:00:00.000Z', end: '2026-10-08T09:00:00.000Z' } },
      { days: 7, window: { start: '2026-10-08T09:00:00.000Z', end: '2026-10-12T09:00:00.000Z' } },
    ]);
  });

  it('reads history for exactly the placebo dates of the last checkpoint', () => {
    const { historyWindow, baselineWindow, checkpoints } = trackingPlanOf(DEPLOYED_AT, SETTINGS);
    const last = checkpoints.at(-1);
    if (last === undefined) throw new Error('no checkpoint');
    const placebos = placeboWindows(
      { baseline: baselineWindow, window: last.window },
      20,
      Date.parse(historyWindow.start),
    );
    expect(placebos).toHaveLength(20);
    expect(placebos.at(-1)?.baseline.start).toBe(historyWindow.start);
    expect(historyWindow.end).toBe(DEPLOYED_AT);
  });

  it('reads only the baseline when no placebo is asked for', () => {
    const plan = trackingPlanOf(DEPLOYED_AT, { ...SETTINGS, placebos: 0 });
    expect(plan.historyWindow).toEqual(plan.baselineWindow);
  });
});

describe('windows of a release that others are near', () => {
  const other = (releaseId: string, deployedAt: string) => ({ releaseId, deployedAt });

  it('begin the baseline with the release before it, and say so', () => {
    const near = other('v41', '2026-09-28T09:00:00.000Z');
    const { baselineWindow, notes } = trackingPlanOf(DEPLOYED_AT, SETTINGS, [
      other('v40', '2026-09-22T00:00:00.000Z'),
      near,
    ]);
    expect(baselineWindow).toEqual({ start: near.deployedAt, end: DEPLOYED_AT });
    expect(notes).toEqual([expect.stringMatching(/^release v41 of 2026-09-28/)]);
  });

  it('stay as they are when the other release lies before the baseline or after this one', () => {
    const others = [other('v40', '2026-09-01T00:00:00.000Z'), other('v43', '2026-10-07T00:00:00.000Z')];
    const { baselineWindow, checkpoints, notes } = trackingPlanOf(DEPLOYED_AT, SETTINGS, others);
    const alone = trackingPlanOf(DEPLOYED_AT, SETTINGS);
    expect({ baselineWindow, checkpoints, notes }).toEqual({
      baselineWindow: alone.baselineWindow,
      checkpoints: alone.checkpoints,
      notes: [],
    });
  });

  it('look for placebo dates beyond a release that lies between them', () => {
    const release = Date.parse('2026-09-10T00:00:00.000Z');
    const { baselineWindow, checkpoints, historyWindow } = trackingPlanOf(DEPLOYED_AT, SETTINGS, [
      other('v40', '2026-09-10T00:00:00.000Z'),
    ]);
    const last = checkpoints.at(-1);
    if (last === undefined) throw new Error('no checkpoint');
    const compared = { baseline: baselineWindow, window: last.window };
    const placebos = placeboWindows(compared, 20, Date.parse(historyWindow.start), [release]);
    expect(placebos).toHaveLength(20);
    for (const { baseline, window } of placebos) {
      expect(Date.parse(baseline.start) >= release || Date.parse(window.end) <= release).toBe(true);
    }
  });
});

describe('placebo dates', () => {
  const plan = trackingPlanOf(DEPLOYED_AT, SETTINGS);
  const compared = {
    baseline: plan.baselineWindow,
    window: { start: '2026-10-08T09:00:00.000Z', end: '2026-10-12T09:00:00.000Z' },
  };

  it('have seen nothing of the release, and step back by days', () => {
    const placebos = placeboWindows(compared, 3, 0);
    expect(placebos.map(({ window }) => window.end)).toEqual([
      '2026-10-05T09:00:00.000Z',
      '2026-10-04T09:00:00.000Z',
      '2026-10-03T09:00:00.000Z',
    ]);
  });

  it('keep the length of both windows and the time between them', () => {
    for (const placebo of placeboWindows(compared, 5, 0)) {
      expect(gap(placebo)).toBe(gap(compared));
      expect(length(placebo.baseline)).toBe(length(compared.baseline));
      expect(length(placebo.window)).toBe(length(compared.window));
    }
  });

  it('end where the logs begin: a shorter baseline would be another computation', () => {
    // The placebos' baselines begin on 14, 13, 12, … September; a day of grace is given to logs that begin at noon.
    expect(placeboWindows(compared, 20, Date.parse('2026-09-13T00:00:00.000Z'))).toHaveLength(3);
  });
});
