import type { IsoWeek, Window } from '../../workflows/window.js';
import { quantile } from '../stats/quantiles.js';
import { createRandom } from '../stats/random.js';
import { nearestCentroid } from '../stats/spherical-k-means.js';
import { stableClusters } from '../stats/stable-clusters.js';
import { squaredDistance } from '../stats/vectors.js';
import { defineTable, integer, type RowOf, text, vector32 } from '../storage/arrow-table.js';
import { type Artifact, readJson, readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { EmbeddedRequest } from './drift-state.js';
import { heldOutPlaces } from './held-out-topics.js';
import type { FeatureDesign } from './random-features.js';
import { typicalTerms } from './typical-terms.js';

/** The pinned reference as it travels through workflows. */
export interface ReferenceRef {
  /** The model file. */
  readonly artifact: Artifact;
  /** The fitted embedder. */
  readonly embedder: Artifact;
  readonly embedderId: string;
  readonly window: Window;
}

/** The model file: all that fixes features and topics, and where the reference's data lie. */
export interface ReferenceModelFile {
  readonly embedderId: string;
  readonly window: Window;
  readonly seed: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** Standard deviations of the Gaussian kernels, ascending. */
  readonly bandwidths: number[];
  readonly featuresPerBandwidth: number;
  /** `referenceTopicsTable` */
  readonly topics: Artifact;
  /** Distance (1 - cosine) to the nearest topic that 1 % of the reference's own requests exceed. */
  readonly topicReach: number;
  /** `driftStateTable` */
  readonly state: Artifact;
  readonly sample: Artifact;
  readonly vectors: Artifact;
}

/** The pinned reference, loaded. */
export interface ReferenceModel extends ReferenceModelFile {
  /** Unit vectors, one per topic of the frozen topic map. */
  readonly centroids: Float32Array[];
  /** Per topic its typical terms, most typical first. */
  readonly topicTerms: string[][];
  /** Per topic its three most typical terms. */
  readonly topicLabels: string[];
}

/** The frozen topic map. */
export function referenceTopicsTable(dimension: number) {
  return defineTable('reference_topics', 1, {
    topic: integer('number of the topic'),
    label: text('its three most typical terms'),
    terms: text('typical terms, most typical first, space-separated'),
    centroid: vector32(dimension, 'direction of the topic; a request belongs to the topic with the largest cosine'),
  });
}

export type ReferenceTopicRow = RowOf<ReturnType<typeof referenceTopicsTable>>;

/** Multiples of the median distance: small details as well as the whole cloud. */
const BANDWIDTH_MULTIPLES = [0.5, 1, 2, 4];
/** Vectors whose distances are looked at for the median. */
const MEDIAN_SAMPLE = 500;
/** A topic of fewer requests than this, on average, is no topic. */
const REQUESTS_PER_TOPIC = 5;
/** Share of the reference's own requests that counts as outside the map. */
const OUTSIDE = 0.01;
const LABEL_TERMS = 3;

/**
 * Cosines and sines of 256 frequencies. How near this many and fewer come to the exact kernel, for a large change and for
 * a smaller one: `npm run calibrate -- random-features`.
 */
export const FEATURES_PER_BANDWIDTH = 512;
const LIGHT_FEATURES = 128;

/** @throws {Error} when a file of the reference is gone or was changed since it was pinned. */
export async function loadReferenceModel(store: ObjectStore, artifact: Artifact): Promise<ReferenceModel> {
  const file = await readJson<ReferenceModelFile>(store, artifact);
  const topics = await readTable(store, file.topics, referenceTopicsTable(file.dimension));
  return {
    ...file,
    centroids: topics.map(({ centroid }) => centroid),
    topicTerms: topics.map(({ terms }) => terms.split(' ').filter((term) => term !== '')),
    topicLabels: topics.map(({ label }) => label),
  };
}

/** Features of all bandwidths together. */
/** The same kernels with fewer features, for rooms that keep those of every request in memory. */
export function perRequestDesign<D extends FeatureDesign>(design: D): D {
  return { ...design, featuresPerBandwidth: Math.min(LIGHT_FEATURES, design.featuresPerBandwidth) };
}

export function featureCount({ bandwidths, featuresPerBandwidth }: FeatureDesign): number {
  return bandwidths.length * featuresPerBandwidth;
}

/** Seed of everything that is drawn for a week. */
export function weekSeed({ seed }: Pick<ReferenceModel, 'seed'>, week: IsoWeek): string {
  return `${seed} ${week}`;
}

/** The topic of the frozen map that a vector belongs to. */
export function topicOf({ centroids }: Pick<ReferenceModel, 'centroids'>, vector: Float32Array): number {
  return nearestCentroid(centroids, vector);
}

/**
 * Kernel bandwidths for the vectors of a reference: multiples of the median distance of a sample of its pairs (Gretton
 * et al. 2012, section 8). Where most vectors are copies, the median of the distances that are not zero; where all are,
 * 1.
 */
export function bandwidthsOf(vectors: readonly Float32Array[], seed: string): number[] {
  const order = createRandom('bandwidth', seed)
    .shuffle([...vectors.keys()])
    .slice(0, MEDIAN_SAMPLE);
  const distances: number[] = [];
  order.forEach((first, at) => {
    for (const second of order.slice(at + 1)) {
      const [a, b] = [vectors[first], vectors[second]];
      if (a !== undefined && b !== undefined) distances.push(Math.sqrt(squaredDistance(a, b)));
    }
  });
  const positive = distances.filter((distance) => distance > 0);
  const scale =
    positive.length === 0 ? 1 : quantile(positive.length < distances.length / 2 ? positive : distances, 0.5);
  return BANDWIDTH_MULTIPLES.map((multiple) => multiple * scale);
}

/** See `topicReach` of {@link ReferenceModelFile}; every request is placed by the map without its own user. */
export function topicReachOf(requests: readonly EmbeddedRequest[], centroids: readonly Float32Array[]): number {
  const distances = heldOutPlaces(requests, centroids).map(({ distance }) => distance);
  return quantile(distances, 1 - OUTSIDE);
}

/**
 * The topic map of a reference: spherical clusters of its vectors, as many as other users of it reproduce, named by the
 * terms that set them apart. Ordered by size, so that topic 0 is the largest.
 * @param rows one per vector; prompts redacted
 * @param options.topics never more topics than these
 */
export async function topicMapOf(
  rows: readonly { readonly user: string; readonly prompt: string }[],
  vectors: readonly Float32Array[],
  options: { readonly topics: number; readonly seed: string; readonly pause?: () => Promise<void> },
): Promise<ReferenceTopicRow[]> {
  const most = Math.max(1, Math.min(options.topics, Math.floor(vectors.length / REQUESTS_PER_TOPIC)));
  const placed = rows.map(({ user }, at) => ({ user, vector: vectors[at] ?? new Float32Array() }));
  const random = createRandom('topics', options.seed);
  const centroids = await stableClusters(placed, { most, random, pause: options.pause });
  const assignment = vectors.map((vector) => nearestCentroid(centroids, vector));
  const sizes = new Int32Array(centroids.length);
  for (const topic of assignment) sizes[topic] = (sizes[topic] ?? 0) + 1;
  const bySize = [...centroids.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const rank = new Map(bySize.map((topic, at) => [topic, at]));
  const terms = typicalTerms(
    rows.map(({ user, prompt }, at) => ({ user, prompt, topic: rank.get(assignment[at] ?? 0) ?? 0 })),
    centroids.length,
  );
  return bySize.map((cluster, topic) => {
    const typical = terms[topic] ?? [];
    return {
      topic,
      label: typical.length === 0 ? `topic ${topic}` : typical.slice(0, LABEL_TERMS).join(', '),
      terms: typical.join(' '),
      centroid: centroids[cluster] ?? new Float32Array(),
    };
  });
}
