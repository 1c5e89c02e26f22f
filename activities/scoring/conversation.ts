import { z } from 'zod';
import { Refusal } from '../refusal.js';
import type { ToolDefinition, Turn } from './models/model-client.js';
import type { ScoringItem } from './score-tables.js';
import { toolDefinitionsOf } from './tool-definitions.js';

/** Raised with every change of how an item becomes a request: answers of two versions are two answers. */
export const CONVERSATION_VERSION = 2;

/** What a model is asked for an item. The last turn is the prompt. */
export interface Conversation {
  readonly system: string | null;
  readonly messages: readonly Turn[];
  /** Tools that were offered. */
  readonly tools: readonly ToolDefinition[];
}

const turns = z.array(z.object({ role: z.string(), content: z.string() }));

/**
 * An item as the Messages API takes it: system turns join the system prompt, neighbours of one role become one turn,
 * anything but an assistant counts as the user's side, blank turns and assistant turns before the first user turn go.
 * @throws {Refusal} `ItemUnreadable` when the earlier turns are not `[{role, content}]`; names the item, not the text
 */
export function conversationOf(item: ScoringItem): Conversation {
  const earlier = turns.safeParse(parseJson(item.earlier_turns));
  if (!earlier.success) {
    throw new Refusal('ItemUnreadable', `item ${item.item_id}: earlier_turns is not a list of {role, content}`);
  }
  const system = [item.system_prompt ?? ''];
  const messages: Turn[] = [];
  for (const { role, content } of [...earlier.data, { role: 'user', content: item.prompt }]) {
    if (content.trim() === '') continue;
    if (role === 'system' || role === 'developer') system.push(content);
    else append(messages, role === 'assistant' ? 'assistant' : 'user', content);
  }
  const systemText = system.filter((part) => part.trim() !== '').join('\n\n');
  return { system: systemText === '' ? null : systemText, messages, tools: toolDefinitionsOf(item.tools) ?? [] };
}

/**
 * Whether the call behind an item can be made again as it was. Without its images, its tool results or tools that can
 * be read, it would be another call, and its answer would be compared with one to a question that nobody asked.
 */
export function isRepeatable({ context, tools }: Pick<ScoringItem, 'context' | 'tools'>): boolean {
  return context !== 'prompt-only' && toolDefinitionsOf(tools) !== null;
}

/** Everything of an item that a model is given to read, for counting. */
export function conversationText(item: ScoringItem): string {
  const { system_prompt: system, earlier_turns: earlier, prompt, tools } = item;
  return [system ?? '', earlier === '[]' ? '' : earlier, prompt, tools ?? ''].filter((part) => part !== '').join('\n');
}

function append(messages: Turn[], role: Turn['role'], content: string): void {
  const last = messages.at(-1);
  if (last === undefined && role === 'assistant') return;
  if (last?.role === role) messages[messages.length - 1] = { role, content: `${last.content}\n\n${content}` };
  else messages.push({ role, content });
}

/** A syntax error of JSON.parse quotes the text, so it must not get out. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
