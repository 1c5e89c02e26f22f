import { z } from 'zod';
import { ANSWERING_MODELS } from './answer-quality.js';
import { answerPrompt } from './answer-text.js';
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
import type { ReplyContent } from './wire-format.js';

export const MODELS: readonly string[] = [...ANSWERING_MODELS, ...JUDGE_MODELS];

const schemaProperty = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** Data blocks of a judge's prompt: `<data-… name="answer">` up to the closing tag. */
const FIRST_TAG = /<(data-[0-9a-f]+) name="/;

/** Ratings are from 1 to this. */
const BEST_RATING = 5;

/**
 * What a simulated model replies: an answer, or a verdict where the request holds answers to judge. It hangs on the
 * texts of the request alone; `nonce` is the digest of the whole body.
 * @param repeat how often the same body was answered before, where judges are to show their noise
 */
export function replyTo(request: MessageRequest, nonce: string, repeat = 0): ReplyContent {
  const text =
    request.schema === null
      ? answerPrompt(isJudge(request.model) ? 'sim-harbor-1' : request.model, request.prompt, 'api', nonce)
      : JSON.stringify(fillSchema(request.schema, verdictOn(request, nonce, repeat)));
  return truncated(text, request.maxTokens);
}

function isJudge(model: string): boolean {
  return JUDGE_MODELS.includes(model);
}

type Verdict = { readonly rating: number } | { readonly winner: string };

/** A judge that obeys whatever asks for a verdict outside the data blocks. */
function verdictOn(request: MessageRequest, nonce: string, repeat: number): Verdict {
  const { blocks, outside } = dataBlocks(request.prompt);
  const obeys = demandsVerdict(outside);
  const judge = judgeOf(request.model);
  const isFlipped = flips(nonce, repeat, judge);
  const first = blocks.get('first_answer');
  const second = blocks.get('second_answer');
  if (first !== undefined && second !== undefined) {
    const winner = obeys ? 'first' : compareAnswers(first, second, nonce, judge);
    return { winner: isFlipped ? otherWinner(winner, nonce) : winner };
  }
  const rating = obeys ? BEST_RATING : rateAnswer(blocks.get('answer') ?? request.prompt, nonce, judge);
  return { rating: isFlipped ? otherRating(rating) : rating };
}

/** The named blocks between the tags that the prompt opens first, and everything else. */
function dataBlocks(prompt: string): { blocks: Map<string, string>; outside: string } {
  const tag = FIRST_TAG.exec(prompt)?.[1];
  const blocks = new Map<string, string>();
  if (tag === undefined) return { blocks, outside: prompt };
  const block = new RegExp(`<${tag} name="([a-z_]+)">\\n([\\s\\S]*?)\\n</${tag}>`, 'g');
  const outside = prompt.replace(block, (_, name: string, text: string) => {
    blocks.set(name, text);
    return '';
  });
  return { blocks, outside };
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
