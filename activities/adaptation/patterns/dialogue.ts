import { type PromptPattern, presence } from './prompt-pattern.js';

/** Code points of one shingle; short enough to survive a changed word, long enough to tell texts apart. */
const SHINGLE = 5;
/** Only this much of a prompt is compared: a retry repeats its beginning. */
const COMPARED_CHARACTERS = 1500;
const RETRY_SIMILARITY = 0.6;

const CORRECTION =
  /^[\s"]*(?:no[,.!\s-]+(?:that(?:'|’)s|thats|that is|it(?:'|’)s|i meant|i mean|i said|i want|not|this|you|the|use|try)|(?:that(?:'|’)s|that is|this is|it(?:'|’)s) (?:not (?:what|right|correct|it)|wrong|incorrect|still)|(?:wrong|incorrect|not quite|not what i)(?!\p{L})|(?:actually,? )?i meant|i (?:asked|said|told you)(?: for| to)?\s|you (?:missed|forgot|ignored|misunderstood|didn(?:'|’)t|did not)|still (?:wrong|not|doesn|broken|fails)|try again|nein[,.!\s-]|falsch(?!\p{L})|das (?:ist|war|stimmt) (?:falsch|nicht)|ich meinte|so war das nicht|nochmal(?!\p{L})|non[,.!\s-]+(?:ce n|c(?:'|’)est|je|pas)|ce n(?:'|’)est pas (?:ce|ça|correct)|je voulais dire|c(?:'|’)est faux|no[,.!\s-]+(?:eso|quise|me refería|quería|está|es)|eso (?:no es|está mal)|quise decir|me refería|não[,.!\s-]+(?:isso|eu|é|quis|está)|isso (?:não|está errado)|eu quis dizer)/iu;

export const DIALOGUE_PATTERNS: readonly PromptPattern[] = [
  presence('correction', 'opens by correcting the answer before ("no, I meant …")', (text) => CORRECTION.test(text)),
  presence(
    'retry',
    'nearly repeats the same user’s previous prompt in the session',
    (text, { previousPrompt }) => previousPrompt !== null && isNearRepeat(text, previousPrompt),
  ),
];

/** Jaccard similarity of 5-code-point shingles at least .6. */
function isNearRepeat(text: string, previous: string): boolean {
  const [a, b] = [normalised(text), normalised(previous)];
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  // Beyond this ratio of lengths the similarity cannot be reached.
  if (shorter.length < RETRY_SIMILARITY * longer.length - SHINGLE) return false;
  const [left, right] = [shinglesOf(a), shinglesOf(b)];
  const common = [...left].filter((shingle) => right.has(shingle)).length;
  const union = left.size + right.size - common;
  return union > 0 && common / union >= RETRY_SIMILARITY;
}

function normalised(text: string): string {
  return text.slice(0, COMPARED_CHARACTERS).toLowerCase().replace(/\s+/g, ' ').trim();
}

function shinglesOf(text: string): Set<string> {
  const points = Array.from(text);
  if (points.length < SHINGLE) return new Set(text === '' ? [] : [text]);
  const shingles = new Set<string>();
  for (let i = 0; i + SHINGLE <= points.length; i += 1) shingles.add(points.slice(i, i + SHINGLE).join(''));
  return shingles;
}
