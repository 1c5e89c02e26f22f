import { idOf } from '../log-fields.js';
import { type Fields, fieldsIn, fieldsOf, listIn, parseJson } from './json-fields.js';

export type OtelAttributes = ReadonlyMap<string, unknown>;

/** An event, written into its span or as a log record of its own. */
export interface OtelEvent {
  readonly name: string;
  readonly attributes: OtelAttributes;
  /** Of a log record; null in a span. */
  readonly body: unknown;
}

/** A span, with what fields that were left out mean: encoders leave out zeros. */
export interface OtelSpan {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly startMs: number | null;
  readonly isError: boolean;
  /** Whether the SDK dropped attributes or events above its limits. */
  readonly isCut: boolean;
  readonly resource: OtelAttributes;
  readonly attributes: OtelAttributes;
  readonly events: readonly OtelEvent[];
}

export interface OtelLogRecord extends OtelEvent {
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** Nanoseconds since 1970 in 20 digits, so that texts sort as times do. */
  readonly timeNs: string;
}

/** A document of an object, or why its line holds none. `line` is null where the object is one document. */
export type OtelDocument =
  | { readonly line: number | null; readonly document: Fields }
  | { readonly line: number; readonly quarantined: string };

const SIGNALS = ['resourceSpans', 'resourceLogs', 'resourceMetrics', 'resourceProfiles'];
const HEXADECIMAL = /^[0-9a-f]+$/i;
const DIGITS = /^\d{1,19}$/;
const TIME_DIGITS = 20;
/** What nests deeper is left out: no conversation does, and it could use up the stack. */
const MOST_LEVELS = 64;

/**
 * The documents in an object's text: one, or one a line. Otherwise a word for why there is none: `empty_object`,
 * `empty_document` (nothing inside, as an empty batch is written), `not_otlp` or `invalid_json`.
 */
export function otelDocuments(text: string): readonly OtelDocument[] | string {
  if (text === '') return 'empty_object';
  const whole = documentIn(text);
  if (typeof whole !== 'string') return [{ line: null, document: whole }];
  if (whole !== 'invalid_json') return whole;
  const documents = text.split('\n').flatMap((untrimmed, index): OtelDocument[] => {
    const lineText = untrimmed.trim();
    if (lineText === '') return [];
    const document = lineText.startsWith('{') ? documentIn(lineText) : whole;
    const line = index + 1;
    return [typeof document === 'string' ? { line, quarantined: document } : { line, document }];
  });
  // A cut document written over many lines is one bad object, not many bad lines.
  return documents.some((entry) => 'document' in entry) ? documents : whole;
}

function documentIn(text: string): Fields | string {
  const value = parseJson(text);
  if (value === undefined) return 'invalid_json';
  const document = fieldsOf(value);
  if (document === null) return 'not_otlp';
  if (SIGNALS.some((signal) => listIn(document[signal]).length > 0)) return document;
  const isOtlp = SIGNALS.some((signal) => signal in document) || Object.keys(document).length === 0;
  return isOtlp ? 'empty_document' : 'not_otlp';
}

/** Spans in the order of the document. */
export function* otelSpans(document: Fields): Generator<OtelSpan> {
  for (const batch of fieldsList(document['resourceSpans'])) {
    const resource = attributeMap(fieldsIn(batch['resource'])['attributes']);
    // Scopes had another name before OTLP 0.19.
    for (const scope of fieldsList(batch['scopeSpans'] ?? batch['instrumentationLibrarySpans'])) {
      for (const span of fieldsList(scope['spans'])) yield spanOf(span, resource);
    }
  }
}

/** Log records in the order of the document. */
export function* otelLogRecords(document: Fields): Generator<OtelLogRecord> {
  for (const batch of fieldsList(document['resourceLogs'])) {
    for (const scope of fieldsList(batch['scopeLogs'] ?? batch['instrumentationLibraryLogs'])) {
      for (const record of fieldsList(scope['logRecords'])) yield logRecordOf(record);
    }
  }
}

function spanOf(span: Fields, resource: OtelAttributes): OtelSpan {
  const { code } = fieldsIn(span['status']);
  return {
    traceId: traceIdOf(span['traceId']),
    spanId: traceIdOf(span['spanId']),
    startMs: millisecondsOf(span['startTimeUnixNano']),
    isError: code === 2 || code === '2' || code === 'STATUS_CODE_ERROR',
    isCut: [span['droppedAttributesCount'], span['droppedEventsCount']].some((count) => Number(scalarText(count)) > 0),
    resource,
    attributes: attributeMap(span['attributes']),
    events: fieldsList(span['events']).map((event) => ({
      name: scalarText(event['name']),
      attributes: attributeMap(event['attributes']),
      body: null,
    })),
  };
}

function logRecordOf(record: Fields): OtelLogRecord {
  const attributes = attributeMap(record['attributes']);
  const times = [record['timeUnixNano'], record['observedTimeUnixNano']].map(scalarText);
  return {
    // Before log records had a field for it, an event's name was an attribute.
    name: scalarText(record['eventName']) || scalarText(attributes.get('event.name')),
    attributes,
    body: plainValue(record['body']),
    traceId: traceIdOf(record['traceId']),
    spanId: traceIdOf(record['spanId']),
    timeNs: (times.find((time) => DIGITS.test(time) && Number(time) > 0) ?? '').padStart(TIME_DIGITS, '0'),
  };
}

/** Text or number as text: anything else may not even be converted, such as an object with a field `toString`. */
function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Ids are hexadecimal in either case, and one of zeros is none. Any other writing is kept as it is. */
function traceIdOf(value: unknown): string | null {
  const id = idOf(value);
  if (id === null || !HEXADECIMAL.test(id)) return id;
  return /^0+$/.test(id) ? null : id.toLowerCase();
}

/** Nanoseconds since 1970, written as text because JSON has no 64-bit integers, in milliseconds, floored. */
function millisecondsOf(value: unknown): number | null {
  const isText = typeof value === 'string' && DIGITS.test(value);
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  const ms = isText ? Number(BigInt(value) / 1_000_000n) : isNumber ? Math.floor(value / 1e6) : 0;
  return ms > 0 ? ms : null;
}

function attributeMap(list: unknown): OtelAttributes {
  const attributes = new Map<string, unknown>();
  for (const { key, value } of fieldsList(list)) {
    if (typeof key === 'string') attributes.set(key, plainValue(value));
  }
  return attributes;
}

/** An OTLP `AnyValue` as the JSON it stands for; integers stay texts, and `{}` is null. */
function plainValue(value: unknown, level = 0): unknown {
  if (level > MOST_LEVELS) return null;
  const fields = fieldsIn(value);
  if ('arrayValue' in fields) {
    return listIn(fieldsIn(fields['arrayValue'])['values']).map((item) => plainValue(item, level + 1));
  }
  if ('kvlistValue' in fields) {
    const pairs = fieldsList(fieldsIn(fields['kvlistValue'])['values']);
    // Own properties whatever their names: no prototype is set.
    return Object.fromEntries(pairs.map((pair) => [scalarText(pair['key']), plainValue(pair['value'], level + 1)]));
  }
  const scalar = fields['stringValue'] ?? fields['intValue'] ?? fields['doubleValue'] ?? fields['boolValue'];
  return ['string', 'number', 'boolean'].includes(typeof scalar) ? scalar : null;
}

function fieldsList(value: unknown): readonly Fields[] {
  return listIn(value).flatMap((item) => {
    const fields = fieldsOf(item);
    return fields === null ? [] : [fields];
  });
}
