import { hashOfNumbers } from './minhash.js';

const SHINGLE = 5;

/** Lower case, runs of white space as one space, trimmed: what two copies of a prompt share. */
export function normalisePrompt(prompt: string): string {
  return prompt.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The set of 5-code-point windows; a shorter text is its own only shingle, an empty one has none. */
export function shinglesOf(normalised: string): Set<string> {
  const points = Array.from(normalised);
  if (points.length === 0) return new Set();
  if (points.length <= SHINGLE) return new Set([normalised]);
  const shingles = new Set<string>();
  for (let first = 0; first + SHINGLE <= points.length; first += 1) {
    shingles.add(points.slice(first, first + SHINGLE).join(''));
  }
  return shingles;
}

/** The set of {@link shinglesOf} as distinct hashes in ascending order, without making a string of each. */
export function shingleHashes(normalised: string): Uint32Array {
  const points = Uint32Array.from(Array.from(normalised), (character) => character.codePointAt(0) ?? 0);
  const count = points.length === 0 ? 0 : Math.max(1, points.length - SHINGLE + 1);
  const hashes = Uint32Array.from({ length: count }, (_, first) =>
    hashOfNumbers(points.subarray(first, first + SHINGLE)),
  );
  hashes.sort();
  return hashes.filter((hash, at) => at === 0 || hash !== hashes[at - 1]);
}

/** Jaccard similarity from sizes; two empty sets are alike. */
export function jaccard(sizeA: number, sizeB: number, common: number): number {
  const union = sizeA + sizeB - common;
  return union === 0 ? 1 : common / union;
}
