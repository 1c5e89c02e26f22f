import { describe, expect, it } from 'vitest';
import { ALONE, type PatternContext } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { agreementOf, readSessions, SESSION_FILES } from './labelled-sessions.js';

const CONTRACT = 0.95;

function measure(name: string, text: string, context: Partial<PatternContext> = {}): number {
  const pattern = PROMPT_PATTERNS.find((candidate) => candidate.name === name);
  if (pattern === undefined) throw new Error(`no pattern ${name}`);
  return pattern.measure(text, { ...ALONE, ...context });
}

describe('patterns of sessions agree with labels', () => {
  const sessions = SESSION_FILES.flatMap(readSessions);
  const agreements = agreementOf(sessions);

  it('on at least forty sessions of each kind', () => {
    for (const name of SESSION_FILES) expect(readSessions(name).length).toBeGreaterThanOrEqual(40);
  });

  it.each(agreements)(
    '$pattern, shown by $shown turns of $sessions sessions',
    ({ precision, recall, ...agreement }) => {
      console.info(`${agreement.pattern}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
      expect(agreement.shown).toBeGreaterThanOrEqual(15);
      expect({ ...agreement, isPrecise: precision >= CONTRACT, isComplete: recall >= CONTRACT }).toMatchObject({
        isPrecise: true,
        isComplete: true,
      });
    },
  );

  it('and about as well with sessions that were written after the patterns', () => {
    for (const { pattern, precision, recall } of agreementOf(readSessions('held-out'))) {
      console.info(`${pattern}, held out: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
      expect(precision).toBeGreaterThanOrEqual(0.8);
      expect(recall).toBeGreaterThanOrEqual(0.8);
    }
  });
});

describe('the course of a session', () => {
  const earlier = [{ prompt: 'What is a fjord?', vector: null }];

  it('counts the turns that the log tells of, held or not', () => {
    expect(measure('session_turn', 'And a skerry?', { turn: 5 })).toBeCloseTo(Math.log(5), 12);
    expect(measure('session_turn', 'What is a fjord?')).toBe(0);
  });

  it.each([
    ['a first turn that nothing follows', { turn: 1, isLast: true }, { follow_up: 0, single_turn: 1 }],
    ['a first turn with another one behind it', { turn: 1, isLast: false }, { follow_up: 0, single_turn: 0 }],
    ['a second turn', { turn: 2, isLast: true }, { follow_up: 1, single_turn: 0 }],
  ])('tells %s', (_, context, shown) => {
    for (const [name, value] of Object.entries(shown)) expect(measure(name, 'And a skerry?', context)).toBe(value);
  });

  it('is abandoned only where it ends: whoever corrects and goes on has not left', () => {
    const text = 'No, I meant the Norwegian word';
    expect(measure('abandonment', text, { earlier, turn: 2, isLast: true })).toBe(1);
    expect(measure('abandonment', text, { earlier, turn: 2, isLast: false })).toBe(0);
  });

  it('is not abandoned by one turn and no more: the answer may have been good', () => {
    expect(measure('abandonment', 'What is a fjord?')).toBe(0);
  });
});

describe('a rephrasing', () => {
  const before = 'How can I reset my router password?';
  const again = 'I forgot the password of my router, how can I reset it to the default?';
  const likeness = (cosine: number) => ({
    turn: 2,
    vector: Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine)),
    earlier: [{ prompt: before, vector: Float32Array.of(1, 0) }],
  });

  it('needs vectors that are nearer than those of strangers', () => {
    expect(measure('rephrasing', again, likeness(0.6))).toBe(1);
    expect(measure('rephrasing', again, likeness(0.1))).toBe(0);
    expect(measure('rephrasing', again, { ...likeness(0.6), usualCosine: 0.55 })).toBe(0);
  });

  it('is told by its words where only the conversation holds the turn before', () => {
    expect(measure('rephrasing', again, { turn: 2, earlier: [{ prompt: before, vector: null }] })).toBe(1);
  });
});

describe('the surroundings of a prompt', () => {
  it('are a template that others use, and the nearest item of the eval set', () => {
    expect(measure('shared_template', 'x', { templateUsers: 7 })).toBe(1);
    expect(measure('shared_template', 'x')).toBe(0);
    expect(measure('eval_set_distance', 'x', { evalSetDistance: 0.4 })).toBe(0.4);
    expect(measure('eval_set_distance', 'x')).toBe(0);
  });
});
