import { commands } from './imperative.js';
import { anyPhrase, type Phrases } from './phrases.js';

const SENTENCE_BREAK = /(?<=[.!?;])\s+|(?<=[。！？；])|\n+/u;
/** Wishes and requests that are no commands in form. */
const WISH = anyPhrase(
  "(?:can|could|would|will) (?:you|u|ya)|i(?:'d| would)? (?:want|need|like|love|prefer)|we (?:want|need)|please|pls|plz|(?:should|must) be",
  '(?:kannst|könntest|würdest) du|können sie|bitte|ich (?:brauche|möchte|will|hätte)|(?:peux|pourrais)-tu|tu peux|pouvez-vous|je (?:veux|voudrais)|stp|svp|puedes|podrías|quiero|necesito|por favor|você pode|pode|quero|preciso|puoi|vorrei|kun je|ik wil',
);

export function sentencesOf(words: string): string[] {
  return words.split(SENTENCE_BREAK);
}

/**
 * Whether a sentence of the user's own words that asks for something speaks of a form, and of nothing excluded; both in
 * small letters.
 */
export function requestsWith(words: string, form: Phrases, excluded?: Phrases): boolean {
  const lowered = words.toLowerCase();
  if (!form.test(lowered)) return false;
  return sentencesOf(lowered).some(
    (sentence) =>
      form.test(sentence) && excluded?.test(sentence) !== true && (commands(sentence) || WISH.test(sentence)),
  );
}
