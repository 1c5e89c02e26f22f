import { cleaned } from './own-words.js';
import type { PromptPattern } from './prompt-pattern.js';

/** One or more ends of a sentence, or an empty line, or a line break before a list mark. */
const SENTENCE_END = /[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？]+[」』”）]*|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,3}[.)])\s)/gu;
/** Before a name or a noun, whatever its case. */
const ABBREVIATION =
  /(?:^|[\s(])(?:(?:\p{L}\.)+\p{L}|e\.\s?g|i\.\s?e|vs|dr|mr|mrs|ms|prof|nr|st|fig|approx|ca|cf|z\.\s?b|d\.\s?h|u\.\s?a|bzw|inkl|exkl|zzgl|ggf|sog|bspw|evtl|p\.\s?ex|p\.\s?ej|ej|sr|sra|srs|sres|srta|dra|dott|sig|ing|avv|mme|mlle|dhr|mevr|bijv|núm|av|[b-z])\.$/iu;
/** Ends a sentence before a capital, none before a small letter. */
const CLOSING_ABBREVIATION = /(?:^|[\s(])(?:etc|usw|inc|ltd|co|a\.\s?m|p\.\s?m|jr|no|max|min|incl|ecc|enz|tel)\.$/iu;
/** "No. 5", and the days of German dates. */
const NUMBERED = /(?:^|[\s(])(?:no|ch|vol|pp?|sec|art|ex|kap|bd|num|cap|abs|abb|tab|ziff|rn|eq|figs?|pág|pos)\.$/iu;
const UNIT = /\d\s?(?:m|g|h|l|s|t|v|w|km|cm|mm|kg|mg|ml)\.$/iu;
const MONTH = /^\s(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert)/iu;
const LIST_MARK = /(?:^|\n)\s*\d{1,3}\.$/u;
/** Words of scripts with spaces; an apostrophe, a hyphen or a dot inside joins. */
const SPACED_WORD = /[\p{L}\p{N}\p{M}]+(?:['’.\-_][\p{L}\p{N}\p{M}]+)*/gu;
const UNSPACED_RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+/gu;
/** The segmenter takes runs of this size: its time per character grows with the run. */
const SEGMENTED_CHARACTERS = 2_000;
/** What is longer has as many words per character as its beginning. */
const SEGMENTED_AT_MOST = 20_000;
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

export const SIZE_PATTERNS: readonly PromptPattern[] = [
  {
    name: 'length',
    definition: 'log(1 + characters)',
    readsAll: true,
    measure: (text) => Math.log1p(charactersOf(text.trim())),
  },
  {
    name: 'words',
    definition: 'log(1 + words); Chinese, Japanese and Thai are cut by a dictionary',
    readsAll: true,
    measure: (text) => Math.log1p(wordsOf(cleaned(text))),
  },
  {
    name: 'sentences',
    definition: 'log(1 + sentences); an item of a list counts as one',
    readsAll: true,
    measure: (text) => Math.log1p(sentencesOf(cleaned(text))),
  },
  {
    name: 'lines',
    definition: 'log(1 + lines that are not empty)',
    readsAll: true,
    measure: (text) => Math.log1p(text.split(/\r\n|[\n\r\u2028\u2029]/u).filter((line) => line.trim() !== '').length),
  },
];

/** Code points: an emoji of one code point is one character, not the two units of UTF-16. */
function charactersOf(text: string): number {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}

function wordsOf(text: string): number {
  let characters = 0;
  let segmented = 0;
  let found = 0;
  const spaced = text.replace(UNSPACED_RUN, (run) => {
    characters += run.length;
    for (let i = 0; i < run.length && segmented < SEGMENTED_AT_MOST; i += SEGMENTED_CHARACTERS) {
      const piece = run.slice(i, i + SEGMENTED_CHARACTERS);
      segmented += piece.length;
      for (const { isWordLike } of segmenter.segment(piece)) if (isWordLike === true) found += 1;
    }
    return ' ';
  });
  let words = segmented === 0 ? 0 : Math.round((found * characters) / segmented);
  for (const _ of spaced.matchAll(SPACED_WORD)) words += 1;
  return words;
}

/** Pieces of text between ends of sentences that hold a letter or a digit. */
function sentencesOf(text: string): number {
  let sentences = 0;
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (isNoEnd(text, start, end, match[0])) continue;
    if (hasContent(text.slice(start, end))) sentences += 1;
    start = end;
  }
  return sentences + (hasContent(text.slice(start)) ? 1 : 0);
}

/** A dot of an abbreviation or of a list mark, or an ellipsis after which the sentence goes on in lower case. */
function isNoEnd(text: string, start: number, end: number, mark: string): boolean {
  if (mark.startsWith('\n')) return false;
  // Japanese quotes with と and goes on.
  if (/[。！？]/u.test(mark)) return text[end] === 'と';
  const before = text.slice(Math.max(start, end - 10), end);
  const after = text.slice(end, end + 12);
  const goesOn = /^\s\p{Ll}/u.test(after);
  // "Really?" she asked.
  if (mark !== '.') return goesOn && /^(?:\.{2,}|…)|[?!]+["'”’»]/u.test(mark);
  // A unit after a number ends its sentence before a capital.
  if (UNIT.test(before) && /^\s[\p{Lu}¿¡]/u.test(after)) return false;
  if (goesOn && /(?:\p{L}\.){2}$/u.test(before)) return true;
  if (goesOn && CLOSING_ABBREVIATION.test(before)) return true;
  if (/^\s\d/u.test(after) && NUMBERED.test(before)) return true;
  if (/\d\.$/u.test(before) && MONTH.test(after)) return true;
  return LIST_MARK.test(text.slice(Math.max(0, end - 12), end)) || ABBREVIATION.test(before);
}

function hasContent(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece);
}
