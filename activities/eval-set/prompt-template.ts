import type { Token } from './prompt-tokens.js';
import type { Change } from './token-difference.js';

/** Words of the text around the slots that a template needs, and letters in them: "Order 17" is no template. */
const MIN_FIXED_WORDS = 3;
const MIN_FIXED_LETTERS = 12;
/** A character of a script without spaces is worth half a word, and two and a half letters. */
const WORDS_PER_CHARACTER = 0.5;
const LETTERS_PER_CHARACTER = 2.5;
/** Tokens of a name on one side. */
const MAX_NAME_WORDS = 4;
const MAX_NAME_CHARACTERS = 5;
/** From here on capitals are the style of a text and say nothing about names. */
const MAX_CAPITALISED_SHARE = 0.5;

/** Fewer words or characters than these may all belong to a name. */
const MIN_CONTENT = 6;
const MIN_COMMON_CONTENT = 0.4;

/** Stand between the parts of a name. */
const NAME_PARTICLES = words('de del der den dos da di du la le van von ter ten bin ibn al el y e');

/** German capitalises every noun: there a name is a capital word after one of these, where a noun has an article. */
const GERMAN_WORDS = words(
  'der die das den dem des und ist ich wie nicht ein eine einen einer für mit von zu zum zur mein meine bitte auf im',
);
const GERMAN_NAME_CUES = words(
  'an von für mit bei herr herrn frau hallo liebe lieber namens kollege kollegin kunde kundin',
);
/** Languages without capitals tell names by what stands beside them. */
const CUES_BEFORE = characters('给 致 向 与 跟 和 叫');
const CUES_AFTER = [
  '先生',
  '女士',
  '小姐',
  '老师',
  '经理',
  'さん',
  '様',
  'さま',
  '君',
  'ちゃん',
  '氏',
  '님',
  '씨',
  '에게',
  '께',
  '군',
  '양',
];
/** A pronoun after a cue is no name. */
const PRONOUNS = characters('我 你 您 他 她 它 们 私 僕 나 너 저');
const LETTER = /\p{L}/u;

/** Two prompts as tokens, with the stretches where they differ. */
export interface AlignedPrompts {
  readonly a: readonly Token[];
  readonly b: readonly Token[];
  readonly changes: readonly Change[];
}

/**
 * Whether a change only fills a slot anew: a number, date, address or placeholder for another, a name for a name, or a
 * sign for a sign.
 */
export function fillsSlot({ a, b, changes }: AlignedPrompts, change: Change): boolean {
  const hasNumbers = changes.some(({ fromA, toA }) => a.slice(fromA, toA).some(({ kind }) => kind === 'slot'));
  const sides = [
    { tokens: a, from: change.fromA, to: change.toA },
    { tokens: b, from: change.fromB, to: change.toB },
  ];
  const filled = sides.filter(({ tokens, from, to }) => tokens.slice(from, to).some(({ kind }) => kind !== 'sign'));
  if (filled.length === 0) return true;
  if (filled.length === 1) {
    // Something more on one side: only as a further part of a slot, such as the year of a date.
    return filled.every(
      ({ tokens, from, to }) => hasOnlySlots(tokens, from, to, hasNumbers) && besideSlot(tokens, from, to),
    );
  }
  return sides.every(({ tokens, from, to }) => hasOnlySlots(tokens, from, to, hasNumbers));
}

/** Whether enough text stands around the changes to call what is left a template. */
export function hasTemplate({ a, changes }: AlignedPrompts): boolean {
  let fixedWords = 0;
  let letters = 0;
  let changed = 0;
  a.forEach(({ text, kind }, at) => {
    const isChanged = changes.some(({ fromA, toA }) => at >= fromA && at < toA);
    const size = kind === 'word' ? 1 : kind === 'character' ? WORDS_PER_CHARACTER : 0;
    if (isChanged) changed += kind === 'slot' ? 1 : size;
    else fixedWords += size;
    if (!isChanged) letters += kind === 'word' ? text.length : kind === 'character' ? LETTERS_PER_CHARACTER : 0;
  });
  return fixedWords >= MIN_FIXED_WORDS && letters >= MIN_FIXED_LETTERS && changed <= fixedWords;
}

