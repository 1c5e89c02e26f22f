import { tableFromIPC } from 'apache-arrow';
import { vectorTable } from '../embedding/vector-table.js';
import { decodeTable } from '../storage/arrow-table.js';
import { type Artifact, readBytes } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

export interface ExpectedEmbedder {
  readonly embedderId: string;
  readonly dimension: number;
}

export interface EmbeddedRows {
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
  source: Artifact,
  { embedderId, dimension }: ExpectedEmbedder,
): Promise<EmbeddedRows> {
  const bytes = await readBytes(store, vectors);
  const found = tableFromIPC(bytes).schema.metadata.get('embedder') ?? 'an unnamed embedder';
  if (found !== embedderId) {
    return { vectors: [], mismatch: `embedded by ${found}, the pinned reference by ${embedderId}` };
  }
  const rows = decodeTable(vectorTable(dimension), bytes);
  if (rows.length !== source.rows) {
    throw new Error(`${vectors.uri} has ${rows.length} rows, ${source.uri} has ${source.rows}`);
  }
  return { vectors: rows.map(({ vector }) => vector), mismatch: null };
}
