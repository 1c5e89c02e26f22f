import { type EmbedderMark, readMarkedVectors } from '../embedding/vector-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import type { ComparedRequest } from './comparison.js';

interface EmbeddedRows {
  /** One per row of the source; empty when another embedder made them. */
  readonly vectors: Float32Array[];
  /** Distances between vectors of two embedders mean nothing: why these cannot be compared, or null. */
  readonly mismatch: string | null;
}

/**
 * The vectors of a source table, if the reference's embedder made them.
 * @throws {Error} when the vectors are not those of the source.
 */
export async function readVectors(
  store: ObjectStore,
  vectors: Artifact,
  source: Pick<Artifact, 'uri' | 'rows'>,
  expected: EmbedderMark,
): Promise<EmbeddedRows> {
  const { rows, mismatch } = await readMarkedVectors(store, vectors, expected);
  if (mismatch !== null) return { vectors: [], mismatch };
  if (rows.length !== source.rows) {
    throw new Error(`${vectors.uri} has ${rows.length} rows, ${source.uri} has ${source.rows}`);
  }
  return { vectors: rows.map(({ vector }) => vector), mismatch: null };
}

/** A sample and its vectors by the reference's embedder. */
export interface EmbeddedSampleRef {
  readonly sample: Artifact;
  readonly vectors: Artifact;
}

interface IdentifiedRequest extends ComparedRequest {
  readonly requestId: string;
}

/** The requests of a window's sample with their vectors. */
export interface WindowRequests {
  readonly requests: IdentifiedRequest[];
  readonly prompts: { readonly user: string; readonly prompt: string }[];
  /** Why the vectors cannot be compared, or null; with a reason all vectors are zero. */
  readonly mismatch: string | null;
}

export async function readRequests(
  store: ObjectStore,
  { sample, vectors }: EmbeddedSampleRef,
  expected: EmbedderMark,
): Promise<WindowRequests> {
  const rows = await readTable(store, sample, sampleTable);
  // Rows of a forgotten user may be gone since the artifact was made: what counts is what the table holds.
  const source = { uri: sample.uri, rows: rows.length };
  const embedded = await readVectors(store, vectors, source, expected);
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
