import { languageOf } from '../../traffic/language.js';
import { ownWords } from './own-words.js';
import { inContext, type PromptPattern, presence } from './prompt-pattern.js';

/** Enough to tell a language. */
const READ_CHARACTERS = 2_000;
/** Fewer letters tell no language: names, "ok" and "merci" are written in all of them. */
const MIN_LETTERS = 16;
/** A script of its own tells more with each character. */
const MIN_OTHER_LETTERS = 6;
/** Share of the words that the turn before holds as well. */
const SHARED_WORDS = 0.3;

/** Lines of code without a fence around them. */
const CODE_LINE = /^.*[{};]\s*$|^\s*(?:def|class|import)\b.*$/gmu;

export const SESSION_LANGUAGE_PATTERNS: readonly PromptPattern[] = inContext([
  presence(
    'language_switch',
    'is in another language than the turn before it whose language can be told',
    (text, { earlier }) => {
      if (earlier.length === 0) return false;
      const language = proseLanguageOf(text);
      if (language === null) return false;
      const before = earlier.findLast(({ prompt }) => proseLanguageOf(prompt) !== null)?.prompt;
      return before !== undefined && proseLanguageOf(before) !== language && !sharesWords(text, before);
    },
  ),
]);

function proseLanguageOf(prompt: string): string | null {
  // Code and quotations are what a prompt is about, not the language it is written in.
  const own = ownWords(prompt.slice(0, READ_CHARACTERS));
  const prose = own
    .replace(CODE_LINE, ' ')
    .replace(/[\s\uFFFC]+/gu, ' ')
    .trim();
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < letters / 2 ? letters < MIN_OTHER_LETTERS : letters < MIN_LETTERS) return null;
  return languageOf(prose);
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
