import { defineTable, flag, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

/** One version of the living eval set with its lineage. Retired items stay as rows: `retired_week` is set, weight 0. */
export const evalSetTable = defineTable('eval_set', 1, {
  item_id: text('id of the item, stable over versions'),
  added_week: text('ISO week it was added in'),
  added_reason: text('first-version, matches-production or import'),
  retired_week: nullable(text('ISO week it was retired in')),
  retired_reason: nullable(text('age, replaced or vanished-topic')),
  anchor: flag('never retired: for long comparisons'),
  stratum: text('stratum of the request it came from'),
  topic: integer('topic of the frozen topic map'),
  inclusion_probability: number('inclusion probability of the request it came from', { unit: 'share' }),
  weight: number('weight with which the item estimates this week’s production; active weights sum to 1', {
    unit: 'share',
  }),
  request_id: text('request it came from'),
  user: text('keyed hash of the user who wrote it'),
  session: nullable(text('keyed hash of the session')),
  model: nullable(text('model that answered it in production')),
  prompt: text('redacted prompt'),
  prompt_sha256: text('digest of the redacted prompt'),
  response: nullable(text('logged answer, redacted')),
  system_prompt: nullable(text('system prompt, redacted')),
  earlier_turns: text('earlier messages as JSON'),
});
export type EvalSetRow = RowOf<typeof evalSetTable>;

/** An immutable version of the eval set. */
export interface EvalSetVersionRef {
  readonly version: number;
  /** ISO week whose refresh made it. */
  readonly week: string;
  readonly uri: string;
  readonly sha256: string;
  /** Rows of the file, retired items included. */
  readonly rows: number;
  /** Active items. */
  readonly items: number;
  /** Kish effective sample size of the active weights. */
  readonly effectiveSampleSize: number;
}
