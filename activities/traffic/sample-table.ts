import { defineTable, flag, integer, nullable, number, type RowOf, text, timestamp } from '../storage/arrow-table.js';

/** Requests drawn from a window, redacted; weighted means over the rows estimate the whole window. */
export const sampleTable = defineTable('sample', 2, {
  request_id: text('id of the request in the log'),
  timestamp: timestamp('start of the request'),
  user: text('keyed hash of the unit of independence: user, else session, else request'),
  unit: text('what `user` hashes: user, session or request'),
  session: nullable(text('keyed hash of the session')),
  model: nullable(text('model that answered, as logged')),
  route: nullable(text('route or feature the request came through')),
  stratum: text('stratum the request was drawn in'),
  inclusion_probability: number('probability with which the design draws this request', { unit: 'share' }),
  cap_probability: number('first phase: share of the user’s requests that the cap per user keeps', { unit: 'share' }),
  draw_probability: number('second phase: probability of being drawn from what the caps left', { unit: 'share' }),
  weight: number('1 / inclusion_probability', { unit: 'requests' }),
  turn_index: nullable(
    integer('user turns up to and including this one; null where the log holds no conversation', { unit: 'turns' }),
  ),
  language: nullable(text('ISO 639-1 code of the prompt’s language, null when it cannot be told')),
  prompt: text('the user turn, redacted'),
  prompt_sha256: text('digest of the redacted prompt'),
  response: nullable(text('the logged answer, redacted')),
  system_prompt: nullable(text('system prompt, redacted')),
  earlier_turns: text('earlier messages as JSON [{role, content}], redacted'),
  tools: nullable(text('tool definitions offered to the model as JSON, redacted; data, never run')),
  context: text('complete: the call can be asked again as it was; prompt-only: something of it was not logged as text'),
});
export type SampleRow = RowOf<typeof sampleTable>;

/** What became of every line of every log object. read = kept + duplicate + outside_window + filtered + quarantined. */
export const accountingTable = defineTable('accounting', 2, {
  key: text('log object'),
  bytes: number('size as stored', { unit: 'bytes' }),
  read: integer('lines read', { unit: 'lines' }),
  kept: integer('distinct requests inside the window', { unit: 'lines' }),
  duplicate: integer('further copies of a request already counted', { unit: 'lines' }),
  outside_window: integer('readable lines of another time', { unit: 'lines' }),
  late: integer('of those outside, readable records of the weeks before that came after their week was evaluated', {
    unit: 'lines',
  }),
  filtered: integer('lines left out on purpose: no chat call, no user turn, failed request, a filter of the pipeline', {
    unit: 'lines',
  }),
  filter_reasons: text('JSON {reason: lines}'),
  quarantined: integer('lines that cannot be read', { unit: 'lines' }),
  quarantine_reasons: text('JSON {reason: lines}'),
  unreadable: flag('the object cannot be read to its end and counts as one quarantined line'),
});
export type AccountingRow = RowOf<typeof accountingTable>;

/** Sampled requests, or such as may be: the sample's columns before it is known with which probability they are drawn. */
const {
  stratum: _s,
  inclusion_probability: _p,
  cap_probability: _c,
  draw_probability: _d,
  language: _l,
  weight: _w,
  ...collected
} = sampleTable.columns;
export const collectedTable = defineTable('collected', 1, {
  ...collected,
  request_key: text('first 128 bits of the keyed hash of the request id'),
  content_digest: text('digest of this copy of the request'),
});
export type CollectedRow = RowOf<typeof collectedTable>;

/** Of {@link collectedTable} only what names a copy of a request: texts need not be read to know which are there. */
export const copyTable = defineTable(collectedTable.name, collectedTable.version, {
  request_key: collectedTable.columns.request_key,
  content_digest: collectedTable.columns.content_digest,
});

/** Sampled requests that must not be stored, because redacting them failed. */
export const blockedTable = defineTable('blocked', 1, {
  object: integer('position of the log object in the listing'),
  request_key: text('first 128 bits of the keyed hash of the request id'),
});
