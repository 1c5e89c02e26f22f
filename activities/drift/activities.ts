import type { IsoWeek, Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, writeTable } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { layoutOf } from '../storage/layout.js';
import { compareWindows, levelPerTest } from './comparison.js';
import { descriptiveRows } from './descriptive-rows.js';
import { driftStateOf } from './drift-state.js';
import { driftStateTable, driftTable, topicsTable } from './drift-tables.js';
import { createRandomFeatures } from './random-features.js';
import { loadReferenceModel, perRequestDesign, type ReferenceRef, weekSeed } from './reference-model.js';
import { type PinReferenceInput, readReferencePointer, writeReference } from './reference-store.js';
import { topicRows } from './topic-rows.js';
import { evalSetComparison, pinnedComparison, rowsAcrossWeeks } from './weekly-comparisons.js';
import { LADDER_WEEKS } from './window-ladder.js';
import { withObjections } from './window-objections.js';
import { type EmbeddedSampleRef, readRequests } from './window-requests.js';

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
      await readReferencePointer(deps.openBucket(pipeline.bucket), layoutOf(pipeline).referencePointer()),

    /**
     * Pins a window as the reference: bandwidths, seed of the features, topic map and the window's own state. The first
     * pin wins and is never replaced; every later call returns it. Idempotent.
     */
    pinReference: async (input: PinReferenceInput): Promise<ReferenceRef> => {
      const { pipeline, window, embedder, embedderId } = input;
      const store = deps.openBucket(pipeline.bucket);
      const pointer = layoutOf(pipeline).referencePointer();
      const pinned = await readReferencePointer(store, pointer);
      if (pinned !== null) return pinned;

      const artifact = await writeReference(store, input, createBreath());
      const reference: ReferenceRef = { artifact, embedder, embedderId, window };
      const bytes = Buffer.from(canonicalJson(reference));
      await store.put(pointer, bytes, { contentType: 'application/json', onlyIf: 'absent' });
      // Whether this put won or another one did: what lies there now is the reference.
      return (await readReferencePointer(store, pointer)) ?? reference;
    },

    /**
     * Per user the sums of the kernel features of a window's sample: `driftStateTable`. Idempotent.
     * @throws {Refusal} `EmbedderMismatch`, `BadVector`
     */
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
      const state = await driftStateOf(requests, features, drift.weightCap, createBreath()).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        throw new Refusal(error.code, `${input.vectors.uri}: ${error.message}`, { cause: error });
      });
      const key = layoutOf(pipeline).driftState(purpose, window, 'users.arrow');
      const metadata = { embedder: model.embedderId, reference: reference.artifact.sha256 };
      return await writeTable(store, key, driftStateTable(features.size), state, metadata);
    },

    /**
     * Compares a week with the pinned reference, alone and together with the weeks before it, with the eval set, and with
     * its own history: `drift.arrow` and `topics.arrow`. Comparisons that the data do not allow are rows with a reason.
     * Idempotent, as long as the states of earlier weeks are the same.
     */
    measureDrift: async (input: MeasureDriftInput): Promise<MeasuredDrift> => {
      const { pipeline, week, reference, looks } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { drift } = await loadConfig(store, pipeline);
      const model = await loadReferenceModel(store, reference.artifact);
      const features = createRandomFeatures(model);
      const breathe = createBreath();
      const seed = weekSeed(model, week);
      const weekly = await readRequests(store, input, model);
      const pinned = withObjections(
        await pinnedComparison(store, input, model, weekly, drift.weightCap),
        model.dimension,
      );
      const evalSet =
        input.evalSet === null
          ? null
          : withObjections(
              await evalSetComparison(store, input.evalSet, model, { weekly, features, drift, seed, breathe }),
              model.dimension,
            );
      const options = {
        drift,
        embedderId: model.embedderId,
        blocks: model.bandwidths.length,
        level: levelPerTest(drift.level, looks, LADDER_WEEKS.length + (evalSet === null ? 0 : 1)),
        seed,
        pause: breathe,
      };
      const againstPinned = await compareWindows(pinned, options);
      const againstEvalSet = evalSet === null ? null : await compareWindows(evalSet, options);
      const acrossWeeks = await rowsAcrossWeeks(store, { ...input, features: features.size }, pinned, {
        ...options,
        week: againstPinned,
      });
      const topics = againstPinned.refused === null ? await topicRows(pinned, model, features, options, weekly) : [];
      const headline = againstEvalSet ?? againstPinned;
      const [tested] = againstPinned.rows;
      // These look at every request again and again; fewer features tell mix from within as well.
      const light = createRandomFeatures(perRequestDesign(model));
      const described = tested === undefined ? [] : await descriptiveRows(pinned, tested, model, light, options);
      const rows = [...againstPinned.rows, ...(againstEvalSet?.rows ?? []), ...acrossWeeks, ...described];
      const key = (file: string) => layoutOf(pipeline).work(week, `drift/${file}`);
      return {
        drift: await writeTable(store, key('drift.arrow'), driftTable, rows),
        topics: await writeTable(store, key('topics.arrow'), topicsTable, topics),
        alarm: rows.some(({ alarm }) => alarm),
        uncoveredMass: headline.uncoveredMass,
        pValue: headline.pValue,
      };
    },
  };
}
