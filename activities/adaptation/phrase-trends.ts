import type { Window } from '../../workflows/window.js';
import { logOddsOf } from '../drift/typical-terms.js';
import { fisherGreater } from '../stats/fisher-exact.js';
import { tarone } from '../stats/multiplicity.js';
import { compareText } from '../stats/text-order.js';
import type { Breathe } from './five-part-split.js';
import type { PhraseRow } from './phrase-table.js';
import type { WrittenPrompt } from './template-adoption.js';
import { SLOT, wordsOf } from './template-skeleton.js';

/** Words of a phrase; a trend of single words is mostly one of topics. */
const SHORTEST = 2;
const LONGEST = 6;
/** Words of a prompt that are read. */
const READ_WORDS = 400;
/** A phrase that fewer users write could point at one of them. */
const MIN_USERS = 5;
/** Share of a phrase’s users that another one must have to say the same. */
const SAME_USERS = 0.9;
const MOST_ROWS = 50;
const LEVEL = 0.05;

/**
 * Phrases that more users write after a release than before it. Every user counts once per phrase and window, so one
 * user cannot make a trend. Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008) say how much
 * more; the prior is as strong as the smaller window, so that a phrase must be frequent to stand out. Whether it is
 * chance is for Fisher's exact test on users, with Holm over all phrases of enough users: the normal approximation of
 * the log-odds fails where nobody wrote a phrase before. Whoever writes in both windows counts in both, which makes
 * the test of growth cautious.
 * @returns clearest first; at most 50, of which all that are significant come first
 */
export async function phraseRows(
  before: { readonly window: Window; readonly prompts: readonly WrittenPrompt[] },
  after: { readonly window: Window; readonly prompts: readonly WrittenPrompt[]; readonly days: number },
  breathe: Breathe,
): Promise<PhraseRow[]> {
  const lengthMs = Date.parse(before.window.end) - Date.parse(before.window.start);
  const fromMs = Date.parse(after.window.end) - lengthMs;
  // Whoever is watched for longer writes more: of a longer window only the last part is compared.
  const recent = after.prompts.filter(({ timeMs }) => timeMs >= fromMs);
  const shared = await sharedPhrases([...before.prompts, ...recent], breathe);
  const old = await usersByPhrase(before.prompts, shared, breathe);
  const now = await usersByPhrase(recent, shared, breathe);
  const vocabulary = withoutEqualParts(shared, (phrase) => countOf(old, phrase) * 1e6 + countOf(now, phrase));
  const counts = vocabulary.map((phrase) => ({ before: countOf(old, phrase), after: countOf(now, phrase) }));
  const totals = counts.map((count) => count.before + count.after);
  const mentions = { before: sum(counts.map((c) => c.before)), after: sum(counts.map((c) => c.after)) };
  const strength = Math.min(mentions.before, mentions.after) / Math.max(1, mentions.before + mentions.after);
  const odds = logOddsOf(
    counts.map((count) => count.after),
    counts.map((count) => count.before),
    totals.map((total) => total * strength),
  );
  const pValues = counts.map((count) => fisherGreater(count.after, now.writers, count.before, old.writers));
  const smallest = totals.map((total) => fisherGreater(Math.min(total, now.writers), now.writers, 0, old.writers));
  const adjusted = tarone(pValues, smallest, LEVEL);
  const grown = vocabulary.flatMap((phrase, at): PhraseRow[] => {
    const [count, odd] = [counts[at], odds[at]];
    if (count === undefined || odd === null || odd === undefined || odd.z <= 0 || count.after < MIN_USERS) return [];
    return [
      {
        phrase: phrase.replaceAll(SLOT, '{…}'),
        checkpoint_days: after.days,
        users_before: count.before,
        users_after: count.after,
        share_before: count.before / Math.max(1, old.writers),
        share_after: count.after / Math.max(1, now.writers),
        log_odds: odd.delta,
        z: odd.z,
        p_value: pValues[at] ?? 1,
        p_adjusted: adjusted[at] ?? 1,
        first_seen: Math.min(old.firstMs.get(phrase) ?? Infinity, now.firstMs.get(phrase) ?? Infinity),
      },
    ];
  });
  const clearest = grown.sort((a, b) => a.p_value - b.p_value || b.z - a.z || b.phrase.length - a.phrase.length);
  return withoutEchoes(clearest.slice(0, 20 * MOST_ROWS), now.users).slice(0, MOST_ROWS);
}

/** The phrases among the rows that are no matter of chance. */
export function risingPhrases(rows: readonly PhraseRow[]): string[][] {
  return rows
    .filter(({ p_adjusted }) => p_adjusted <= LEVEL)
    .map(({ phrase }) => phrase.replaceAll('{…}', SLOT).split(' '));
}

