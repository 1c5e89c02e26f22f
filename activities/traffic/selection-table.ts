import { defineTable, number, type RowOf, text } from '../storage/arrow-table.js';

/** What was chosen: the second pass collects these records. */
export const selectionTable = defineTable('selection', 2, {
  request_key: text('first 128 bits of the SHA-256 of the request id'),
  content_digest: text('digest of the copy that counts'),
  stratum: text('stratum of the request'),
  inclusion_probability: number('probability with which the design draws the request', { unit: 'share' }),
});
export type SelectionRow = RowOf<typeof selectionTable>;
