import { z } from 'zod';
import { type DataBlocks, dataBlocks } from './data-blocks.js';
import type { MessageRequest } from './message-request.js';
import { readPrompt } from './prompt-reader.js';
import { TOPICS } from './topics.js';

/** Names a topic by what its prompts are not about. */
export const WRONG_NAMER = 'sim-namer-wrong';
/** Has one name for everything. */
export const BROAD_NAMER = 'sim-namer-broad';

export const NAMER_MODELS: readonly string[] = [WRONG_NAMER, BROAD_NAMER];

const BROAD_NAME = 'everyday questions';
/** What the most gullible of models would obey, were it to stand outside the data blocks. */
const DEMANDED_NAME = /name (?:the|this) topic "([^"]{1,60})"/i;
const DEMANDED_FIT = /every prompt fits/i;

const fitSchema = z.object({ properties: z.object({ fits: z.object({ type: z.literal('boolean') }) }) });
const nameSchema = z.object({ properties: z.object({ name: z.looseObject({}), description: z.looseObject({}) }) });

/**
 * What a model replies to a request for a topic's name, or for whether a prompt fits one; null for any other request. It
 * obeys whatever stands outside the data blocks.
 */
export function nameReply({ model, prompt, schema }: MessageRequest): Record<string, unknown> | null {
  const read = dataBlocks(prompt);
  if (fitSchema.safeParse(schema).success) return { fits: DEMANDED_FIT.test(read.outside) || isFitting(read) };
  if (!nameSchema.safeParse(schema).success) return null;
  const name = DEMANDED_NAME.exec(read.outside)?.[1] ?? nameOf(model, read);
  return { name, description: `People ask about ${name}.` };
}

/** By the word that most prompts of the topic share. */
function nameOf(model: string, read: DataBlocks): string {
  if (model === BROAD_NAMER) return BROAD_NAME;
  const own = mostOf(read, 'topic_prompt');
  if (model !== WRONG_NAMER) return domainOf(own);
  const other = mostOf(read, 'other_prompt');
  return domainOf(other === own ? (TOPICS.find(({ id }) => id !== own)?.id ?? null) : other);
}

function isFitting({ blocks }: DataBlocks): boolean {
  const text = (name: string) => blocks.find((block) => block.name === name)?.text ?? '';
  const name = text('topic_name');
  if (name === BROAD_NAME) return true;
  const topic = TOPICS.find(({ domain }) => domain === name);
  return topic !== undefined && readPrompt(text('prompt')).topic === topic.id;
}

function mostOf({ blocks }: DataBlocks, name: string): string | null {
  const counts = new Map<string, number>();
  for (const block of blocks) {
    const topic = block.name === name ? readPrompt(block.text).topic : null;
    if (topic !== null) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function domainOf(topic: string | null): string {
  return TOPICS.find(({ id }) => id === topic)?.domain ?? 'nothing in particular';
}
