import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../../activities/scoring/conversation.js';
import { readRubric, rubricRequest } from '../../../activities/scoring/judges/rubric.js';
import { configWith, itemWith, required } from '../scoring-world.js';

const OVERALL = configWith().scoring.judge;
const { judge: DETAILED } = configWith({
  judge: {
    model: 'claude-haiku-5-5',
    criteria: [
      { name: 'correctness', question: 'Is it correct?', scale: ['wrong', 'partly right', 'right'], weight: 3 },
      { name: 'brevity', question: 'Is it short?', scale: ['rambling', 'wordy', 'fine', 'terse', 'perfect'] },
    ],
  },
}).scoring;

const replyWith = (correctness: unknown, brevity: unknown) =>
  JSON.stringify({
    correctness: { reason: 'c', score: correctness },
    brevity: { reason: 'b', score: brevity },
  });

/** Every object of a schema. */
function objectsIn(schema: unknown): { properties: object; [key: string]: unknown }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null
      ? [{ ...schema, properties: schema.properties }]
      : [];
  return [...own, ...Object.values(schema).flatMap(objectsIn)];
}

describe('an overall score', () => {
  it.each([1, 2, 3, 4, 5])('of %i becomes a share', (score) => {
    expect(readRubric(OVERALL, JSON.stringify({ reason: 'r', score }), 'end_turn')).toEqual({
      outcome: 'scored',
      value: { score: (score - 1) / 4, criteria: null },
      reason: 'r',
    });
  });

  it.each(['', 'five', '5', '{"score":5}', '{"reason":"r","score":6}', '{"reason":"r","score":"5"}', '[1]', 'null'])(
    '%j is none',
    (text) => {
      expect(readRubric(OVERALL, text, 'end_turn')).toEqual({ outcome: 'error' });
    },
  );
});

describe('criteria', () => {
  it('make the score of the answer by their weights, each by its place on its scale', () => {
    expect(readRubric(DETAILED, replyWith('partly right', 'perfect'), 'end_turn')).toEqual({
      outcome: 'scored',
      value: { score: (3 * 0.5 + 1) / 4, criteria: { correctness: 0.5, brevity: 1 } },
      reason: 'correctness: c\nbrevity: b',
    });
  });

  it.each([
    ['a level of another scale', replyWith('wordy', 'wordy')],
    ['a number', replyWith(1, 'wordy')],
    ['a criterion less', JSON.stringify({ correctness: { reason: 'c', score: 'right' } })],
    ['no reason', JSON.stringify({ correctness: { score: 'right' }, brevity: { reason: 'b', score: 'fine' } })],
    ['an overall score', '{"reason":"r","score":5}'],
  ])('with %s are no judgement', (_name, text) => {
    expect(readRubric(DETAILED, text, 'end_turn')).toEqual({ outcome: 'error' });
  });

  it.each([
    ['refusal', 'refusal'],
    ['max_tokens', 'truncated'],
    ['model_context_window_exceeded', 'truncated'],
  ])('of a judge that stops by %s are the outcome %s, whatever was said by then', (stopReason, outcome) => {
    expect(readRubric(DETAILED, replyWith('right', 'fine'), stopReason)).toEqual({ outcome });
  });

  it('are asked for with their questions and levels, worst first, in a schema without optional parts', () => {
    const request = rubricRequest(DETAILED, conversationOf(itemWith()), 'yes');
    expect(request.system).toContain('- correctness: Is it correct? Levels: "wrong", "partly right", "right".');
    for (const { properties, required: needed, additionalProperties } of objectsIn(request.schema)) {
      expect(needed).toEqual(Object.keys(properties));
      expect(additionalProperties).toBe(false);
    }
    expect(objectsIn(request.schema)).toHaveLength(3);
  });

  it('ask for the reason before the level', () => {
    const [, first] = objectsIn(rubricRequest(DETAILED, conversationOf(itemWith()), 'yes').schema);
    expect(Object.keys(required(first).properties)).toEqual(['reason', 'score']);
  });
});
