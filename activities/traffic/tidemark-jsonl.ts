import { idOf, instantOf, safeText, textOf } from './log-fields.js';
import type { ParsedLine, TrafficSource, Turn } from './traffic-record.js';

const MOST_ID_CHARACTERS = 256;

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
  if (requestId === undefined || requestId === null || requestId === '') return { quarantined: 'missing_request_id' };
  if (typeof requestId !== 'string') return { quarantined: 'bad_request_id' };
  if (requestId.length > MOST_ID_CHARACTERS) return { quarantined: 'request_id_too_long' };
  const timestampMs = instantOf(fields['timestamp']);
  if (timestampMs === null) {
    return { quarantined: (fields['timestamp'] ?? null) === null ? 'missing_timestamp' : 'bad_timestamp' };
  }
  if (fields['status'] === 'error') return { filtered: 'failed_request', timestampMs };
  const turns = parseTurns(fields);
  if ('quarantined' in turns) return turns;
  const { prompt, earlierTurns } = turns;
  if (prompt.trim() === '') return { filtered: 'no_user_turn', timestampMs };
  return {
    record: {
      requestId: safeText(requestId),
      timestampMs,
      userId: idOf(fields['user_id']),
      sessionId: idOf(fields['session_id']),
      model: textOf(fields['model']),
      route: textOf(fields['route']),
      prompt,
      response: textOf(fields['response']),
      systemPrompt: textOf(fields['system_prompt']),
      earlierTurns,
    },
  };
}

type Turns = { readonly prompt: string; readonly earlierTurns: readonly Turn[] } | { readonly quarantined: string };

/** The last user turn with text is the prompt, and what came before it is context. */
function parseTurns({ prompt, messages }: { readonly prompt?: unknown; readonly messages?: unknown }): Turns {
  if (messages === undefined || messages === null) {
    if (prompt === undefined || prompt === null) return { quarantined: 'missing_prompt' };
    return typeof prompt === 'string' ? { prompt: safeText(prompt), earlierTurns: [] } : { quarantined: 'bad_prompt' };
  }
  if (!Array.isArray(messages)) return { quarantined: 'bad_messages' };
  const turns: Turn[] = [];
  for (const message of messages as unknown[]) {
    const { role, content } = (message ?? {}) as Fields;
    const text = textOfContent(content);
    if (typeof role !== 'string' || text === null) return { quarantined: 'bad_messages' };
    if (text !== '') turns.push({ role: safeText(role), content: safeText(text) });
  }
  const last = turns.findLastIndex(({ role, content }) => role === 'user' && content.trim() !== '');
  if (last >= 0) return { prompt: turns[last]?.content ?? '', earlierTurns: turns.slice(0, last) };
  return { prompt: typeof prompt === 'string' ? safeText(prompt) : '', earlierTurns: [] };
}

/**
 * A message's text: a string, or the text blocks of a list joined by line breaks; images, tool calls and tool results
 * are no text. Empty when it has none, null when it is neither.
 */
function textOfContent(content: unknown): string | null {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = (content as unknown[]).flatMap((block) => {
    const { type, text } = (block ?? {}) as Fields;
    return type === 'text' && typeof text === 'string' ? [text] : [];
  });
  return texts.join('\n');
}
