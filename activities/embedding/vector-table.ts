import { Refusal } from '../refusal.js';
import { decodeTable, defineTable, tableMetadata, text, vector32 } from '../storage/arrow-table.js';
import { type Artifact, readBytes } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';

/** Unit vectors of texts, one row per row of the source table, in its order. */
export function vectorTable(dimension: number) {
  return defineTable('vectors', 1, {
    prompt_sha256: text('digest of the redacted text'),
    vector: vector32(dimension, 'embedding, L2-normalised'),
  });
}

/** The first column of a table of vectors, row by row: small, so that it can be looked through for a text. */
export const vectorIndexTable = defineTable('vector_index', 1, {
  prompt_sha256: text('digest of the redacted text'),
});

/** Vectors of one embedder. */
export interface EmbedderMark {
  readonly embedderId: string;
  readonly dimension: number;
}

interface MarkedVectors {
  readonly rows: { readonly prompt_sha256: string; readonly vector: Float32Array }[];
  /** Why they cannot be compared with those of the expected embedder, or null; with a reason there are no rows. */
  readonly mismatch: string | null;
}

/** The vectors of a table, if the expected embedder made them. */
export async function readMarkedVectors(
  store: ObjectStore,
  vectors: Artifact,
  { embedderId, dimension }: EmbedderMark,
): Promise<MarkedVectors> {
  const bytes = await readBytes(store, vectors);
  const found = tableMetadata(bytes).get('embedder') ?? 'an unnamed embedder';
  if (found !== embedderId) {
    const mismatch = `embedded by ${found}, the pinned reference by ${embedderId}; run the step again, or start a new reference with "tidemark reference pin"`;
    return { rows: [], mismatch };
  }
  return { rows: decodeTable(vectorTable(dimension), bytes), mismatch: null };
}

/**
 * The vectors of a table by the expected embedder.
 * @throws {Refusal} `EmbedderMismatch`: distances between vectors of two embedders mean nothing
 */
export async function requireMarkedVectors(
  store: ObjectStore,
  vectors: Artifact,
  mark: EmbedderMark,
): Promise<MarkedVectors['rows']> {
  const { rows, mismatch } = await readMarkedVectors(store, vectors, mark);
  if (mismatch !== null) throw new Refusal('EmbedderMismatch', `${vectors.uri} was ${mismatch}`);
  return rows;
}
