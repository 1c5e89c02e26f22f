import type { PromptPattern } from './prompt-pattern.js';

/** One or more ends of a sentence, or an empty line; a dot inside a number, a name or an abbreviation ends none. */
const SENTENCE_END = /[.!?…]+["'”»)\]]*(?=\s|$)|[。！？]+|\n\s*\n/gu;
const ABBREVIATION = /(?:^|\s)(?:e\.g|i\.e|etc|vs|dr|mr|mrs|ms|no|z\.\s?b|d\.\s?h|bzw|usw|p\.\s?ex|ej|sr|sra)\.$/iu;

export const SIZE_PATTERNS: readonly PromptPattern[] = [
  {
    name: 'length',
    definition: 'log(1 + characters)',
    measure: (text) => Math.log1p(Array.from(text.trim()).length),
  },
  { name: 'sentences', definition: 'log(1 + sentences)', measure: (text) => Math.log1p(sentencesOf(text)) },
  {
    name: 'lines',
    definition: 'log(1 + lines that are not empty)',
    measure: (text) => Math.log1p(text.split('\n').filter((line) => line.trim() !== '').length),
  },
];

/** Pieces of text between ends of sentences that hold a letter or a digit. */
function sentencesOf(text: string): number {
  let sentences = 0;
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (ABBREVIATION.test(text.slice(Math.max(0, end - 8), end))) continue;
    if (hasContent(text.slice(start, end))) sentences += 1;
    start = end;
  }
  return sentences + (hasContent(text.slice(start)) ? 1 : 0);
}

function hasContent(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece);
}
