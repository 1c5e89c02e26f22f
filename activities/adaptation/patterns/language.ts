import { languageOf } from '../../traffic/language.js';
import { hasEnglishShape, hasOtherShape, isEnglishWord, isOtherWord, withoutLoanPhrases } from './language-words.js';
import { ownWords } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Words of a prompt that are looked at: a language shows in the first hundred. */
const WORDS = 100;
const READ_CHARACTERS = 4_000;
/** "Rio de Janeiro": a frequent word inside a name tells nothing. */
const NAME = prefiltered(
  /\p{Lu}\p{L}{1,30}(?:['’-]\p{L}{1,30})?(?:\s(?:de|del|la|las|los|el|du|des|da|do|dos|von|der|van|di|le|les|y|e)){1,2}\s\p{Lu}\p{L}{1,30}|(?<!\p{L})(?:[Ee]l|[Ll]os|[Ll]as|[Ll]es|[Ll]e|[Ll]a|Der|Die|Das|[Dd]e|[Vv]an|[Vv]on|Di|Da|Del|San|São)\s\p{Lu}\p{L}{1,30}/gu,
);
/** "Corrige : I has a dog": what stands before a colon is the user, what stands behind it the material. */
const INSTRUCTION = /^([^:：\n]{3,60})[:：]\s/u;
/** Fewer letters and words than these, without a single word that tells, tell nothing: a name, a term, a line of code. */
const LETTERS_TO_TELL = 25;
const FEWEST_WORDS = 5;
/** A frequent word tells more than the letters of a rare one. */
const KNOWN_WORD = 2;
const FIRST_WORD = 4;
const SHAPED_WORD = 1;
const LATIN_PER_OTHER = 2.5;

export const LANGUAGE_PATTERNS: readonly PromptPattern[] = [
  presence('non_english', 'is not in English, as script, frequent words and letter sequences tell', isNotEnglish),
];

/** A text without enough words to tell counts as English: a name or a line of code must not look like a new habit. */
function isNotEnglish(text: string): boolean {
  const prose = ownWords(text).slice(0, READ_CHARACTERS);
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  // A term in Latin letters has more of them than the words around it have characters.
  if (letters >= 2 && latin < (letters - latin) * LATIN_PER_OTHER) return true;
  if (looksLikeCode(prose)) return false;
  const instruction = INSTRUCTION.exec(prose)?.[1];
  return (instruction === undefined ? null : verdictOf(instruction)) ?? verdictOf(prose) ?? isOtherLanguage(prose);
}

/** Whether the words of a text are of another language than English; null where none of them tells. */
function verdictOf(prose: string): boolean | null {
  let english = 0;
  let other = 0;
  tellingWords(prose).forEach((word, at) => {
    // How a prompt begins tells what its writer speaks; titles and names come later.
    const known = at === 0 ? FIRST_WORD : KNOWN_WORD;
    if (isEnglishWord(word)) english += known;
    else if (isOtherWord(word)) other += known;
    else if (hasOtherShape(word)) other += SHAPED_WORD;
    else if (hasEnglishShape(word)) english += SHAPED_WORD;
  });
  return english === 0 && other === 0 ? null : other > english;
}

/** Words in small letters without names; a first word may have a capital for the sentence's sake and counts if known. */
function tellingWords(prose: string): string[] {
  const words = withoutLoanPhrases(NAME.replacedIn(prose, ' ')).match(/\p{L}[\p{L}'’]*/gu) ?? [];
  return words.slice(0, WORDS).flatMap((word, at) => {
    const lowered = word.toLowerCase();
    if (word === lowered) return pieces(lowered);
    const startsSentence = at === 0 && pieces(lowered).some((piece) => isEnglishWord(piece) || isOtherWord(piece));
    return startsSentence || isShouted(prose) ? pieces(lowered) : [];
  });
}

/** "l'auto" and "what's" are two words, of which the first or only the whole tells. */
function pieces(word: string): string[] {
  return word.split(/['’]/u).filter((piece) => piece !== '');
}

function isShouted(prose: string): boolean {
  return !/\p{Ll}/u.test(prose);
}

function isOtherLanguage(prose: string): boolean {
  const small = (prose.match(/(?<!\p{L})\p{Ll}\p{L}*/gu) ?? []).join(' ');
  if (small.length < LETTERS_TO_TELL || small.split(' ').length < FEWEST_WORDS) return false;
  const language = languageOf(small);
  return language !== null && language !== 'en';
}

function looksLikeCode(prose: string): boolean {
  const signs = prose.match(/[{}()[\]=;<>_/\\$#|&*+]/gu)?.length ?? 0;
  return signs * 8 > prose.length;
}
