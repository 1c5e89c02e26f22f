import { otel } from '../../../activities/traffic/sources/otel.js';
import type { TrafficRecord } from '../../../activities/traffic/traffic-record.js';
import { type FixtureReading, readObjects } from './fixture-bucket.js';

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const SPAN_ID = 'b7ad6b7169203331';
export const TRACES_KEY = 'otel/year=2026/month=11/day=17/hour=03/minute=43/traces_VQXWTaw9L.json';
export const LOGS_KEY = 'otel/year=2026/month=11/day=17/hour=03/minute=44/logs_yOWTuTeDo.json';
const START_NS = '1794859200123999000';

/** A plain value as OTLP's `AnyValue`. */
export function anyValue(value: unknown): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: attributes(value as object) } };
}

function attributes(values: object): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** A chat span with these attributes beside those every call has. */
export function span(values: object = {}, fields: object = {}): object {
  return {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    name: 'chat model-a',
    kind: 3,
    startTimeUnixNano: START_NS,
    attributes: attributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'model-a', ...values }),
    status: {},
    ...fields,
  };
}

/** An event in a span. */
export function event(name: string, values: object): object {
  return { timeUnixNano: START_NS, name, attributes: attributes(values) };
}

/** An event as a log record of the span. */
export function logRecord(name: string, values: object, fields: object = {}): object {
  return {
    observedTimeUnixNano: START_NS,
    body: {},
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    eventName: name,
    attributes: attributes(values),
    ...fields,
  };
}

export function traces(...spans: object[]): string {
  const resource = { attributes: attributes({ 'service.name': 'shop' }) };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans }] }] });
}

export function logs(...logRecords: object[]): string {
  return JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords }] }] });
}

/** Messages of today's conventions, one part each. */
export function messages(...turns: [role: string, text: string][]): object[] {
  return turns.map(([role, content]) => ({ role, parts: [{ type: 'text', content }] }));
}

/** What the source makes of objects by key, or of one object of spans. */
export async function read(
  objects: Readonly<Record<string, string | Uint8Array>> | string | Uint8Array,
  ...settings: Parameters<typeof readObjects>[2][]
): Promise<FixtureReading> {
  const isOne = typeof objects === 'string' || objects instanceof Uint8Array;
  return readObjects(otel, new Map(Object.entries(isOne ? { [TRACES_KEY]: objects } : objects)), ...settings);
}

/** The record of one chat span. */
export async function recordOf(values: object, fields: object = {}, log?: string): Promise<TrafficRecord> {
  const objects = { [TRACES_KEY]: traces(span(values, fields)), ...(log === undefined ? {} : { [LOGS_KEY]: log }) };
  const { records, rejected, ignored } = await read(objects);
  const [record] = records;
  if (record === undefined) throw new Error(`no record, but ${JSON.stringify([...rejected, ...ignored])}`);
  return record;
}
