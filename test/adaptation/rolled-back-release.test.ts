import { describe, expect, it } from 'vitest';
import type { FollowedRelease } from '../../activities/adaptation/release-records.js';
import { rolledBackRelease } from '../../activities/adaptation/rolled-back-release.js';
import type { Release } from '../../workflows/messages.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';

const ROLLBACK_MS = Date.parse('2026-10-20T00:00:00.000Z');
const at = (days: number) => new Date(ROLLBACK_MS + days * DAY_MS).toISOString();
const daysBefore = (from: number, to: number) => windowBetween(ROLLBACK_MS - from * DAY_MS, ROLLBACK_MS - to * DAY_MS);

function release(releaseId: string, days: number, values: Partial<Release> = {}): Release {
  return { releaseId, deployedAt: at(days), modelFrom: null, modelTo: null, kind: 'model', ...values };
}

const followed: FollowedRelease[] = [
  { release: release('v1', -60, { modelTo: 'a' }) },
  {
    release: release('v2', -30, { modelTo: 'b' }),
    windows: { historyWindow: daysBefore(65, 30), baselineWindow: daysBefore(58, 30) },
  },
  { release: release('p9', -10, { kind: 'prompt', promptVersion: 'p9' }) },
  { release: release('v3', 5, { modelTo: 'b' }) },
];

const find = (values: Partial<Release> = {}, neighbours = [{ releaseId: 'p9', deployedAt: at(-10) }]) =>
  rolledBackRelease(
    { release: release('undo', 0, { kind: 'rollback', ...values }), baselineWindow: daysBefore(28, 0) },
    followed,
    neighbours,
    28,
  );

describe('the release that a rollback takes back', () => {
  it.each([
    ['the model that it comes from', { modelFrom: 'b', modelTo: 'a' }, 'v2'],
    ['the prompt version that it comes from', { modelFrom: 'p9', modelTo: 'p8' }, 'p9'],
    ['an older model', { modelFrom: 'a', modelTo: 'z' }, 'v1'],
  ])('is the latest earlier one that brought %s', (_name, values, found) => {
    expect(find(values)?.releaseId).toBe(found);
  });

  it('is the latest earlier one where the rollback does not say', () => {
    expect(find()?.releaseId).toBe('p9');
    expect(find({}, [{ releaseId: 'unseen', deployedAt: at(-3) }])?.releaseId).toBe('unseen');
  });

  it('is none where nothing brought what it comes from', () => {
    expect(find({ modelFrom: 'never-served' })).toBeNull();
  });

  it('is compared by the windows that its tracker froze, and by the usual ones where it left none', () => {
    expect(find({ modelFrom: 'b' })).toMatchObject({
      windows: { historyWindow: daysBefore(65, 30), baselineWindow: daysBefore(58, 30) },
      // The rollback's baseline begins after the release did.
      releasedWindow: daysBefore(28, 0),
    });
    expect(find()).toMatchObject({
      windows: { baselineWindow: daysBefore(38, 10) },
      releasedWindow: daysBefore(10, 0),
    });
  });
});
