import { instantOf } from '../log-fields.js';
import { ReadableLine } from '../log-lines.js';
import { type LogFile, UnreadableObject } from '../log-object.js';
import type { RawRecord } from '../raw-record.js';
import { type Fields, fieldsOf, listIn, parseJson } from './json-fields.js';

/** A row of a table or an object of a list, with what it was read from where it had a line of its own. */
export type LogRow =
  | { readonly line: number | null; readonly fields: Fields; readonly raw: RawRecord | null }
  | { readonly line: number | null; readonly quarantined: string };

const JSON_KEY = /\.json(?:\.(?:gz|zst))?$/i;

/**
 * Rows of a table in whatever form it was exported: Parquet, JSON lines, or a JSON array. A JSON document of one object
 * is one row. Of Parquet only the columns asked for are read.
 * @throws {UnreadableObject} `missing_columns` when a Parquet file lacks one of `required`, `invalid_json` for a document
 * that is cut; and whatever the file throws
 */
export async function* readLogRows(
  file: LogFile,
  columns: readonly string[],
  required: readonly string[],
): AsyncGenerator<readonly LogRow[]> {
  if (await file.isParquet()) {
    for await (const rows of file.rows(columns, required)) {
      yield rows.map(({ line, values }) => ({ line, fields: values, raw: null }));
    }
  } else if (JSON_KEY.test(file.object.key)) {
    yield rowsOfDocument(await file.text());
  } else {
    for await (const lines of file.lines()) {
      yield lines.map(
        (line): LogRow => ('unreadable' in line ? { line: line.line, quarantined: line.unreadable } : rowOfText(line)),
      );
    }
  }
}

function rowsOfDocument(text: string): LogRow[] {
  if (text === '') return [];
  const document = parseJson(text);
  if (Array.isArray(document)) {
    return (document as readonly unknown[]).map((element, index) => rowOf(index + 1, element, null));
  }
  if (document !== undefined) return [rowOf(null, document, null)];
  // Lines under the name of a document: people join and rename what they export.
  const lines = text.split('\n');
  if (lines.length === 1 || fieldsOf(parseJson(lines[0] ?? '')) === null) throw new UnreadableObject('invalid_json');
  return lines.flatMap((line, index) => {
    const trimmed = line.trim();
    return trimmed === '' ? [] : [rowOfText(new ReadableLine(index + 1, Buffer.from(trimmed)))];
  });
}

function rowOfText(readable: ReadableLine): LogRow {
  const { line, text } = readable;
  const value = parseJson(text);
  return value === undefined ? { line, quarantined: 'invalid_json' } : rowOf(line, value, readable);
}

function rowOf(line: number | null, value: unknown, raw: RawRecord | null): LogRow {
  const fields = fieldsOf(value);
  return fields === null ? { line, quarantined: 'not_an_object' } : { line, fields, raw };
}

/** A field that holds JSON as text in some exports and as a value in others. */
export function jsonIn(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value;
}

/** A time as text or as a column of Parquet holds it, in milliseconds since 1970; without a zone it is UTC. */
export function timeIn(value: unknown): number | null {
  if (!(value instanceof Date)) return instantOf(value);
  const ms = value.getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** A list of tags as attributes: all of them as `tags`, and each as `tags.<tag>`. */
export function tagsIn(value: unknown): Fields {
  const tags = listIn(jsonIn(value)).filter((tag) => typeof tag === 'string');
  return { tags: tags.join(','), ...Object.fromEntries(tags.map((tag) => [`tags.${tag}`, true])) };
}
