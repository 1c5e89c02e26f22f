import { languageOf } from '../../traffic/language.js';
import { ownWords } from './own-words.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Frequent words of prompts that English does not share; what English shares tells nothing. */
const ENGLISH = setOf(
  'the and of to is that it for you with this what how be are my can please not from have do we should would write explain make give list translate summarize summarise show tell which when why where your their at by or if into about use using only answer create find help need want there here i versus vs best near recipe weather effects ideas beginners error email letter story poem essay word words fix example meaning difference between history book movie song guide price new good more most like without who were had does did out up yes one two free easy simple number day week year people work life time money food health home school business company file page game music world city country language english travel car dog cat water house family child children',
);
const OTHER = setOf(
  'der die das und ist nicht ein eine einen einem einer ich du mit für auf den dem wie bitte kannst mir zu von im auch sind wird soll ohne über aus bei nach wir sie mein meine deine warum welche schreib schreibe erkläre gib nenne',
  'le les des est et une pour que qui dans avec sur pas vous je tu ce cette mon ma du au aux être comment pourquoi quel quelle un la l d mes ses sont nous moi sans très écris explique donne',
  'el los las es y para por con del al como cómo qué está esto esta son puedes quiero más una mi su sin muy escribe dame cuál cuáles sobre hay',
  'os é e uma com não meu minha da em você isso este são pode quero mais um ao dos das nos na seu sua escreva qual quais sem muito',
  'il gli lo della di che per una sono è come con mio cosa perché questo questa scrivi spiega',
  'het een van dat niet ik je voor zijn op met aan hoe wat kun maar deze schrijf geef',
  'jest nie się w z na do jak czy proszę co to dla napisz',
  'och att det som är på av för med inte jag kan hur vad skriv',
  've bir bu için ne nasıl mı ile bana da de yaz',
);
/** Words of a prompt that are looked at: a language shows in the first hundred. */
const WORDS = 100;
/** "Rio de Janeiro": a frequent word inside a name tells nothing. */
const NAME =
  /\p{Lu}\p{L}{1,30}(?:\s(?:de|del|la|las|los|el|du|des|da|do|von|der|van|di|le|les)){1,2}\s\p{Lu}\p{L}{1,30}/gu;
const READ_CHARACTERS = 4_000;
/** Fewer letters than these, without a single frequent word, tell nothing: a name, a term, a line of code. */
const LETTERS_TO_TELL = 14;
const FEWEST_WORDS = 4;
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
  const words = (
    prose
      .replace(NAME, ' ')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  ).slice(0, WORDS);
  const english = words.filter((word) => ENGLISH.has(word)).length;
  const other = words.filter((word) => OTHER.has(word) && !ENGLISH.has(word)).length;
  if (english >= Math.max(1, other) || looksLikeCode(prose)) return false;
  if (other >= 2) return true;
  if (letters < LETTERS_TO_TELL || words.length < 3) return other === 1 && words.length > 1 && isOtherLanguage(prose);
  // Three foreign nouns may be a dish, a town and its wine.
  if (other === 0 && words.length < FEWEST_WORDS && !/[À-ÿ]/u.test(prose)) return false;
  return isOtherLanguage(prose);
}

function isOtherLanguage(prose: string): boolean {
  const language = languageOf(prose);
  return language !== null && language !== 'en';
}

function looksLikeCode(prose: string): boolean {
  const signs = prose.match(/[{}()[\]=;<>_/\\$#|&*+]/gu)?.length ?? 0;
  return signs * 8 > prose.length;
}

function setOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')));
}
