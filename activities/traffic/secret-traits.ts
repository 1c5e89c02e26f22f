/** What one look at a text tells of the secrets that it may hold: most texts are spared most patterns. */
export interface SecretTraits {
  /** Has a word of letters, digits, `_` and `-` that is long enough for a key and has a digit. */
  readonly hasKeyLikeWord: boolean;
  /** Digits of the longest number, gaps in it included. */
  readonly longestNumber: number;
}

/** No vendor's key is shorter. */
const SHORTEST_KEY = 14;
/** Other signs that may lie between two digits of one number. */
const WIDEST_GAP = 6;
const [ZERO, NINE, UNDERSCORE, DASH, BACKSLASH] = [48, 57, 95, 45, 92];

/** One pass over the text, in place of a pattern for each of these. */
export function secretTraitsOf(text: string): SecretTraits {
  let hasKeyLikeWord = false;
  let longestNumber = 0;
  let [word, wordDigits, digits, gap, previous] = [0, 0, 0, 0, 0];
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code >= ZERO && code <= NINE) {
      word += 1;
      wordDigits += 1;
      digits += 1;
      gap = 0;
      if (digits > longestNumber) longestNumber = digits;
    } else {
      const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
      if (isLetter || code === UNDERSCORE || code === DASH) word += 1;
      else [word, wordDigits] = [0, 0];
      gap += 1;
      // The letter of a written-out line break ends no number.
      if ((isLetter && previous !== BACKSLASH) || gap > WIDEST_GAP) digits = 0;
    }
    if (wordDigits > 0 && word >= SHORTEST_KEY) hasKeyLikeWord = true;
    previous = code;
  }
  return { hasKeyLikeWord, longestNumber };
}
