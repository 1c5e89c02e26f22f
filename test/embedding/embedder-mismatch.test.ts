import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createAdaptationActivities } from '../../activities/adaptation/activities.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { createEvalSetActivities } from '../../activities/eval-set/activities.js';
import { writeTable } from '../../activities/storage/artifact.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { createVersionWorld, type VersionWorld, weekOf } from '../eval-set/version-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const QUIET = new DefaultLogger('ERROR', () => undefined);
const WEEK = '2026-W31';

async function run<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return await new MockActivityEnvironment(undefined, { logger: QUIET }).run(activity, input);
}

/** A week's input whose vectors another embedder of the same length has made. */
async function foreignWeek(world: VersionWorld) {
  const { fitEmbedder, embedTexts } = createEmbeddingActivities(world.deps);
  const input = await world.inputOf(WEEK);
  const other = await writeTable(world.store, `${world.layout.root}samples/other.arrow`, sampleTable, weekOf('other'));
  const { model } = await run(fitEmbedder, { pipeline: world.pipeline, sample: other });
  const source = { pipeline: world.pipeline, embedder: model, source: input.sample, kind: 'sample' as const };
  return { input, foreign: { ...input, vectors: await run(embedTexts, source) } };
}

const REFUSED = {
  name: 'Refusal',
  code: 'EmbedderMismatch',
  message: expect.stringMatching(
    /embedded by lexical-\S+, the pinned reference by lexical-\S+; .*"tidemark reference pin"/,
  ),
};

describe('vectors of another embedder', () => {
  it('are refused by the refresh of the eval set and by its coverage', async () => {
    const world = await createVersionWorld(new MemoryObjectStore());
    const { input, foreign } = await foreignWeek(world);
    await expect(world.refresh(foreign)).rejects.toMatchObject(REFUSED);
    const { artifact: evalSet } = await world.refresh(input);
    const { measureRepresentativeness } = createEvalSetActivities(world.deps);
    await expect(run(measureRepresentativeness, { ...foreign, evalSet })).rejects.toMatchObject(REFUSED);
  });

  it('are refused by what follows the users of a release', async () => {
    const world = await createVersionWorld(new MemoryObjectStore());
    const { input, foreign } = await foreignWeek(world);
    const { measureCheckpoint } = createAdaptationActivities(world.deps);
    const checkpoint = {
      pipeline: world.pipeline,
      release: {
        releaseId: 'v1',
        deployedAt: input.window.start,
        modelFrom: null,
        modelTo: null,
        kind: 'model' as const,
      },
      days: 1,
      window: input.window,
      baselineWindow: input.window,
      reference: world.reference,
      history: { sample: input.sample, vectors: input.vectors },
      evalSet: null,
    };
    const { sample, vectors } = foreign;
    await expect(run(measureCheckpoint, { ...checkpoint, checkpoint: { sample, vectors } })).rejects.toMatchObject(
      REFUSED,
    );
  });
});
