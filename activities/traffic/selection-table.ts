import { defineTable, integer, number, type RowOf, text } from '../storage/arrow-table.js';

/** What was chosen: the second pass collects these records. */
export const selectionTable = defineTable('selection', 3, {
  request_key: text('first 128 bits of the keyed hash of the request id'),
  content_digest: text('digest of the copy that counts'),
  stratum: text('stratum of the request'),
  object: integer('position of the log object in the listing'),
  inclusion_probability: number('probability with which the design draws the request', { unit: 'share' }),
  cap_probability: number('first phase: share of the user’s requests that the cap per user keeps', { unit: 'share' }),
});
export type SelectionRow = RowOf<typeof selectionTable>;
