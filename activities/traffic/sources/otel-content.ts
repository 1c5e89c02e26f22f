import type { CompanionFacts } from '../traffic-source.js';
import { type Fields, fieldsIn, listIn, parseJson } from './json-fields.js';
import { type OtelEvent, type OtelSpan, otelLogRecords } from './otel-document.js';
import {
  contentOfAttributes,
  contentOfIndexedAttributes,
  contentOfMessageEvents,
  contentOfPromptAttributes,
  NO_CONTENT,
  type OtelContent,
} from './otel-messages.js';

/** What was logged of a call, from whatever forms it was logged in. */
export type OtelCall = OtelContent;

const DETAILS_EVENT = 'gen_ai.client.inference.operation.details';
const CONTENT_EVENTS =
  /^gen_ai\.(?:client\.inference\.operation\.details|(?:system|user|assistant|tool)\.message|choice|content\.(?:prompt|completion))$/;

/**
 * Content of a call. Of the forms it may be logged in the first that holds any counts, so that a call logged in its
 * span and as events as well is not counted twice: today's attributes, events in the span, numbered attributes, the
 * older attributes, and log records last.
 */
export function loggedContent(span: OtelSpan, events: readonly OtelEvent[]): OtelCall {
  let found = NO_CONTENT;
  for (const content of contentsOf(span, events)) {
    found = merged(found, content);
    if (found.input !== null && (found.output !== null || span.isError)) break;
  }
  const { input, system } = found;
  // The same system prompt beside the messages and among them is one.
  const isRepeated = input?.some(({ role, text }) => role === 'system' && text === system?.text) === true;
  return isRepeated ? { ...found, system: null } : found;
}

function* contentsOf(span: OtelSpan, events: readonly OtelEvent[]): Generator<OtelContent> {
  yield contentOfAttributes(span.attributes);
  yield* contentsOfEvents(span.events);
  yield contentOfIndexedAttributes(span.attributes);
  yield contentOfPromptAttributes(span.attributes);
  yield* contentsOfEvents(events);
}

function* contentsOfEvents(events: readonly OtelEvent[]): Generator<OtelContent> {
  if (events.length === 0) return;
  for (const { attributes, body } of events.filter(({ name }) => name === DETAILS_EVENT)) {
    yield contentOfAttributes(new Map([...attributes, ...Object.entries(fieldsIn(body))]));
  }
  yield contentOfMessageEvents(events);
  const older = events.filter(({ name }) => name.startsWith('gen_ai.content.'));
  for (const { attributes, body } of older) {
    yield contentOfPromptAttributes(new Map([...attributes, ...Object.entries(fieldsIn(body))]));
  }
}

function merged(found: OtelContent, next: OtelContent): OtelContent {
  const isInputNext = found.input === null && next.input !== null;
  return {
    input: found.input ?? next.input,
    isRaw: isInputNext ? next.isRaw : found.isRaw,
    output: found.output ?? next.output,
    system: found.system ?? next.system,
    tools: found.tools ?? next.tools,
    // Of a damaged form that another makes up for nothing is missing.
    isDamaged: isInputNext ? next.isDamaged : found.isDamaged || (found.input === null && next.isDamaged),
  };
}

/**
 * Adds the GenAI events among the log records of an object to the facts, by their span. The events of a span are one
 * JSON text per object: an object that was delivered twice then adds nothing.
 */
export function collectEvents(documents: readonly Fields[], facts: Map<string, unknown>): void {
  const bySpan = new Map<string, unknown[]>();
  for (const document of documents) {
    for (const { name, attributes, body, traceId, spanId, timeNs } of otelLogRecords(document)) {
      if (spanId === null || !CONTENT_EVENTS.test(name)) continue;
      const key = factKey(traceId, spanId);
      const events = bySpan.get(key) ?? [];
      events.push({ timeNs, name, attributes: [...attributes], body });
      bySpan.set(key, events);
    }
  }
  for (const [key, events] of bySpan) {
    const text = JSON.stringify(events);
    const known = listIn(facts.get(key));
    if (!known.includes(text)) facts.set(key, [...known, text]);
  }
}

/** Events of a span that came as log records, in the order they were written. */
export function loggedEvents({ traceId, spanId }: OtelSpan, facts: CompanionFacts): readonly OtelEvent[] {
  if (spanId === null || facts.size === 0) return [];
  const texts = facts.get(factKey(traceId, spanId)) ?? facts.get(factKey(null, spanId));
  // Each text starts with the time of its first event.
  const inOrder = listIn(texts)
    .map(String)
    .sort((one, other) => (one < other ? -1 : 1));
  return inOrder.flatMap((text) => listIn(parseJson(text)).map(eventOf));
}

function eventOf(stored: unknown): OtelEvent {
  const { name, attributes, body } = fieldsIn(stored);
  const pairs = listIn(attributes).map((pair): [string, unknown] => [String(listIn(pair)[0]), listIn(pair)[1]]);
  return { name: String(name), attributes: new Map(pairs), body };
}

function factKey(traceId: string | null, spanId: string): string {
  return `${traceId ?? ''}/${spanId}`;
}
