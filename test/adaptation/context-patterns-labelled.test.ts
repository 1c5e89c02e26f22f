import { describe, expect, it } from 'vitest';
import { ALONE, type PatternContext } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { evalSetDistances } from '../../activities/adaptation/prompt-surroundings.js';
import { labelledCourses } from './labelled-courses.js';
import { LABELLED_ITEMS, labelledDistances, vectorAt } from './labelled-distances.js';
import { labelledTemplatePrompts } from './labelled-template-prompts.js';

const CONTRACT = 0.95;
const FEWEST_CASES = 40;

interface Judged {
  readonly text: string;
  readonly expected: number;
  readonly measured: number;
}

function patternNamed(name: string) {
  const pattern = PROMPT_PATTERNS.find((candidate) => candidate.name === name);
  if (pattern === undefined) throw new Error(`no pattern ${name}`);
  return (text: string, context: Partial<PatternContext>) => pattern.measure(text, { ...ALONE, ...context });
}

/** Precision and recall of a pattern that is shown or not; of a size both are the share that is right. */
function expectAgreement(name: string, judged: readonly Judged[], isSize = false): void {
  const wrong = judged.filter(({ expected, measured }) => Math.abs(expected - measured) > 1e-6);
  const found = judged.filter(({ measured }) => measured === 1);
  const shown = judged.filter(({ expected }) => expected === 1);
  const hits = found.filter(({ expected }) => expected === 1).length;
  const right = 1 - wrong.length / judged.length;
  const [precision, recall] = isSize ? [right, right] : [hits / found.length, hits / shown.length];
  console.info(`${name}: ${judged.length} labelled, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
  expect(judged.length).toBeGreaterThanOrEqual(FEWEST_CASES);
  if (!isSize) expect(Math.min(shown.length, judged.length - shown.length)).toBeGreaterThanOrEqual(10);
  expect(Math.min(precision, recall), JSON.stringify(wrong.slice(0, 8))).toBeGreaterThanOrEqual(CONTRACT);
}

describe('patterns of what is around a prompt agree with labels', () => {
  const courses = labelledCourses();

  it('follow_up: a later turn of the session, not of the user', () => {
    const measure = patternNamed('follow_up');
    const judged = courses.map(({ text, context, turn }) => ({
      text,
      expected: turn > 1 ? 1 : 0,
      measured: measure(text, context),
    }));
    expectAgreement('follow_up', judged);
  });

  it('single_turn: nothing before it and nothing after it', () => {
    const measure = patternNamed('single_turn');
    const judged = courses.map(({ text, context, turn, isLast }) => ({
      text,
      expected: turn === 1 && isLast ? 1 : 0,
      measured: measure(text, context),
    }));
    expectAgreement('single_turn', judged);
  });

  it('session_turn: the number of the turn', () => {
    const measure = patternNamed('session_turn');
    const judged = courses.map(({ text, context, turn }) => ({
      text,
      expected: turn,
      measured: Math.exp(measure(text, context)),
    }));
    expectAgreement('session_turn', judged, true);
  });

  it('shared_template: made from what five users share, in whatever words its slots are filled', async () => {
    const prompts = await labelledTemplatePrompts();
    const judged = prompts.map(({ text, isShared, measured }) => ({ text, expected: isShared ? 1 : 0, measured }));
    expectAgreement('shared_template', judged);
  });

  it('eval_set_distance: to the nearest item of somebody else', () => {
    const measure = patternNamed('eval_set_distance');
    const distanceOf = evalSetDistances(LABELLED_ITEMS);
    const judged = labelledDistances().map(({ user, degrees, nearest }) => ({
      text: `${user} at ${degrees} degrees`,
      expected: 1 - Math.cos((Math.abs(degrees - nearest) * Math.PI) / 180),
      measured: measure('x', {
        evalSetDistance: distanceOf({ user, prompt_sha256: `${degrees}` }, vectorAt(degrees)),
      }),
    }));
    expectAgreement('eval_set_distance', judged, true);
  });
});
