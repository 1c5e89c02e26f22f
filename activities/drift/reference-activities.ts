import type { IsoWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadEmbedder } from '../embedding/stored-embedder.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { SOFTWARE_VERSION } from '../report/software-version.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, readJson, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import { type BridgeSide, bridgeRows, embedderBridgeTable } from './embedder-bridge.js';
import type { ReferenceModelFile, ReferenceRef } from './reference-model.js';
import { movePointer } from './reference-pins.js';
import { type PinReferenceInput, writeReference } from './reference-store.js';

export interface BridgeEmbeddersInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  /** The reference so far. */
  readonly reference: ReferenceRef;
  /** The week's sample. */
  readonly sample: Artifact;
  /** Per embedder, first the one of the reference so far: its model, and its vectors of both samples. */
  readonly before: BridgeVectors;
  readonly after: BridgeVectors;
  readonly isSameWindow: boolean;
}

export interface BridgeVectors {
  readonly embedder: Artifact;
  readonly referenceVectors: Artifact;
  readonly weekVectors: Artifact;
}

export interface RepinReferenceInput extends PinReferenceInput {
  readonly week: IsoWeek;
  /** What was pinned when the work began. */
  readonly before: ReferenceRef | null;
  readonly reason: string | null;
  readonly bridge: Artifact | null;
  /** ISO-8601 instant. */
  readonly pinnedAt: string;
}

/** Changing the reference, as activities. */
export function createReferenceActivities(deps: ActivityDependencies) {
  return {
    /** What a reference was made from: its sample, and the vectors by its embedder. */
    referenceTraffic: async (input: {
      readonly pipeline: PipelineRef;
      readonly reference: ReferenceRef;
    }): Promise<{ readonly sample: Artifact; readonly vectors: Artifact }> => {
      const store = deps.openBucket(input.pipeline.bucket);
      const { sample, vectors } = await readJson<ReferenceModelFile>(store, input.reference.artifact);
      return { sample, vectors };
    },

    /** One week's figures by two embedders: `embedderBridgeTable`. Idempotent. */
    bridgeEmbedders: async (input: BridgeEmbeddersInput): Promise<Artifact> => {
      const { pipeline, week, reference, sample, isSameWindow } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { drift, sample: sampling } = await loadConfig(store, pipeline);
      const { sample: referenceSample } = await readJson<ReferenceModelFile>(store, reference.artifact);
      const { start: referenceStart } = reference.window;
      const traffic = { referenceSample, referenceStart, weekSample: sample, week, isSameWindow };
      const pause = createBreath();
      const rows = [];
      for (const role of ['before', 'after'] as const) {
        const { embedder: model, referenceVectors, weekVectors } = input[role];
        const { id: embedderId, dimension } = await loadEmbedder(store, model, { environment: deps.environment });
        const side: BridgeSide = { role, embedderId, referenceVectors, weekVectors };
        rows.push(...(await bridgeRows(store, traffic, side, { dimension, seed: sampling.seed, drift, pause })));
      }
      const key = layoutOf(pipeline).work(`reference-${week}`, `embedder_bridge-${input.after.embedder.sha256}.arrow`);
      return await writeTable(store, key, embedderBridgeTable, rows);
    },

    /**
     * Pins a week as the reference in place of the one before, and records it. Idempotent.
     * @throws {Refusal} `ReferenceMoved` when somebody else pinned another one meanwhile; `EmbedderMismatch`
     */
    repinReference: async (input: RepinReferenceInput): Promise<ReferenceRef> => {
      const { pipeline, week, window, embedder, embedderId, before, reason, bridge, pinnedAt } = input;
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const artifact = await writeReference(store, input, createBreath());
      const reference: ReferenceRef = { artifact, embedder, embedderId, window };
      await movePointer(store, layout, {
        schemaVersion: 1,
        pinnedAt,
        week,
        reference,
        before,
        reason,
        bridge,
        configSha256: pipeline.configSha256,
        softwareVersion: SOFTWARE_VERSION,
      });
      return reference;
    },
  };
}
