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
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f' };
/** Classes of characters that are told by one of them; `\s` by a space, which stands for every white space. */
const NAMED_CLASSES: Readonly<Record<string, readonly string[] | null>> = {
  d: DIGITS,
  s: [' '],
  D: null,
  S: null,
  w: null,
  W: null,
};

/**
 * The branches of a regular expression with the flag `u` (ECMA-262, section 22.2.1). Null for syntax that is not read
 * here (modifiers, sets of the flag `v`): nothing is known of such an expression then.
 */
export function branchesOf(source: string): readonly Branch[] | null {
  try {
    const reader = new Reader(source);
    const branches = reader.branches();
    return reader.isAtEnd() ? branches : null;
  } catch (error) {
    if (error instanceof UnreadSyntax) return null;
    throw error;
  }
}

class UnreadSyntax extends Error {}

class Reader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  branches(): Branch[] {
    const branches = [this.branch()];
    while (this.takes('|')) branches.push(this.branch());
    return branches;
  }

  private branch(): Branch {
    const from = this.at;
    const terms: Term[] = [];
    while (!this.isAtEnd() && !this.sees('|') && !this.sees(')')) terms.push(this.quantified(this.term()));
    return { terms, from, to: this.at };
  }

  private term(): Term {
    if (this.takes('(')) return this.group();
    if (this.takes('[')) return this.characterClass();
    if (this.takes('\\')) return this.escaped();
    if (this.takes('^') || this.takes('$')) return { kind: 'assertion' };
    if (this.takes('.')) return { kind: 'character', of: null };
    if (/[*+?{}\]]/u.test(this.source[this.at] ?? '')) throw new UnreadSyntax();
    return { kind: 'character', of: [this.next()] };
  }

  private group(): Term {
    const looksAround = this.takes('?=') || this.takes('?!') || this.takes('?<=') || this.takes('?<!');
    if (!looksAround && !this.takes('?:')) this.takesAll(/\?<[\p{ID_Continue}$]+>/uy);
    if (!looksAround && this.sees('?')) throw new UnreadSyntax();
    const branches = this.branches();
    if (!this.takes(')')) throw new UnreadSyntax();
    return looksAround ? { kind: 'assertion' } : { kind: 'either', branches };
  }

  private quantified(term: Term): Term {
    const quantifier = this.takesAll(/[*+?]\??|\{\d+(?:,\d*)?\}\??/uy);
    if (quantifier === '') return term;
    if (quantifier.startsWith('{')) {
      const [least = '0', most = least] = quantifier.replace(/[{}?]/gu, '').split(',');
      return {
        kind: 'repeated',
        term,
        least: Number(least),
        most: most === '' ? Number.POSITIVE_INFINITY : Number(most),
      };
    }
    const least = quantifier.startsWith('+') ? 1 : 0;
    return { kind: 'repeated', term, least, most: quantifier.startsWith('?') ? 1 : Number.POSITIVE_INFINITY };
  }

  private escaped(): Term {
    if (this.takesAll(/[bB]/uy) !== '') return { kind: 'assertion' };
    if (this.takesAll(/[1-9]\d*|k<[^>]*>/uy) !== '') return { kind: 'anything' };
    return { kind: 'character', of: this.escapedCharacters() };
  }

  /** What stands behind a backslash, in a class and outside. */
  private escapedCharacters(): readonly string[] | null {
    if (this.takesAll(/[pP]\{[^}]*\}/uy) !== '') return null;
    const point = this.takesAll(/u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}/uy);
    if (point !== '') return [wholeCharacter(Number.parseInt(point.replace(/[ux{}]/gu, ''), 16))];
    if (this.takesAll(/[1-9ckBuxpPq]/uy) !== '') throw new UnreadSyntax();
    const letter = this.next();
    if (letter in NAMED_CLASSES) return NAMED_CLASSES[letter] ?? null;
    if (letter === '0') return ['\0'];
    return [CONTROLS[letter] ?? letter];
  }

  private characterClass(): Term {
    const isNegated = this.takes('^');
    const members: string[] = [];
    let isKnown = !isNegated;
    while (!this.takes(']')) {
      const first = this.classMember();
      const isRange = this.sees('-') && this.source[this.at + 1] !== ']';
      const last = isRange && this.takes('-') ? this.classMember() : first;
      const range = isRange ? charactersBetween(first, last) : first;
      if (range === null) isKnown = false;
      else members.push(...range);
    }
    return { kind: 'character', of: isKnown && members.length <= MOST_MEMBERS ? members : null };
  }

  private classMember(): readonly string[] | null {
    if (this.takes('\\')) return this.takes('b') ? ['\b'] : this.escapedCharacters();
    return [this.next()];
  }

  private sees(expected: string): boolean {
    return this.source.startsWith(expected, this.at);
  }

  private takes(expected: string): boolean {
    if (!this.sees(expected)) return false;
    this.at += expected.length;
    return true;
  }

  private takesAll(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const taken = sticky.exec(this.source)?.[0] ?? '';
    this.at += taken.length;
    return taken;
  }

  /** The next character, whole even where it takes two code units. */
  private next(): string {
    const point = this.source.codePointAt(this.at);
    if (point === undefined) throw new UnreadSyntax();
    const character = String.fromCodePoint(point);
    this.at += character.length;
    return character;
  }
}

/** Half a character, of which the other half may stand behind it, is not read. */
function wholeCharacter(point: number): string {
  if (point >= 0xd800 && point <= 0xdfff) throw new UnreadSyntax();
  return String.fromCodePoint(point);
}

function charactersBetween(first: readonly string[] | null, last: readonly string[] | null): readonly string[] | null {
  const [from, to] = [first?.[0]?.codePointAt(0), last?.[0]?.codePointAt(0)];
  if (from === undefined || to === undefined || to - from >= MOST_MEMBERS) return null;
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}
