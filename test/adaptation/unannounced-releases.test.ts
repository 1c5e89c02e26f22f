import { describe, expect, it } from 'vitest';
import { servedVersions, unannouncedReleases } from '../../activities/adaptation/unannounced-releases.js';
import { DAY_MS, windowOfWeek } from '../../workflows/window.js';

const MONDAY = Date.parse(windowOfWeek('2026-W40').start);
const BEFORE = servedVersions(served(() => 'model-a'));

/** A request an hour for a week. */
function served(modelAt: (day: number) => string | null, promptAt: (day: number) => string | null = () => null) {
  return Array.from({ length: 168 }, (_, hour) => ({
    timestamp: MONDAY + hour * 3_600_000,
    weight: 1,
    model: modelAt(hour / 24),
    system_prompt: promptAt(hour / 24),
  }));
}

function found(rows: ReturnType<typeof served>, announced: Parameters<typeof unannouncedReleases>[3] = []) {
  return unannouncedReleases('2026-W40', servedVersions(rows), BEFORE, announced, 0.1);
}

describe('releases that nobody announced', () => {
  const switched = served((day) => (day < 3 ? 'model-a' : 'model-b'));

  it('are found by a model id that was not there the week before, dated by its first request', () => {
    expect(found(switched)).toEqual([
      expect.objectContaining({
        deployedAt: new Date(MONDAY + 3 * DAY_MS).toISOString(),
        modelFrom: 'model-a',
        modelTo: 'model-b',
        kind: 'model',
        found: true,
      }),
    ]);
  });

  it('have ids that a release signal may have, whatever the model is called', () => {
    const [release] = found(served((day) => (day < 3 ? 'model-a' : '<b>../x\u001b[31m')));
    expect(release?.releaseId).toMatch(/^found-2026-W40-model-[0-9a-f]{8}$/);
  });

  it('are none of those that were announced', () => {
    const announced = {
      releaseId: 'v2',
      deployedAt: new Date(MONDAY + 2.9 * DAY_MS).toISOString(),
      modelFrom: null,
      modelTo: null,
      kind: 'tooling' as const,
    };
    expect(found(switched, [announced])).toEqual([]);
    expect(found(switched, [{ ...announced, deployedAt: '2026-01-01T00:00:00.000Z', modelTo: 'model-b' }])).toEqual([]);
  });

  it('count from the day they appear, so that one of Sunday is not too rare', () => {
    expect(found(served((day) => (day < 6.5 ? 'model-a' : 'model-b')))).toHaveLength(1);
  });

  it('are not made of a model that answers now and then', () => {
    expect(found(served((day) => (Math.round(day * 24) % 20 === 0 ? 'model-b' : 'model-a')))).toEqual([]);
  });

  it('are found by another system prompt', () => {
    const before = servedVersions(
      served(
        () => 'model-a',
        () => 'Be brief.',
      ),
    );
    const rows = servedVersions(
      served(
        () => 'model-a',
        (day) => (day < 5 ? 'Be brief.' : 'Be kind.'),
      ),
    );
    expect(unannouncedReleases('2026-W40', rows, before, [], 0.1)).toMatchObject([{ kind: 'prompt', modelTo: null }]);
  });

  it('are one where model and system prompt change together', () => {
    const before = servedVersions(
      served(
        () => 'model-a',
        () => 'Be brief.',
      ),
    );
    const rows = servedVersions(
      served(
        (day) => (day < 5 ? 'model-a' : 'model-b'),
        (day) => (day < 5 ? 'Be brief.' : 'Be kind.'),
      ),
    );
    expect(unannouncedReleases('2026-W40', rows, before, [], 0.1)).toMatchObject([{ kind: 'model' }]);
  });

  it('are not looked for among system prompts that hold a name each', () => {
    const before = servedVersions(
      served(
        () => 'model-a',
        (day) => `Help user ${day}.`,
      ),
    );
    const rows = servedVersions(
      served(
        () => 'model-a',
        (day) => `Serve user ${day}.`,
      ),
    );
    expect(unannouncedReleases('2026-W40', rows, before, [], 0.1)).toEqual([]);
  });

  it('cannot be told without the week before', () => {
    expect(unannouncedReleases('2026-W40', servedVersions(switched), null, [], 0.1)).toEqual([]);
  });
});
