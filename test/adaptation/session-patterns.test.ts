import { describe, expect, it } from 'vitest';
import { ALONE, type PatternContext } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { type Agreement, agreementOf, readSessions, SESSION_FILES } from './labelled-sessions.js';

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
});

/** Lots of sessions, each labelled before it was measured; the rules were mended between one and the next. */
const HELD_OUT = ['held-out', 'held-out-2', 'held-out-3', 'held-out-4', 'held-out-5', 'held-out-6'];

describe('patterns of sessions agree with labels that were written after the patterns', () => {
  it.each([
    // What people mean beyond their words keeps three of them below the contract.
    ['retry', CONTRACT, CONTRACT],
    ['rephrasing', 0.94, 0.87],
    ['correction', CONTRACT, 0.94],
    ['language_switch', CONTRACT, CONTRACT],
    ['abandonment', 0.94, 0.88],
  ])('%s: precision of %d and recall of %d in all lots', (pattern, precision, recall) => {
    expectAgreement(HELD_OUT, pattern, precision, recall);
  });

  it.each([
    ['held-out-6', 'rephrasing', 0.9, CONTRACT],
    ['held-out-6', 'correction', 0.8, 0.8],
    ['held-out-5', 'language_switch', CONTRACT, CONTRACT],
    ['held-out-6', 'abandonment', 0.8, 0.86],
  ])(
    'in the lot %s, after which no rule of it changed, %s: precision of %d and recall of %d',
    (lot, pattern, ...limits) => {
      expectAgreement([lot], pattern, ...limits);
    },
  );
});

const measured = new Map<string, readonly Agreement[]>();

function expectAgreement(lots: readonly string[], pattern: string, precision: number, recall: number): void {
  const key = lots.join();
  const agreements = measured.get(key) ?? agreementOf(lots.flatMap(readSessions));
  measured.set(key, agreements);
  const found = agreements.find((candidate) => candidate.pattern === pattern);
  if (found === undefined) throw new Error(`no labels of ${pattern}`);
  const { turns, found: beyond } = found.beyond;
  console.info(
    `${pattern}, ${found.shown} turns in ${key}: precision ${found.precision.toFixed(3)}, recall ${found.recall.toFixed(3)}; beyond the words ${beyond} of ${turns}`,
  );
  expect(found.shown).toBeGreaterThanOrEqual(10);
  expect(found.precision, found.wrong.join('\n')).toBeGreaterThanOrEqual(precision);
  expect(found.recall, found.wrong.join('\n')).toBeGreaterThanOrEqual(recall);
}

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

  it.each([
    ['forget it, I will ask a plumber', 1],
    ['Forget about the discount and send it', 0],
    ['never mind, found it', 0],
  ])('tells giving up from going on: %s', (text, shown) => {
    expect(measure('abandonment', text, { earlier, turn: 2, isLast: true })).toBe(shown);
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

describe('a switch of the language', () => {
  const switched = (text: string, before: string) =>
    measure('language_switch', text, { turn: 2, earlier: [{ prompt: before, vector: null }] });

  it('is made by the words of the user', () => {
    expect(switched('Und wie lange dauert das ungefähr?', 'How do I renew a passport?')).toBe(1);
  });

  it('is not made by a text that the turn before announced', () => {
    const pasted = 'Die Sitzung wird auf Donnerstag verlegt, weil der große Saal am Mittwoch belegt ist.';
    expect(switched(pasted, 'Please summarize the notice for me')).toBe(0);
  });

  it('is not made by the text behind an instruction', () => {
    expect(switched('And this one: Wir treffen uns am Bahnhof.', 'Correct my German, please')).toBe(0);
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
