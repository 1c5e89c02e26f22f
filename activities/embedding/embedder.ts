/** Turns texts into unit vectors. Vectors of two embedders must never be compared: `id` tells them apart. */
export interface Embedder {
  /** Names the method and everything it was fitted on. */
  readonly id: string;
  /** Length of every vector. */
  readonly dimension: number;
  /** One L2-normalised vector per text, in the order of the texts; the same text always gives the same vector. */
  embed(texts: readonly string[]): Float32Array[];
}
