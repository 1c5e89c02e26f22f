import { languageOf } from '../../traffic/language.js';
import { ownWords } from './own-words.js';
import { inContext, type PromptPattern, presence } from './prompt-pattern.js';
import { hasFunctionWords, languageByWords } from './session-words.js';

/** Enough to tell a language. */
const READ_CHARACTERS = 2_000;
/** A script of its own tells more with each character. */
const MIN_OTHER_LETTERS = 4;
/** Function words of one language that tell it alone; a single one has to agree with the letters of the text. */
const TELLING_WORDS = 1.5;
const LEAST_LEAD = 2;
/** Letters that tell a language without a function word: one whose function words are not known here. */
const MIN_LETTERS = 24;
const FEWEST_WORDS = 3;
/** Letters that tell a language together with a function word. */
const MIN_LETTERS_AGREED = 12;
const BEYOND_ASCII = /[^\p{ASCII}]/u;
/** Share of the words that the turn before holds as well. */
const SHARED_WORDS = 0.3;

/** Lines of code or a log without a fence around them. */
const CODE_LINE =
  /^.*[{};]\s*$|^\s*(?:def|class|import|sudo|npm|npx|git|pip|docker|curl)\b.*$|^.*(?:&&|\w=\w|\]:|\)\(|=>|::|\w\.\w+\().*$|^\s*\w*(?:error|exception|warning|fatal|traceback)\w*:.*$/gimu;
/** "Translate this: …": what stands before a colon is the user, what stands behind it may be material. */
const INSTRUCTION = /^([^:：\n]{3,60})[:：]\s/u;
/** "Trattoria da Enzo": a small word within a name. */
const NAME = /\p{Lu}[\p{L}'’-]*(?:\s(?:\p{Ll}{1,3}\s)?\p{Lu}[\p{L}'’-]*)+/gu;
/** Somebody who speaks or is spoken to; a report without it, and without a question, is pasted. */
const PERSON =
  /[?？¿]|(?<!\p{L})(?:i|i'm|me|my|we|us|our|you|your|please|let's|ich|mir|mich|mein\p{L}*|wir|uns|unser\p{L}*|du|dir|dein\p{L}*|bitte|je|j|moi|mon|ma|mes|nous|notre|vous|votre|tu|ton|yo|me|mi|mis|nosotros|nuestr\p{L}*|tú|usted|eu|meu|minha|nós|você|io|mio|mia|noi|ik|mij|mijn|wij|jij|je)(?!\p{L})/iu;
/** A short wish about a text that does not hold the text. */
const ANNOUNCES_TEXT =
  /^(?=[^\n:：]{3,80}$).*(?<!\p{L})(?:translat\p{L}*|proofread|summari[sz]e|correct|rewrite|übersetz\p{L}*|fass\p{L}*|korrigier\p{L}*|tradui\p{L}*|résum\p{L}*|corrig\p{L}*|traduc\p{L}*|traduz\p{L}*|resum\p{L}*|riassum\p{L}*)(?!\p{L})|^[^\n:：]{2,30}$(?<=.*(?:翻译|总结|訳|要約).*)/iu;
const MIN_TEXT_CHARACTERS = 60;
const ALL_QUOTED = /^\s*(?:"[^"]+"|“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»|「[^「」]+」)[\s.?!]*$/u;
const MIN_PASTED_CHARACTERS = 80;

/**
 * Speaking in another language than before. The user's own words count: not code, quotations, names, or a document that
 * is pasted behind an instruction or as a turn of its own. A turn too short to tell its language switches nothing.
 */
export const SESSION_LANGUAGE_PATTERNS: readonly PromptPattern[] = inContext([
  presence(
    'language_switch',
    "the user's own words are in another language than in the turn before it whose language can be told",
    (text, { earlier }) => {
      if (earlier.length === 0) return false;
      const language = proseLanguageOf(text);
      if (language === null || isPasted(text)) return false;
      const previous = earlier.at(-1)?.prompt ?? '';
      if (ANNOUNCES_TEXT.test(previous) && isHandedOver(text)) return false;
      const before = earlier.findLast(({ prompt }) => proseLanguageOf(prompt) !== null)?.prompt;
      return before !== undefined && proseLanguageOf(before) !== language && !sharesWords(text, before);
    },
  ),
]);

function proseLanguageOf(prompt: string): string | null {
  if (ALL_QUOTED.test(prompt)) return null;
  // Code and quotations are what a prompt is about, not the language it is written in.
  const prose = ownWords(prompt.slice(0, READ_CHARACTERS))
    .replace(CODE_LINE, ' ')
    .replace(/[\s\uFFFC]+/gu, ' ')
    .trim();
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < letters / 2) return letters < MIN_OTHER_LETTERS ? null : languageOf(prose);
  const instruction = INSTRUCTION.exec(prose)?.[1];
  const instructed = instruction === undefined ? null : languageByWords(smallWordsOf(instruction));
  // Behind two words that tell nothing may stand anybody's text.
  if (instructed !== null) return instructed.words > instructed.others ? instructed.language : null;
  return latinLanguageOf(prose);
}

/** By function words, and by the letters where these say too little. */
function latinLanguageOf(prose: string): string | null {
  const words = smallWordsOf(prose);
  const { language, words: found, others } = languageByWords(words);
  if (found >= TELLING_WORDS && found >= LEAST_LEAD * others) return language;
  const small = words.join(' ');
  const guessed = languageOf(small);
  if (guessed === language && found > others && small.length >= MIN_LETTERS_AGREED) return language;
  if (words.length < FEWEST_WORDS) return null;
  const isOther = guessed !== null && !hasFunctionWords(guessed) && BEYOND_ASCII.test(small);
  return (language === null || isOther) && small.length >= MIN_LETTERS ? guessed : null;
}

/** Words without names; a first word has its capital from the sentence. */
function smallWordsOf(prose: string): string[] {
  const opened = prose.replace(/(?:^|[.!?…:]\s|[¿¡])\p{Lu}/gu, (start) => start.toLowerCase());
  return (
    opened
      .replace(NAME, ' ')
      .match(/(?<![\p{L}'’-])\p{Ll}[\p{Ll}'’-]*(?!\p{L})/gu)
      ?.flatMap(piecesOf) ?? []
  );
}

/** "l'eau" is two words, "don't" one. */
function piecesOf(word: string): string[] {
  return /^(?:l|d|j|c|n|s|m|t|qu)['’]/u.test(word) ? word.split(/['’]/u) : [word.replaceAll('’', "'")];
}

/** Full sentences in which nobody speaks, nobody is spoken to, and nothing is asked. */
function isPasted(text: string): boolean {
  return text.length >= MIN_PASTED_CHARACTERS && /[.。](?:\s|$)/u.test(text) && !PERSON.test(ownWords(text));
}

/** Sentences without a question, long enough to be the text that was spoken of. */
function isHandedOver(text: string): boolean {
  return text.length >= MIN_TEXT_CHARACTERS && /[.!。]\s*$/u.test(text) && !/[?？]/u.test(text);
}

/** Two languages share names and terms at most: guesses about short texts are not believed against shared words. */
function sharesWords(text: string, before: string): boolean {
  const known = new Set(wordsOf(before));
  const words = wordsOf(text);
  return words.filter((word) => known.has(word)).length >= SHARED_WORDS * words.length;
}

function wordsOf(prompt: string): string[] {
  return (
    ownWords(prompt.slice(0, READ_CHARACTERS))
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}
