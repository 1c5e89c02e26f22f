import { stripVTControlCharacters } from 'node:util';

/**
 * Text from logs, reports or servers as it may be shown on a terminal: no escape sequences, no control characters, no
 * marks that turn the reading direction. Line breaks become spaces.
 */
export function cleanText(text: string): string {
  return Array.from(stripVTControlCharacters(text), (character) =>
    character === '\n' || character === '\r' || character === '\t' ? ' ' : character,
  )
    .filter((character) => isPrintable(character.codePointAt(0) ?? 0))
    .join('');
}

function isPrintable(code: number): boolean {
  const isControl = code < 32 || (code >= 127 && code < 160);
  const turnsDirection = (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e);
  const isolates = code >= 0x2066 && code <= 0x2069;
  return !isControl && !turnsDirection && !isolates;
}
