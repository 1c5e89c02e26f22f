import { areAlike, SURROUNDINGS } from './change-likeness.js';
import { commonOf, createMinHash, hashedSet, hashOfNumbers } from './minhash.js';
import { type AlignedPrompts, differThroughout, fillsSlot, hasTemplate, maskedTokens } from './prompt-template.js';
import { type Token, tokensOf } from './prompt-tokens.js';
import { jaccard, normalisePrompt, shingleHashes } from './shingles.js';
import { changesBetween } from './token-difference.js';

/** Two prompts at least this alike are one item. */
const THRESHOLD = 0.8;

/** Sets of fewer elements are that alike only when they are equal: they are looked up as they are. */
const MIN_ELEMENTS = 4;

/** Longer texts are compared by their first and last 2,500 code points, which bounds time and memory. */
const END_CODE_POINTS = 2_500;

/** Inserted and deleted tokens at which two prompts are not alike any more. */
const MAX_EDITS = 96;

/** Finds pairs of similarity .8 with probability 1 - (1 - .8^4)^24 > .99999. */
const COPIES = { bands: 24, rowsPerBand: 4, seed: 'copies' };
/** Pairs of masked tokens: those of one template are equal, or .6 alike where names cannot be masked: found with .98. */
const TEMPLATES = { bands: 28, rowsPerBand: 4, seed: 'templates' };
/** Masked texts that share fewer of their pairs are not looked at any closer. */
const MIN_TEMPLATE_LIKENESS = 0.45;

/** The prompts of a set, ready to be asked whether a further prompt is (nearly) one of them. */
export interface NearDuplicateIndex {
  /** Puts a prompt in; its number is the count of prompts before it. */
  add(prompt: string): void;
  /** Whether a prompt in the index is nearly this one. */
  has(prompt: string): boolean;
  /** The number of the first prompt in the index that is nearly this one. */
  find(prompt: string): number | undefined;
}

interface Fingerprint {
  readonly normalised: string;
  readonly shingles: Uint32Array;
  readonly masked: Uint32Array;
  /** Made when it is first needed: most prompts are never compared closely. */
  readonly tokens: () => readonly Token[];
}

/**
 * Two prompts are near duplicates when they are
 * - equal up to case and white space, or
 * - at least .8 alike by their 5-code-point shingles, around every change as well as in all, or
 * - fillings of one template: what differs are numbers, dates, addresses, placeholders and names, and apart from those
 *   they are equal or alike.
 *
 * Candidates come from MinHash signatures of the shingles and of the text with its slots masked (see `minhash.ts`) and
 * are verified, so a look-up costs the few prompts that are alike: 10,000 prompts are compared in seconds.
 */
export function createNearDuplicateIndex(): NearDuplicateIndex {
  const known = new Map<string, number>();
  const entries: Fingerprint[] = [];
  const lookUps = [
    { table: createBandTable(COPIES), of: ({ shingles }: Fingerprint) => shingles },
    { table: createBandTable(TEMPLATES), of: ({ masked }: Fingerprint) => masked },
  ];
  // A prompt is mostly asked for just before it is added.
  let latest: { prompt: string; fingerprint: Fingerprint; keys: Float64Array[] } | undefined;
  const described = (prompt: string) => {
    if (latest?.prompt !== prompt) {
      const fingerprint = fingerprintOf(prompt);
      latest = { prompt, fingerprint, keys: lookUps.map(({ table, of }) => table.keysOf(of(fingerprint))) };
    }
    return latest;
  };
  const find = (prompt: string) => {
    const { fingerprint, keys } = described(prompt);
    const copy = known.get(fingerprint.normalised);
    const candidates = new Set(lookUps.flatMap(({ table }, at) => table.candidates(keys[at] ?? new Float64Array())));
    for (const candidate of [...candidates].sort((a, b) => a - b)) {
      if (copy !== undefined && candidate >= copy) break;
      const entry = entries[candidate];
      if (entry !== undefined && isNearDuplicate(entry, fingerprint)) return candidate;
    }
    return copy;
  };
  return {
    add: (prompt) => {
      const { fingerprint, keys } = described(prompt);
      const number = entries.length;
      if (!known.has(fingerprint.normalised)) known.set(fingerprint.normalised, number);
      lookUps.forEach(({ table }, at) => table.add(keys[at] ?? new Float64Array(), number));
      entries.push(fingerprint);
    },
    has: (prompt) => known.has(normalisePrompt(prompt)) || find(prompt) !== undefined,
    find,
  };
}

