import { RE2JS, RE2JSException } from 're2js';

/** What a pipeline wants redacted beside the built-in kinds. */
export interface CustomPattern {
  /** Name in the placeholder: `[ORDER_NUMBER_1]`. */
  readonly name: string;
  /** Regular expression in RE2 syntax; the whole match is replaced. */
  readonly pattern: string;
}

/** A pattern ready to run: finds what is to be replaced, from the start of a text to its end. */
export interface CustomKind {
  readonly name: string;
  readonly spansIn: (text: string) => readonly { readonly start: number; readonly end: number }[];
}

const PLACEHOLDER = /\[[A-Z][A-Z0-9_]{0,40}_\d{1,9}\]/g;
const SENTENCE = 'Please explain in a few words why the sky is blue at noon';
const PROBES = ['', 'a', '1', ' ', '\n', 'a b', SENTENCE];
const LARGEST_PROGRAM = 20_000;
/**
 * RE2 takes linear time for one match, but a pattern such as `a.*z|a` may look to the end of the text for each of them.
 * So many matches of such a pattern are looked for in one text, and no more.
 */
const MOST_FAR_SIGHTED_MATCHES = 1000;

/**
 * What is wrong with a pattern and what to write in its place; null for a pattern that can be used. A pattern must be
 * one of RE2 (linear time: no look-around, no backreferences), never match the empty text, and leave an ordinary
 * sentence its words. Pure.
 */
export function objectionToPattern(pattern: string): string | null {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    return objectionOf(pattern, error);
  }
  if (compiled.programSize() > LARGEST_PROGRAM) return 'is too large; lower the bounds of its repetitions';
  if (PROBES.some((probe) => matchesNothing(compiled, probe))) {
    return 'matches the empty text; ask for at least one character, such as \\d+ in place of \\d*';
  }
  const rest = spansOf(compiled, SENTENCE).reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    SENTENCE,
  );
  return /[a-z]/i.test(rest)
    ? null
    : 'matches every word of an ordinary sentence; name what is special about the text to hide';
}

/**
 * Makes a pattern ready to run.
 * @throws when {@link objectionToPattern} objects, with the name of the pattern
 */
export function customKind({ name, pattern }: CustomPattern): CustomKind {
  const objection = objectionToPattern(pattern);
  if (objection !== null) throw new Error(`The redaction pattern ${name} ${objection}.`);
  const compiled = RE2JS.compile(pattern);
  const most = isFarSighted(pattern) ? MOST_FAR_SIGHTED_MATCHES : Number.POSITIVE_INFINITY;
  return {
    name,
    spansIn: (text) => {
      const spans = spansOf(compiled, text, most);
      if (spans.length < most) return outsidePlaceholders(text, spans);
      throw new Error(
        `The redaction pattern ${name} matches more than ${most} times in one text; bound its repetitions, such as {1,64} in place of +.`,
      );
    },
  };
}

function objectionOf(pattern: string, error: unknown): string {
  if (/\(\?<?[=!]/.test(pattern)) {
    return 'looks ahead or behind, which RE2 does not do; match what stands around it too, or use \\b';
  }
  if (/\\[1-9]|\\k|\(\?P=/.test(pattern))
    return 'refers back to a group, which RE2 does not do; write the text out again';
  if (/\(\?>|[*+?}]\+/.test(pattern))
    return 'has a possessive or atomic part, which RE2 does not need; leave that + or ?> out';
  const reason =
    error instanceof RE2JSException ? error.message.replace(/^error parsing regexp: /, '') : 'unknown error';
  return `is no regular expression in RE2 syntax (${reason}); mend it`;
}

function matchesNothing(compiled: RE2JS, probe: string): boolean {
  const matcher = compiled.matcher(probe);
  while (matcher.find()) if (matcher.start() === matcher.end()) return true;
  return false;
}

function spansOf(compiled: RE2JS, text: string, most = Number.POSITIVE_INFINITY) {
  const spans: { start: number; end: number }[] = [];
  const matcher = compiled.matcher(text);
  while (spans.length < most && matcher.find()) {
    if (matcher.end() > matcher.start()) spans.push({ start: matcher.start(), end: matcher.end() });
  }
  return spans;
}

/** Leaves out matches inside of placeholders: their names are no text of the user's. */
function outsidePlaceholders(text: string, spans: readonly { start: number; end: number }[]) {
  const placeholders = [...text.matchAll(PLACEHOLDER)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  let place = 0;
  return spans.filter(({ start, end }) => {
    while (placeholders[place] !== undefined && (placeholders[place]?.end ?? 0) <= start) place += 1;
    const next = placeholders[place];
    return next === undefined || start < next.start || end > next.end;
  });
}

/** Repetitions without a bound elsewhere than at the end, where a match ends as soon as they do. */
function isFarSighted(pattern: string): boolean {
  const bare = pattern.replace(/\\[pP]\{[^}]*\}|\\./g, 'e').replace(/\[\^?\]?[^\]]*\]/g, 'c');
  return /[*+]|\{\d+,\}/.test(bare.replace(/(?:[*+]|\{\d+,\})\)?\$?$/, ''));
}
