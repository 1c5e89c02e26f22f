import Papa from 'papaparse';
import { Refusal } from '../refusal.js';

/** Rows with the line that each begins on: cells may hold line breaks. Empty lines are left out. */
export function csvRows(
  text: string,
  name: string,
  delimiter = ',',
): { readonly line: number; readonly cells: readonly string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let cursor = 0;
  Papa.parse<string[]>(text, {
    delimiter,
    step: ({ data, errors, meta }) => {
      const [error] = errors;
      if (error !== undefined) throw badInput(name, line, null, `no CSV: ${error.message.toLowerCase()}`);
      if (data.some((cell) => cell !== '')) rows.push({ line, cells: data });
      line += lineBreaks(text, cursor, meta.cursor);
      cursor = meta.cursor;
    },
  });
  return rows;
}

function lineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/**
 * @param name of the file, for messages
 * @throws {Refusal} `BadInput` when it is not UTF-8
 */
export function decodedText(bytes: Uint8Array, name: string): string {
  try {
    // Takes the byte order mark off that spreadsheets put in front.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('BadInput', `${name}: is not UTF-8; save it as UTF-8`);
  }
}

/** One form for all: file, line, key, what to change. */
export function badInput(
  name: string,
  line: number,
  key: string | null,
  problem: string,
  options: { cause?: unknown } = {},
): Refusal {
  const place = key === null || key === '' ? '' : `${key}: `;
  return new Refusal('BadInput', `${name}:${line}: ${place}${problem}`, options);
}
