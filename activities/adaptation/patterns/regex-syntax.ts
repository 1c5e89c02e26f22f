import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A regular expression as far as it matters which characters a match must hold. */
export type Term =
  /** One character: of these, or of too many to name (null). */
  | { readonly kind: 'character'; readonly of: readonly string[] | null }
  /** Consumes nothing: an anchor or what a lookaround looks at. */
  | { readonly kind: 'assertion' }
  /** May consume anything or nothing: a backreference. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'either'; readonly branches: readonly Branch[] }
  | { readonly kind: 'repeated'; readonly term: Term; readonly least: number; readonly most: number };

/** Terms one after the other, and where they stand in the source. */
export interface Branch {
  readonly terms: readonly Term[];
  readonly from: number;
  readonly to: number;
}

/** More members than these and a class is as good as any character. */
const MOST_MEMBERS = 24;
const DIGITS = Array.from('0123456789');

/**
 * The branches of a regular expression with the flag `u`. Null for one that the parser refuses, or that holds halves of
 * characters or modifiers of flags: nothing is known of such an expression then.
 */
export function branchesOf(source: string): readonly Branch[] | null {
  try {
    const { alternatives } = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
    return alternatives.map(branchOf);
  } catch (error) {
    // The parser's own error says where; a pattern that is wrong fails by itself where it is compiled.
    if (error instanceof SyntaxError || error instanceof UnreadSyntax) return null;
    throw error;
  }
}

class UnreadSyntax extends Error {}

function branchOf({ elements, start, end }: AST.Alternative): Branch {
  return { terms: elements.map(termOf), from: start, to: end };
}

function termOf(element: AST.Element): Term {
  switch (element.type) {
    case 'Assertion':
      return { kind: 'assertion' };
    case 'Backreference':
      return { kind: 'anything' };
    case 'Character':
    case 'CharacterSet':
      return { kind: 'character', of: charactersOf(element) };
    case 'CharacterClass':
      return { kind: 'character', of: membersOf(element) };
    case 'CapturingGroup':
      return { kind: 'either', branches: element.alternatives.map(branchOf) };
    case 'Group':
      if (element.modifiers !== null) throw new UnreadSyntax();
      return { kind: 'either', branches: element.alternatives.map(branchOf) };
    case 'Quantifier':
      return { kind: 'repeated', term: termOf(element.element), least: element.min, most: element.max };
    case 'ExpressionCharacterClass':
      throw new UnreadSyntax();
  }
}

/** Classes of characters are told by one of them: `\s` by a space, which stands for every white space. */
function charactersOf(element: AST.Character | AST.CharacterClassElement | AST.CharacterSet): readonly string[] | null {
  switch (element.type) {
    case 'Character':
      return [wholeCharacter(element.value)];
    case 'CharacterClassRange':
      return charactersBetween(element.min.value, element.max.value);
    case 'CharacterSet':
      if (element.kind === 'digit' && !element.negate) return DIGITS;
      return element.kind === 'space' && !element.negate ? [' '] : null;
    case 'CharacterClass':
    case 'ClassStringDisjunction':
    case 'ExpressionCharacterClass':
      throw new UnreadSyntax();
  }
}

function membersOf({ negate, elements }: AST.CharacterClass): readonly string[] | null {
  const members = elements.map(charactersOf);
  const known = members.filter((some) => some !== null).flat();
  return negate || known.length > MOST_MEMBERS || members.includes(null) ? null : known;
}

/** Half a character, of which the other half may stand behind it, is not read. */
function wholeCharacter(point: number): string {
  if (point >= 0xd800 && point <= 0xdfff) throw new UnreadSyntax();
  return String.fromCodePoint(point);
}

function charactersBetween(from: number, to: number): readonly string[] | null {
  if (to - from >= MOST_MEMBERS) return null;
  return Array.from({ length: to - from + 1 }, (_, step) => String.fromCodePoint(from + step));
}
