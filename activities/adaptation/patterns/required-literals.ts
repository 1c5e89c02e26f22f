import { folded, joined } from './folding.js';
import { type Branch, branchesOf, type Term } from './regex-syntax.js';

/** Folded strings of which at least one stands in every folded text that matches. */
export type Clause = readonly string[];

/** A part of a regular expression, with its own source, and what a text must hold for it to match: all of the clauses. */
export interface Alternative {
  readonly source: string;
  readonly clauses: readonly Clause[];
}

/** Without its other alternatives an expression would count its groups anew. */
const REFERS_BACK = /\\(?:[1-9]|k<)/u;
/** Strings that a run of terms may be; more are not multiplied out, and a set of more is no exact one. */
const MOST_PRODUCTS = 96;
const MOST_EXACT = 1_500;
/** Stands in a literal before a letter that begins a word, or before anything else that stands behind no letter. */
export const WORD_START = '\uE000';
/** No more of a string is looked for. */
const LONGEST_LITERAL = 12;

/** What is known of the strings that a term matches. */
interface Knowledge {
  /** All of them, folded; null where they are too many to name. */
  readonly exact: readonly string[] | null;
  readonly clauses: readonly Clause[];
}

const NOTHING_KNOWN: Knowledge = { exact: null, clauses: [] };

/**
 * The alternatives of a regular expression with the flag `u`, of which at least one matches where it does, each with
 * clauses that are necessary conditions of a match (Cox, Regular Expression Matching with a Trigram Index, 2012; Wang et
 * al., Hyperscan, NSDI 2019, section 4.1).
 *
 * Soundness, by induction over the syntax tree, for "every string that the term consumes, folded, holds one string of
 * each clause, and is one of the exact strings if there are any": a character is itself, folded; an assertion consumes
 * nothing; terms in a row consume strings in a row, so exact ones are multiplied out and clauses of all of them hold; a
 * choice consumes what one branch consumes, so the union of one clause of every branch holds; what is repeated at least
 * once is consumed once; of anything else (what may be left out, large classes, backreferences, unread syntax) nothing
 * is claimed. Folding maps equal characters to equal ones and parts of a text to parts of the folded text, so a match in
 * a text shows in the folded text, with the flag `i` or without.
 *
 * Where a match can begin behind no Latin letter, `start` says so, and the strings that it begins with say it too.
 */
export function alternativesOf(source: string, start: '' | typeof WORD_START = ''): readonly Alternative[] {
  const branches = branchesOf(source);
  if (branches === null) return [{ source, clauses: [] }];
  if (REFERS_BACK.test(source))
    return [{ source, clauses: clausesOf(choiceOf(branches.map(({ terms }) => sequenceOf(terms, start)))) }];
  return branches.flatMap((branch) => unwrapped(source, branch, start, '', ''));
}

/** A branch, or the branches of the group that it consists of but for assertions, each with what stands around the group. */
function unwrapped(source: string, branch: Branch, start: string, before: string, behind: string): Alternative[] {
  const [only, second] = branch.terms.filter(({ kind }) => kind !== 'assertion');
  const [first, last] = only?.kind === 'either' ? [only.branches[0], only.branches.at(-1)] : [];
  if (only?.kind !== 'either' || second !== undefined || first === undefined || last === undefined)
    return [
      {
        source: before + source.slice(branch.from, branch.to) + behind,
        clauses: clausesOf(sequenceOf(branch.terms, start)),
      },
    ];
  const opened = before + source.slice(branch.from, first.from);
  const closed = source.slice(last.to, branch.to) + behind;
  return only.branches.flatMap((inner) => unwrapped(source, inner, start, opened, closed));
}

function clausesOf({ exact, clauses }: Knowledge): readonly Clause[] {
  return exact === null ? clauses : clauseOf(exact);
}

