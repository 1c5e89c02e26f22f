import { defineTable, text, vector32 } from '../storage/arrow-table.js';

/** Unit vectors of texts, one row per row of the source table, in its order. */
export function vectorTable(dimension: number) {
  return defineTable('vectors', 1, {
    prompt_sha256: text('digest of the redacted text'),
    vector: vector32(dimension, 'embedding, L2-normalised'),
  });
}
