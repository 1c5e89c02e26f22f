import { commonOf, createMinHash, hashOfNumbers } from '../eval-set/minhash.js';
import { jaccard } from '../eval-set/shingles.js';
import { compareText } from '../stats/text-order.js';
import type { Breathe } from './five-part-split.js';
import { consensusOf } from './template-consensus.js';
import { placesOf, type Skeleton, SLOT, skeletonId, skeletonText, slotsOf, wordsOf } from './template-skeleton.js';

/** Share of the prompts from which a word is a common one. */
const COMMON_SHARE = 0.1;
/** Share of a template's words that a more general one holds, from which the rest is a slot filled alike. */
const SAME_TEXT = 0.7;
/** A phrase in the middle of a prompt is no template; one run alone must make up this share of its words. */
const SINGLE_RUN_SHARE = 0.5;
/** More prompts tell nothing new of templates that many share: users are taken in the order of their hashes. */
const MOST_PROMPTS = 20_000;
/** A template that fewer users share could point at one of them, and one user cannot make a template. */
export const MIN_TEMPLATE_USERS = 5;
/** Words of the runs that a template needs, and letters in them: shorter ones are phrases. */
const MIN_FIXED_WORDS = 5;
const MIN_FIXED_LETTERS = 20;
/** Features that always occur together which a template must have. */
const MIN_FEATURES = 4;
/** Prompts of two features of one template are at least so much the same ones. */
const TOGETHER = 0.75;
/** Share of the features that a prompt of the template holds. */
const MEMBER_SHARE = 0.7;
/** Finds sets of likeness .75 with probability 1 - (1 - .75^4)^12 > .98. */
const COMPANY = { bands: 12, rowsPerBand: 4, seed: 'template features' };

export interface MinedPrompt {
  readonly user: string;
  readonly prompt: string;
}

/** A template that users share. */
export interface Template {
  readonly id: string;
  readonly skeleton: Skeleton;
  /** Of {@link skeleton}, for people. */
  readonly text: string;
  readonly fixedWords: number;
  readonly slots: number;
  readonly users: number;
  /** Distinct prompts made from it. */
  readonly prompts: number;
}

/**
 * The templates of some traffic. The words that stay in a template stand in the same prompts, whatever fills its slots:
 * words and triples of words are grouped by the prompts they occur in (sets nearly equal, found by MinHash), and the
 * prompts of a group are aligned to what they have in common. Numbers, dates and placeholders are slots from the
 * start. Users count, not prompts: the same prompt again and again, numbers changed or not, is one user's.
 * Time is linear in the words.
 * @param prompts in an order that does not depend on how they were stored
 * @returns by users, most first
 */
export async function mineTemplates(prompts: readonly MinedPrompt[], breathe: Breathe): Promise<Template[]> {
  const distinct = withoutRepetitions(prompts);
  const common = commonWords(distinct);
  const features = await sharedFeatures(distinct, breathe);
  const templates = new Map<string, Template>();
  for (const group of await groupsOf(features, breathe)) {
    const template = templateOf(group, distinct, common);
    if (template !== null) templates.set(template.id, template);
    await breathe();
  }
  const found = [...templates.values()].sort((a, b) => b.users - a.users || compareText(a.text, b.text));
  return found.filter((template) => !found.some((other) => other !== template && isToldBy(template, other)));
}

interface DistinctPrompt {
  readonly user: string;
  readonly words: readonly string[];
}

/** Per user every text once, whatever numbers it holds; ordered by user. */
function withoutRepetitions(prompts: readonly MinedPrompt[]): DistinctPrompt[] {
  const seen = new Set<string>();
  const byUser = [...prompts].sort((a, b) => compareText(a.user, b.user));
  const distinct: DistinctPrompt[] = [];
  for (const { user, prompt } of byUser) {
    if (distinct.length >= MOST_PROMPTS && distinct.at(-1)?.user !== user) break;
    const words = wordsOf(prompt);
    const key = `${user}\0${words.join(' ')}`;
    if (words.length === 0 || seen.has(key)) continue;
    seen.add(key);
    distinct.push({ user, words });
  }
  return distinct;
}

/** Words and triples of words that enough users write, with the prompts that hold them, ascending. */
async function sharedFeatures(prompts: readonly DistinctPrompt[], breathe: Breathe): Promise<Uint32Array[]> {
  const numbers = new Map<string, number>();
  const numberOf = (word: string) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  };
  // Prompts of one user stand together, so that the last writer of a feature is all there is to remember.
  const last = new Map<number, string>();
  const writers = new Map<number, number>();
  const hashed: Uint32Array[] = [];
  for (const { user, words } of prompts) {
    const own = featuresOf(words, numberOf);
    hashed.push(own);
    for (const feature of own) {
      if (last.get(feature) === user) continue;
      last.set(feature, user);
      writers.set(feature, (writers.get(feature) ?? 0) + 1);
    }
    await breathe();
  }
  const holders = new Map<number, number[]>();
  hashed.forEach((own, at) => {
    for (const feature of own) {
      if ((writers.get(feature) ?? 0) < MIN_TEMPLATE_USERS) continue;
      const prompted = holders.get(feature);
      if (prompted === undefined) holders.set(feature, [at]);
      else prompted.push(at);
    }
  });
  return [...holders.values()].map((prompted) => Uint32Array.from(prompted));
}

