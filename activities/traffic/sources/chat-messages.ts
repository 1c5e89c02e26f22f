import { safeText } from '../log-fields.js';
import type { TrafficRecord, Turn } from '../traffic-record.js';
import { fieldsIn, fieldsOf, listIn } from './json-fields.js';

/** Blocks that hold text of the conversation; reasoning is none, and neither is a refusal's explanation. */
const TEXT_BLOCKS: ReadonlySet<unknown> = new Set([undefined, null, 'text', 'input_text', 'output_text']);
const ROLES: ReadonlyMap<unknown, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['developer', 'system'],
]);
/** Fields of a message beside its content that are part of the call and no text. */
const OTHER_PARTS = ['tool_calls', 'function_call', 'toolCalls', 'audio', 'tool_call_id'] as const;

/** What a message says, and whether that is all it held. */
export interface MessageText {
  readonly text: string;
  /** Whether nothing was passed over: no image, no tool call, no tool result, no reasoning. */
  readonly isAll: boolean;
}

/** One message of a call: roles are `system`, `user`, `assistant`, or what else the log says. */
export interface ChatMessage extends MessageText {
  readonly role: string;
}

/** The part of a record that comes from the messages of a call. */
export type Conversation = Pick<TrafficRecord, 'prompt' | 'earlierTurns' | 'turnIndex' | 'systemPrompt' | 'context'>;

/**
 * The text of a message's content as OpenAI, Anthropic, Converse and Gemini write it: a string, or the text blocks of a
 * list joined by line breaks. Content of any other kind is no text.
 */
export function textIn(content: unknown): MessageText {
  if (content === undefined || content === null) return { text: '', isAll: true };
  if (typeof content === 'string') return { text: safeText(content), isAll: true };
  const texts: string[] = [];
  let isAll = true;
  for (const block of Array.isArray(content) ? (content as readonly unknown[]) : [content]) {
    const text = textOfBlock(block);
    if (text !== null) texts.push(text);
    // A mark for the provider's cache is no part of what was said.
    else isAll &&= 'cachePoint' in fieldsIn(block);
  }
  return { text: safeText(texts.join('\n')), isAll };
}

function textOfBlock(block: unknown): string | null {
  if (typeof block === 'string') return block;
  const { type, text, thought, guardContent } = fieldsIn(block);
  // Converse wraps what its guardrails shall look at.
  if (guardContent !== undefined) {
    const guarded = fieldsIn(guardContent)['text'];
    const inner = typeof guarded === 'string' ? guarded : fieldsIn(guarded)['text'];
    return typeof inner === 'string' ? inner : null;
  }
  return typeof text === 'string' && thought !== true && TEXT_BLOCKS.has(type) ? text : null;
}

/** A message `{role, content}` as OpenAI, Anthropic and Converse write it, or `{role, parts}` as Gemini does. */
export function chatMessageOf(message: unknown): ChatMessage {
  const fields = fieldsOf(message);
  if (fields === null || typeof fields['role'] !== 'string') return { role: 'unknown', text: '', isAll: false };
  const role = ROLES.get(fields['role']) ?? safeText(fields['role']);
  const { text, isAll } = textIn(fields['content'] ?? fields['parts']);
  const hasOtherParts = OTHER_PARTS.some((name) => !isEmpty(fields[name])) || role === 'tool' || role === 'function';
  return { role, text, isAll: isAll && !hasOtherParts };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * The conversation that the messages of a call hold: the prompt is the last user message with text, and what came before
 * it are earlier turns. Results of tools are no user turns, though some providers write them as user messages.
 * Null when no user message has text.
 * @param system system prompt logged beside the messages; those among the messages are added to it
 */
export function conversationOf(
  messages: readonly ChatMessage[],
  system: MessageText = { text: '', isAll: true },
): Conversation | null {
  const last = messages.findLastIndex(isUserTurn);
  const prompt = messages[last];
  if (prompt === undefined) return null;
  const earlier = messages.slice(0, last).filter(({ role }) => role !== 'system');
  const systemTexts = [system, ...messages.filter(({ role }) => role === 'system')]
    .map(({ text }) => text)
    .filter((text) => text !== '');
  const later = messages.slice(last + 1).filter(({ role }) => role !== 'system');
  // Whatever follows the prompt (tools at work, a started answer) was part of the call too and cannot be asked again.
  const isComplete = system.isAll && later.length === 0 && messages.every(({ isAll }) => isAll);
  return {
    prompt: prompt.text,
    earlierTurns: earlier.filter(({ text }) => text !== '').map(({ role, text }): Turn => ({ role, content: text })),
    turnIndex: 1 + earlier.filter(isUserTurn).length,
    systemPrompt: systemTexts.length === 0 ? null : systemTexts.join('\n\n'),
    context: isComplete ? 'complete' : 'prompt-only',
  };
}

function isUserTurn({ role, text }: ChatMessage): boolean {
  return role === 'user' && text.trim() !== '';
}

/** The text of an answer's content; null when it holds none, such as one that only calls tools. */
export function answerIn(content: unknown): string | null {
  const { text } = textIn(content);
  return text === '' ? null : text;
}

/** Tool definitions as JSON text; null without any. */
export function toolsIn(tools: unknown): string | null {
  const isThere = listIn(tools).length > 0 || Object.keys(fieldsIn(tools)).length > 0;
  if (!isThere) return null;
  try {
    return safeText(JSON.stringify(tools));
  } catch {
    // Nested too deeply to be written again.
    return null;
  }
}
