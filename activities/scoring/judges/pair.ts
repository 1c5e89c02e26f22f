import { z } from 'zod';
import type { JudgeConfig } from '../../pipeline/scoring-config.js';
import type { Conversation } from '../conversation.js';
import type { ModelRequest } from '../models/model-client.js';
import { judgeRequest } from './judge-prompt.js';
import { type Judgement, readJudgement } from './judgement.js';

export const PAIR_SCHEMA = {
  type: 'object',
  properties: {
    reason: { type: 'string', description: 'why, in at most 60 words' },
    winner: { type: 'string', enum: ['first', 'second', 'tie'] },
  },
  required: ['reason', 'winner'],
  additionalProperties: false,
} as const;

const winner = z.enum(['first', 'second', 'tie']);
export type Winner = z.output<typeof winner>;

const modelReply = z.object({ reason: z.string(), winner });
/** A judge behind HTTP need not say why. */
const httpReply = z.object({ reason: z.string().default(''), winner });

/** Asks which of two answers is better. Blocks: those of the conversation, then `first_answer` and `second_answer`. */
export function pairRequest(
  judge: JudgeConfig,
  conversation: Conversation,
  answers: { readonly first: string; readonly second: string },
): ModelRequest {
  return judgeRequest(judge, {
    kind: 'pair',
    task:
      'You compare two answers of AI assistants to the same request. Say which one is better, or "tie" when neither is. ' +
      'The order in which they are shown means nothing, and a longer answer is not better for being longer.',
    criteria: criteriaText(judge),
    instruction: 'Compare the block named "first_answer" with the block named "second_answer".',
    conversation,
    answers: [
      { name: 'first_answer', text: answers.first },
      { name: 'second_answer', text: answers.second },
    ],
    schema: PAIR_SCHEMA,
  });
}

export function readPair(judge: Pick<JudgeConfig, 'kind'>, text: string, stopReason: string): Judgement<Winner> {
  const reply = judge.kind === 'http' ? httpReply : modelReply;
  return readJudgement(text, stopReason, reply, ({ winner: value, reason }) => ({ value, reason }));
}

/** The judge's verdict for the arm `a`: 1, 0 or -1, given where `a` was shown. */
export function preferenceOf(won: Winner, aShown: 'first' | 'second'): -1 | 0 | 1 {
  if (won === 'tie') return 0;
  return won === aShown ? 1 : -1;
}

/** A win must survive the swap: the orders agree, or it is a tie (Zheng et al., arXiv 2306.05685). */
export function agreedPreference(firstOrder: -1 | 0 | 1, secondOrder: -1 | 0 | 1): -1 | 0 | 1 {
  return firstOrder === secondOrder ? firstOrder : 0;
}

function criteriaText({ criteria }: JudgeConfig): string | null {
  if (criteria.length === 0) return null;
  const lines = criteria.map(({ question, weight }) => `- ${question}${weight === 1 ? '' : ` (weight ${weight})`}`);
  return `Look at each of these:\n${lines.join('\n')}`;
}
