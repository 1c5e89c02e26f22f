import type { ParsedLine, TrafficSource, Turn } from './traffic-record.js';

const ID_LENGTH = 256;
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

type Fields = Readonly<Record<string, unknown>>;

/** Tidemark's own format: one JSON object a line; fields it does not know change nothing. */
export const tidemarkJsonl: TrafficSource = {
  name: 'tidemark-jsonl',
  parse(line) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return { quarantined: 'invalid_json' };
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { quarantined: 'not_an_object' };
    return parseFields(value as Fields);
  },
};

function parseFields(fields: Fields): ParsedLine {
  const requestId = fields['request_id'];
  if (typeof requestId !== 'string' || requestId === '') return { quarantined: 'missing_request_id' };
  if (requestId.length > ID_LENGTH) return { quarantined: 'request_id_too_long' };
  const timestampMs = parseInstant(fields['timestamp']);
  if (timestampMs === null) return { quarantined: 'bad_timestamp' };
  if (fields['status'] === 'error') return { filtered: 'failed_request', timestampMs };
  const turns = parseTurns(fields);
  if (turns === null) return { quarantined: 'bad_messages' };
  const { prompt, earlierTurns } = turns;
  if (prompt === null || prompt.trim() === '') return { filtered: 'no_user_turn', timestampMs };
  return {
    record: {
      requestId: requestId.toWellFormed(),
      timestampMs,
      userId: idOf(fields['user_id']),
      sessionId: idOf(fields['session_id']),
      model: textOf(fields['model']),
      route: textOf(fields['route']),
      prompt: prompt.toWellFormed(),
      response: textOf(fields['response']),
      systemPrompt: textOf(fields['system_prompt']),
      earlierTurns,
    },
  };
}

/** An ISO-8601 instant; without a zone it is UTC. */
function parseInstant(value: unknown): number | null {
  if (typeof value !== 'string' || !INSTANT.test(value)) return null;
  const ms = Date.parse(ZONE.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** The last user turn is the prompt, what came before it is context. */
function parseTurns(fields: Fields): { prompt: string | null; earlierTurns: Turn[] } | null {
  const { messages, prompt } = fields as { messages?: unknown; prompt?: unknown };
  if (messages === undefined || messages === null) {
    return { prompt: typeof prompt === 'string' ? prompt : null, earlierTurns: [] };
  }
  if (!Array.isArray(messages)) return null;
  const turns: Turn[] = [];
  for (const message of messages as unknown[]) {
    const { role, content } = (message ?? {}) as Fields;
    if (typeof role !== 'string' || typeof content !== 'string') return null;
    turns.push({ role, content: content.toWellFormed() });
  }
  const last = turns.findLastIndex(({ role, content }) => role === 'user' && content.trim() !== '');
  return { prompt: turns[last]?.content ?? null, earlierTurns: last < 0 ? [] : turns.slice(0, last) };
}

function idOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : null;
}
