import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { endMsOf, type IsoWeek, startMsOf, type Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { createRandom } from '../stats/random.js';
import { type Artifact, readTable, sha256Hex, writeJson, writeTable } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import { type ComparedRequest, type Comparison, compareWindows, levelPerTest } from './comparison.js';
import { driftStateOf } from './drift-state.js';
import { driftStateTable, driftTable, topicsTable } from './drift-tables.js';
import { type ExpectedEmbedder, readVectors } from './embedded-table.js';
import { createRandomFeatures, type RandomFeatures, rememberingFeatures } from './random-features.js';
import {
  bandwidthsOf,
  FEATURES_PER_BANDWIDTH,
  featureCount,
  loadReferenceModel,
  type ReferenceModel,
  type ReferenceModelFile,
  type ReferenceRef,
  referenceTopicsTable,
  topicMapOf,
} from './reference-model.js';
import { thinnedLike } from './thinning.js';
import { topicRows } from './topic-rows.js';

/** Work between two heartbeats. */
const HEARTBEAT_EVERY_MS = 500;
/** Raised when the same inputs would give another reference. */
const REFERENCE_FORMAT = 1;

export interface EmbeddedSampleRef {
  readonly sample: Artifact;
  /** Vectors of the sample by the reference's embedder. */
  readonly vectors: Artifact;
}

export interface PinReferenceInput extends EmbeddedSampleRef {
  readonly pipeline: PipelineRef;
  readonly window: Window;
  readonly embedder: Artifact;
  readonly embedderId: string;
}

export interface BuildDriftStateInput extends EmbeddedSampleRef {
  readonly pipeline: PipelineRef;
  readonly purpose: string;
  readonly window: Window;
  readonly reference: ReferenceRef;
}

export interface MeasureDriftInput extends EmbeddedSampleRef {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly window: Window;
  readonly reference: ReferenceRef;
  /** The week's state of {@link createDriftActivities}'s `buildDriftState`. */
  readonly state: Artifact;
  readonly evalSet: { readonly items: Artifact; readonly vectors: Artifact } | null;
  /** Looks over which the yearly level is spent. */
  readonly looks: number;
}

export interface MeasuredDrift {
  readonly drift: Artifact;
  readonly topics: Artifact;
  readonly alarm: boolean;
  /** Against the eval set, else against the pinned reference; null without a verdict. */
  readonly uncoveredMass: number | null;
  readonly pValue: number | null;
}

/** Has the input moved? As activities. */
export function createDriftActivities(deps: ActivityDependencies) {
  return {
    /** The pinned reference, or null before the first one. Changes nothing. */
    currentReference: async ({ pipeline }: { readonly pipeline: PipelineRef }): Promise<ReferenceRef | null> =>
      await readPointer(deps.openBucket(pipeline.bucket), layoutOf(pipeline).referencePointer()),

    /**
     * Pins a window as the reference: bandwidths, seed of the features, topic map and the window's own state. The first
     * pin wins and is never replaced; every later call returns it. Idempotent.
     */
    pinReference: async (input: PinReferenceInput): Promise<ReferenceRef> => {
      const { pipeline, window, embedder, embedderId } = input;
      const store = deps.openBucket(pipeline.bucket);
      const pointer = layoutOf(pipeline).referencePointer();
      const pinned = await readPointer(store, pointer);
      if (pinned !== null) return pinned;

      const artifact = await writeReference(store, input, createBreath());
      const reference: ReferenceRef = { artifact, embedder, embedderId, window };
      const bytes = Buffer.from(canonicalJson(reference));
      await store.put(pointer, bytes, { contentType: 'application/json', onlyIf: 'absent' });
      // Whether this put won or another one did: what lies there now is the reference.
      return (await readPointer(store, pointer)) ?? reference;
    },

    /** Per user the sums of the kernel features of a window's sample: `driftStateTable`. Idempotent. */
    buildDriftState: async (input: BuildDriftStateInput): Promise<Artifact> => {
      const { pipeline, purpose, window, reference } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { drift } = await loadConfig(store, pipeline);
      const model = await loadReferenceModel(store, reference.artifact);
      const { requests, mismatch } = await readRequests(store, input, model);
      if (mismatch !== null) {
        throw new Refusal('EmbedderMismatch', `${input.vectors.uri} was ${mismatch}; embed the sample anew`);
      }
      const features = createRandomFeatures(model);
      const state = await driftStateOf(requests, features, drift.weightCap, createBreath());
      const key = layoutOf(pipeline).driftState(purpose, window, 'users.arrow');
      const metadata = { embedder: model.embedderId, reference: reference.artifact.sha256 };
      return await writeTable(store, key, driftStateTable(features.size), state, metadata);
    },

    /**
     * Compares a week with the pinned reference and with the eval set: `drift.arrow` and `topics.arrow`. Comparisons
     * that the data do not allow are rows with a reason. Idempotent.
     */
    measureDrift: async (input: MeasureDriftInput): Promise<MeasuredDrift> => {
      const { pipeline, week, reference, looks } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { drift } = await loadConfig(store, pipeline);
      const model = await loadReferenceModel(store, reference.artifact);
      const features = rememberingFeatures(createRandomFeatures(model));
      const breathe = createBreath();
      const seed = `${model.seed} ${week}`;
      const weekly = await readRequests(store, input, model);
      const pinned = await pinnedComparison(store, input, model, weekly);
      const comparisons = [pinned];
      if (input.evalSet !== null) {
        comparisons.push(
          await evalSetComparison(store, input.evalSet, model, { weekly, features, drift, seed, breathe }),
        );
      }
      const options = {
        drift,
        embedderId: model.embedderId,
        blocks: model.bandwidths.length,
        level: levelPerTest(drift.level, looks, comparisons.length),
        seed,
        pause: breathe,
      };
      const results = [];
      for (const comparison of comparisons) results.push(await compareWindows(comparison, options));
      const topics = results[0]?.refused === null ? await topicRows(pinned, model, features, options) : [];
      const headline = results.at(-1);
      const key = (file: string) => layoutOf(pipeline).work(week, `drift/${file}`);
      return {
        drift: await writeTable(
          store,
          key('drift.arrow'),
          driftTable,
          results.flatMap(({ rows }) => rows),
        ),
        topics: await writeTable(store, key('topics.arrow'), topicsTable, topics),
        alarm: results.some(({ alarm }) => alarm),
        uncoveredMass: headline?.uncoveredMass ?? null,
        pValue: headline?.pValue ?? null,
      };
    },
  };
}

async function readPointer(store: ObjectStore, key: string): Promise<ReferenceRef | null> {
  const object = await store.get(key);
  return object === undefined ? null : (JSON.parse(Buffer.from(object.bytes).toString('utf8')) as ReferenceRef);
}

/** Writes the files of a reference under a digest of what they are made from. */
async function writeReference(
  store: ObjectStore,
  { pipeline, window, sample, vectors, embedderId }: PinReferenceInput,
  breathe: () => Promise<void>,
): Promise<Artifact> {
  const { drift, embedding, sample: sampling } = await loadConfig(store, pipeline);
  const { dimension } = embedding;
  const { requests, prompts, mismatch } = await readRequests(store, { sample, vectors }, { embedderId, dimension });
  if (mismatch !== null) throw new Refusal('EmbedderMismatch', `${vectors.uri} was ${mismatch}; embed the sample anew`);
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

interface WindowRequests {
  readonly requests: (ComparedRequest & { readonly requestId: string })[];
  readonly prompts: { readonly user: string; readonly prompt: string }[];
  readonly mismatch: string | null;
}

async function readRequests(
  store: ObjectStore,
  { sample, vectors }: EmbeddedSampleRef,
  expected: ExpectedEmbedder,
): Promise<WindowRequests> {
  const rows = await readTable(store, sample, sampleTable);
  const embedded = await readVectors(store, vectors, sample, expected);
  return {
    requests: rows.map(({ user, request_id: requestId, prompt_sha256: digest }, at) => ({
      user,
      requestId,
      digest,
      vector: embedded.vectors[at] ?? new Float32Array(expected.dimension),
    })),
    prompts: rows.map(({ user, prompt }) => ({ user, prompt })),
    mismatch: embedded.mismatch,
  };
}

async function pinnedComparison(
  store: ObjectStore,
  { window, state }: MeasureDriftInput,
  model: ReferenceModel,
  weekly: WindowRequests,
): Promise<Comparison> {
  const table = driftStateTable(featureCount(model));
  const { requests } = await readRequests(store, model, model);
  return {
    name: 'pinned',
    reference: { state: await readTable(store, model.state, table), requests },
    current: { state: await readTable(store, state, table), requests: weekly.requests },
    traffic: weekly.requests,
    refused: weekly.mismatch === null ? overlapOf(window, model.window) : `no verdict: ${weekly.mismatch}`,
  };
}

/**
 * The eval set against the week's traffic, less the requests that the eval set itself holds, and with no more requests
 * of a user than the eval set has: see `thinning.ts`.
 */
async function evalSetComparison(
  store: ObjectStore,
  evalSet: { readonly items: Artifact; readonly vectors: Artifact },
  model: ReferenceModel,
  context: {
    readonly weekly: WindowRequests;
    readonly features: RandomFeatures;
    readonly drift: { readonly weightCap: number };
    readonly seed: string;
    readonly breathe: () => Promise<void>;
  },
): Promise<Comparison> {
  const { weekly, features, drift, seed, breathe } = context;
  const rows = await readTable(store, evalSet.items, evalSetTable);
  const { vectors, mismatch } = await readVectors(store, evalSet.vectors, evalSet.items, model);
  const items = rows.flatMap(({ user, request_id, prompt_sha256: digest, retired_week }, at) =>
    retired_week === null
      ? [{ user, requestId: request_id, digest, vector: vectors[at] ?? new Float32Array(model.dimension) }]
      : [],
  );
  const held = new Set(items.map(({ requestId }) => requestId));
  const traffic = weekly.requests.filter(({ requestId }) => !held.has(requestId));
  const thinned = thinnedLike(traffic, items, createRandom('thinning', seed));
  const side = async (requests: readonly ComparedRequest[]) => ({
    state: await driftStateOf(requests, features, drift.weightCap, breathe),
    requests,
  });
  const objection = mismatch ?? weekly.mismatch;
  return {
    name: 'eval-set',
    reference: await side(items),
    current: await side(thinned),
    traffic,
    refused: objection === null ? null : `no verdict: ${objection}`,
  };
}

/** A window compared with one that shares its requests would look calmer than it is. */
function overlapOf(window: Window, reference: Window): string | null {
  if (startMsOf(window) >= endMsOf(reference) || startMsOf(reference) >= endMsOf(window)) return null;
  return window.start === reference.start && window.end === reference.end
    ? 'no verdict: this window is the pinned reference'
    : 'no verdict: the window overlaps the pinned reference';
}

/** Heartbeats, lets other work through and stops for a cancellation, however often it is called. */
function createBreath(): () => Promise<void> {
  let lastMs = Date.now();
  return async () => {
    const nowMs = Date.now();
    if (nowMs - lastMs < HEARTBEAT_EVERY_MS) return;
    lastMs = nowMs;
    cancellationSignal().throwIfAborted();
    heartbeat();
    await setImmediate();
  };
}
