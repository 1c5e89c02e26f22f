import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import type { Turn } from '../traffic/traffic-record.js';
import { withoutFormulaGuard } from './item-cells.js';
import { badInput, csvRows, decodedText } from './item-import-text.js';

/** An item as a file has it: not redacted, so never stored, printed or put into a message. */
export interface RawItem {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly id: string | null;
  readonly prompt: string;
  readonly systemPrompt: string | null;
  readonly earlierTurns: readonly Turn[];
  /** The expected answer. */
  readonly response: string | null;
  readonly model: string | null;
  readonly user: string | null;
}

export interface ParsedItems {
  readonly items: readonly RawItem[];
  /** Fields of the file that mean nothing here, in the order of their first appearance. */
  readonly ignored: readonly string[];
}

export const MOST_ITEMS = 100_000;
export const MOST_ID_CHARACTERS = 200;

const optionalText = z.string('must be text').nullish();
const optionalId = z.union([z.string(), z.int()], 'must be text or a whole number').nullish();
const turns = z.array(
  z.object({ role: z.string('must be text').min(1, 'must not be empty'), content: z.string('must be text') }),
  'must be a list of {"role", "content"}',
);

const itemSchema = z.object({
  prompt: z
    .string('must be text; every item needs a prompt')
    .refine((text) => text.trim() !== '', 'must not be empty; every item needs a prompt'),
  id: optionalId.refine(
    (id) => String(id ?? '').length <= MOST_ID_CHARACTERS,
    `at most ${MOST_ID_CHARACTERS} characters`,
  ),
  system_prompt: optionalText,
  earlier_turns: turns.nullish(),
  messages: turns.nullish(),
  expected: optionalText,
  response: optionalText,
  model: optionalText,
  user: optionalId,
});

const FIELDS = new Set(Object.keys(itemSchema.shape));

/** Two names of one field: a file gives one of them. */
const ALIASES = [
  ['earlier_turns', 'messages'],
  ['expected', 'response'],
] as const;

/**
 * Reads a file of items. JSONL: one object a line. CSV (RFC 4180, UTF-8): a row of headings first; `earlier_turns` or
 * `messages` as JSON; an empty cell is no value; one apostrophe before a formula sign is taken off, as exports put it.
 * @param name of the file, for messages
 * @throws {Refusal} `BadInput` at the first thing that is wrong: file, line and key, never the text itself
 */
export function parseItems(bytes: Uint8Array, format: 'jsonl' | 'csv', name: string): ParsedItems {
  const text = decodedText(bytes, name);
  const ignored = new Set<string>();
  const items: RawItem[] = [];
  for (const { line, fields } of format === 'csv' ? csvRecords(text, name) : jsonRecords(text, name)) {
    if (items.length === MOST_ITEMS) throw badInput(name, line, null, `more than ${MOST_ITEMS} items; split the file`);
    for (const key of Object.keys(fields)) if (!FIELDS.has(key)) ignored.add(key);
    items.push(itemOf(fields, name, line));
  }
  if (items.length === 0) throw new Refusal('BadInput', `${name}: holds no item`);
  return { items, ignored: [...ignored] };
}

interface FileRecord {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function* jsonRecords(text: string, name: string): Iterable<FileRecord> {
  for (const [at, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const fields = z.record(z.string(), z.unknown()).safeParse(parseJson(content));
    if (!fields.success) throw badInput(name, at + 1, null, 'must be a JSON object on one line');
    yield { line: at + 1, fields: fields.data };
  }
}

function* csvRecords(text: string, name: string): Iterable<FileRecord> {
  const rows = csvRows(text, name);
  const [headings] = rows;
  if (headings === undefined) return;
  const keys = headings.cells.map((heading) => heading.trim());
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined && FIELDS.has(twice))
    throw badInput(name, headings.line, twice, 'two columns have this name');
  if (!keys.includes('prompt')) {
    throw badInput(name, headings.line, 'prompt', 'no column has this name; the first row must hold the headings');
  }
  for (const { line, cells } of rows.slice(1)) {
    if (cells.length > keys.length)
      throw badInput(name, line, null, `${cells.length} cells under ${keys.length} headings`);
    const fields = cells.flatMap((cell, at) => {
      const key = keys[at] ?? '';
      const value = withoutFormulaGuard(cell);
      if (value === '') return key === 'prompt' ? [[key, value]] : [];
      return [[key, isTurns(key) ? turnsIn(value, name, line, key) : value]];
    });
    yield { line, fields: Object.fromEntries(fields) };
  }
}

function itemOf(fields: Readonly<Record<string, unknown>>, name: string, line: number): RawItem {
  const given = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      isTurns(key) && typeof value === 'string' ? turnsIn(value, name, line, key) : value,
    ]),
  );
  const parsed = itemSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badInput(name, line, issue?.path.join('.') ?? null, issue?.message ?? 'is no item');
  }
  const item = parsed.data;
  for (const [first, second] of ALIASES) {
    if (isGiven(item[first]) && isGiven(item[second])) {
      throw badInput(name, line, second, `is another name for ${first}; give one of them`);
    }
  }
  return {
    line,
    id: textOrNull(item.id),
    prompt: item.prompt,
    systemPrompt: textOrNull(item.system_prompt),
    earlierTurns: item.earlier_turns ?? item.messages ?? [],
    response: textOrNull(item.expected ?? item.response),
    model: textOrNull(item.model),
    user: textOrNull(item.user),
  };
}

function isTurns(key: string): boolean {
  return key === 'earlier_turns' || key === 'messages';
}

/** A list in a cell; our own exports hold it as text in JSONL, too. */
function turnsIn(text: string, name: string, line: number, key: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw badInput(name, line, key, 'must be a JSON list of {"role", "content"}');
  return value;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function textOrNull(value: string | number | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}
