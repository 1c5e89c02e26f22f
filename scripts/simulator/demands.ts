const ESCAPE = String.fromCodePoint(27);
const TERMINAL_CODE = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');
/** Characters without a shape of their own. */
const INVISIBLE = /\p{Cf}|\p{Cc}/gu;
/** Letters of the tag block, which no font shows. */
const TAG_LETTER = /[\u{e0020}-\u{e007e}]/gu;
const BASE64 = /[A-Za-z0-9+/]{24,}={0,2}/g;

/** What asks a judge for a verdict, in what a text says once nothing hides it. */
const DEMANDS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,20}\b(?:the|all|any|your)\b.{0,20}\b(?:rubric|previous|instructions|grading)\b/i,
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:rubric|instructions|grading)\b/i,
  /\b(?:give|gets?|rate|output|answers?)\b.{0,40}\b(?:score(?: of)?|this|a) ?"?5\b/i,
  /\bscore(?: is|: |":? ?| of | )"? ?5\b/i,
  /\bwinner(?: is|:|":)? ?"?first\b/i,
  /\bignoriere\b.{0,40}\b(?:note|gewinner)\b/i,
  /\bignore\b.{0,40}\bnote\b/i,
  /忽略.{0,20}分/,
];

/**
 * Whether a text asks a judge for a verdict: what the most gullible of judges would obey. It sees through full-width,
 * invisible and reversed letters, terminal codes and base64.
 */
export function demandsVerdict(text: string): boolean {
  const seen = plainText(text);
  const decoded = [...seen.matchAll(BASE64)].map(([code]) => Buffer.from(code, 'base64').toString('utf8'));
  return [seen, ...decoded].some((said) => DEMANDS.some((demand) => demand.test(said.replace(/\s+/g, ' '))));
}

function plainText(text: string): string {
  return text
    .replace(TAG_LETTER, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0xe0000))
    .normalize('NFKC')
    .replace(TERMINAL_CODE, '')
    .replace(/\n/g, ' ')
    .replace(INVISIBLE, '');
}
