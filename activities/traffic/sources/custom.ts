import { idOf, safeText, textOf } from '../log-fields.js';
import { UnreadableObject } from '../log-object.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ReadContext, TrafficSource } from '../traffic-source.js';
import { answerIn, type Conversation, conversationOf, toolsIn } from './chat-messages.js';
import { attributesOf, type Fields, fieldsIn } from './json-fields.js';
import { type CompiledPath, compilePath } from './json-path.js';
import { langchainMessagesOf } from './langchain-messages.js';
import { jsonIn, type LogRow, readLogRows, timeIn } from './log-rows.js';
import { answerOf } from './model-answer.js';

type Settings = ReadContext['settings'];
type FieldName = keyof NonNullable<Settings['fields']>;
type Paths = Readonly<Partial<Record<FieldName, CompiledPath>>>;

const FAILURE = /^(?:error|failure|failed)$/i;
const ATTRIBUTE = 'attributes.';
/** Times by their size: seconds reach this far into the future, and milliseconds begin here in 1973. */
const MOST_SECONDS = 1e11;
const MOST_MS = 1e14;
const MOST_MICROSECONDS = 1e17;
const LATEST_MS = 8.64e15;

/**
 * Any JSON lines, JSON array or Parquet, by the paths in `traffic.fields`. Of Parquet only the columns are read that the
 * paths begin with, and those that filters ask for.
 */
export const custom: TrafficSource = {
  name: 'custom',
  async *read(file, { settings }) {
    const fields = new FieldMap(settings);
    const isParquet = await file.isParquet();
    const columns = isParquet ? fields.columns() : { all: [], required: [] };
    for await (const rows of readLogRows(file, columns.all, columns.required)) {
      yield rows.map((row) => entryOf(row, fields));
    }
  },
  // What it looks like is for the person to say.
  recognises: () => false,
};

/** The paths of a pipeline, compiled. */
class FieldMap {
  readonly #paths: Paths;
  readonly #filtered: readonly string[];

  constructor({ fields, filters }: Settings) {
    if (fields === undefined) {
      throw new Error(
        'traffic.fields is missing: the custom source needs the paths of requestId and timestamp at least',
      );
    }
    this.#paths = Object.fromEntries(
      Object.entries(fields).flatMap(([name, path]) => (path === undefined ? [] : [[name, compilePath(path)]])),
    );
    this.#filtered = filters.flatMap(({ field }) =>
      field.startsWith(ATTRIBUTE) ? [field.slice(ATTRIBUTE.length)] : [],
    );
  }

  has(name: FieldName): boolean {
    return this.#paths[name] !== undefined;
  }

  value(name: FieldName, row: Fields): unknown {
    return this.#paths[name]?.first(row);
  }

  /** Columns that the paths begin with; those of id and time must be there. */
  columns(): { readonly all: readonly string[]; readonly required: readonly string[] } {
    const columnOf = (path: CompiledPath): string => {
      if (path.field === null) throw new UnreadableObject('path_without_column');
      return path.field;
    };
    const { requestId, timestamp } = this.#paths;
    return {
      all: [...Object.values(this.#paths).map(columnOf), ...this.#filtered],
      required: [requestId, timestamp].flatMap((path) => (path === undefined ? [] : [columnOf(path)])),
    };
  }

  /** Scalars beside the fields that a path leads into, and those of `metadata`. */
  attributes(row: Fields): Readonly<Record<string, string>> {
    const taken = new Set(Object.values(this.#paths).map(({ field }) => field));
    const others = Object.entries(row).filter(([name]) => !taken.has(name) || this.#filtered.includes(name));
    return attributesOf(Object.fromEntries(others), fieldsIn(jsonIn(row['metadata'])));
  }
}

function entryOf(row: LogRow, fields: FieldMap): LogEntry {
  const { line } = row;
  if ('quarantined' in row) return { line, quarantined: row.quarantined };
  const value = (name: FieldName) => fields.value(name, row.fields);
  const requestId = idOf(value('requestId'));
  const timestampMs = startIn(value('timestamp'));
  if (requestId === null || timestampMs === null) return { line, quarantined: 'missing_fields' };
  const conversation = conversationIn(value, fields);
  if (conversation === null) return { line, skipped: 'no_user_turn', timestampMs };
  const status = isFailure(value('status')) ? 'error' : 'ok';
  const record: TrafficRecord = {
    requestId,
    timestampMs,
    userId: idOf(value('userId')),
    sessionId: idOf(value('sessionId')),
    model: textOf(value('model')),
    route: idOf(value('route')),
    response: status === 'error' ? null : answerTo(value('response')),
    tools: toolsIn(jsonIn(value('tools'))),
    status,
    attributes: fields.attributes(row.fields),
    revision: 0,
    ...conversation,
  };
  return { line, record, raw: row.raw };
}

/** The conversation of the messages, or else the prompt alone: then how many turns went before it is not known. */
function conversationIn(value: (name: FieldName) => unknown, fields: FieldMap): Conversation | null {
  const systemPrompt = value('systemPrompt');
  const system = { text: typeof systemPrompt === 'string' ? safeText(systemPrompt) : '', isAll: true };
  const messages = jsonIn(value('messages'));
  const conversation = Array.isArray(messages) ? conversationOf(langchainMessagesOf(messages), system) : null;
  if (conversation !== null) return conversation;
  const prompt = value('prompt');
  if (typeof prompt !== 'string') return null;
  const alone = conversationOf([{ role: 'user', text: safeText(prompt), isAll: true }], system);
  if (alone === null) return null;
  // Without a place for system prompts there may have been one.
  return { ...alone, turnIndex: null, context: fields.has('systemPrompt') ? alone.context : 'prompt-only' };
}

/** A text, or an answer as the providers' APIs return it. */
function answerTo(response: unknown): string | null {
  return typeof response === 'string' ? answerIn(response) : answerOf(response);
}

function isFailure(status: unknown): boolean {
  return typeof status === 'number' ? status >= 400 : typeof status === 'string' && FAILURE.test(status);
}

/** ISO-8601, a time of Parquet, or a number since 1970 whose size tells seconds, milli-, micro- or nanoseconds. */
function startIn(value: unknown): number | null {
  const number = numberIn(value);
  if (number === null) return timeIn(value);
  const ms = msOf(number);
  return ms > 0 && ms <= LATEST_MS ? Math.floor(ms) : null;
}

function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{9,20}(?:\.\d+)?$/.test(value.trim()) ? Number(value) : null;
}

function msOf(number: number): number {
  if (number < MOST_SECONDS) return number * 1000;
  if (number < MOST_MS) return number;
  return number < MOST_MICROSECONDS ? number / 1000 : number / 1_000_000;
}
