import { idOf, safeText, textOf } from '../log-fields.js';
import { type LogFile, type LogObject, UnreadableObject } from '../log-object.js';
import type { LogEntry, TrafficRecord } from '../traffic-record.js';
import type { ObjectRole, ReadContext, TrafficSource } from '../traffic-source.js';
import { conversationOf } from './chat-messages.js';
import { attributesOf } from './json-fields.js';
import { collectEvents, loggedContent, loggedEvents, type OtelCall } from './otel-content.js';
import { type OtelAttributes, type OtelDocument, type OtelSpan, otelDocuments, otelSpans } from './otel-document.js';

/** The exporter names an object after its signal: `<prefix>traces_<unique>.json.gz`. */
const SIGNAL_NAME = /(traces|logs|metrics|profiles)_[A-Za-z0-9-]+(?:\.[A-Za-z0-9]+){0,3}$/;
const JSON_NAME = /\.(?:json|jsonl|ndjson)(?:\.(?:gz|gzip|zst))?$/i;
const PROTOBUF_NAME = /\.(?:binpb|pb)(?:\.(?:gz|gzip|zst))?$/i;
const OTLP_START = /^\s*\{\s*"resource(?:Spans|Logs|Metrics)"\s*:/;
/** Spans and log records leave a collector in separate batches, mostly seconds apart. */
const COMPANION_SLACK_MS = 3_600_000;
const ENTRIES_A_BATCH = 500;

const OPERATIONS: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content']);
/** What OpenLLMetry wrote before there was `gen_ai.operation.name`. */
const REQUEST_TYPES: ReadonlySet<string> = new Set(['chat', 'completion']);
const MODEL_ATTRIBUTES = ['gen_ai.request.model', 'gen_ai.system', 'gen_ai.provider.name'];
const ASSOCIATION = 'traceloop.association.properties.';
const CONTENT_ATTRIBUTE =
  /^(?:gen_ai\.(?:input|output)\.messages$|gen_ai\.(?:system_instructions|tool\.definitions)$|(?:gen_ai|llm)\.(?:prompt|completion)s?(?:\.|$)|llm\.request\.functions\.|traceloop\.entity\.)/;

/**
 * OpenTelemetry GenAI spans as the collector's S3 exporter writes them in OTLP/JSON: one document an object, or one a
 * line. Content is read from the span in all forms the conventions had, else from log records of the same span in
 * other objects. A span that calls no model is no entry; one whose content was never logged is quarantined.
 */
export const otel: TrafficSource = {
  name: 'otel',
  roleOf,
  async *read(file, context) {
    let entries: LogEntry[] = [];
    for (const part of await documentsOf(file)) {
      if ('quarantined' in part) entries.push(part);
      else {
        const { line, document } = part;
        const hasOnlyMetrics = !('resourceSpans' in document) && !('resourceLogs' in document);
        if (hasOnlyMetrics) entries.push({ line, skipped: 'metrics', timestampMs: null });
        for (const span of otelSpans(document)) {
          const entry = entryOf(span, line, context);
          if (entry !== null) entries.push(entry);
          if (entries.length < ENTRIES_A_BATCH) continue;
          yield entries;
          entries = [];
        }
      }
    }
    if (entries.length > 0) yield entries;
  },
  companionsFor(logs, companions) {
    const times = logs.map(({ lastModifiedMs }) => lastModifiedMs);
    const earliest = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
    const latest = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
    return companions.filter(
      ({ lastModifiedMs }) =>
        lastModifiedMs >= earliest - COMPANION_SLACK_MS && lastModifiedMs <= latest + COMPANION_SLACK_MS,
    );
  },
  async readCompanion(file, _context, facts) {
    const documents = await documentsOf(file);
    collectEvents(
      documents.flatMap((part) => ('document' in part ? [part.document] : [])),
      facts,
    );
  },
  recognises: ({ key, start }) => OTLP_START.test(start) || (PROTOBUF_NAME.test(key) && SIGNAL_NAME.test(key)),
};

/** Log records are read for themselves as well, so that a damaged object of theirs is accounted for. */
function roleOf({ key }: Pick<LogObject, 'key'>): ObjectRole {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const signal = SIGNAL_NAME.exec(name)?.[1];
  if (signal === 'traces') return 'log';
  if (signal === 'logs') return 'log-and-companion';
  if (signal !== undefined) return { ignored: signal };
  return JSON_NAME.test(name) || PROTOBUF_NAME.test(name) ? 'log-and-companion' : { ignored: 'not_otlp' };
}

async function documentsOf(file: LogFile): Promise<readonly OtelDocument[]> {
  if (PROTOBUF_NAME.test(file.object.key)) throw new UnreadableObject('unsupported_otlp_proto');
  const documents = otelDocuments(await file.text());
  if (typeof documents === 'string') throw new UnreadableObject(documents);
  return documents;
}

/** The entry of a span; null for one that calls no model. */
function entryOf(span: OtelSpan, line: number | null, { settings, facts }: ReadContext): LogEntry | null {
  const isCall = isModelCall(span.attributes);
  if (isCall === false) return null;
  const events = loggedEvents(span, facts);
  const call = loggedContent(span, events);
  if (isCall === null && call.input === null) return null;
  const { spanId, startMs } = span;
  if (spanId === null || startMs === null) return { line, quarantined: 'missing_fields' };
  if (call.input === null) return { line, quarantined: call.isDamaged ? 'damaged_content' : 'no_content' };
  const conversation = conversationOf(call.input, call.system ?? undefined);
  if (conversation === null) return { line, skipped: 'no_user_turn', timestampMs: startMs };
  const { user, session, route } = settings.metadataKeys;
  const places = [span.attributes, ...events.map(({ attributes }) => attributes)];
  const id = (...names: string[]) => firstOf(places, names, idOf);
  const record: TrafficRecord = {
    requestId: spanId,
    timestampMs: startMs,
    userId: id('user.id', 'enduser.id', `${ASSOCIATION}user_id`, ASSOCIATION + user, user),
    sessionId: id('gen_ai.conversation.id', 'session.id', `${ASSOCIATION}session_id`, ASSOCIATION + session, session),
    model: firstOf(places, ['gen_ai.response.model', 'gen_ai.request.model'], textOf),
    route: firstOf([...places, span.resource], [route, ASSOCIATION + route], textOf),
    response: span.isError || call.output === null || call.output.text === '' ? null : safeText(call.output.text),
    tools: call.tools,
    status: span.isError ? 'error' : 'ok',
    attributes: attributesOf(filterable(span.attributes), filterable(span.resource)),
    revision: 0,
    ...conversation,
    turnIndex: call.isRaw ? null : conversation.turnIndex,
    context: isWhole(span, call) ? conversation.context : 'prompt-only',
  };
  return { line, record, raw: null };
}

/** Null when the span does not say what it is: then it is a call if it holds a conversation. */
function isModelCall(attributes: OtelAttributes): boolean | null {
  const operation = attributes.get('gen_ai.operation.name');
  if (typeof operation === 'string') return OPERATIONS.has(operation.toLowerCase());
  const type = attributes.get('llm.request.type');
  if (typeof type === 'string') return REQUEST_TYPES.has(type.toLowerCase());
  return MODEL_ATTRIBUTES.some((name) => textOf(attributes.get(name)) !== null) ? null : false;
}

/** Whether nothing of the call is known to be missing: an answer that calls tools was offered some. */
function isWhole({ isCut }: OtelSpan, { output, tools, isDamaged }: OtelCall): boolean {
  return !isCut && !isDamaged && !(output?.callsTools === true && tools === null);
}

function firstOf(
  places: readonly OtelAttributes[],
  names: readonly string[],
  read: (value: unknown) => string | null,
): string | null {
  for (const attributes of places) {
    for (const name of names) {
      const text = read(attributes.get(name));
      if (text !== null) return text;
    }
  }
  return null;
}

function filterable(attributes: OtelAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...attributes].filter(([name]) => !CONTENT_ATTRIBUTE.test(name)));
}
