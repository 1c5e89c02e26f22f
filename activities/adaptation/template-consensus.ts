import { type Change, changesBetween } from '../eval-set/token-difference.js';
import { type Skeleton, SLOT, skeletonOf } from './template-skeleton.js';

/** Prompts that are aligned to find what they share; more tell nothing new. */
const MOST_ALIGNED = 60;
/** Inserted and deleted words at which two prompts have no template in common. */
const MAX_EDITS = 400;
/** Share of the users whose prompts hold a word of the template: a few leave one out or change it. */
const KEPT_SHARE = 0.9;
/** Share of the users who put something where the others put nothing, from which the place is a slot. */
const INSERTED_SHARE = 0.1;

/** Prompts that are tried as the one to align with, by where they stand in the order of lengths. */
const BASES = [0.5, 0.4, 0.6];
/** Prompts that each of those is tried on. */
const TRIED_ON = 15;

type Words = readonly string[];

/** A prompt with a number for every word: numbers compare faster, and most of the time goes into comparing. */
interface Voter {
  readonly words: Words;
  readonly numbers: readonly number[];
}

/**
 * What prompts have in common, by aligning each with one of about middle length: words that nearly all users keep are the
 * template, everything else is a slot. One vote a user, so that a diligent one does not decide. Of a few prompts to align
 * with the one counts that leaves most in common: a text whose filling ends as the template goes on ("what first? First
 * …") can be aligned in two ways.
 * @param prompts words per prompt, see `wordsOf`; `users` in the same order
 * @param common words that many prompts hold, such as "the": alone between two slots they are there by chance
 */
export function consensusOf(
  prompts: readonly Words[],
  users: readonly string[],
  common: ReadonlySet<string>,
): Skeleton {
  const voters = numbered(onePerUser(prompts, users));
  const order = [...voters].sort((a, b) => a.words.length - b.words.length);
  const bases = new Set(BASES.flatMap((share) => order[Math.floor(share * (order.length - 1))] ?? []));
  const tried = [...bases].map((base) => {
    const { runs } = alignedWith(base, voters.slice(0, TRIED_ON), common);
    return { base, fixedWords: runs.flat().length };
  });
  const [first, ...others] = tried;
  if (first === undefined) return skeletonOf([]);
  const { base } = others.reduce((best, each) => (each.fixedWords > best.fixedWords ? each : best), first);
  return alignedWith(base, voters, common);
}

function numbered(prompts: readonly Words[]): Voter[] {
  const known = new Map<string, number>();
  const numberOf = (word: string) => {
    const number = known.get(word) ?? known.size;
    known.set(word, number);
    return number;
  };
  return prompts.map((words) => ({ words, numbers: words.map(numberOf) }));
}

function alignedWith({ words: base, numbers }: Voter, voters: readonly Voter[], common: ReadonlySet<string>): Skeleton {
  const { kept, inserted } = votesOf(numbers, voters);
  const tokens: string[] = [];
  base.forEach((word, at) => {
    if (inserted[at] === true) tokens.push(SLOT);
    tokens.push(kept[at] === true && !isChance(at) ? word : SLOT);
  });
  if (inserted[base.length] === true) tokens.push(SLOT);
  return skeletonOf(tokens);

  /** A number is where it is in all prompts, and so is a word beside it; beside a slot of any length a word is not. */
  function isChance(at: number): boolean {
    const isOpenBefore = inserted[at] === true || (at > 0 && kept[at - 1] !== true);
    const isOpenAfter = inserted[at + 1] === true || (at < base.length - 1 && kept[at + 1] !== true);
    const isEdge = (at === 0 && isOpenAfter) || (at === base.length - 1 && isOpenBefore);
    if (isEdge || !isOpenBefore || !isOpenAfter) return false;
    const isFirst = !kept.slice(0, at).some((value) => value);
    const isLast = !kept.slice(at + 1).some((value) => value);
    return isFirst || isLast || common.has(base[at] ?? '');
  }
}

/** Per word of the base whether nearly all keep it, and per place between words whether some put something there. */
function votesOf(base: readonly number[], others: readonly Voter[]): { kept: boolean[]; inserted: boolean[] } {
  const dropped = new Float64Array(base.length);
  const fixed = new Float64Array(base.length + 1);
  const movable: (readonly [number, number])[] = [];
  let votes = 0;
  for (const { numbers: other } of others) {
    const changes = changesBetween(base, other, MAX_EDITS);
    if (changes === null) continue;
    votes += 1;
    for (const change of changes) {
      for (let at = change.fromA; at < change.toA; at += 1) dropped[at] = (dropped[at] ?? 0) + 1;
      if (change.toB === change.fromB) continue;
      const [first, last] = change.fromA < change.toA ? [change.fromA, change.fromA] : slideOf(base, other, change);
      if (first === last) fixed[first] = (fixed[first] ?? 0) + 1;
      else movable.push([first, last]);
    }
  }
  const isKept = (at: number) => votes - (dropped[at] ?? 0) >= KEPT_SHARE * votes;
  for (const [first, last] of movable) {
    // What could as well stand in a slot nearby, stands there.
    const places = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    const slot = places.find(
      (at) =>
        (fixed[at] ?? 0) > INSERTED_SHARE * votes || (at > 0 && !isKept(at - 1)) || (at < base.length && !isKept(at)),
    );
    const place = slot ?? first;
    fixed[place] = (fixed[place] ?? 0) + 1;
  }
  return {
    kept: base.map((_, at) => isKept(at)),
    inserted: Array.from(fixed, (count) => count > INSERTED_SHARE * votes),
  };
}

/**
 * First and last place of the base at which an insertion may as well stand: "now now list" for "now list" has its new
 * word before or behind the old one.
 */
function slideOf(base: readonly number[], other: readonly number[], { fromA, fromB, toB }: Change): [number, number] {
  let back = 0;
  while (fromA - back > 0 && fromB - back > 0 && other[toB - 1 - back] === base[fromA - 1 - back]) back += 1;
  let ahead = 0;
  while (fromA + ahead < base.length && toB + ahead < other.length && other[fromB + ahead] === base[fromA + ahead])
    ahead += 1;
  return [fromA - back, fromA + ahead];
}

function onePerUser(prompts: readonly Words[], users: readonly string[]): Words[] {
  const first = new Map<string, Words>();
  prompts.forEach((prompt, at) => {
    const user = users[at] ?? '';
    if (!first.has(user)) first.set(user, prompt);
  });
  return [...first.values()].slice(0, MOST_ALIGNED);
}
