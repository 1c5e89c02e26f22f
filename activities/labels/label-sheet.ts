import Papa from 'papaparse';
import { z } from 'zod';
import { FORMULA_START } from '../eval-set/item-cells.js';
import { badInput, csvRows, decodedText } from '../eval-set/item-import-text.js';
import { Refusal } from '../refusal.js';
import type { LabelKey } from './label-tables.js';

/** A comparison with its texts, redacted as they are stored. */
export interface SheetEntry {
  readonly key: LabelKey;
  readonly prompt: string;
  readonly systemPrompt: string | null;
  readonly earlierTurns: readonly { readonly role: string; readonly content: string }[];
  readonly answerA: string;
  readonly answerB: string;
}

/** What a person wrote beside one comparison. */
export interface SheetAnswer {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly labelId: string;
  readonly winner: 'first' | 'second' | 'tie' | null;
  /** 1 worst to 5 best. */
  readonly firstScore: number | null;
  readonly secondScore: number | null;
  /** As the sheet names them: never stored, printed or put into a message. */
  readonly labeler: string | null;
}

const COLUMNS = [
  'label_id',
  'prompt',
  'system_prompt',
  'earlier_turns',
  'first_answer',
  'second_answer',
  'winner',
  'first_score',
  'second_score',
  'labeler',
  'note',
] as const;

/**
 * The sheet that people fill in (RFC 4180, UTF-8 with the mark that spreadsheets look for). It names no model and no arm.
 * A text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
export function labelSheet(entries: readonly SheetEntry[]): string {
  const rows = entries.map(({ key, prompt, systemPrompt, earlierTurns, answerA, answerB }) => {
    const [first, second] = key.shown_first === 'arm_a' ? [answerA, answerB] : [answerB, answerA];
    return {
      label_id: key.label_id,
      prompt,
      system_prompt: systemPrompt ?? '',
      earlier_turns: earlierTurns.map(({ role, content }) => `${role}: ${content}`).join('\n\n'),
      first_answer: first,
      second_answer: second,
    };
  });
  const csv = Papa.unparse(rows, { columns: [...COLUMNS], newline: '\r\n', escapeFormulae: FORMULA_START });
  return `\uFEFF${csv}\r\n`;
}

const score = z
  .string()
  .regex(/^[1-5]$/, 'must be 1, 2, 3, 4 or 5, or empty')
  .transform(Number);

const answerSchema = z.object({
  winner: z.enum(['first', 'second', 'tie'], 'must be first, second or tie, or empty').nullable(),
  first_score: score.nullable(),
  second_score: score.nullable(),
  labeler: z.string().max(200, 'at most 200 characters').nullable(),
});

/**
 * Reads a sheet that people filled in. Only the ids and what people wrote are read; the texts in it are theirs to change.
 * Commas, semicolons and tabs all separate cells, as the heading shows. A row without a winner and a score is blank.
 * @param name of the file, for messages
 * @throws {Refusal} `BadInput` at the first thing that is wrong: file, line and key, never a text
 */
export function parseLabelSheet(bytes: Uint8Array, name: string): { answers: SheetAnswer[]; blank: number } {
  const text = decodedText(bytes, name);
  const delimiter = /^"?label_id"?([,;\t])/m.exec(text)?.[1] ?? ',';
  const [headings, ...rows] = csvRows(text, name, delimiter);
  if (headings === undefined)
    throw new Refusal('BadInput', `${name}: is empty; name a sheet of "tidemark labels export"`);
  const columns = columnsIn(headings.cells, name, headings.line);
  const seen = new Map<string, number>();
  const answers: SheetAnswer[] = [];
  for (const { line, cells } of rows) {
    const answer = answerOf(cells, columns, name, line);
    if (answer === null) continue;
    const key = JSON.stringify([answer.labelId, answer.labeler]);
    const twin = seen.get(key);
    if (twin !== undefined) {
      const who = answer.labeler === null ? 'fill in labeler where several people judged' : 'by the same labeler';
      throw badInput(name, line, 'label_id', `is on line ${twin} already, ${who}; keep one of the two lines`);
    }
    seen.set(key, line);
    answers.push(answer);
  }
  return { answers, blank: rows.length - answers.length };
}

type Columns = Readonly<Record<'label_id' | 'winner' | 'first_score' | 'second_score' | 'labeler', number>>;

function columnsIn(headings: readonly string[], name: string, line: number): Columns {
  const names = headings.map((heading) => heading.trim().toLowerCase());
  for (const needed of ['label_id', 'winner']) {
    if (!names.includes(needed)) {
      throw badInput(name, line, needed, 'no column has this name; keep the headings of "tidemark labels export"');
    }
  }
  const read = ['label_id', 'winner', 'first_score', 'second_score', 'labeler'] as const;
  const twice = read.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) throw badInput(name, line, twice, 'two columns have this name');
  return Object.fromEntries(read.map((column) => [column, names.indexOf(column)])) as Columns;
}

/** Null for a row that nobody has filled in. */
function answerOf(cells: readonly string[], columns: Columns, name: string, line: number): SheetAnswer | null {
  const cell = (column: keyof Columns): string | null => {
    const text = (cells[columns[column]] ?? '').trim();
    return text === '' ? null : text;
  };
  const labelId = cell('label_id');
  if (labelId === null) throw badInput(name, line, 'label_id', 'is empty; keep the ids of "tidemark labels export"');
  const parsed = answerSchema.safeParse({
    winner: cell('winner')?.toLowerCase() ?? null,
    first_score: cell('first_score'),
    second_score: cell('second_score'),
    labeler: cell('labeler'),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badInput(name, line, issue?.path.join('.') ?? null, issue?.message ?? 'cannot be read');
  }
  const { winner, first_score: firstScore, second_score: secondScore, labeler } = parsed.data;
  if (winner === null && firstScore === null && secondScore === null) return null;
  return { line, labelId, winner, firstScore, secondScore, labeler };
}
