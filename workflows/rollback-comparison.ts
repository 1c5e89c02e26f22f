import { patched } from '@temporalio/workflow';
import type { ReferenceRef } from '../activities/drift/reference-model.js';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { Artifact } from '../activities/storage/artifact.js';
import type { SampleDesign } from '../activities/traffic/sampling.js';
import { analysis } from './activity-options.js';
import type { Neighbour, Release } from './messages.js';
import { embedWith } from './reference.js';
import { isEmptyWindow, sampleTraffic } from './traffic-sample.js';
import type { Window } from './window.js';

interface Look {
  readonly days: number;
  readonly window: Window;
  readonly checkpoint: { readonly sample: Artifact; readonly vectors: Artifact };
}

interface Rollback {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly baselineWindow: Window;
  readonly neighbours: readonly Neighbour[];
  readonly reference: ReferenceRef;
  readonly history: { readonly sample: Artifact; readonly vectors: Artifact };
  readonly design: SampleDesign;
}

/**
 * Compares a rollback with the state before the release that it takes back: the windows that this release's tracker
 * froze, or the same drawn again where it left none.
 * @returns how to measure a checkpoint; null for any other release, and where there is nothing to compare with
 */
export async function openRollback(
  tracker: Rollback,
  notes: string[],
): Promise<((look: Look) => Promise<Artifact>) | null> {
  const { pipeline, release, baselineWindow, neighbours, reference, history, design } = tracker;
  if (release.kind !== 'rollback' || !patched('rollback')) return null;
  const found = await analysis.findRolledBack({ pipeline, release, baselineWindow, neighbours });
  if (found === null) {
    const wanted =
      release.modelFrom === null ? 'no earlier release is known' : 'no earlier release brought what it comes from';
    notes.push(`rollback: ${wanted}, so there is no state to compare with but the one just before`);
    return null;
  }
  const { sample: frozen, ...rolledBack } = found;
  const window = rolledBack.windows.baselineWindow;
  const sample = frozen ?? (await drawAgain(tracker, window, design));
  if (sample === null) {
    notes.push(`rollback of ${rolledBack.releaseId}: no traffic between ${window.start} and ${window.end}`);
    return null;
  }
  const before = { sample, vectors: await embedWith(pipeline, reference, sample, 'sample') };
  return async (look) =>
    await analysis.measureReturn({
      pipeline,
      release,
      rolledBack,
      before,
      baselineWindow,
      reference,
      history,
      ...look,
    });
}

async function drawAgain(
  { pipeline, release }: Rollback,
  window: Window,
  design: SampleDesign,
): Promise<Artifact | null> {
  try {
    return (await sampleTraffic(pipeline, `release-${release.releaseId}-before`, window, design)).sample;
  } catch (error) {
    if (isEmptyWindow(error)) return null;
    throw error;
  }
}
