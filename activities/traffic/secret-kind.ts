import type { SecretTraits } from './secret-traits.js';

/** One kind of personal data or secret, and how it is told from what only looks like it. */
export interface SecretKind {
  /** Name in the placeholder: `[EMAIL_1]`. */
  readonly name: string;
  /**
   * Global and linear-time: every repetition is bounded or starts only where a token starts. A first group is what
   * leads to the secret and stays in the text.
   */
  readonly pattern: RegExp;
  /** A text without any of these holds no such secret: most texts are spared the pattern. */
  readonly hints?: readonly string[] | RegExp;
  /** False of a text that cannot hold such a secret. @default every text may */
  readonly mayBeIn?: (traits: SecretTraits) => boolean;
  /** The secret that a match starts with; null when it is none. @default the whole match */
  readonly secretIn?: (match: string, lead: string) => string | null;
  /** Spellings with the same form are one value. @default the text itself */
  readonly form?: (secret: string) => string;
  /**
   * Known only by the words before it, such as a password: once found it is replaced wherever else the record repeats
   * it. @default false
   */
  readonly isKnownByLead?: boolean;
}

/** No letter or digit before; the `n` of a written-out line break (`\n`) is none. */
export const START = String.raw`(?<!(?<!\\)[A-Za-z0-9])`;
/** No letter or digit after. */
export const END = '(?![A-Za-z0-9])';

export const onlyIf = (isSecret: (text: string) => boolean) => (text: string) => (isSecret(text) ? text : null);
export const hasDigitAndLetter = (text: string) => /\d/.test(text) && /[A-Za-z]/.test(text);
export const compact = (text: string) => text.replace(/[^A-Za-z0-9+]/g, '').toUpperCase();
export const lowerCase = (text: string) => text.toLowerCase();
