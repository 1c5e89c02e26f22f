import { safeText } from '../log-fields.js';
import { type ChatMessage, type Conversation, conversationOf } from './chat-messages.js';

const SPEAKER = /(?:^|\n\n)(Human|Assistant):/;
/** Marks of the chat templates that Llama, Mistral, Gemma and others were trained with. */
const TEMPLATE_MARK = /<\|[a-z_]+\|>|\[INST\]|<start_of_turn>/i;

/**
 * The conversation in the bare prompt of a text completion. One written for Claude 2 names its speakers (`Human:`,
 * `Assistant:`) and is taken apart; any other is one prompt. There are no turns to count in either. Null without text.
 */
export function rawPromptOf(text: string): Conversation | null {
  const [preamble = '', ...speeches] = safeText(text).split(SPEAKER);
  const messages: ChatMessage[] = [];
  for (let index = 0; index + 1 < speeches.length; index += 2) {
    const said = (speeches[index + 1] ?? '').trim();
    const role = speeches[index] === 'Human' ? 'user' : 'assistant';
    if (said !== '') messages.push({ role, text: said, isAll: true });
  }
  const conversation = conversationOf(messages, { text: preamble.trim(), isAll: true });
  if (conversation !== null) return { ...conversation, turnIndex: null };
  if (text.trim() === '' || messages.length > 0) return null;
  return {
    prompt: safeText(text),
    earlierTurns: [],
    turnIndex: null,
    systemPrompt: null,
    // A template cannot be sent as a message: the provider would put its own around it.
    context: TEMPLATE_MARK.test(text) ? 'prompt-only' : 'complete',
  };
}
