import type { Window } from '../../workflows/window.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, sha256Hex, writeJson, writeTable } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { driftStateOf } from './drift-state.js';
import { driftStateTable } from './drift-tables.js';
import { createRandomFeatures } from './random-features.js';
import {
  bandwidthsOf,
  FEATURES_PER_BANDWIDTH,
  type ReferenceModelFile,
  type ReferenceRef,
  referenceTopicsTable,
  topicMapOf,
  topicReachOf,
} from './reference-model.js';
import { type EmbeddedSampleRef, readRequests } from './window-requests.js';

/** Raised when the same inputs would give another reference. */
const REFERENCE_FORMAT = 3;

export interface PinReferenceInput extends EmbeddedSampleRef {
  readonly pipeline: PipelineRef;
  readonly window: Window;
  readonly embedder: Artifact;
  readonly embedderId: string;
}

/** The pinned reference, or null before the first one. */
export async function readReferencePointer(store: ObjectStore, key: string): Promise<ReferenceRef | null> {
  const object = await store.get(key);
  return object === undefined ? null : (JSON.parse(Buffer.from(object.bytes).toString('utf8')) as ReferenceRef);
}

/**
 * Writes the files of a reference under a digest of what they are made from; idempotent.
 * @throws {Refusal} `EmbedderMismatch`
 */
export async function writeReference(
  store: ObjectStore,
  { pipeline, window, sample, vectors, embedderId }: PinReferenceInput,
  breathe: () => Promise<void>,
): Promise<Artifact> {
  const { drift, embedding, sample: sampling } = await loadConfig(store, pipeline);
  const { dimension } = embedding;
  const { requests, prompts, mismatch } = await readRequests(store, { sample, vectors }, { embedderId, dimension });
  if (mismatch !== null) throw new Refusal('EmbedderMismatch', `${vectors.uri} was ${mismatch}`);
  const { topics, weightCap } = drift;
  const seed = sampling.seed;
  const key = referenceKey(pipeline, {
    format: REFERENCE_FORMAT,
    window,
    sample: sample.sha256,
    vectors: vectors.sha256,
    embedderId,
    topics,
    weightCap,
    seed,
  });
  const points = requests.map(({ vector }) => vector);
  const design = {
    seed,
    dimension,
    bandwidths: bandwidthsOf(points, seed),
    featuresPerBandwidth: FEATURES_PER_BANDWIDTH,
  };
  const features = createRandomFeatures(design);
  const map = await topicMapOf(prompts, points, { topics, seed, pause: breathe });
  const state = await driftStateOf(requests, features, weightCap, breathe);
  const metadata = { embedder: embedderId };
  const file: ReferenceModelFile = {
    embedderId,
    window,
    ...design,
    topics: await writeTable(store, key('topics.arrow'), referenceTopicsTable(dimension), map, metadata),
    topicReach: topicReachOf(
      requests,
      map.map(({ centroid }) => centroid),
    ),
    state: await writeTable(store, key('users.arrow'), driftStateTable(features.size), state, metadata),
    sample,
    vectors,
  };
  return await writeJson(store, key('model.json'), file);
}

function referenceKey(pipeline: PipelineRef, identity: unknown): (file: string) => string {
  const digest = sha256Hex(canonicalJson(identity));
  return (file) => layoutOf(pipeline).reference(digest, file);
}
