import { expect, it } from 'vitest';
import { expectedQuality } from '../../scripts/simulator/answer-quality.js';
import { answerPrompt, shareOfSpecific } from '../../scripts/simulator/answer-text.js';
import { expectedPreference, expectedScore } from '../../scripts/simulator/expected-scores.js';
import { readPrompt } from '../../scripts/simulator/prompt-reader.js';
import { compareAnswers, rateAnswer } from '../../scripts/simulator/scripted-judge.js';

const PROMPT =
  'You are a senior gardener. My raised bed dries out by noon. What should I do first? Think step by step.';
const RUNS = 4000;
/** Five standard errors of a mean of values between -1 and 1. */
const CLOSE = 5 / Math.sqrt(RUNS) / 2;

const meanOver = (value: (run: number) => number) =>
  Array.from({ length: RUNS }, (_, run) => value(run)).reduce((sum, each) => sum + each, 0) / RUNS;

it.each(['sim-harbor-1', 'sim-harbor-2', 'sim-harbor-3', 'sim-tide-1'])(
  'shows the quality of %s in its text',
  (model) => {
    const seen = meanOver((run) => shareOfSpecific(answerPrompt(model, PROMPT, 'test', String(run))) ?? 0);
    expect(Math.abs(seen - expectedQuality(model, readPrompt(PROMPT)))).toBeLessThan(CLOSE / 2);
  },
);

it('shows it in lists as well as in prose', () => {
  const answer = answerPrompt('sim-tide-1', `${PROMPT} Answer as a bulleted list.`, 'test');
  expect(answer.split('\n')).toHaveLength(10);
  expect(shareOfSpecific(answer)).toBeCloseTo(shareOfSpecific(answer.replaceAll('\n- ', ' ')) ?? 0, 10);
});

it('knows nothing of texts that no simulated model wrote', () => {
  expect(shareOfSpecific('Use VLOOKUP and drag the formula down.')).toBeNull();
});

it('expects the rubric score that judge and models give together', () => {
  const mean = meanOver((run) => {
    const answer = answerPrompt('sim-harbor-2', PROMPT, 'score', String(run));
    return (rateAnswer(answer, `rating ${run}`) - 1) / 4;
  });
  expect(Math.abs(mean - expectedScore('sim-harbor-2', PROMPT))).toBeLessThan(CLOSE / 2);
});

it('expects the preference that survives the swap', () => {
  const mean = meanOver((run) => {
    const a = answerPrompt('sim-tide-1', PROMPT, 'a', String(run));
    const b = answerPrompt('sim-harbor-1', PROMPT, 'b', String(run));
    const first = compareAnswers(a, b, `ab ${run}`);
    const second = compareAnswers(b, a, `ba ${run}`);
    if (first === 'first' && second === 'second') return 1;
    return first === 'second' && second === 'first' ? -1 : 0;
  });
  const expected = expectedPreference('sim-tide-1', 'sim-harbor-1', PROMPT);
  expect(expected).toBeGreaterThan(0.4);
  expect(Math.abs(mean - expected)).toBeLessThan(CLOSE);
});

it('expects no preference for a model over itself', () => {
  expect(expectedPreference('sim-tide-1', 'sim-tide-1', PROMPT)).toBeCloseTo(0, 12);
});

it('rewards habits in the second model more than in the first', () => {
  const plain = PROMPT.replace(' Think step by step.', '');
  const gain = (model: string) => expectedScore(model, PROMPT) - expectedScore(model, plain);
  expect(gain('sim-harbor-2')).toBeGreaterThan(gain('sim-harbor-1') + 0.05);
});
