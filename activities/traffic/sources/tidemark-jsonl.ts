import { idOf, instantOf, safeText, textOf } from '../log-fields.js';
import { type LogLine, ReadableLine } from '../log-lines.js';
import type { LogEntry, TrafficRecord, Turn } from '../traffic-record.js';
import type { TrafficSource } from '../traffic-source.js';
import { createShapedReading } from './shaped-entries.js';

const MOST_ID_CHARACTERS = 256;
const MOST_ATTRIBUTES = 50;
const MOST_ATTRIBUTE_CHARACTERS = 500;
const NO_ATTRIBUTES = Object.freeze({});

type Fields = Readonly<Record<string, unknown>>;

/** Tidemark's own format: one JSON object a line; fields it does not know change nothing. */
export const tidemarkJsonl: TrafficSource = {
  name: 'tidemark-jsonl',
  async *read(file) {
    for await (const lines of file.lines()) yield lines.map(entryOf);
  },
  abridged: {
    read: createShapedReading(entryOf),
    recordOf: (bytes) => {
      const entry = entryOf(new ReadableLine(1, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
      if ('record' in entry) return entry.record;
      throw new TypeError('a line that held a record holds none when it is read whole');
    },
  },
  recognises: ({ start }) => {
    const fields = objectIn(start.split('\n', 1)[0] ?? '');
    return typeof fields === 'object' && 'request_id' in fields && 'timestamp' in fields;
  },
};

function entryOf(logLine: LogLine): LogEntry {
  const { line } = logLine;
  if ('unreadable' in logLine) return { line, quarantined: logLine.unreadable };
  const fields = objectIn(logLine.text);
  if (typeof fields === 'string') return { line, quarantined: fields };
  const requestId = fields['request_id'];
  if (requestId === undefined || requestId === null || requestId === '') {
    return { line, quarantined: 'missing_request_id' };
  }
  if (typeof requestId !== 'string') return { line, quarantined: 'bad_request_id' };
  if (requestId.length > MOST_ID_CHARACTERS) return { line, quarantined: 'request_id_too_long' };
  const timestampMs = instantOf(fields['timestamp']);
  if (timestampMs === null) {
    return { line, quarantined: (fields['timestamp'] ?? null) === null ? 'missing_timestamp' : 'bad_timestamp' };
  }
  const isFailed = fields['status'] === 'error';
  const conversation = conversationIn(fields);
  if (typeof conversation === 'string') {
    return isFailed ? { line, skipped: 'failed_request', timestampMs } : { line, quarantined: conversation };
  }
  if (conversation.prompt.trim() === '') return { line, skipped: 'no_user_turn', timestampMs };
  const record: TrafficRecord = {
    requestId: safeText(requestId),
    timestampMs,
    userId: idOf(fields['user_id']),
    sessionId: idOf(fields['session_id']),
    model: textOf(fields['model']),
    route: textOf(fields['route']),
    response: textOf(fields['response']),
    tools: toolsIn(fields['tools']),
    status: isFailed ? 'error' : 'ok',
    attributes: attributesIn(fields['metadata']),
    revision: 0,
    // Written out: spreading an object makes a record several times as slow to build and to read.
    prompt: conversation.prompt,
    systemPrompt: conversation.systemPrompt,
    earlierTurns: conversation.earlierTurns,
    turnIndex: conversation.turnIndex,
    context: conversation.context,
  };
  return { line, record, raw: logLine };
}

/** The object in a text, or why there is none. */
function objectIn(text: string): Fields | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'invalid_json';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not_an_object';
  return value as Fields;
}

type Conversation = Pick<TrafficRecord, 'prompt' | 'earlierTurns' | 'turnIndex' | 'systemPrompt' | 'context'>;

/** The last user turn with text is the prompt, and what came before it is context; or why there is none. */
function conversationIn(fields: Fields): Conversation | string {
  const { prompt, messages } = fields as { prompt?: unknown; messages?: unknown };
  const systemPrompt = textOf(fields['system_prompt']);
  if (messages === undefined || messages === null) {
    if (prompt === undefined || prompt === null) return 'missing_prompt';
    if (typeof prompt !== 'string') return 'bad_prompt';
    return { prompt: safeText(prompt), earlierTurns: [], turnIndex: 1, systemPrompt, context: 'complete' };
  }
  if (!Array.isArray(messages)) return 'bad_messages';
  const turns: Turn[] = [];
  const systemTexts = systemPrompt === null ? [] : [systemPrompt];
  let isAllText = true;
  for (const message of messages as unknown[]) {
    const { role, content, tool_calls: toolCalls } = (message ?? {}) as Fields;
    const text = textOfContent(content);
    if (typeof role !== 'string' || text === null) return 'bad_messages';
    isAllText &&= text.isAll && role !== 'tool' && (toolCalls ?? null) === null;
    if (role === 'system') systemTexts.push(safeText(text.text));
    else if (text.text !== '') turns.push({ role: safeText(role), content: safeText(text.text) });
  }
  const last = turns.findLastIndex(({ role, content }) => role === 'user' && content.trim() !== '');
  const earlierTurns = turns.slice(0, Math.max(0, last));
  return {
    prompt: last >= 0 ? (turns[last]?.content ?? '') : typeof prompt === 'string' ? safeText(prompt) : '',
    earlierTurns,
    turnIndex: 1 + earlierTurns.filter(({ role }) => role === 'user').length,
    systemPrompt: systemTexts.length === 0 ? null : systemTexts.join('\n\n'),
    context: isAllText ? 'complete' : 'prompt-only',
  };
}

/**
 * A message's text: a string, or the text blocks of a list joined by line breaks; images, tool calls and tool results
 * are no text. Null when it is neither.
 */
function textOfContent(content: unknown): { readonly text: string; readonly isAll: boolean } | null {
  if (content === undefined || content === null) return { text: '', isAll: true };
  if (typeof content === 'string') return { text: content, isAll: true };
  if (!Array.isArray(content)) return null;
  const texts = (content as unknown[]).flatMap((block) => {
    const { type, text } = (block ?? {}) as Fields;
    return type === 'text' && typeof text === 'string' ? [text] : [];
  });
  return { text: texts.join('\n'), isAll: texts.length === content.length };
}

function toolsIn(tools: unknown): string | null {
  return Array.isArray(tools) && tools.length > 0 ? safeText(JSON.stringify(tools)) : null;
}

function attributesIn(metadata: unknown): Readonly<Record<string, string>> {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return NO_ATTRIBUTES;
  const scalars = Object.entries(metadata).flatMap(([name, value]): [string, string][] =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? [[name, safeText(String(value)).slice(0, MOST_ATTRIBUTE_CHARACTERS)]]
      : [],
  );
  // Without a prototype's setter: a field called __proto__ is a field.
  return Object.fromEntries(scalars.slice(0, MOST_ATTRIBUTES));
}
