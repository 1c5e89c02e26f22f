import { defineTable, integer, nullable, number, type RowOf, text } from '../storage/arrow-table.js';

/** The comparison that a label is of, as it stood when it was drawn. */
const comparison = {
  week: text('ISO week of the report it was drawn from'),
  item_id: text('item'),
  source: text('live or eval-set'),
  topic: integer('topic of the frozen topic map'),
  user: text('keyed hash of the user who wrote the prompt'),
  weight: number('weight of the item in means', { unit: 'weight' }),
  arm_a: text('arm'),
  arm_b: text('arm it is compared with'),
  length_a: nullable(integer('length of the answer of a', { unit: 'characters' })),
  length_b: nullable(integer('length of the answer of b', { unit: 'characters' })),
  judged: integer('what the judge said: 1 a is better, -1 b is better, 0 neither'),
  stratum: text('stratum of the draw, source and topic; topic * for topics that were put together'),
  stratum_drawn: integer('comparisons drawn in this stratum', { unit: 'comparisons' }),
  label_probability: number('probability with which the comparison was drawn to be labelled', { unit: 'share' }),
} as const;

/** What people were given: the key that unblinds a sheet. Holds no text. */
export const labelKeyTable = defineTable('label_key', 1, {
  label_id: text('id of the comparison on the sheet'),
  ...comparison,
  shown_first: text('arm_a or arm_b: whose answer stands first on the sheet'),
});
export type LabelKey = RowOf<typeof labelKeyTable>;

/** What people said: one row per comparison and person. */
export const labelsTable = defineTable('labels', 1, {
  label_id: text('id of the comparison on the sheet'),
  ...comparison,
  labeler: nullable(text('keyed hash of the person who labelled; null when the sheet names nobody')),
  preference: nullable(integer('1 a is better, -1 b is better, 0 neither; null where only scores were given')),
  score_a: nullable(
    number('score of the answer of a, 0 worst to 1 best; null where none was given', { unit: 'share' }),
  ),
  score_b: nullable(
    number('score of the answer of b, 0 worst to 1 best; null where none was given', { unit: 'share' }),
  ),
});
export type LabelRow = RowOf<typeof labelsTable>;

/** The label id names its sheet, so that one file may hold rows of several. */
export function labelIdOf(exportId: string, place: number): string {
  return `${exportId}-${String(place).padStart(4, '0')}`;
}

/** @returns null for what no sheet of ours ever held */
export function exportIdIn(labelId: string): string | null {
  return /^([0-9a-f]{12})-\d{4,6}$/.exec(labelId)?.[1] ?? null;
}
