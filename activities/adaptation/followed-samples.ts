import type { Release } from '../../workflows/messages.js';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createRandomFeatures } from '../drift/random-features.js';
import { perRequestDesign, type ReferenceModel, type ReferenceRef, topicOf } from '../drift/reference-model.js';
import { requireMarkedVectors } from '../embedding/vector-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { type Layout, layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import type { EmbeddedRow, ReferenceMap } from './followed-requests.js';

/** A sample with one vector per row. */
export interface EmbeddedArtifacts {
  readonly sample: Artifact;
  readonly vectors: Artifact;
}

/** A checkpoint of a release, with the samples that it compares. */
export interface FollowedCheckpoint {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly days: number;
  readonly window: Window;
  readonly baselineWindow: Window;
  readonly reference: ReferenceRef;
  readonly history: EmbeddedArtifacts;
  readonly checkpoint: EmbeddedArtifacts;
}

/** A pipeline's bucket and settings. */
export interface TrackingRoom {
  readonly store: ObjectStore;
  readonly config: PipelineConfig;
  readonly layout: Layout;
}

export async function openRoom(deps: ActivityDependencies, pipeline: PipelineRef): Promise<TrackingRoom> {
  const store = deps.openBucket(pipeline.bucket);
  return { store, config: await loadConfig(store, pipeline), layout: layoutOf(pipeline) };
}

/** Name of a release's files between two steps. */
export function workOf(release: Release): string {
  return `release-${release.releaseId}`;
}

/** @throws when the vectors are not those of the sample, or another embedder's */
export async function readEmbedded(
  store: ObjectStore,
  { sample, vectors }: EmbeddedArtifacts,
  model: ReferenceModel,
): Promise<EmbeddedRow[]> {
  const rows = await readTable(store, sample, sampleTable);
  const embedded = await requireMarkedVectors(store, vectors, model);
  return rows.map((row, at) => {
    const vector = embedded[at]?.vector;
    if (vector === undefined) throw new Error(`${vectors.uri} has fewer rows than ${sample.uri}`);
    return { row, vector };
  });
}

export function referenceMap(model: ReferenceModel): ReferenceMap {
  const features = createRandomFeatures(perRequestDesign(model));
  return { topicOf: (vector) => topicOf(model, vector), featuresOf: (vector) => features.map(vector) };
}
