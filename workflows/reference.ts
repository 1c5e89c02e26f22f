import type { ReferenceRef } from '../activities/drift/reference-model.js';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { Artifact } from '../activities/storage/artifact.js';
import { analysis } from './activity-options.js';
import type { Window } from './window.js';

/** Vectors of a sample together with the pinned reference that gave them their meaning. */
export interface EmbeddedSample {
  readonly reference: ReferenceRef;
  readonly vectors: Artifact;
}

/** Embeds a sample as the pinned reference prescribes; a pipeline without one pins this sample as its reference. */
export async function embedSample(pipeline: PipelineRef, window: Window, sample: Artifact): Promise<EmbeddedSample> {
  const reference =
    (await analysis.currentReference({ pipeline })) ?? (await pinFirstReference(pipeline, window, sample));
  return { reference, vectors: await embedWith(pipeline, reference, sample, 'sample') };
}

export async function embedWith(
  pipeline: PipelineRef,
  reference: ReferenceRef,
  source: Artifact,
  kind: 'sample' | 'eval-set',
): Promise<Artifact> {
  return await analysis.embedTexts({ pipeline, embedder: reference.embedder, source, kind });
}

async function pinFirstReference(pipeline: PipelineRef, window: Window, sample: Artifact): Promise<ReferenceRef> {
  const { embedderId, model } = await analysis.fitEmbedder({ pipeline, sample });
  const vectors = await analysis.embedTexts({ pipeline, embedder: model, source: sample, kind: 'sample' });
  // When two runs pin at once the first one wins, and both go on with its reference.
  return await analysis.pinReference({ pipeline, window, sample, vectors, embedder: model, embedderId });
}
