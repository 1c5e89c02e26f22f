import { z } from 'zod';
import type { Turn } from '../traffic/traffic-record.js';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;

const textPart = z.object(
  { type: z.literal('text', 'must be "text": images, sounds and files are not read'), text: z.string('must be text') },
  'must be {"type": "text", "text"}',
);

/** A chat as promptfoo, inspect and most vendors write it. */
export const chatSchema = z
  .array(
    z.object(
      {
        role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`),
        content: z.union([z.string(), z.array(textPart)], {
          error: (issue) => partProblem(issue) ?? 'must be text, or a list of {"type": "text", "text"}',
        }),
      },
      'must be {"role", "content"}',
    ),
    'must be a list of {"role", "content"}',
  )
  .min(1, 'must not be empty');
export type Chat = z.output<typeof chatSchema>;

/** What an item takes from a chat. */
export interface ChatParts {
  readonly prompt: string;
  readonly systemPrompt: string | null;
  readonly earlierTurns: readonly Turn[];
}

/** The first message, when it is the system's, is the system prompt, the last the prompt, those between earlier turns. */
export function chatParts(chat: Chat): ChatParts | { readonly problem: string } {
  const turns = chat.map(({ role, content }) => ({ role, content: textIn(content) }));
  const [first] = turns;
  const system = first?.role === 'system' ? first.content : null;
  const last = turns.at(-1);
  if (last?.role !== 'user') return { problem: 'must end with a message of the role user: that is what is asked' };
  const earlierTurns = turns.slice(system === null ? 0 : 1, -1);
  return { prompt: last.content, systemPrompt: system === '' ? null : system, earlierTurns };
}

function textIn(content: Chat[number]['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}

/** A list with an image in it deserves another word than a number. */
function partProblem({ input }: { readonly input: unknown }): string | undefined {
  return Array.isArray(input) ? 'holds more than text: images, sounds, files and tools are not read' : undefined;
}
