/** Code points of a text that count; a pasted megabyte is known by its beginning, and costs no more than this. */
export const MAX_CODE_POINTS = 20_000;

/** Characters of one n-gram, in code points. */
const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

/** Words, or runs of other signs (operators, emoji): whatever is no white space carries meaning. */
const TOKEN = /[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]+/gu;

const WORD_EDGE = 0x20;
const FNV_OFFSET = 0x811c9dc5;
/** Start states of the three kinds of features, so that the word `the` and the n-gram `the` are two features. */
const GRAM_STATE = mix(FNV_OFFSET ^ 1);
const WORD_STATE = mix(FNV_OFFSET ^ 2);
const PAIR_STATE = mix(FNV_OFFSET ^ 3);

/** How often each feature occurs in a text; a feature is its 32-bit hash. */
export interface LexicalFeatures {
  /** Character n-grams of 3 to 5 code points inside words padded with one space on each side. */
  readonly grams: ReadonlyMap<number, number>;
  /** Words and pairs of neighbouring words. */
  readonly words: ReadonlyMap<number, number>;
}

/**
 * The features of the first {@link MAX_CODE_POINTS} code points of a text after NFKC and lower-casing. Hashing is
 * FNV-1a over code points, finished with MurmurHash3's mixer.
 */
export function lexicalFeaturesOf(text: string): LexicalFeatures {
  const grams = new Map<number, number>();
  const words = new Map<number, number>();
  let previous: number | undefined;
  for (const [token] of normalised(text).matchAll(TOKEN)) {
    const points = [WORD_EDGE, ...Array.from(token, (sign) => sign.codePointAt(0) ?? 0), WORD_EDGE];
    countGrams(points, grams);
    let word = WORD_STATE;
    for (const point of points) word = step(word, point);
    increment(words, mix(word));
    if (previous !== undefined) increment(words, mix(step(step(PAIR_STATE, previous), word)));
    previous = word;
  }
  return { grams, words };
}

/** MurmurHash3's 32-bit finaliser (Appleby): every bit of the input moves every bit of the result. */
export function mix(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function normalised(text: string): string {
  // Cut before and after: NFKC can turn one code point into eighteen.
  return firstCodePoints(firstCodePoints(text).normalize('NFKC').toLowerCase());
}

function firstCodePoints(text: string): string {
  if (text.length <= MAX_CODE_POINTS) return text;
  let end = 0;
  for (let count = 0; count < MAX_CODE_POINTS && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function countGrams(points: readonly number[], grams: Map<number, number>): void {
  for (let first = 0; first + SHORTEST_GRAM <= points.length; first += 1) {
    let hash = GRAM_STATE;
    const last = Math.min(first + LONGEST_GRAM, points.length);
    for (let at = first; at < last; at += 1) {
      hash = step(hash, points[at] ?? 0);
      if (at - first + 1 >= SHORTEST_GRAM) increment(grams, mix(hash));
    }
  }
}

function step(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}

function increment(counts: Map<number, number>, feature: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + 1);
}
