import { z } from 'zod';
import type { Criterion, JudgeConfig } from '../../pipeline/scoring-config.js';
import type { Conversation } from '../conversation.js';
import type { ModelRequest } from '../models/model-client.js';
import { judgeRequest } from './judge-prompt.js';
import { type Judgement, readJudgement, type Verdict } from './judgement.js';

/** How good one answer is. */
export interface RubricScore {
  /** 0 worst to 1 best. */
  readonly score: number;
  /** Score of each criterion, 0 to 1, by name; null where the judge gave one overall score. */
  readonly criteria: Readonly<Record<string, number>> | null;
}

type JsonSchema = Readonly<Record<string, unknown>>;

const OVERALL_SCHEMA = {
  type: 'object',
  properties: {
    reason: { type: 'string', description: 'why, in at most 60 words' },
    // An enum, because the API drops minimum and maximum from a schema.
    score: { type: 'integer', enum: [1, 2, 3, 4, 5], description: '1 worst, 5 best' },
  },
  required: ['reason', 'score'],
  additionalProperties: false,
} as const;

const overallReply = z.object({
  reason: z.string(),
  score: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
});

const share = z.number().min(0).max(1);
const httpReply = z.object({
  score: share,
  reason: z.string().default(''),
  criteria: z.record(z.string(), share).nullable().default(null),
});

/**
 * What a rubric's reply looks like: an overall score from 1 to 5, or per criterion a reason and a level of its scale.
 * Every property is required, because the API takes few optional ones.
 */
export function rubricSchema(criteria: readonly Criterion[]): JsonSchema {
  if (criteria.length === 0) return OVERALL_SCHEMA;
  return {
    type: 'object',
    properties: Object.fromEntries(criteria.map((criterion) => [criterion.name, criterionSchema(criterion)])),
    required: criteria.map(({ name }) => name),
    additionalProperties: false,
  };
}

function criterionSchema({ question, scale }: Criterion): JsonSchema {
  return {
    type: 'object',
    description: question,
    properties: {
      reason: { type: 'string', description: 'why, in at most 40 words' },
      score: { type: 'string', enum: [...scale], description: 'worst level first' },
    },
    required: ['reason', 'score'],
    additionalProperties: false,
  };
}

/** Asks for a score of one answer. Blocks: `system_prompt`, `earlier_turns`, `prompt`, `answer`. */
export function rubricRequest(judge: JudgeConfig, conversation: Conversation, answer: string): ModelRequest {
  const { criteria } = judge;
  return judgeRequest(judge, {
    kind: 'rubric',
    task:
      criteria.length === 0
        ? 'You grade one answer of an AI assistant. Give it a score from 1 (useless or harmful) to 5 (as good as it can be).'
        : 'You grade one answer of an AI assistant by several criteria, each on its own: a weakness under one of them ' +
          'says nothing about the others. Give each criterion one level of its scale.',
    criteria: criteria.length === 0 ? null : criteriaText(criteria),
    instruction: 'Grade the block named "answer".',
    conversation,
    answers: [{ name: 'answer', text: answer }],
    schema: rubricSchema(criteria),
  });
}

/**
 * The score of a reply: 1..5 becomes 0..1; a level becomes its place on the scale, worst 0 and best 1, and the answer's
 * score is the mean of its criteria by their weights. A judge behind HTTP says its score itself.
 */
export function readRubric(
  { kind, criteria }: Pick<JudgeConfig, 'kind' | 'criteria'>,
  text: string,
  stopReason: string,
): Judgement<RubricScore> {
  if (kind === 'http') {
    return readJudgement(text, stopReason, httpReply, ({ score, reason, criteria: scores }) => ({
      value: { score, criteria: scores },
      reason,
    }));
  }
  if (criteria.length > 0) {
    return readJudgement(text, stopReason, repliesTo(criteria), (replies) => criteriaVerdict(criteria, replies));
  }
  return readJudgement(text, stopReason, overallReply, ({ score, reason }) => ({
    value: { score: (score - 1) / 4, criteria: null },
    reason,
  }));
}

interface CriterionReply {
  readonly reason: string;
  /** A level of the scale. */
  readonly score: string;
}
type CriterionReplies = Readonly<Record<string, CriterionReply>>;

function repliesTo(criteria: readonly Criterion[]): z.ZodType<CriterionReplies> {
  const shape: Record<string, z.ZodType<CriterionReply>> = {};
  for (const { name, scale } of criteria) shape[name] = z.object({ reason: z.string(), score: z.enum(scale) });
  return z.object(shape);
}

function criteriaVerdict(criteria: readonly Criterion[], replies: CriterionReplies): Verdict<RubricScore> {
  const scored = criteria.map(({ name, scale, weight }) => {
    const { reason = '', score: level = '' } = replies[name] ?? {};
    return { name, reason, weight, score: scale.indexOf(level) / (scale.length - 1) };
  });
  const total = scored.reduce((sum, { weight }) => sum + weight, 0);
  return {
    value: {
      score: scored.reduce((sum, { score, weight }) => sum + score * weight, 0) / total,
      criteria: Object.fromEntries(scored.map(({ name, score }) => [name, score])),
    },
    reason: scored.map(({ name, reason }) => `${name}: ${reason}`).join('\n'),
  };
}

function criteriaText(criteria: readonly Criterion[]): string {
  const lines = criteria.map(({ name, question, scale }) => `- ${name}: ${question} Levels: ${levelsText(scale)}.`);
  return `Criteria, the levels of each from worst to best:\n${lines.join('\n')}`;
}

function levelsText(scale: readonly string[]): string {
  return scale.map((level) => `"${level}"`).join(', ');
}
