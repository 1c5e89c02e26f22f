import { defineTable, flag, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';
import type { Artifact } from '../storage/artifact.js';

/** One version of the living eval set with its lineage. Retired items stay as rows: `retired_week` is set, weight 0. */
export const evalSetTable = defineTable('eval_set', 2, {
  item_id: text('id of the item, stable over versions'),
  added_week: text('ISO week it was added in'),
  added_reason: text('first-version, matches-production, import, or after:<release id> of an early refresh'),
  retired_week: nullable(text('ISO week it was retired in')),
  retired_reason: nullable(text('age, replaced or vanished-topic')),
  anchor: flag('never retired: for long comparisons'),
  stratum: text(
    'stratum of the request it came from; of an imported item the one that most of its topic’s traffic has',
  ),
  topic: integer('topic of the frozen topic map; -1 for an imported item before there is one'),
  inclusion_probability: number('inclusion probability of the request it came from; 1 for an imported item', {
    unit: 'share',
  }),
  weight: number('weight with which the item estimates this week’s production; active weights sum to 1', {
    unit: 'share',
  }),
  request_id: text('request it came from; import: and its id for an imported item'),
  user: text('keyed hash of the user who wrote it'),
  session: nullable(text('keyed hash of the session')),
  model: nullable(text('model that answered it in production')),
  prompt: text('redacted prompt'),
  prompt_sha256: text('digest of the redacted prompt'),
  response: nullable(text('logged answer, of an imported item the expected one; redacted')),
  system_prompt: nullable(text('system prompt, redacted')),
  earlier_turns: text('earlier messages as JSON'),
  tools: nullable(text('tool definitions offered to the model as JSON, redacted')),
  context: text('complete or prompt-only: whether the call can be asked again as it was'),
  language: nullable(text('ISO 639-1 code of the prompt’s language')),
  cluster_size: integer('near-duplicate requests of its week’s sample that it stands for, itself included', {
    unit: 'requests',
  }),
});
export type EvalSetRow = RowOf<typeof evalSetTable>;

/** An immutable version of the eval set. */
export interface EvalSetVersionRef {
  readonly version: number;
  /** ISO week whose refresh made it, or in which it was made otherwise. */
  readonly week: string;
  readonly uri: string;
  readonly sha256: string;
  /** Rows of the file, retired items included. */
  readonly rows: number;
  /** Active items. */
  readonly items: number;
  /** Kish effective sample size of the active weights. */
  readonly effectiveSampleSize: number;
  // What follows is missing in versions made before it was recorded.
  /** What made it. @default 'refresh' */
  readonly made?: 'refresh' | 'early-refresh' | 'import';
  /** The release that an early refresh answered. */
  readonly release?: string;
  /** Items that this version brought in, and items that it retired. */
  readonly added?: number;
  readonly retired?: number;
  /** What a reader must know before trusting its weighted figures. */
  readonly note?: string | null;
  /** What it was computed from: {@link VersionLineage}. */
  readonly lineage?: Artifact;
}
