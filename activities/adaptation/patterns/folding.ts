const SPACE = 0x20;
const DIGIT = 0x30;
const APOSTROPHE = 0x27;
/** Letters by what people type where they leave the accent out. */
export const BARE_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: 'áàâã', e: 'éêè', i: 'íî', o: 'óôõ', u: 'úûù', c: 'ç' }).flatMap(([bare, letters]) =>
    Array.from(letters, (letter) => [letter, bare] as const),
  ),
);

/** Folded code units by code unit; 0 where none was asked for yet. */
const folds = new Uint16Array(0x1_0000);

/**
 * A code unit with all those that a rule may take for the same: whatever the case, with or without an accent, any white
 * space, any ASCII digit, any apostrophe. Two characters that the flags `iu` hold for equal (simple case folding: `ſ`
 * and `s`, the Kelvin sign and `k`, both small sigmas) always fold to the same one; more may, `ı` and `i` for one.
 */
export function foldedUnit(unit: number): number {
  const known = folds[unit] ?? 0;
  if (known !== 0 || unit === 0) return known;
  const fold = foldOf(String.fromCharCode(unit)).charCodeAt(0);
  folds[unit] = fold;
  return fold;
}

let buffer = new Uint16Array(1024);

/**
 * Text in folded code units, in which a run of white space is one space. A part of a text is, folded, part of the folded
 * text: what is not found in this cannot stand in the text.
 * @returns overwritten by the next call
 */
export function foldedUnits(text: string): Uint16Array {
  if (buffer.length < text.length) buffer = new Uint16Array(text.length * 2);
  let length = 0;
  let before = -1;
  for (let i = 0; i < text.length; i += 1) {
    const unit = foldedUnit(text.charCodeAt(i));
    if (unit !== SPACE || before !== SPACE) {
      buffer[length] = unit;
      length += 1;
    }
    before = unit;
  }
  return buffer.subarray(0, length);
}

/** The same as a string. */
export function folded(text: string): string {
  return Array.from(foldedUnits(text), (unit) => String.fromCharCode(unit)).join('');
}

/** Two folded texts as one. */
export function joined(before: string, after: string): string {
  return before.endsWith(' ') && after.startsWith(' ') ? before + after.slice(1) : before + after;
}

function foldOf(character: string): string {
  if (/\s/u.test(character)) return String.fromCharCode(SPACE);
  if (/\d/u.test(character)) return String.fromCharCode(DIGIT);
  if (character === '’') return String.fromCharCode(APOSTROPHE);
  // By way of the capital, where there is one: several small letters may share it.
  const capital = character.toUpperCase();
  const small = (capital.length === 1 ? capital : character).toLowerCase();
  const letter = small.length === 1 ? small : character;
  return BARE_LETTERS.get(letter) ?? letter;
}
