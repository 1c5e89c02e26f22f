import { z } from 'zod';
import { ANSWERING_MODELS } from './answer-quality.js';
import { answerPrompt } from './answer-text.js';
import { dataBlocks } from './data-blocks.js';
import { demandsVerdict } from './demands.js';
import type { MessageRequest } from './message-request.js';
import {
  compareAnswers,
  flips,
  JUDGE_MODELS,
  judgeOf,
  otherRating,
  otherWinner,
  rateAnswer,
} from './scripted-judge.js';
import { NAMER_MODELS, nameReply } from './scripted-namer.js';
import type { ReplyContent } from './wire-format.js';

export const MODELS: readonly string[] = [...ANSWERING_MODELS, ...JUDGE_MODELS, ...NAMER_MODELS];

const schemaProperty = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** Ratings are from 1 to this. */
const BEST_RATING = 5;

/**
 * What a simulated model replies: an answer, a verdict where the request holds answers to judge, or a topic's name. It
 * hangs on the texts of the request alone; `nonce` is the digest of the whole body.
 * @param repeat how often the same body was answered before, where judges are to show their noise
 */
export function replyTo(request: MessageRequest, nonce: string, repeat = 0): ReplyContent {
  return truncated(textOf(request, nonce, repeat), request.maxTokens);
}

function textOf(request: MessageRequest, nonce: string, repeat: number): string {
  const { schema, model, prompt } = request;
  if (schema === null) return answerPrompt(answersItself(model) ? model : 'sim-harbor-1', prompt, 'api', nonce);
  return JSON.stringify(nameReply(request) ?? fillSchema(schema, verdictOn(request, nonce, repeat)));
}

function answersItself(model: string): boolean {
  return ANSWERING_MODELS.includes(model);
}

type Verdict = { readonly rating: number } | { readonly winner: string };

/** A judge that obeys whatever asks for a verdict outside the data blocks. */
function verdictOn(request: MessageRequest, nonce: string, repeat: number): Verdict {
  const { blocks, outside } = dataBlocks(request.prompt);
  const obeys = demandsVerdict(outside);
  const judge = judgeOf(request.model);
  const isFlipped = flips(nonce, repeat, judge);
  const textOfBlock = (name: string) => blocks.find((block) => block.name === name)?.text;
  const first = textOfBlock('first_answer');
  const second = textOfBlock('second_answer');
  if (first !== undefined && second !== undefined) {
    const winner = obeys ? 'first' : compareAnswers(first, second, nonce, judge);
    return { winner: isFlipped ? otherWinner(winner, nonce) : winner };
  }
  const rating = obeys ? BEST_RATING : rateAnswer(textOfBlock('answer') ?? request.prompt, nonce, judge);
  return { rating: isFlipped ? otherRating(rating) : rating };
}

/** An object as the schema asks for: verdicts where an enum takes them, a line of text elsewhere. */
function fillSchema(schema: Readonly<Record<string, unknown>>, verdict: Verdict): Record<string, unknown> {
  const properties = schema['properties'];
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valueFor(property, verdict)]));
}

function valueFor(property: unknown, verdict: Verdict): unknown {
  const { type, enum: allowed, properties } = schemaProperty.parse(property);
  if (properties !== undefined) return fillSchema({ properties }, verdict);
  const wanted = 'rating' in verdict ? verdict.rating : verdict.winner;
  if (allowed !== undefined)
    return allowed.find((value) => String(value) === String(wanted)) ?? levelOf(allowed, verdict);
  if (type === 'integer' || type === 'number') return 'rating' in verdict ? verdict.rating : 0;
  if (type === 'boolean') return true;
  return 'rating' in verdict
    ? `${verdict.rating} of 5 by the share of specific steps`
    : 'by the share of specific steps';
}

/** The level of a scale in words, worst first, that is nearest to the rating. */
function levelOf(scale: readonly unknown[], verdict: Verdict): unknown {
  const share = 'rating' in verdict ? (verdict.rating - 1) / (BEST_RATING - 1) : 0;
  return scale[Math.round(share * (scale.length - 1))];
}

function truncated(text: string, maxTokens: number): ReplyContent {
  const room = maxTokens * 4;
  if (text.length <= room) return { text, stopReason: 'end_turn' };
  return { text: text.slice(0, room), stopReason: 'max_tokens' };
}
