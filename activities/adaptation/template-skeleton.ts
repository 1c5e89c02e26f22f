import { type Token, tokensOf } from '../eval-set/prompt-tokens.js';
import { sha256Hex } from '../storage/artifact.js';

/** Stands in a token list for what changes from prompt to prompt, and for numbers, dates, addresses and placeholders. */
export const SLOT = '#';

/**
 * A template: runs of words that stay, in order, with slots between them. Runs are lower case and without punctuation,
 * so that a comma more or less makes no other template.
 */
export interface Skeleton {
  readonly runs: readonly (readonly string[])[];
  /** Whether anything may stand before the first run, and after the last. */
  readonly opensWithSlot: boolean;
  readonly closesWithSlot: boolean;
}

/** The words of a prompt as templates know them: signs left out, numbers and the like as {@link SLOT}. */
export function wordsOf(prompt: string): string[] {
  return contentTokens(prompt).map(({ text, kind }) => (kind === 'slot' ? SLOT : text));
}

/** `{…} answer in {…} words`: for people to read. */
export function skeletonText({ runs, opensWithSlot, closesWithSlot }: Skeleton): string {
  const slot = '{…}';
  const middle = runs.map((run) => run.join(' ')).join(` ${slot} `);
  return `${opensWithSlot ? `${slot} ` : ''}${middle}${closesWithSlot ? ` ${slot}` : ''}`;
}

/** The same for the same skeleton, in every report. */
export function skeletonId(skeleton: Skeleton): string {
  return sha256Hex(skeletonText(skeleton)).slice(0, 12);
}

export function slotsOf({ runs, opensWithSlot, closesWithSlot }: Skeleton): number {
  return runs.length - 1 + Number(opensWithSlot) + Number(closesWithSlot);
}

/** From words that stay and {@link SLOT} for those that change, in order; neighbouring slots are one. */
export function skeletonOf(tokens: readonly string[]): Skeleton {
  const runs: string[][] = [];
  let open = false;
  for (const token of tokens) {
    if (token === SLOT) open = false;
    else if (open) runs.at(-1)?.push(token);
    else {
      runs.push([token]);
      open = true;
    }
  }
  return { runs, opensWithSlot: tokens[0] === SLOT, closesWithSlot: tokens.at(-1) === SLOT };
}

/**
 * Where the runs of a template stand in a prompt's words: all of them, whole and in order. Anything may stand around
 * them: people greet before a template and thank after it.
 * @returns per run the place of its first word, or null when the prompt was not made from the template
 */
export function placesOf({ runs }: Skeleton, words: readonly string[]): number[] | null {
  const places: number[] = [];
  let from = 0;
  for (const run of runs) {
    const at = indexOfRun(words, run, from);
    if (at < 0) return null;
    places.push(at);
    from = at + run.length;
  }
  return places;
}

/** A stretch of words, in places of {@link wordsOf}. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is left of a prompt without some stretches of its words; signs beside them stay. */
export function withoutStretches(prompt: string, stretches: readonly Stretch[]): string {
  const tokens = contentTokens(prompt);
  const lowerCase = prompt.toLowerCase();
  // A letter whose lower case is longer moves every place behind it: then the words alone are kept.
  const text = lowerCase.length === prompt.length ? prompt : null;
  const cut = (at: number) => stretches.some(({ from, to }) => at >= from && at < to);
  if (text === null) return tokens.flatMap((token, at) => (cut(at) ? [] : [token.text])).join(' ');
  let rest = '';
  let end = 0;
  tokens.forEach((token, at) => {
    const start = lowerCase.indexOf(token.text, end);
    if (start < 0) return;
    if (!cut(at)) rest += text.slice(end, start + token.text.length);
    else rest += text.slice(end, start);
    end = start + token.text.length;
  });
  return `${rest}${text.slice(end)}`.replace(/\s+/g, ' ').trim();
}

function contentTokens(prompt: string): Token[] {
  return tokensOf(prompt).filter(({ kind }) => kind !== 'sign');
}

export function indexOfRun(words: readonly string[], run: readonly string[], from: number): number {
  for (let at = from; at + run.length <= words.length; at += 1) {
    if (run.every((word, offset) => words[at + offset] === word)) return at;
  }
  return -1;
}
