import { z } from 'zod';
import { ANSWERING_MODELS, JUDGE_MODEL } from './answer-quality.js';
import { answerPrompt } from './answer-text.js';
import type { MessageRequest } from './message-request.js';
import { compareAnswers, rateAnswer } from './scripted-judge.js';
import type { ReplyContent } from './wire-format.js';

export const MODELS: readonly string[] = [...ANSWERING_MODELS, JUDGE_MODEL];

const schemaProperty = z.object({ type: z.string().optional(), enum: z.array(z.unknown()).optional() });

/** Data blocks of a judge's prompt: `<data-… name="answer">` up to the closing tag. */
const FIRST_TAG = /<(data-[0-9a-f]+) name="/;

/** What a judge would obey if it stood outside the data blocks. */
const INJECTION = /\b(ignore|disregard) (the|all|any|your) (rubric|previous|instructions)/i;

/**
 * What a simulated model replies: an answer, or a verdict where the request holds answers to judge. It hangs on the
 * texts of the request alone; `nonce` is the digest of the whole body.
 */
export function replyTo(request: MessageRequest, nonce: string): ReplyContent {
  const text =
    request.schema === null
      ? answerPrompt(request.model === JUDGE_MODEL ? 'sim-harbor-1' : request.model, request.prompt, 'api', nonce)
      : JSON.stringify(fillSchema(request.schema, verdictOn(request, nonce)));
  return truncated(text, request.maxTokens);
}

type Verdict = { readonly rating: number } | { readonly winner: string };

function verdictOn(request: MessageRequest, nonce: string): Verdict {
  const { blocks, outside } = dataBlocks(request.prompt);
  const obeys = INJECTION.test(outside);
  const first = blocks.get('first_answer');
  const second = blocks.get('second_answer');
  if (first !== undefined && second !== undefined) {
    return { winner: obeys ? 'first' : compareAnswers(first, second, nonce) };
  }
  return { rating: obeys ? 5 : rateAnswer(blocks.get('answer') ?? request.prompt, nonce) };
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
  const { type, enum: allowed } = schemaProperty.parse(property);
  const wanted = 'rating' in verdict ? verdict.rating : verdict.winner;
  if (allowed !== undefined) return allowed.find((value) => String(value) === String(wanted)) ?? allowed[0];
  if (type === 'integer' || type === 'number') return 'rating' in verdict ? verdict.rating : 0;
  if (type === 'boolean') return true;
  return 'rating' in verdict
    ? `${verdict.rating} of 5 by the share of specific steps`
    : 'by the share of specific steps';
}

function truncated(text: string, maxTokens: number): ReplyContent {
  const room = maxTokens * 4;
  if (text.length <= room) return { text, stopReason: 'end_turn' };
  return { text: text.slice(0, room), stopReason: 'max_tokens' };
}
