import { idOf } from '../log-fields.js';
import { type ChatMessage, chatMessageOf, type MessageText, textIn, toolsIn } from './chat-messages.js';
import { type Fields, fieldsIn, fieldsOf, listIn, parseJson } from './json-fields.js';
import type { OtelAttributes, OtelEvent } from './otel-document.js';

/** Messages of a call as one way of logging them holds them. */
export interface OtelContent {
  /** Null when nothing was logged. */
  readonly input: readonly ChatMessage[] | null;
  /** Whether the input was one text for a model without messages. */
  readonly isRaw: boolean;
  /** Of several choices the first. */
  readonly output: OtelAnswer | null;
  readonly system: MessageText | null;
  readonly tools: string | null;
  /** Whether there is input that cannot be read, such as JSON cut at the SDK's length limit. */
  readonly isDamaged: boolean;
}

interface OtelAnswer extends ChatMessage {
  readonly callsTools: boolean;
}

export const NO_CONTENT: OtelContent = Object.freeze({
  input: null,
  isRaw: false,
  output: null,
  system: null,
  tools: null,
  isDamaged: false,
});

const MESSAGE_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/;
const CHOICE_EVENT = 'gen_ai.choice';
const INDEXED = /^(?:gen_ai|llm)\.(prompt|completion)s?\.(\d{1,6})\.(role|content|tool_calls|function_call)(?:\.|$)/;
const FUNCTION = /^llm\.request\.functions\.(\d{1,6})\.(name|description|parameters)$/;
const JSON_START = /^\s*(?:\[\s*[{"]|\{\s*")/;
const BLOCK_TYPES: ReadonlySet<unknown> = new Set(
  (
    'text input_text output_text reasoning thinking image image_url input_image audio input_audio file document uri ' +
    'blob tool_use tool_result tool_call tool_call_response'
  ).split(' '),
);
const BLOCK_KEYS = ['text', 'image', 'document', 'video', 'toolUse', 'toolResult', 'reasoningContent', 'guardContent'];

/** Content of today's attributes, of a span or of a `gen_ai.client.inference.operation.details` event. */
export function contentOfAttributes(attributes: OtelAttributes): OtelContent {
  const input = messagesIn(attributes.get('gen_ai.input.messages'), 'user');
  const output = messagesIn(attributes.get('gen_ai.output.messages'), 'assistant');
  return {
    ...input,
    output: output.answer,
    system: systemIn(attributes.get('gen_ai.system_instructions')),
    tools: definitionsIn(attributes.get('gen_ai.tool.definitions')) ?? functionsIn(attributes),
  };
}

/** Content of one event a message: `gen_ai.user.message` and its kind, and `gen_ai.choice`. */
export function contentOfMessageEvents(events: readonly OtelEvent[]): OtelContent {
  const input: ChatMessage[] = [];
  let first: { readonly index: number; readonly output: OtelAnswer } | null = null;
  for (const event of events) {
    const role = MESSAGE_EVENT.exec(event.name)?.[1];
    if (role !== undefined) input.push(messageOf(messageFields(event), role));
    if (event.name !== CHOICE_EVENT) continue;
    const fields = messageFields(event);
    // Left out where it is zero, and a text where it was a 64-bit integer.
    const index = Number.parseInt(`${idOf(fields['index']) ?? 0}`, 10);
    if (first === null || index < first.index) first = { index, output: answerOf(fields) };
  }
  return { ...NO_CONTENT, input: loggedOf(input), output: first?.output ?? null };
}

/** Content of numbered attributes: `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, `gen_ai.completion.0.content`. */
export function contentOfIndexedAttributes(attributes: OtelAttributes): OtelContent {
  const messages = {
    prompt: new Map<number, Record<string, unknown>>(),
    completion: new Map<number, Record<string, unknown>>(),
  };
  for (const [name, value] of attributes) {
    const [, list, number, field] = INDEXED.exec(name) ?? [];
    if ((list !== 'prompt' && list !== 'completion') || field === undefined) continue;
    const index = Number(number);
    const message = messages[list].get(index) ?? {};
    message[field] = field === 'content' ? unfolded(value) : value;
    messages[list].set(index, message);
  }
  const [prompts, completions] = [messages.prompt, messages.completion].map((list) =>
    [...list].sort(([one], [other]) => one - other).map(([, fields]) => fields),
  );
  const completion = completions?.[0];
  return {
    ...NO_CONTENT,
    input: loggedOf((prompts ?? []).map((fields) => messageOf(fields, 'user'))),
    isRaw: (prompts ?? []).every(({ role }) => typeof role !== 'string'),
    output: completion === undefined ? null : answerOf(completion),
  };
}

/** Content of the attributes `gen_ai.prompt` and `gen_ai.completion`, mostly those of `gen_ai.content.*` events. */
export function contentOfPromptAttributes(attributes: OtelAttributes): OtelContent {
  const input = messagesIn(attributes.get('gen_ai.prompt'), 'user');
  return { ...NO_CONTENT, ...input, output: messagesIn(attributes.get('gen_ai.completion'), 'assistant').answer };
}

type Messages = Pick<OtelContent, 'input' | 'isRaw' | 'isDamaged'> & { readonly answer: OtelAnswer | null };

/** Messages written as a structure, as JSON, or as one plain text. */
function messagesIn(value: unknown, role: 'user' | 'assistant'): Messages {
  const none: Messages = { input: null, isRaw: false, isDamaged: false, answer: null };
  if (typeof value === 'string') {
    if (value.trim() === '') return none;
    const parsed = parseJson(value);
    if (parsed === undefined && JSON_START.test(value)) return { ...none, isDamaged: true };
    const messages = messageList(parsed);
    // A list of texts may be what the user wrote.
    const isText = messages === null || messages.some((message) => typeof message === 'string');
    return isText ? { ...fromList([{ role, content: value }], role), isRaw: true } : fromList(messages, role);
  }
  return fromList(messageList(value) ?? [], role);
}

function fromList(messages: readonly unknown[], role: string): Messages {
  const list = messages.map((message) => (typeof message === 'string' ? { content: message } : fieldsIn(message)));
  const [first] = list;
  return {
    input: loggedOf(list.map((message) => messageOf(message, role))),
    isRaw: list.every((message) => typeof message['role'] !== 'string'),
    isDamaged: false,
    answer: first === undefined ? null : answerOf(first),
  };
}

/** The list of messages in a value of a known shape; null for any other. */
function messageList(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string' || isMessage(item)) ? value : null;
  const fields = fieldsIn(value);
  for (const name of ['messages', 'choices', 'contents']) {
    if (Array.isArray(fields[name])) return messageList(fields[name]);
  }
  return isMessage(value) ? [value] : null;
}

function isMessage(value: unknown): boolean {
  const fields = fieldsIn(value);
  return typeof fields['role'] === 'string' || ['parts', 'content', 'message'].some((name) => name in fields);
}

/** Messages of which at least one holds anything: with capture off, events are written without content. */
function loggedOf(messages: readonly ChatMessage[]): readonly ChatMessage[] | null {
  return messages.some(({ role, text, isAll }) => text !== '' || (!isAll && role === 'user')) ? messages : null;
}

/** A message `{role, parts: [{type: "text", content}]}`, or one as the providers write it. */
function messageOf(fields: Fields, role: string): ChatMessage {
  const message = { ...fieldsIn(fields['message']), ...fields };
  const content = message['parts'] ?? message['content'];
  return chatMessageOf({
    ...message,
    role: typeof message['role'] === 'string' ? message['role'] : role,
    parts: null,
    content: Array.isArray(content) ? content.map(blockOf) : content,
  });
}

function answerOf(fields: Fields): OtelAnswer {
  const message = { ...fieldsIn(fields['message']), ...fields };
  const blocks = listIn(message['parts'] ?? message['content']).map(fieldsIn);
  const callsTools =
    blocks.some((block) => block['type'] === 'tool_call' || block['type'] === 'tool_use' || 'toolUse' in block) ||
    listIn(message['tool_calls']).length > 0 ||
    typeof message['tool_calls'] === 'string';
  return { ...messageOf(fields, 'assistant'), callsTools };
}

/** A part of these conventions as the block that providers write: its text is in `content`. */
function blockOf(part: unknown): unknown {
  const { type, content, text } = fieldsIn(part);
  const isText = (type ?? 'text') === 'text' && typeof content === 'string' && typeof text !== 'string';
  return isText ? { type: 'text', text: content } : part;
}

/** What an event says: in its attributes, as JSON in one of them, or in the body of a log record. */
function messageFields({ attributes, body }: OtelEvent): Fields {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of attributes) {
    if (['content', 'role', 'index', 'message', 'tool_calls'].includes(name)) fields[name] = value;
  }
  const content = attributes.get('gen_ai.event.content') ?? attributes.get('message.content');
  if (content !== undefined) Object.assign(fields, contentFields(content));
  if (body !== null && body !== undefined) Object.assign(fields, contentFields(body));
  if (typeof fields['message'] === 'string') fields['message'] = contentFields(fields['message']);
  return { ...fields, ...('content' in fields ? { content: unfolded(fields['content']) } : {}) };
}

function contentFields(value: unknown): Fields {
  const parsed = typeof value === 'string' ? (parseJson(value) ?? value) : value;
  const fields = fieldsOf(parsed);
  if (fields !== null && isMessage(fields)) return fields;
  return fields !== null && typeof value !== 'string' ? fields : { content: unfolded(value) };
}

/** A content list that was written as JSON text; a text of the user that only looks like JSON stays a text. */
function unfolded(content: unknown): unknown {
  if (typeof content !== 'string' || !content.trimStart().startsWith('[')) return content;
  const blocks = listIn(parseJson(content));
  const areBlocks = blocks.length > 0 && blocks.every((block) => isBlock(fieldsIn(block)));
  return areBlocks ? blocks : content;
}

function isBlock(block: Fields): boolean {
  if ('type' in block) return BLOCK_TYPES.has(block['type']);
  const names = Object.keys(block);
  return names.length === 1 && BLOCK_KEYS.some((key) => key === names[0]);
}

/** A system prompt beside the messages: a list of parts or messages, as JSON or structured, or plain text. */
function systemIn(value: unknown): MessageText | null {
  if (typeof value === 'string' && parseJson(value) === undefined && JSON_START.test(value)) {
    return { text: '', isAll: false };
  }
  const parsed = typeof value === 'string' ? (parseJson(value) ?? value) : value;
  const parts = Array.isArray(parsed) ? parsed : fieldsOf(parsed) === null ? [] : [parsed];
  if (parts.length === 0) return typeof value === 'string' && value !== '[]' ? textIn(value) : null;
  const blocks = parts.flatMap((part): unknown[] => {
    const fields = fieldsIn(part);
    const nested = fields['parts'] ?? (typeof fields['role'] === 'string' ? fields['content'] : null);
    return (Array.isArray(nested) ? nested : [nested ?? part]).map(blockOf);
  });
  return textIn(blocks);
}

function definitionsIn(value: unknown): string | null {
  return toolsIn(typeof value === 'string' ? parseJson(value) : value);
}

/** Tools in numbered attributes: `llm.request.functions.0.name`, with its description and parameters. */
function functionsIn(attributes: OtelAttributes): string | null {
  const functions = new Map<number, Record<string, unknown>>();
  for (const [name, value] of attributes) {
    const [, number, field] = FUNCTION.exec(name) ?? [];
    if (field === undefined) continue;
    const index = Number(number);
    const parsed = field === 'parameters' && typeof value === 'string' ? (parseJson(value) ?? value) : value;
    functions.set(index, { ...functions.get(index), [field]: parsed });
  }
  return toolsIn([...functions].sort(([one], [other]) => one - other).map(([, definition]) => definition));
}