interface PhraseUsers {
  readonly writers: number;
  readonly users: ReadonlyMap<string, ReadonlySet<string>>;
  readonly firstMs: ReadonlyMap<string, number>;
}

async function usersByPhrase(
  prompts: readonly WrittenPrompt[],
  vocabulary: ReadonlySet<string>,
  breathe: Breathe,
): Promise<PhraseUsers> {
  const users = new Map<string, Set<string>>();
  const firstMs = new Map<string, number>();
  for (const { user, timeMs, prompt } of prompts) {
    const words = readWords(prompt);
    for (let length = SHORTEST; length <= LONGEST; length += 1) {
      for (const phrase of phrasesOf(words, length)) {
        if (!vocabulary.has(phrase)) continue;
        const writers = users.get(phrase);
        if (writers === undefined) users.set(phrase, new Set([user]));
        else writers.add(user);
        firstMs.set(phrase, Math.min(firstMs.get(phrase) ?? Infinity, timeMs));
      }
    }
    await breathe();
  }
  return { writers: new Set(prompts.map(({ user }) => user)).size, users, firstMs };
}

/**
 * All phrases of enough users, length by length: the parts of a frequent phrase are frequent (Agrawal & Srikant 1994), so
 * that the many phrases which one user wrote are hardly ever made.
 */
async function sharedPhrases(prompts: readonly WrittenPrompt[], breathe: Breathe): Promise<Set<string>> {
  // Prompts of one user stand together, so that the last writer of a phrase is all there is to remember.
  const written = [...prompts]
    .sort((a, b) => compareText(a.user, b.user))
    .map(({ user, prompt }) => ({ user, words: readWords(prompt) }));
  const shared = new Set<string>();
  let parts: ReadonlySet<string> | null = null;
  for (let length = SHORTEST; length <= LONGEST; length += 1) {
    const counts = new Map<string, { last: string; users: number }>();
    for (const { user, words } of written) {
      for (const phrase of phrasesOf(words, length, parts)) {
        const count = counts.get(phrase);
        if (count === undefined) counts.set(phrase, { last: user, users: 1 });
        else if (count.last !== user) {
          count.last = user;
          count.users += 1;
        }
      }
      await breathe();
    }
    const frequent = new Set([...counts].flatMap(([phrase, { users }]) => (users >= MIN_USERS ? [phrase] : [])));
    for (const phrase of frequent) if (!phrase.startsWith(SLOT) && !phrase.endsWith(SLOT)) shared.add(phrase);
    parts = frequent;
  }
  return shared;
}

function readWords(prompt: string): string[] {
  return wordsOf(prompt).slice(0, READ_WORDS);
}

/** @param parts phrases one word shorter, of which both ends must be among; null: any */
function phrasesOf(words: readonly string[], length: number, parts: ReadonlySet<string> | null = null): string[] {
  const phrases: string[] = [];
  for (let from = 0; from + length <= words.length; from += 1) {
    if (parts !== null) {
      if (!parts.has(words.slice(from, from + length - 1).join(' '))) continue;
      if (!parts.has(words.slice(from + 1, from + length).join(' '))) continue;
    }
    phrases.push(words.slice(from, from + length).join(' '));
  }
  return phrases;
}

/** Of phrases that stand in a longer one of the same users, the longest: they are one observation. */
function withoutEqualParts(shared: ReadonlySet<string>, countsOf: (phrase: string) => number): string[] {
  const told = new Set<string>();
  for (const phrase of shared) {
    const counts = countsOf(phrase);
    for (const part of [phrase.slice(phrase.indexOf(' ') + 1), phrase.slice(0, phrase.lastIndexOf(' '))]) {
      if (countsOf(part) === counts) told.add(part);
    }
  }
  return [...shared].filter((phrase) => !told.has(phrase)).sort(compareText);
}

/** Of phrases of nearly the same users that share half of their words, such as the windows of one sentence, the first. */
function withoutEchoes(rows: readonly PhraseRow[], users: PhraseUsers['users']): PhraseRow[] {
  const kept: { row: PhraseRow; users: ReadonlySet<string>; words: ReadonlySet<string> }[] = [];
  for (const row of rows) {
    const own = users.get(row.phrase.replaceAll('{…}', SLOT)) ?? new Set<string>();
    const words = new Set(row.phrase.split(' '));
    const isEcho = kept.some(
      (other) =>
        sharedOf(words, other.words) >= 0.5 * words.size && sharedOf(own, other.users) >= SAME_USERS * own.size,
    );
    if (!isEcho) kept.push({ row, users: own, words });
  }
  return kept.map(({ row }) => row);
}

function sharedOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const element of a) if (b.has(element)) shared += 1;
  return shared;
}

function countOf({ users }: PhraseUsers, phrase: string): number {
  return users.get(phrase)?.size ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
