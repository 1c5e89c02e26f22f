import { defineTable, integer, nullable, number, type RowOf, text, timestamp } from '../storage/arrow-table.js';

/** Requests drawn from a window, redacted; weighted means over the rows estimate the whole window. */
export const sampleTable = defineTable('sample', 1, {
  request_id: text('id of the request in the log'),
  timestamp: timestamp('start of the request'),
  user: text('keyed hash of the unit of independence: user, else session, else request'),
  unit: text('what `user` hashes: user, session or request'),
  session: nullable(text('keyed hash of the session')),
  model: nullable(text('model that answered, as logged')),
  route: nullable(text('route or feature the request came through')),
  stratum: text('stratum the request was drawn in'),
  inclusion_probability: number('probability with which the design draws this request', { unit: 'share' }),
  weight: number('1 / inclusion_probability', { unit: 'requests' }),
  turn_index: integer('user turns up to and including this one', { unit: 'turns' }),
  prompt: text('the user turn, redacted'),
  prompt_sha256: text('digest of the redacted prompt'),
  response: nullable(text('the logged answer, redacted')),
  system_prompt: nullable(text('system prompt, redacted')),
  earlier_turns: text('earlier messages as JSON [{role, content}], redacted'),
});
export type SampleRow = RowOf<typeof sampleTable>;

/** What became of every line of every log object. read = kept + duplicate + outside_window + filtered + quarantined. */
export const accountingTable = defineTable('accounting', 1, {
  key: text('log object'),
  bytes: number('size as stored', { unit: 'bytes' }),
  read: integer('lines read', { unit: 'lines' }),
  kept: integer('distinct requests inside the window', { unit: 'lines' }),
  duplicate: integer('further copies of a request already counted', { unit: 'lines' }),
  outside_window: integer('readable lines of another time', { unit: 'lines' }),
  filtered: integer('lines left out on purpose: no user turn, failed request', { unit: 'lines' }),
  quarantined: integer('lines that cannot be read', { unit: 'lines' }),
  quarantine_reasons: text('JSON {reason: lines}'),
});
export type AccountingRow = RowOf<typeof accountingTable>;
