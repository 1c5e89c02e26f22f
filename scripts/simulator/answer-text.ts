import type { Random } from '../../activities/stats/random.js';
import { expectedQuality } from './answer-quality.js';
import { createNoise } from './noise.js';
import { readPrompt } from './prompt-reader.js';
import { pick } from './prompt-writer.js';
import { TOPICS } from './topics.js';

/** Sentences of every answer. */
export const SENTENCES = 10;

/** Sentences that help. `{thing}` is a thing of the topic, `{n}` a small number. */
const SPECIFIC = [
  'Concretely, set {n} minutes aside for the {thing} and change one thing at a time.',
  'Start by measuring the {thing} before and after, {n} times each.',
  'The most frequent cause is the {thing} itself: {n} of 40 such cases.',
  'A tested value for the {thing} is {n}, not more.',
  'Write down what the {thing} does after {n} minutes.',
  'Compare the {thing} with one that works, point by point, {n} points in all.',
  'The decisive figure is how often the {thing} fails: more than {n} percent is too much.',
  'Undo the last change to the {thing} and wait {n} hours.',
  'Replace the weakest part of the {thing} first, which takes {n} minutes.',
  'Check the result against the {thing} of last month; {n} differences are normal.',
  'Name one person who looks after the {thing}, every {n} days.',
  'If the {thing} still fails after {n} attempts, go back to the first step.',
] as const;

/** Sentences that fill the page. */
const VAGUE = [
  'In general, it depends on many things.',
  'There are several ways to think about the {thing}.',
  'It is often helpful to consider the bigger picture.',
  'Some people prefer a different approach.',
  'Broadly speaking, the {thing} can be tricky.',
  'You may want to look into the {thing} at some point.',
  'Various factors can play a role here.',
  'It could make sense to review the {thing} again.',
  'As always, it is worth keeping an open mind.',
  'Different situations call for different choices.',
  'One might also explore other options for the {thing}.',
  'Overall, the {thing} deserves some attention.',
] as const;

const SPECIFIC_TRACE = traceOf(SPECIFIC);
const VAGUE_TRACE = traceOf(VAGUE);

const THINGS_OF_TOPIC = new Map(TOPICS.map(({ id, things }) => [id, things]));

/**
 * A model's answer, whose quality shows in its text: each of its ten sentences is specific with the probability that
 * the prompt gives this model. The nonce names the call; the same call always gets the same answer.
 * @throws {RangeError} for a model that does not exist
 */
export function answerPrompt(model: string, prompt: string, ...nonce: readonly string[]): string {
  const reading = readPrompt(prompt);
  const quality = expectedQuality(model, reading);
  const random = createNoise('answer', ...nonce);
  const things = [...reading.things, pick(random, THINGS_OF_TOPIC.get(reading.topic ?? '') ?? ['matter'])];
  const specific = random.shuffle([...SPECIFIC]);
  const vague = random.shuffle([...VAGUE]);
  const sentences = Array.from({ length: SENTENCES }, (_, at) => {
    const template = (random.next() < quality ? specific[at] : vague[at]) ?? '';
    return fill(random, template, things);
  });
  return reading.habits.includes('bullets')
    ? sentences.map((sentence) => `- ${sentence}`).join('\n')
    : sentences.join(' ');
}

/**
 * The share of specific sentences among those that can be told, 0 to 1.
 * @returns null for a text that no simulated model wrote
 */
export function shareOfSpecific(text: string): number | null {
  const specific = text.match(SPECIFIC_TRACE)?.length ?? 0;
  const vague = text.match(VAGUE_TRACE)?.length ?? 0;
  return specific + vague === 0 ? null : specific / (specific + vague);
}

function fill(random: Random, template: string, things: readonly string[]): string {
  return template.replace('{thing}', pick(random, things)).replace('{n}', String(2 + random.integer(28)));
}

/** Finds sentences by how they begin: up to the first gap. */
function traceOf(templates: readonly string[]): RegExp {
  const openings = templates.map((template) => (template.split('{')[0] ?? '').replace(/[.,]/g, '\\$&'));
  return new RegExp(`(?:${openings.join('|')})`, 'g');
}
