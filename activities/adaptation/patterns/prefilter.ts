import { LiteralIndex } from './literal-index.js';
import { alternativesOf, WORD_START } from './required-literals.js';

/** A part of a regular expression and what stands before and behind it in each of its alternatives. */
export interface Framed {
  readonly before: string;
  /** What the literals are taken from. */
  readonly body: string;
  readonly behind: string;
  /** Whether what stands before lets the body begin behind no Latin letter, as at a word's beginning. */
  readonly beginsWord: boolean;
}

interface Rule {
  readonly source: string;
  readonly flags: string;
  /** Made when a text comes that may match: most prompts are of one language. */
  expression: RegExp | null;
}

const index = new LiteralIndex();
const rules: Rule[] = [];
const made: Prefiltered[] = [];

/** Every search that has been made. */
export function prefilteredSearches(): readonly Prefiltered[] {
  return made;
}

/**
 * Whether any of some expressions is found. One pass over the text tells which of their alternatives it may match (see
 * `alternativesOf`), and only those are tried; the answer is that of the whole expression for every text.
 */
export class Prefiltered {
  private readonly parts: readonly Framed[];
  private readonly flags: string;
  private numbers: { readonly from: number; readonly to: number } | null = null;

  /** Flags: `u` and any of `i`, `m` and `s`; others would change what the analysis reads or where a search begins. */
  constructor(parts: readonly Framed[], flags: string) {
    if (!/^i?m?s?u$/u.test(flags)) throw new RangeError(`no prefilter for the flags "${flags}": use u, and i, m or s`);
    this.parts = parts;
    this.flags = flags;
    made.push(this);
  }

  test(text: string): boolean {
    const { from, to } = this.indexed();
    for (let rule = index.candidate(text, from, to); rule < to; rule = index.candidate(text, rule + 1, to))
      if (expressionOf(rule).test(text)) return true;
    return false;
  }

  /** False only where nothing is found. */
  mayMatch(text: string): boolean {
    const { from, to } = this.indexed();
    return index.candidate(text, from, to) < to;
  }

  /** The same as one expression, to be searched for without a prefilter. */
  plain(): RegExp {
    const sources = this.parts.map(({ before, body, behind }) => `${before}(?:${body})${behind}`);
    return new RegExp(sources.join('|'), this.flags);
  }

  /** With the first text and not before: a program that measures no prompt pays nothing. */
  private indexed(): { readonly from: number; readonly to: number } {
    if (this.numbers !== null) return this.numbers;
    const from = rules.length;
    for (const { before, body, behind, beginsWord } of this.parts)
      for (const { source, clauses } of alternativesOf(body, beginsWord ? WORD_START : '')) {
        index.add(clauses);
        rules.push({ source: `${before}(?:${source})${behind}`, flags: this.flags, expression: null });
      }
    this.numbers = { from, to: rules.length };
    return this.numbers;
  }
}

/** Searches with a regular expression, each of them only in texts that may match. */
export class PrefilteredExpression extends Prefiltered {
  private readonly expression: RegExp;

  constructor(expression: RegExp) {
    super([{ before: '', body: expression.source, behind: '', beginsWord: false }], expression.flags.replace('g', ''));
    this.expression = expression;
  }

  /** Its first match, of an expression without the flag `g`. */
  exec(text: string): RegExpExecArray | null {
    return this.mayMatch(text) ? this.expression.exec(text) : null;
  }

  /** All of its matches, of an expression with the flag `g`. */
  matchesIn(text: string): RegExpExecArray[] {
    return this.mayMatch(text) ? [...text.matchAll(this.expression)] : [];
  }

  /** The text with another one in the place of its matches. */
  replacedIn(text: string, by: string): string {
    return this.mayMatch(text) ? text.replace(this.expression, by) : text;
  }
}

/** A search with an expression that has the flag `u`, and no `d`, `v` or `y`. */
export function prefiltered(expression: RegExp): PrefilteredExpression {
  return new PrefilteredExpression(expression);
}

function expressionOf(number: number): RegExp {
  const rule = rules[number];
  if (rule === undefined) throw new RangeError(`no rule ${number}`);
  rule.expression ??= new RegExp(rule.source, rule.flags);
  return rule.expression;
}
