import { type PromptPattern, presence } from './prompt-pattern.js';

/** Frequent words that the other languages of the list do not share. */
const FUNCTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: 'the and of to is that it for you with this what how be are my can please not on from have do i we should would'.split(
    ' ',
  ),
  de: 'der die das und ist nicht ein eine ich du mit für auf den dem wie was bitte kannst mir zu von im auch sind wird soll'.split(
    ' ',
  ),
  fr: 'le les des est et une pour que qui dans avec sur pas vous je tu ce cette mon du au aux être comment'.split(' '),
  es: 'el los las es y una para que con por no mi del al como cómo qué está esto esta son puedes quiero más'.split(' '),
  pt: 'o os as é e uma para que com por não meu minha do da em como você isso este são pode quero mais'.split(' '),
};

/** Words of a prompt that are looked at: a language shows in the first hundred. */
const WORDS = 100;

export const LANGUAGE_PATTERNS: readonly PromptPattern[] = [
  presence('non_english', 'is not in English, as script and frequent words tell', (text) => isNotEnglish(text)),
];

/** A text without enough words to tell counts as English: a name or a line of code must not look like a new habit. */
function isNotEnglish(text: string): boolean {
  // Code and quoted words are what the prompt is about, not the language it is written in.
  const prose = text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`|["“„«][^"”“»\n]{1,200}["”“»]/g, ' ').slice(0, 4000);
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters >= 2 && latin < letters / 2) return true;
  const words = (prose.toLowerCase().match(/\p{L}+/gu) ?? []).slice(0, WORDS);
  const scores = Object.entries(FUNCTION_WORDS).map(([language, known]) => ({
    language,
    score: words.filter((word) => known.includes(word)).length,
  }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return best.language !== 'en' && best.score >= 2;
}
