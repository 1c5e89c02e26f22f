import Papa from 'papaparse';
import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import { type EvalSetRow, evalSetTable } from './eval-set-table.js';
import { FORMULA_START } from './item-cells.js';

export const EXPORT_FORMATS = ['jsonl', 'csv', 'promptfoo', 'inspect'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = Object.keys(evalSetTable.columns);

/**
 * The items of a version as other programs read them, in the order of the rows, ending with a line break.
 * - `jsonl`: our columns, one object a line, exactly.
 * - `csv`: our columns (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe in front; `import`
 *   takes it off again.
 * - `promptfoo`: a list for `tests: file://…json` or `.yaml`; `vars` are prompt, system_prompt, messages (the whole chat as
 *   JSON) and reference_answer.
 * - `inspect`: samples for `json_dataset`; the target is the expected answer of an imported item, else the logged one.
 */
export function exportItems(rows: readonly EvalSetRow[], format: ExportFormat): string {
  switch (format) {
    case 'jsonl':
      return lines(rows.map((row) => safeJson(row)));
    case 'csv':
      return `${Papa.unparse([...rows], { columns: COLUMNS, newline: '\r\n', escapeFormulae: FORMULA_START })}\r\n`;
    case 'promptfoo':
      return `[${rows.map((row) => `\n${safeJson(promptfooTest(row))}`).join(',')}\n]\n`;
    case 'inspect':
      return lines(rows.map((row) => safeJson(inspectSample(row))));
  }
}

/** JSON that no terminal obeys either: what JSON leaves raw and terminals act upon is escaped. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function promptfooTest(row: EvalSetRow): unknown {
  const vars = {
    prompt: row.prompt,
    system_prompt: row.system_prompt ?? '',
    messages: JSON.stringify(chatOf(row)),
    reference_answer: row.response ?? '',
  };
  return {
    description: row.item_id,
    vars: Object.fromEntries(Object.entries(vars).map(([name, text]) => [name, literal(text)])),
    metadata: metadataOf(row),
  };
}

/**
 * promptfoo renders variables as Nunjucks templates, and loads those that begin with file:// or package: from disk.
 * A prompt is neither: every mark that opens a template, and the one that must not close what nothing opened, becomes an
 * expression that prints it.
 * promptfoo renders text prompts twice, which gives the text back; in chat prompts, which it renders once, the expression
 * stays to be seen: harmless, and rare.
 */
function literal(text: string): string {
  const escaped = text.replace(/\{[{%#]|#\}/g, (mark) => `{{ "${mark}" }}`);
  return /^(?:file:\/\/|package:)/.test(escaped) ? `{{ "" }}${escaped}` : escaped;
}

function inspectSample(row: EvalSetRow): unknown {
  const chat = chatOf(row);
  return {
    id: row.item_id,
    input: chat.length === 1 ? row.prompt : chat,
    target: row.response ?? '',
    metadata: metadataOf(row),
  };
}

const turns = z.array(z.object({ role: z.string(), content: z.string() }));

/** @throws {Refusal} `ItemUnreadable`; it names the item, not its text */
function earlierTurnsOf({ item_id, earlier_turns }: EvalSetRow): z.output<typeof turns> {
  const parsed = turns.safeParse(parseJson(earlier_turns));
  if (parsed.success) return parsed.data;
  throw new Refusal('ItemUnreadable', `item ${item_id}: earlier_turns is not a list of {role, content}`);
}

/** The call as chat messages; roles that only one vendor knows become the nearest that all have. */
function chatOf(row: EvalSetRow): { role: string; content: string }[] {
  const system = row.system_prompt === null ? [] : [{ role: 'system', content: row.system_prompt }];
  return [...system, ...earlierTurnsOf(row), { role: 'user', content: row.prompt }].map(({ role, content }) => ({
    role: role === 'developer' || role === 'system' ? 'system' : role === 'assistant' ? 'assistant' : 'user',
    content,
  }));
}

/** Everything but the texts. */
function metadataOf(row: EvalSetRow): unknown {
  const { prompt: _p, response: _r, system_prompt: _s, earlier_turns: _e, tools: _t, ...rest } = row;
  return rest;
}
