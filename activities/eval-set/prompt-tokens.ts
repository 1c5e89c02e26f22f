/** A word, a number, a sign, or one character of a script that does not put spaces between words. */
export interface Token {
  /** Lower case: how tokens are compared. */
  readonly text: string;
  readonly kind: 'word' | 'character' | 'slot' | 'sign';
  /** Begins with a capital, and not because a sentence begins with it. */
  readonly isCapitalised: boolean;
}

/** Texts of more tokens are taken by their two ends. */
const MAX_TOKENS = 1_000;

const WITHOUT_SPACES =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const LETTER = `(?:(?![${WITHOUT_SPACES}])[\\p{L}\\p{M}])`;
/** Placeholders of the redaction, addresses, numbers with their signs, words, characters, signs: in this order. */
const TOKEN = new RegExp(
  [
    '(?<slot>\\[[A-Z][A-Z0-9_]{1,40}\\]|https?:[^\\s<>"]{1,500}|[\\w.+-]{1,64}@[\\w-]{1,64}(?:\\.[\\w-]{1,64}){1,4})',
    `(?<word>(?:${LETTER}|[\\p{N}_])+(?:(?:['’-]|(?<=\\p{N})[.,:/](?=\\p{N}))(?:${LETTER}|[\\p{N}_])+)*)`,
    `(?<character>[${WITHOUT_SPACES}])`,
    '(?<sign>[^\\s])',
  ].join('|'),
  'gu',
);
const HAS_DIGIT = /\p{N}/u;
const CAPITAL = /^\p{Lu}/u;
const SENTENCE_END = /[.!?:;•*#>\-–—"“„«([]/u;
/** Year, month, day, hour and minute in Chinese, Japanese and Korean: after a number they are part of a date. */
const DATE_UNITS: ReadonlySet<string> = new Set('年月日号號時时分년월일시분');
const LANGUAGES = 'en de fr es it pt nl sv da nb fi pl cs sk hu ro tr ru uk el id vi hi ar he'.split(' ');

/** The names of months and weekdays, which change from date to date. */
const DATE_WORDS: ReadonlySet<string> = new Set(LANGUAGES.flatMap(dateWordsOf));

/** The tokens of a prompt, in order. */
export function tokensOf(prompt: string): Token[] {
  const tokens: Token[] = [];
  let startsSentence = true;
  for (const { 0: found, index, groups = {} } of prompt.matchAll(TOKEN)) {
    const text = found.toLowerCase();
    const afterBreak = index > 0 && prompt[index - 1] === '\n';
    const isDateUnit = DATE_UNITS.has(text) && tokens.at(-1)?.kind === 'slot';
    const kind = isDateUnit ? 'slot' : kindOf(text, groups);
    tokens.push({
      text,
      kind,
      isCapitalised: kind === 'word' && CAPITAL.test(found) && !startsSentence && !afterBreak,
    });
    startsSentence = kind === 'sign' ? SENTENCE_END.test(found) || startsSentence : false;
  }
  if (tokens.length <= MAX_TOKENS) return tokens;
  return [...tokens.slice(0, MAX_TOKENS / 2), ...tokens.slice(-MAX_TOKENS / 2)];
}

interface Groups {
  readonly slot?: string;
  readonly sign?: string;
  readonly character?: string;
}

function kindOf(text: string, { slot, sign, character }: Groups): Token['kind'] {
  if (slot !== undefined) return 'slot';
  if (sign !== undefined) return HAS_DIGIT.test(text) ? 'slot' : 'sign';
  if (character !== undefined) return 'character';
  return HAS_DIGIT.test(text) || DATE_WORDS.has(text) ? 'slot' : 'word';
}

function dateWordsOf(language: string): string[] {
  const format = (options: Intl.DateTimeFormatOptions, days: readonly number[]) =>
    days.flatMap((day) =>
      new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
        .formatToParts(Date.UTC(2024, 0, day))
        .filter(({ type }) => type === 'month' || type === 'weekday')
        .map(({ value }) => value.toLowerCase()),
    );
  const months = Array.from({ length: 12 }, (_, month) => 15 + 30 * month);
  const weekdays = Array.from({ length: 7 }, (_, day) => 1 + day);
  // With a day beside it a month stands in the case that dates use ("3 марта").
  return [
    ...format({ month: 'long' }, months),
    ...format({ month: 'long', day: 'numeric' }, months),
    ...format({ weekday: 'long' }, weekdays),
  ].filter((word) => /^\p{L}{3,}$/u.test(word));
}
