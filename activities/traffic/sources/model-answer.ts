import { safeText } from '../log-fields.js';
import { answerIn } from './chat-messages.js';
import { type Fields, fieldsIn, listIn } from './json-fields.js';

/**
 * The text of a model's answer as the providers' APIs return it: OpenAI's choices (chat, text, responses), Anthropic's
 * content, Converse's message, the bodies of older Bedrock models, and a list of streamed events. The first choice
 * counts; reasoning is left out. Null when it has no text, such as a call of a tool alone.
 */
export function answerOf(body: unknown): string | null {
  if (typeof body === 'string') return answerIn(body);
  if (Array.isArray(body)) return streamedAnswer(body);
  const fields = fieldsIn(body);
  const { choices, content, output } = fields;
  const choice = first(choices);
  const answer =
    answerIn(fieldsIn(choice['message'])['content'] ?? choice['text']) ??
    answerIn(content) ??
    answerIn(fieldsIn(fieldsIn(output)['message'])['content']);
  if (answer !== null) return answer;
  if (Array.isArray(output)) {
    // OpenAI's responses: reasoning and calls of tools are items beside the messages.
    const messages = (output as readonly unknown[]).map(fieldsIn).filter(({ type }) => type === 'message');
    return answerIn(messages.flatMap((message) => listIn(message['content'])));
  }
  return answerIn(completionIn(fields));
}

/** The whole text, or a piece of it, in the bodies of models that take a bare prompt. */
function completionIn(fields: Fields): unknown {
  return (
    fields['completion'] ??
    fields['outputText'] ??
    fields['generation'] ??
    first(fields['results'])['outputText'] ??
    first(fields['outputs'])['text'] ??
    first(fields['generations'])['text'] ??
    // Cohere's chat.
    fields['text']
  );
}

function first(list: unknown): Fields {
  return fieldsIn(listIn(list)[0]);
}

/** Deltas of one block are one text; blocks are joined by line breaks, in the order of their numbers. */
function streamedAnswer(events: readonly unknown[]): string | null {
  const blocks = new Map<number, string>();
  for (const event of events) {
    const delta = deltaIn(fieldsIn(event));
    if (typeof delta.text !== 'string' || delta.text === '') continue;
    const block = typeof delta.block === 'number' ? delta.block : 0;
    blocks.set(block, (blocks.get(block) ?? '') + delta.text);
  }
  if (blocks.size === 0) return null;
  const ordered = [...blocks].sort(([one], [other]) => one - other);
  return safeText(ordered.map(([, text]) => text).join('\n'));
}

/** What one event of a stream adds to which block. */
function deltaIn(event: Fields): { readonly block?: unknown; readonly text: unknown } {
  const { type, index: block } = event;
  if (type === 'content_block_start') {
    const { type: kind, text } = fieldsIn(event['content_block']);
    return { block, text: kind === 'text' ? text : null };
  }
  // Only deltas of text have a field of this name: thinking, signatures and arguments of tools have others.
  if (type === 'content_block_delta') return { block, text: fieldsIn(event['delta'])['text'] };
  if (event['contentBlockDelta'] !== undefined) {
    const { contentBlockIndex, delta } = fieldsIn(event['contentBlockDelta']);
    return { block: contentBlockIndex, text: fieldsIn(delta)['text'] };
  }
  const { index = 0, delta, text } = first(event['choices']);
  if (index !== 0) return { text: null };
  return { text: fieldsIn(delta)['content'] ?? text ?? completionIn(event) };
}
