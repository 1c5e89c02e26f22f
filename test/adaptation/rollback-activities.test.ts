import { beforeAll, describe, expect, it } from 'vitest';
import { createReleaseActivities } from '../../activities/adaptation/release-activities.js';
import { createRollbackActivities } from '../../activities/adaptation/rollback-activities.js';
import { rollbackTable } from '../../activities/adaptation/rollback-table.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { readTable, writeJson, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { historyPurpose } from '../../workflows/ids.js';
import type { Release } from '../../workflows/messages.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { createAdaptationWorld, RELEASE_MS } from './adaptation-world.js';

const HABIT = 'Please answer as a bulleted list.';
const RELEASE: Release = {
  releaseId: 'v42',
  deployedAt: new Date(RELEASE_MS).toISOString(),
  modelFrom: 'model-a',
  modelTo: 'model-b',
  kind: 'model',
};
const UNDO: Release = {
  releaseId: 'undo',
  deployedAt: new Date(RELEASE_MS + 7 * DAY_MS).toISOString(),
  modelFrom: 'model-b',
  modelTo: 'model-a',
  kind: 'rollback',
};
const WITH_RELEASE = windowBetween(RELEASE_MS, RELEASE_MS + 7 * DAY_MS);
const AFTER = windowBetween(RELEASE_MS + 7 * DAY_MS, RELEASE_MS + 14 * DAY_MS);

type World = Awaited<ReturnType<typeof createAdaptationWorld>>;

describe('the activities of a rollback', () => {
  let world: World;
  let activities: ReturnType<typeof createRollbackActivities>;

  beforeAll(async () => {
    world = await createAdaptationWorld({ habit: HABIT });
    activities = createRollbackActivities(world.deps);
    await world.run(createReleaseActivities(world.deps).planTracking, { pipeline: world.pipeline, release: RELEASE });
  });

  const find = async (release: Release) =>
    await world.run(activities.findRolledBack, {
      pipeline: world.pipeline,
      release,
      baselineWindow: WITH_RELEASE,
      neighbours: [],
    });

  /** The week after the rollback: prompts of a world with the habit or without it. */
  const storeAfter = async (name: string, habit: string) => {
    const other = await createAdaptationWorld({ habit });
    const rows = await readTable(other.store, other.checkpoint.sample, sampleTable);
    const sample = await writeTable(
      world.store,
      `${name}.arrow`,
      sampleTable,
      rows.map((row) => ({ ...row, request_id: `${name}-${row.request_id}`, timestamp: row.timestamp + 7 * DAY_MS })),
    );
    const { pipeline, reference } = world;
    const vectors = await world.run(createEmbeddingActivities(world.deps).embedTexts, {
      pipeline,
      embedder: reference.embedder,
      source: sample,
      kind: 'sample' as const,
    });
    return { sample, vectors };
  };

  const measure = async (checkpoint: World['checkpoint']) => {
    const found = await find(UNDO);
    if (found === null) throw new Error('nothing rolled back');
    const { sample: _, ...rolledBack } = found;
    const artifact = await world.run(activities.measureReturn, {
      pipeline: world.pipeline,
      release: UNDO,
      rolledBack,
      before: world.history,
      days: 7,
      window: AFTER,
      baselineWindow: WITH_RELEASE,
      reference: world.reference,
      history: world.checkpoint,
      checkpoint,
    });
    const [row] = await readTable(world.store, artifact, rollbackTable);
    return row;
  };

  it('find the release that is rolled back, and no sample where its tracker left none', async () => {
    expect(await find(UNDO)).toMatchObject({
      releaseId: 'v42',
      windows: { baselineWindow: windowBetween(RELEASE_MS - 7 * DAY_MS, RELEASE_MS) },
      releasedWindow: WITH_RELEASE,
      sample: null,
    });
    expect(await find({ ...UNDO, modelFrom: 'model-z' })).toBeNull();
  });

  it('find the sample that its tracker froze', async () => {
    const found = await find(UNDO);
    if (found === null) throw new Error('nothing rolled back');
    const key = layoutOf(world.pipeline).sample(historyPurpose('v42'), found.windows.historyWindow, 'manifest.json');
    await writeJson(world.store, key, { part: world.history.sample });
    expect((await find(UNDO))?.sample).toEqual(world.history.sample);
  });

  it.each([
    ['habits that went back', '', 'went back'],
    ['habits that stayed', HABIT, 'stayed'],
  ])('tell %s', async (name, habit, verdict) => {
    const row = await measure(await storeAfter(name, habit));
    expect(row).toMatchObject({ rolled_back: 'v42', verdict, n_users: 40, refused: null, release_p_value: 1 / 1000 });
  });

  it('write the same bytes again, without text or users', async () => {
    const checkpoint = await storeAfter('again', '');
    const once = await measure(checkpoint);
    expect(await measure(checkpoint)).toEqual(once);
    expect(JSON.stringify([once, await find(UNDO)])).not.toMatch(/garden|bulleted|user-hash/);
  });
});
