import { safeText } from '../log-fields.js';
import {
  answerIn,
  type Conversation,
  chatMessageOf,
  conversationOf,
  type MessageText,
  textIn,
  toolsIn,
} from './chat-messages.js';
import { type Fields, fieldsIn, fieldsOf, listIn, parseJson } from './json-fields.js';
import { answerOf } from './model-answer.js';

/** What stands where a file was cut out of a text. */
const MEDIA = '@@@langfuseMedia:';

/** What the input of a generation holds. */
export interface LangfuseInput {
  /** Null when no user message has text. */
  readonly conversation: Conversation | null;
  readonly tools: string | null;
  /** Whether it looks like JSON and is none: the text was kept as it is. */
  readonly isDamaged: boolean;
}

/**
 * Takes an input apart: a list of messages, an object with `messages`, `contents` (Gemini) or `input` (OpenAI's
 * responses), or a bare text. It is logged as text, of which only these shapes are unwrapped: a prompt may be JSON too.
 * The export may have unescaped characters inside a text (`\u0022` becomes a quote) so that its JSON is broken: then the
 * text itself is the prompt.
 */
export function langfuseInputOf(input: unknown): LangfuseInput {
  const value = typeof input === 'string' ? parseJson(input) : input;
  const fields = fieldsIn(value);
  const messages = messagesIn(value);
  if (messages !== null) {
    const config = fieldsIn(fields['config']);
    const system =
      fields['system'] ??
      fields['instructions'] ??
      fields['systemInstruction'] ??
      fields['system_instruction'] ??
      config['systemInstruction'] ??
      config['system_instruction'];
    const conversation = conversationOf(messages.map(chatMessageOf), systemText(system));
    const tools = toolsIn(fields['tools'] ?? fields['functions'] ?? config['tools']);
    return { conversation: conversation === null ? null : withoutMedia(conversation), tools, isDamaged: false };
  }
  const text = typeof input === 'string' ? input : typeof input === 'object' ? textIn(input).text : '';
  const isDamaged = value === undefined && /^\s*(?:\[\s*\{|\{\s*")/.test(text);
  const conversation = conversationOf([{ role: 'user', text: safeText(text), isAll: !isDamaged }]);
  return { conversation: conversation === null ? null : withoutMedia(conversation), tools: null, isDamaged };
}

/** The messages of an input; null when it is of none of the known shapes. */
function messagesIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return isMessages(value) ? value : null;
  const { messages, contents, input } = fieldsIn(value);
  for (const list of [messages, contents, input]) if (isMessages(list)) return list;
  return null;
}

/** An empty list is one of no messages. */
function isMessages(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const list: readonly unknown[] = value;
  return list.length === 0 || list.some((message) => typeof fieldsIn(message)['role'] === 'string');
}

/** Gemini wraps its system prompt as it does a message. */
function systemText(system: unknown): MessageText {
  return textIn(fieldsIn(system)['parts'] ?? system);
}

/** A text that a file was cut out of cannot be sent again. */
function withoutMedia(conversation: Conversation): Conversation {
  const { prompt, systemPrompt, earlierTurns } = conversation;
  const isCut = [prompt, systemPrompt ?? '', ...earlierTurns.map(({ content }) => content)].some((text) =>
    text.includes(MEDIA),
  );
  return isCut ? { ...conversation, context: 'prompt-only' } : conversation;
}

/**
 * The text of a generation's output: choices, a message, blocks of content, or Gemini's candidates are unwrapped; any
 * other text is the answer as it is, for an answer may be JSON too. Null without text.
 */
export function langfuseAnswerOf(output: unknown): string | null {
  const value = typeof output === 'string' ? parseJson(output) : output;
  const fields = fieldsOf(value);
  if (fields !== null && isAnswer(fields)) {
    const [candidate] = listIn(fields['candidates']);
    const content = fieldsIn(candidate)['content'] ?? fieldsIn(fields['message'])['content'];
    return answerIn(fieldsIn(content)['parts'] ?? content) ?? answerOf(fields) ?? answerIn(fields['parts']);
  }
  if (Array.isArray(value) && value.length > 0) {
    const blocks = (value as readonly unknown[]).map(fieldsIn);
    const last = blocks.at(-1);
    if (last !== undefined && typeof last['role'] === 'string') return answerIn(last['content']);
    if (blocks.every(({ type }) => typeof type === 'string')) return answerIn(value);
  }
  if (typeof output === 'string') return answerIn(output);
  return value === null || value === undefined ? null : safeText(JSON.stringify(value));
}

/** Whether an object is an answer as a provider's API returns it. */
function isAnswer({ choices, candidates, role, output, object, message }: Fields): boolean {
  return (
    [choices, candidates].some(Array.isArray) ||
    typeof role === 'string' ||
    (Array.isArray(output) && object === 'response') ||
    typeof fieldsIn(message)['role'] === 'string'
  );
}
