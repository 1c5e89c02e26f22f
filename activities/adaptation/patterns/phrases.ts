import { BARE_LETTERS } from './folding.js';
import { type Framed, Prefiltered } from './prefilter.js';

/** Scripts that write no spaces between words: a phrase in them has no word ends to look for. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Part of a word of a script with spaces. */
const LETTER =
  '[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Hangul}\\p{Script=Arabic}\\p{N}\\p{M}_]';

/** What people type where they leave the accent out. */
const BARE = new Map([...BARE_LETTERS, ['ä', 'ae'], ['ö', 'oe'], ['ü', 'ue'], ['ß', 'ss']]);
const ACCENTED = new RegExp(`[${[...BARE.keys()].join('')}]`, 'gu');

const CHARACTER_CLASS = /(\[(?:\\.|[^\]\\])*\])/u;

const GREETINGS =
  'hi|hello|hey|dear|hallo|guten tag|guten morgen|bonjour|bonsoir|salut|hola|buenos días|buenas tardes|olá|oi|bom dia|boa tarde|你好|您好|こんにちは';
const LEAD_INS =
  'please|pls|kindly|now|then|and|but|also|next|first|finally|just|ok|okay|so|bitte|jetzt|dann|und|aber|auch|merci de|puis|et|mais|ensuite|por favor|ahora|luego|y|pero|agora|depois|e|mas';

/** White space, list marks and opening punctuation that may stand before the first word. */
const OPENERS = '[\\s>*\\-–•#\\d.)¡¿"“(]{0,8}';
const LEAD_IN = `(?:(?:${loosened(GREETINGS)})(?: there| team| all| zusammen)?[,!.，！。\\s]{1,3})?(?:(?:${loosened(LEAD_INS)})[,\\s]{1,3}){0,2}`;
const SENTENCE_START = `(?:^|[.!?;:\\n。！？；：…])${OPENERS}${LEAD_IN}`;
const CLAUSE_START = `(?:^|[.!?;:\\n,(。！？；：，、（…])${OPENERS}${LEAD_IN}`;
const TEXT_START = '^[\\s"“>*#]{0,8}';

/** Tells whether a text holds one of some phrases. */
export interface Phrases {
  test(text: string): boolean;
}

/**
 * Matches any of the phrases as whole words, whatever the case. The phrases are regular expressions in small letters; a
 * space stands for one to three white spaces, a straight apostrophe for a curly one as well, an accented letter for its
 * bare form too (people leave accents out). JavaScript's `\b` knows ASCII only, so word ends are told by letters and
 * digits of the scripts with spaces; phrases in the others match anywhere. No accented letter may stand in a character
 * class, and every repetition has a bound, so that a match costs the same wherever it begins.
 */
export function anyPhrase(...phrases: readonly string[]): Phrases {
  return compiled([
    [`(?<!${LETTER})(?=[\\p{L}\\p{N}\\uFFFC(])`, phrases.filter((phrase) => !isUnspaced(phrase) && !isPlaced(phrase))],
    ['', phrases.filter((phrase) => isUnspaced(phrase) || isPlaced(phrase))],
  ]);
}

/** Like {@link anyPhrase}, but only where a clause or a line begins, after a greeting, a conjunction or "please". */
export function openingPhrase(...phrases: readonly string[]): Phrases {
  return compiled([[CLAUSE_START, phrases]]);
}

/** Like {@link openingPhrase}, but a comma begins nothing: ", which is late" asks no question. */
export function sentencePhrase(...phrases: readonly string[]): Phrases {
  return compiled([[SENTENCE_START, phrases]]);
}

/** Like {@link anyPhrase}, but only as the first words of the text. */
export function firstPhrase(...phrases: readonly string[]): Phrases {
  return compiled([[TEXT_START, phrases]]);
}

function compiled(groups: readonly (readonly [start: string, phrases: readonly string[]])[]): Phrases {
  // Small letters on both sides: a search that ignores case takes several times as long.
  const any = new Prefiltered(
    groups.flatMap(([start, phrases]) => phrases.map((phrase) => framed(start, phrase))),
    'u',
  );
  return { test: (text) => any.test(inSmallLetters(text)) };
}

let latest = { text: '', lowered: '' };

function inSmallLetters(text: string): string {
  if (latest.text !== text) latest = { text, lowered: text.toLowerCase() };
  return latest.lowered;
}

function framed(start: string, phrase: string): Framed {
  const wordEnd = isUnspaced(phrase) ? '' : `(?!(?<=${LETTER})${LETTER})`;
  return { before: start, body: loosened(phrase), behind: wordEnd, beginsWord: start !== '' };
}

function isUnspaced(phrase: string): boolean {
  return UNSPACED.test(phrase);
}

/** Says itself where it may begin. */
function isPlaced(phrase: string): boolean {
  return phrase.startsWith('(?:^|');
}

function loosened(phrase: string): string {
  return phrase
    .split(CHARACTER_CLASS)
    .map((part, i) => (i % 2 === 1 ? part.replaceAll(' ', '\\s').replaceAll("'", "'’") : loosenedPart(part)))
    .join('');
}

function loosenedPart(part: string): string {
  return part
    .replaceAll(' ?', '\\s{0,3}')
    .replaceAll(' ', '\\s{1,3}')
    .replaceAll("'", "['’]")
    .replace(ACCENTED, (letter) => `(?:${letter}|${BARE.get(letter) ?? letter})`);
}
