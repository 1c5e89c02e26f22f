/** What tells two embedders apart: vectors of two identities must never be compared. */
export interface EmbedderIdentity {
  /** Kind of embedder, and the model behind it where there is one: letters, digits, dots and hyphens. */
  readonly name: string;
  /** Raised whenever the same settings would give other vectors. */
  readonly version: number;
  /** Length of every vector. */
  readonly dimension: number;
  /** Hex digest of everything else that the vectors depend on. */
  readonly digest: string;
}

interface EmbedOptions {
  /** Called every few seconds and between batches; throws to stop the work. */
  readonly breathe?: () => Promise<void>;
  /** Told every vector as soon as it is there: what is paid for is not lost when a later batch fails. */
  readonly onVector?: (at: number, vector: Float32Array) => void;
}

/** Turns texts into unit vectors. */
export interface Embedder extends EmbedderIdentity {
  /** {@link embedderIdOf} its identity: part of S3 keys, and what tables of vectors are marked with. */
  readonly id: string;
  /**
   * One L2-normalised vector per text, in the order of the texts. A text without any sign is the first axis.
   * @throws {Refusal} when no retry can help; {EmbeddingPostponed} when a later one can
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
}

export function embedderIdOf({ name, dimension, digest }: EmbedderIdentity): string {
  return `${name}-${dimension}-${digest.slice(0, 8)}`;
}

/** The vector of a text without any sign: a direction like any other, the same for every embedder. */
export function emptyTextVector(dimension: number): Float32Array {
  const vector = new Float32Array(dimension);
  vector[0] = 1;
  return vector;
}
