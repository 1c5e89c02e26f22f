import { createRandomFeatures } from '../drift/random-features.js';
import { loadReferenceModel, perRequestDesign, type ReferenceRef, topicOf } from '../drift/reference-model.js';
import type { Embedder } from '../embedding/embedder.js';
import { loadEmbedder } from '../embedding/stored-embedder.js';
import { requireMarkedVectors } from '../embedding/vector-table.js';
import { Refusal } from '../refusal.js';
import { readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type SampleRow, sampleTable } from '../traffic/sample-table.js';
import type { EvalSetRow } from './eval-set-table.js';
import type { PlacedRow } from './refresh.js';
import type { TrafficInputs } from './version-lineage.js';

/** Rows between two breaths. */
const BATCH = 256;

/** Lets heartbeats and cancellation through during long computations. */
export type Breathe = (done: number, total: number) => Promise<void>;

/** The `added_reason` of imported items. */
export const IMPORTED = 'import';

/** A row with its place and the vector that it has it from. */
export interface MappedRow<R> extends PlacedRow<R> {
  /** By the reference's embedder, L2-normalised. */
  readonly vector: Float32Array;
}

/** Gives items their place on the map of the reference, in their order. */
export interface Placer {
  placeItems(rows: readonly EvalSetRow[]): Promise<MappedRow<EvalSetRow>[]>;
}

/** A week's sample with its places. */
export interface PlacedTraffic extends Placer {
  readonly sample: readonly MappedRow<SampleRow>[];
  /** Bandwidths of the kernel: blocks of the features. */
  readonly bandwidths: number;
}

/** Items are embedded anew: few, and independent of what an earlier week's files still hold. */
export async function loadPlacer(store: ObjectStore, reference: ReferenceRef, breathe: Breathe): Promise<Placer> {
  const { embedder, place } = await loadMap(store, reference);
  return { placeItems: async (rows) => await placeItems(rows, embedder, place, breathe) };
}

/**
 * A week's sample on the map of the reference. Imported items come with no stratum of their own: they get the one that
 * most of their topic's traffic has.
 * @throws {Refusal} `EmptyWindow`; `VectorsMismatch` when the vectors are those of another sample, `EmbedderMismatch`
 * when they are another embedder's
 */
export async function loadTraffic(
  store: ObjectStore,
  { sample, vectors, reference }: TrafficInputs,
  breathe: Breathe,
): Promise<PlacedTraffic> {
  const { embedder, place, bandwidths } = await loadMap(store, reference);
  const rows = await readTable(store, sample, sampleTable);
  if (rows.length === 0) {
    throw new Refusal('EmptyWindow', `${sample.uri} holds no request: no eval set can be drawn from it`);
  }
  const mark = { embedderId: embedder.id, dimension: embedder.dimension };
  const vectorRows = await requireMarkedVectors(store, vectors, mark);
  const mapped = await inBatches(rows, breathe, (row, at) => {
    const vector = vectorRows[at];
    if (vector === undefined || vector.prompt_sha256 !== row.prompt_sha256) {
      throw new Refusal(
        'VectorsMismatch',
        `${vectors.uri} does not belong to ${sample.uri} (row ${at}); embed it again`,
      );
    }
    return { row, ...place(vector.vector) };
  });
  const stratumOf = usualStratum(mapped);
  return {
    sample: mapped,
    bandwidths,
    placeItems: async (items) => {
      const there = await placeItems(items, embedder, place, breathe);
      return there.map((placed) => {
        const { row, topic } = placed;
        return row.added_reason === IMPORTED ? { ...placed, row: { ...row, stratum: stratumOf(topic) } } : placed;
      });
    },
  };
}

type Place = (vector: Float32Array) => Omit<MappedRow<unknown>, 'row'>;

async function loadMap(
  store: ObjectStore,
  reference: ReferenceRef,
): Promise<{ embedder: Embedder; place: Place; bandwidths: number }> {
  const model = await loadReferenceModel(store, reference.artifact);
  const embedder = await loadEmbedder(store, reference.embedder);
  const features = createRandomFeatures(perRequestDesign(model));
  return {
    embedder,
    place: (vector) => ({ topic: topicOf(model, vector), features: features.map(vector), vector }),
    bandwidths: model.bandwidths.length,
  };
}

async function placeItems(
  rows: readonly EvalSetRow[],
  embedder: Embedder,
  place: Place,
  breathe: Breathe,
): Promise<MappedRow<EvalSetRow>[]> {
  const vectors = await embedder.embed(
    rows.map(({ prompt }) => prompt),
    { breathe: async () => await breathe(0, rows.length) },
  );
  return await inBatches(rows, breathe, (row, at) => {
    const vector = vectors[at];
    if (vector === undefined) throw new Error(`${embedder.id} gave no vector for the item ${row.item_id}`);
    return { row, ...place(vector) };
  });
}

/** Per topic the stratum with the most traffic; for a topic without any, that of all traffic. Ties go to the first name. */
function usualStratum(sample: readonly PlacedRow<SampleRow>[]): (topic: number) => string {
  const perTopic = new Map<number, Map<string, number>>();
  const overall = new Map<string, number>();
  for (const { row, topic } of sample) {
    const own = perTopic.get(topic) ?? new Map<string, number>();
    for (const weights of [own, overall]) weights.set(row.stratum, (weights.get(row.stratum) ?? 0) + row.weight);
    perTopic.set(topic, own);
  }
  const usual = new Map([...perTopic].map(([topic, weights]) => [topic, heaviest(weights)]));
  const otherwise = heaviest(overall);
  return (topic) => usual.get(topic) ?? otherwise;
}

function heaviest(weights: ReadonlyMap<string, number>): string {
  const [first] = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}

async function inBatches<T, R>(rows: readonly T[], breathe: Breathe, work: (row: T, at: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % BATCH === 0) await breathe(at, rows.length);
    results.push(work(row, at));
  }
  return results;
}
