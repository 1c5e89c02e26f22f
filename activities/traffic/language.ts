import { eld } from 'eld/extrasmall';

/** Enough to tell a language; more only takes longer. */
const READ_CHARACTERS = 200;

/** ISO 639-1 code of the language of a text; null when it cannot be told, as with code, numbers or a word or two. */
export function languageOf(text: string): string | null {
  const { language, isReliable } = eld.detect(text.length > READ_CHARACTERS ? text.slice(0, READ_CHARACTERS) : text);
  return language !== '' && isReliable() ? language : null;
}