function knowledgeOf(term: Term): Knowledge {
  switch (term.kind) {
    case 'assertion':
      return { exact: [''], clauses: [] };
    case 'anything':
      return NOTHING_KNOWN;
    case 'character':
      return { exact: namesOf(term.of), clauses: [] };
    case 'either':
      return choiceOf(term.branches.map(({ terms }) => sequenceOf(terms)));
    case 'repeated':
      return repetitionOf(knowledgeOf(term.term), term.least, term.most);
  }
}

/** Beyond the basic plane letters have cases as well, which are not folded. */
function namesOf(characters: readonly string[] | null): readonly string[] | null {
  return characters === null || characters.some((character) => character.length > 1)
    ? null
    : distinct(characters.map(folded));
}

function sequenceOf(terms: readonly Term[], start = ''): Knowledge {
  const clauses: Clause[] = [];
  let run: readonly string[] = [start];
  let isExact = true;
  for (const term of terms) {
    const known = knowledgeOf(term);
    const products = known.exact === null ? Number.POSITIVE_INFINITY : run.length * known.exact.length;
    if (known.exact !== null && (products <= MOST_PRODUCTS || run.length === 1 || known.exact.length === 1)) {
      run = distinct(known.exact.flatMap((after) => run.map((before) => joined(before, after))));
      continue;
    }
    isExact = false;
    clauses.push(...clauseOf(run), ...known.clauses);
    run = known.exact ?? [''];
  }
  return isExact ? { exact: run, clauses: [] } : { exact: null, clauses: [...clauses, ...clauseOf(run)] };
}

function choiceOf(branches: readonly Knowledge[]): Knowledge {
  const exact = branches.flatMap((branch) => branch.exact ?? []);
  if (branches.every((branch) => branch.exact !== null) && exact.length <= MOST_EXACT)
    return { exact: distinct(exact), clauses: [] };
  const best = branches.map((branch) => bestOf(clausesOf(branch)));
  const known = best.filter((clause) => clause !== null);
  return { exact: null, clauses: known.length === best.length ? clauseOf(known.flat()) : [] };
}

function repetitionOf(once: Knowledge, least: number, most: number): Knowledge {
  const isSpace = once.exact?.length === 1 && once.exact[0] === ' ';
  // However many white spaces there are, they fold into one.
  if (most <= 1 || isSpace) {
    if (least > 0) return once;
    if (most === 0) return { exact: [''], clauses: [] };
    return once.exact === null ? NOTHING_KNOWN : { exact: distinct(['', ...once.exact]), clauses: [] };
  }
  return least > 0 ? { exact: null, clauses: clausesOf(once) } : NOTHING_KNOWN;
}

/** The strings as a clause, without those that hold another of them; none where one of them is in most texts. */
function clauseOf(strings: readonly string[]): readonly Clause[] {
  const shortened = distinct(strings.map((string) => string.slice(0, LONGEST_LITERAL)));
  if (shortened.some(isEverywhere)) return [];
  const byLength = shortened.sort((a, b) => a.length - b.length);
  const least: string[] = [];
  for (const string of byLength) if (!least.some((shorter) => string.includes(shorter))) least.push(string);
  return [least];
}

/** Nothing, a Latin letter or a sign that most sentences have; other signs and characters tell more. */
function isEverywhere(string: string): boolean {
  return /^[\uE000 ]?[\p{Script=Latin}.,'"()-]? ?$/u.test(string);
}

/** The clause that fewest texts are likely to satisfy: of the longest strings, and of few. */
function bestOf(clauses: readonly Clause[]): Clause | null {
  const weight = (clause: Clause) => clause.reduce((sum, string) => sum + 8 ** -Math.min(string.length, 6), 0);
  return clauses.reduce<Clause | null>(
    (best, clause) => (best === null || weight(clause) < weight(best) ? clause : best),
    null,
  );
}

function distinct(strings: readonly string[]): string[] {
  return [...new Set(strings)];
}