/**
 * Whether two prompts have too little text in common where they differ to be worth aligning: apart from their common
 * beginning and end, fewer than two in five of their words. Prompts after one long preamble are told apart by this.
 */
export function differThroughout(a: readonly Token[], b: readonly Token[]): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start]?.text === b[start]?.text) start += 1;
  let end = 0;
  const shorter = Math.min(a.length, b.length) - start;
  while (end < shorter && a[a.length - 1 - end]?.text === b[b.length - 1 - end]?.text) end += 1;
  const contentOf = (tokens: readonly Token[]) => {
    const content = new Set<string>();
    for (let at = start; at < tokens.length - end; at += 1) {
      const token = tokens[at];
      if (token === undefined || token.isCapitalised) continue;
      if (token.kind === 'word' || token.kind === 'character') content.add(token.text);
    }
    return content;
  };
  const [ofA, ofB] = [contentOf(a), contentOf(b)];
  const larger = Math.max(ofA.size, ofB.size);
  if (larger < MIN_CONTENT) return false;
  let common = 0;
  for (const text of ofA) if (ofB.has(text)) common += 1;
  return common < MIN_COMMON_CONTENT * larger;
}

/** The text with every slot and every likely name as one sign: alike for all prompts of a template. */
export function maskedTokens(tokens: readonly Token[]): string[] {
  const masked: string[] = [];
  for (const { text, kind, isCapitalised } of tokens) {
    if (kind === 'sign' && !LETTER.test(text)) continue;
    const mask = kind === 'slot' || isCapitalised ? '#' : text;
    if (mask !== '#' || masked.at(-1) !== '#') masked.push(mask);
  }
  return masked;
}

function hasOnlySlots(tokens: readonly Token[], from: number, to: number, hasNumbers: boolean): boolean {
  const inside = tokens.slice(from, to).filter(({ kind }) => kind !== 'sign');
  const names = inside.filter(
    ({ kind, text }, at) => kind !== 'slot' && !(at > 0 && at < inside.length - 1 && NAME_PARTICLES.has(text)),
  );
  if (names.length === 0) return true;
  if (names.every(({ kind }) => kind === 'character')) {
    return (
      names.length === inside.length &&
      names.length <= MAX_NAME_CHARACTERS &&
      isCharacterName(tokens, from, to, hasNumbers)
    );
  }
  if (names.length > MAX_NAME_WORDS || !names.every(({ isCapitalised }) => isCapitalised)) return false;
  const capitals = tokens.filter(({ isCapitalised }) => isCapitalised).length;
  const wordCount = tokens.filter(({ kind }) => kind === 'word').length;
  if (tokens.filter(({ kind, text }) => kind === 'word' && GERMAN_WORDS.has(text)).length >= 2) {
    return (
      GERMAN_NAME_CUES.has(tokens[from - 1]?.text ?? '') ||
      ((tokens[from - 1]?.isCapitalised ?? false) && GERMAN_NAME_CUES.has(tokens[from - 2]?.text ?? ''))
    );
  }
  return capitals - names.length <= MAX_CAPITALISED_SHARE * wordCount;
}

function isCharacterName(tokens: readonly Token[], from: number, to: number, hasNumbers: boolean): boolean {
  const textOf = (first: number, last: number) =>
    tokens
      .slice(Math.max(0, first), last)
      .map(({ text }) => text)
      .join('');
  if (CUES_AFTER.some((cue) => textOf(to, to + cue.length) === cue)) return true;
  // Things are given and told as well as people: without numbers that change too, a cue in front is not enough.
  if (!hasNumbers) return false;
  // Two names may share their first characters.
  for (let before = from - 1; before >= from - 3 && before >= 0; before -= 1) {
    const text = tokens[before]?.text ?? '';
    if (PRONOUNS.has(text) || tokens[before]?.kind !== 'character') return false;
    if (CUES_BEFORE.has(text)) return true;
  }
  return false;
}

function besideSlot(tokens: readonly Token[], from: number, to: number): boolean {
  const neighbours = [tokens[from - 1], tokens[from - 2], tokens[to], tokens[to + 1]];
  return neighbours.some((token) => token?.kind === 'slot' || token?.isCapitalised === true);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

function characters(list: string): ReadonlySet<string> {
  return words(list);
}
