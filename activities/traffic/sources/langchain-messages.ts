import { safeText } from '../log-fields.js';
import { type ChatMessage, type Conversation, chatMessageOf, conversationOf } from './chat-messages.js';
import { fieldsIn, listIn } from './json-fields.js';

/** `HumanMessage`, `AIMessageChunk`, …: the class that a serialised message names. */
const CLASS_ROLES: ReadonlyMap<string, string> = new Map([
  ['Human', 'user'],
  ['AI', 'assistant'],
  ['System', 'system'],
  ['Tool', 'tool'],
  ['Function', 'function'],
]);
/** What a message without a role may be by its type; other items of a call are no messages. */
const MESSAGE_TYPES: ReadonlySet<unknown> = new Set(['human', 'ai', 'system', 'user', 'assistant', 'tool', 'function']);
/** How LangChain writes a conversation into a bare prompt. */
const SPEAKER = /(?:^|\n)(Human|AI|System|Assistant): /;

/**
 * A message as LangChain serialises it (`{lc, id: […, "HumanMessage"], kwargs: {content}}`), as it dumps it
 * (`{type: "human", data: {content}}`), as a pair (`["human", "…"]`), or as the providers' APIs write it.
 */
export function langchainMessageOf(message: unknown): ChatMessage {
  const [speaker, said] = listIn(message);
  if (typeof speaker === 'string') return chatMessageOf({ role: speaker, content: said });
  const fields = fieldsIn(message);
  const body = fieldsIn(fields['kwargs'] ?? fields['data'] ?? fields);
  const className = listIn(fields['id']).at(-1);
  const stem = typeof className === 'string' ? className.replace(/Message(?:Chunk)?$/, '') : '';
  const type = [body['type'], fields['type']].find((name) => MESSAGE_TYPES.has(name));
  const role = CLASS_ROLES.get(stem) ?? body['role'] ?? fields['role'] ?? type;
  return chatMessageOf({ ...fieldsIn(body['additional_kwargs']), ...body, role });
}

/** The messages of a chat call: a flat list, or LangChain's list of lists, of which a run has one. */
export function langchainMessagesOf(messages: unknown): ChatMessage[] {
  const list = listIn(messages);
  const [first] = list;
  return (Array.isArray(first) && typeof first[0] !== 'string' ? listIn(first) : list).map(langchainMessageOf);
}

/**
 * The conversation in a bare prompt, which names its speakers where it was made from messages (`Human: …`). There are no
 * turns to count in either. Null without text.
 */
export function langchainPromptOf(text: string): Conversation | null {
  const [preamble = '', ...speeches] = safeText(text).split(SPEAKER);
  const messages: ChatMessage[] = [];
  for (let index = 0; index + 1 < speeches.length; index += 2) {
    const role = CLASS_ROLES.get(speeches[index] ?? '') ?? 'assistant';
    const said = (speeches[index + 1] ?? '').trim();
    if (said !== '') messages.push({ role, text: said, isAll: true });
  }
  const isDialogue = preamble.trim() === '' && messages.some(({ role }) => role === 'user');
  const conversation = conversationOf(isDialogue ? messages : [{ role: 'user', text: safeText(text), isAll: true }]);
  return conversation === null ? null : { ...conversation, turnIndex: null };
}
