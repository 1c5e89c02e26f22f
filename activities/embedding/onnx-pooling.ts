import { normalise } from '../stats/vectors.js';
import { emptyTextVector } from './embedder.js';

/** Token ids of several texts, row by row, each row filled up to the length of the longest. */
export interface TokenBatch {
  readonly ids: BigInt64Array;
  /** 1 for a token of the text, 0 for filling. */
  readonly mask: BigInt64Array;
  /** Tokens of a row. */
  readonly length: number;
  /** Tokens of each text. */
  readonly counts: readonly number[];
}

/** Texts that are too long lose their end, but not their last token, which marks the end. */
export function tokenBatch(texts: readonly (readonly number[])[], maxTokens: number): TokenBatch {
  const kept = texts.map((ids) => (ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1) ?? 0]));
  const length = Math.max(1, ...kept.map((ids) => ids.length));
  const ids = new BigInt64Array(kept.length * length);
  const mask = new BigInt64Array(kept.length * length);
  kept.forEach((row, at) => {
    row.forEach((id, token) => {
      ids[at * length + token] = BigInt(id);
      mask[at * length + token] = 1n;
    });
  });
  return { ids, mask, length, counts: kept.map((row) => row.length) };
}

/**
 * The mean of each text's token vectors, scaled to length 1. A text without tokens, or whose vectors cancel out, is the
 * first axis.
 * @param tokens vectors of all tokens of the batch, filling included, one after the other
 */
export function meanOfTokens(
  tokens: ArrayLike<number>,
  { counts, length }: Pick<TokenBatch, 'counts' | 'length'>,
  dimension: number,
): Float32Array[] {
  return counts.map((count, text) => {
    const sum = new Float64Array(dimension);
    for (let token = 0; token < count; token += 1) {
      const start = (text * length + token) * dimension;
      for (let at = 0; at < dimension; at += 1) sum[at] = (sum[at] ?? 0) + (tokens[start + at] ?? 0);
    }
    normalise(sum);
    return sum.some((value) => value !== 0) ? Float32Array.from(sum) : emptyTextVector(dimension);
  });
}
