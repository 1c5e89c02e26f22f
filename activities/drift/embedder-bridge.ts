import type { EmbedderMark } from '../embedding/vector-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { defineTable, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';
import type { Artifact } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { compareWindows } from './comparison.js';
import { driftStateOf } from './drift-state.js';
import { createRandomFeatures } from './random-features.js';
import { bandwidthsOf, FEATURES_PER_BANDWIDTH } from './reference-model.js';
import { readRequests } from './window-requests.js';

/**
 * How far one week lies from the reference so far, by the embedder so far and by the one that follows it. Figures of two
 * embedders are never compared elsewhere; these rows say what the change of the embedder alone does to them.
 */
export const embedderBridgeTable = defineTable('embedder_bridge', 1, {
  embedder: text('identity of the embedder'),
  role: text('before: that of the reference so far; after: that of the new reference'),
  reference_start: text('start of the window of the reference so far'),
  week: text('ISO week that is measured'),
  statistic: text('mmd2, uncovered_mass, moved_mass, centroid_cosine'),
  estimate: nullable(number('distance of the week from the reference so far; null when refused')),
  ci_low: nullable(number('lower end of the user-bootstrap interval')),
  ci_high: nullable(number('upper end')),
  p_value: nullable(number('user-permutation p-value')),
  n_users_reference: integer('users of the reference', { unit: 'users' }),
  n_users_current: integer('users of the week', { unit: 'users' }),
  refused: nullable(text('why there is no figure')),
});
export type EmbedderBridgeRow = RowOf<typeof embedderBridgeTable>;

/** The reference's traffic and the week's, with vectors of one embedder. */
export interface BridgeSide {
  readonly role: 'before' | 'after';
  readonly embedderId: string;
  readonly referenceVectors: Artifact;
  readonly weekVectors: Artifact;
}

export interface BridgedTraffic {
  readonly referenceSample: Artifact;
  readonly referenceStart: string;
  readonly weekSample: Artifact;
  readonly week: string;
  /** Whether both are one window, which has no distance from itself. */
  readonly isSameWindow: boolean;
}

/** The rows of one embedder. Kernels are fitted to the reference's vectors by it, as a pin does. */
export async function bridgeRows(
  store: ObjectStore,
  traffic: BridgedTraffic,
  side: BridgeSide,
  context: {
    readonly dimension: number;
    readonly seed: string;
    readonly drift: PipelineConfig['drift'];
    readonly pause: () => Promise<void>;
  },
): Promise<EmbedderBridgeRow[]> {
  const { dimension, seed, drift, pause } = context;
  const mark: EmbedderMark = { embedderId: side.embedderId, dimension };
  const read = async (sample: Artifact, vectors: Artifact) => await readRequests(store, { sample, vectors }, mark);
  const reference = await read(traffic.referenceSample, side.referenceVectors);
  const current = await read(traffic.weekSample, side.weekVectors);
  const bandwidths = bandwidthsOf(
    reference.requests.map(({ vector }) => vector),
    seed,
  );
  const features = createRandomFeatures({
    seed,
    dimension,
    bandwidths,
    featuresPerBandwidth: FEATURES_PER_BANDWIDTH,
  });
  const windowOf = async ({ requests }: typeof reference) => ({
    state: await driftStateOf(requests, features, drift.weightCap, pause),
    requests,
  });
  const objection = reference.mismatch ?? current.mismatch;
  const { rows } = await compareWindows(
    {
      name: 'pinned',
      reference: await windowOf(reference),
      current: await windowOf(current),
      traffic: current.requests,
      refused: traffic.isSameWindow
        ? 'no verdict: this window is the pinned reference'
        : objection && `no verdict: ${objection}`,
    },
    { drift, embedderId: side.embedderId, blocks: bandwidths.length, level: drift.level, seed, pause },
  );
  return rows.map((row) => ({
    embedder: side.embedderId,
    role: side.role,
    reference_start: traffic.referenceStart,
    week: traffic.week,
    statistic: row.statistic,
    estimate: row.estimate,
    ci_low: row.ci_low,
    ci_high: row.ci_high,
    p_value: row.p_value,
    n_users_reference: row.n_users_reference,
    n_users_current: row.n_users_current,
    refused: row.refused,
  }));
}