function featuresOf(words: readonly string[], numberOf: (word: string) => number): Uint32Array {
  const numbers = words.map(numberOf);
  const features = new Set<number>();
  numbers.forEach((number, at) => {
    if (words[at] !== SLOT) features.add(hashOfNumbers(Uint32Array.of(number)));
    const [second, third] = [numbers[at + 1], numbers[at + 2]];
    if (second !== undefined && third !== undefined) features.add(hashOfNumbers(Uint32Array.of(number, second, third)));
  });
  return Uint32Array.from(features);
}

/** Groups of features by their prompts: a feature joins the first group whose leader stands in nearly the same ones. */
async function groupsOf(features: readonly Uint32Array[], breathe: Breathe): Promise<Uint32Array[][]> {
  const minHash = createMinHash(COMPANY);
  const buckets = new Map<number, number[]>();
  const groups: Uint32Array[][] = [];
  const order = features
    .map((_, at) => at)
    .sort((a, b) => (features[b]?.length ?? 0) - (features[a]?.length ?? 0) || a - b);
  for (const at of order) {
    await breathe();
    const prompted = features[at] ?? new Uint32Array();
    const bands = minHash.bandsOf(minHash.signatureOf(prompted.map((prompt) => hashOfNumbers(Uint32Array.of(prompt)))));
    const candidates = [...new Set([...bands].flatMap((band) => buckets.get(band) ?? []))].sort((a, b) => a - b);
    const found = candidates.find((group) => {
      const leader = groups[group]?.[0] ?? new Uint32Array();
      if (prompted.length < TOGETHER * leader.length) return false;
      return jaccard(leader.length, prompted.length, commonOf(leader, prompted)) >= TOGETHER;
    });
    if (found !== undefined) {
      groups[found]?.push(prompted);
      continue;
    }
    for (const band of bands) buckets.set(band, [...(buckets.get(band) ?? []), groups.length]);
    groups.push([prompted]);
  }
  return groups.filter((group) => group.length >= MIN_FEATURES);
}

function templateOf(
  group: readonly Uint32Array[],
  prompts: readonly DistinctPrompt[],
  common: ReadonlySet<string>,
): Template | null {
  const held = new Map<number, number>();
  for (const prompted of group) for (const at of prompted) held.set(at, (held.get(at) ?? 0) + 1);
  const members = [...held]
    .filter(([, count]) => count >= MEMBER_SHARE * group.length)
    .map(([at]) => at)
    .sort((a, b) => a - b)
    .flatMap((at) => prompts[at] ?? []);
  if (new Set(members.map(({ user }) => user)).size < MIN_TEMPLATE_USERS) return null;
  const skeleton = consensusOf(
    members.map(({ words }) => words),
    members.map(({ user }) => user),
    common,
  );
  const fixed = skeleton.runs.flat();
  if (fixed.length < MIN_FIXED_WORDS || fixed.join('').length < MIN_FIXED_LETTERS) return null;
  const filled = members.filter(({ words }) => placesOf(skeleton, words) !== null);
  const lengths = filled.map(({ words }) => words.length).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0;
  if (skeleton.runs.length === 1 && fixed.length < SINGLE_RUN_SHARE * usual) return null;
  const users = new Set(filled.map(({ user }) => user)).size;
  if (users < MIN_TEMPLATE_USERS) return null;
  return {
    id: skeletonId(skeleton),
    skeleton,
    text: skeletonText(skeleton),
    fixedWords: fixed.length,
    slots: slotsOf(skeleton),
    users,
    prompts: filled.length,
  };
}

/** Words that a tenth of the prompts hold. */
function commonWords(prompts: readonly DistinctPrompt[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { words } of prompts) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Set([...counts].flatMap(([word, count]) => (count >= COMMON_SHARE * prompts.length ? [word] : [])));
}

/**
 * Whether a template tells nothing beside another one: its runs all stand in one of which nearly as many prompts
 * are made, or it is a longer one of few prompts, whose slot happened to be filled alike.
 */
function isToldBy(template: Template, other: Template): boolean {
  const [general, special] = template.fixedWords < other.fixedWords ? [template, other] : [other, template];
  if (general.fixedWords === special.fixedWords) return false;
  const words = special.skeleton.runs.flatMap((run) => [...run, SLOT]);
  if (placesOf(general.skeleton, words) === null) return false;
  if (special.prompts >= TOGETHER * general.prompts) return template === general;
  return template === special && general.fixedWords >= SAME_TEXT * special.fixedWords;
}