function createBandTable(design: typeof COPIES) {
  const minHash = createMinHash(design);
  const buckets = new Map<number, number[]>();
  return {
    keysOf: (elements: Uint32Array) => {
      if (elements.length === 0) return new Float64Array();
      if (elements.length < MIN_ELEMENTS) return Float64Array.of(hashOfNumbers(elements));
      return minHash.bandsOf(minHash.signatureOf(elements));
    },
    add: (keys: Float64Array, number: number) => {
      for (const key of keys) {
        const bucket = buckets.get(key);
        if (bucket === undefined) buckets.set(key, [number]);
        else bucket.push(number);
      }
    },
    candidates: (keys: Float64Array) => [...new Set([...keys].flatMap((key) => buckets.get(key) ?? []))],
  };
}

function fingerprintOf(prompt: string): Fingerprint {
  const normalised = normalisePrompt(prompt);
  const masked = maskedTokens(tokensOf(prompt));
  // Of fewer tokens no template is made, and all prompts that are one number would be candidates of each other.
  const pairs = masked.length < 3 ? [] : masked.slice(1).map((token, at) => `${masked[at]} ${token}`);
  let kept: readonly Token[] | undefined;
  return {
    normalised,
    shingles: shingleHashes(ends(normalised)),
    masked: hashedSet(pairs),
    tokens: () => {
      kept ??= tokensOf(prompt);
      return kept;
    },
  };
}

function isNearDuplicate(a: Fingerprint, b: Fingerprint): boolean {
  if (a.normalised === b.normalised) return true;
  const isCopy = likeness(a.shingles, b.shingles) >= THRESHOLD;
  const isShort = Math.max(a.normalised.length, b.normalised.length) <= 2 * SURROUNDINGS;
  if (isCopy && isShort) return true;
  if (!isCopy && likeness(a.masked, b.masked) < MIN_TEMPLATE_LIKENESS) return false;
  if (differThroughout(a.tokens(), b.tokens())) return false;
  const aligned = alignedPrompts(a.tokens(), b.tokens());
  if (aligned === null) return false;
  const changes = aligned.changes.filter((change) => !fillsSlot(aligned, change));
  if (isCopy) return areAlike(aligned, changes, { threshold: THRESHOLD, inAll: false });
  const hasSlots = changes.length < aligned.changes.length;
  if (!hasSlots || !hasTemplate(aligned)) return false;
  return changes.length === 0 || areAlike(aligned, changes, { threshold: THRESHOLD, inAll: true });
}

function likeness(a: Uint32Array, b: Uint32Array): number {
  return jaccard(a.length, b.length, commonOf(a, b));
}

function alignedPrompts(a: readonly Token[], b: readonly Token[]): AlignedPrompts | null {
  const changes = changesBetween(
    a.map(({ text }) => text),
    b.map(({ text }) => text),
    MAX_EDITS,
  );
  return changes === null ? null : { a, b, changes };
}

function ends(normalised: string): string {
  if (normalised.length <= 2 * END_CODE_POINTS) return normalised;
  const points = Array.from(normalised);
  if (points.length <= 2 * END_CODE_POINTS) return normalised;
  return [...points.slice(0, END_CODE_POINTS), ...points.slice(-END_CODE_POINTS)].join('');
}
