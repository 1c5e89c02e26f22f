import { Refusal } from '../refusal.js';
import { parseJson } from '../scoring/conversation.js';
import { type ParsedItems, parseItems } from './item-import.js';
import { parseInspect } from './item-import-inspect.js';
import { parsePromptfoo } from './item-import-promptfoo.js';
import { decodedText } from './item-import-text.js';

export const IMPORT_FORMATS = ['jsonl', 'csv', 'promptfoo', 'inspect'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** @throws {Refusal} `BadInput`, see the reader of each format */
export function parseItemFile(bytes: Uint8Array, format: ImportFormat, name: string): ParsedItems {
  if (format === 'promptfoo') return parsePromptfoo(bytes, name);
  return format === 'inspect' ? parseInspect(bytes, name) : parseItems(bytes, format, name);
}

/**
 * What a file is, by its ending, and where several formats share one by the fields of its first entry.
 * @param name of the file
 * @throws {Refusal} `BadInput` when neither tells
 */
export function importFormatOf(bytes: Uint8Array, name: string): ImportFormat {
  const ending = /\.([a-z]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (ending === 'csv') return 'csv';
  if (ending === 'yaml' || ending === 'yml') return 'promptfoo';
  if (ending === 'jsonl' || ending === 'ndjson') return formatOfEntry(firstLine(bytes, name)) ?? 'jsonl';
  const format = ending === 'json' ? formatOfDocument(bytes, name) : undefined;
  if (format !== undefined) return format;
  throw new Refusal(
    'BadInput',
    `${name}: neither its ending nor its first entry says what it is; add --format ${IMPORT_FORMATS.join(', --format ')}`,
  );
}

function firstLine(bytes: Uint8Array, name: string): unknown {
  const line = decodedText(bytes, name)
    .split('\n')
    .find((content) => content.trim() !== '');
  return parseJson(line ?? '');
}

function formatOfDocument(bytes: Uint8Array, name: string): ImportFormat | undefined {
  const value = parseJson(decodedText(bytes, name));
  if (Array.isArray(value)) return formatOfEntry(value[0]);
  return has(value, 'prompts') || has(value, 'tests') ? 'promptfoo' : undefined;
}

/** Tests of promptfoo have variables, samples of inspect an input, and our own items a prompt. */
function formatOfEntry(entry: unknown): ImportFormat | undefined {
  if (has(entry, 'prompt')) return undefined;
  if (has(entry, 'vars')) return 'promptfoo';
  return has(entry, 'input') ? 'inspect' : undefined;
}

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
