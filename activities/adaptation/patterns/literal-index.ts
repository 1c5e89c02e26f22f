import { foldedUnits } from './folding.js';
import { Trie } from './literal-trie.js';
import { type Clause, WORD_START } from './required-literals.js';

/** Texts whose findings are kept: the patterns read the same few forms of a prompt in turn. */
const MOST_KEPT = 4;

/** What a text may match. */
interface Findings {
  text: string;
  /** The folded text: forms of a prompt that differ in what folding takes away share their findings. */
  readonly units: Uint16Array;
  /** Numbers of the rules of which the text satisfies all clauses, in rising order. */
  readonly rules: readonly number[];
}

/**
 * Finds, in one pass over a text, which of many rules it may match. The strings of all clauses are in one trie (Aho and
 * Corasick 1975, without failure links: the strings are short), whose nodes name the clauses that end there.
 */
export class LiteralIndex {
  private readonly trie = new Trie();
  private readonly clauseNumbers = new Map<string, number>();
  /** Clauses that a string satisfies, by the node where it ends. */
  private readonly clausesAt: number[][] = [];
  /** Rules that have a clause. */
  private readonly rulesOf: number[][] = [];
  /** Clauses of each rule. */
  private readonly needed: number[] = [];
  /** Rules without a clause. */
  private readonly always: number[] = [];
  private readonly kept: Findings[] = [];
  /** Clauses of each rule that the text satisfies, as far as it has been read. */
  private satisfied = new Uint8Array(0);
  private nodeSeen = new Uint32Array(0);
  private clauseSeen = new Uint32Array(0);
  private scans = 0;

  /** Adds a rule and returns its number. */
  add(clauses: readonly Clause[]): number {
    const rule = this.needed.length;
    const numbers = new Set(clauses.slice(0, 255).map((clause) => this.numberOf(clause)));
    for (const number of numbers) this.rulesOf[number]?.push(rule);
    if (numbers.size === 0) this.always.push(rule);
    this.needed.push(numbers.size);
    this.kept.length = 0;
    return rule;
  }

  /** The first rule from one number up to another, excluded, whose clauses the text satisfies; the other where none is. */
  candidate(text: string, from: number, to: number): number {
    const { rules } = this.findings(text);
    let [low, high] = [0, rules.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rules[middle] ?? to) < from) low = middle + 1;
      else high = middle;
    }
    return Math.min(rules[low] ?? to, to);
  }

  private numberOf(clause: Clause): number {
    const key = [...clause].sort().join('\0');
    const known = this.clauseNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.rulesOf.push([]) - 1;
    this.clauseNumbers.set(key, number);
    for (const literal of clause) {
      const node = this.trie.add(literal);
      const at = this.clausesAt[node] ?? [];
      at.push(number);
      this.clausesAt[node] = at;
    }
    return number;
  }

  private findings(text: string): Findings {
    const { kept } = this;
    for (let i = kept.length - 1; i >= 0; i -= 1) {
      const findings = kept[i];
      if (findings?.text === text) return findings;
    }
    const units = foldedUnits(text);
    const alike = kept.find((findings) => areEqual(findings.units, units));
    if (alike !== undefined) {
      alike.text = text;
      return alike;
    }
    const findings = { text, units: units.slice(), rules: this.rulesIn(units) };
    if (kept.length >= MOST_KEPT) kept.shift();
    kept.push(findings);
    return findings;
  }

  private rulesIn(units: Uint16Array): number[] {
    const { trie, rulesOf, needed } = this;
    this.scans += 1;
    if (this.nodeSeen.length < trie.size) this.nodeSeen = new Uint32Array(trie.size);
    if (this.clauseSeen.length < rulesOf.length) this.clauseSeen = new Uint32Array(rulesOf.length);
    if (this.satisfied.length < needed.length) this.satisfied = new Uint8Array(needed.length);
    this.satisfied.fill(0);
    const found = [...this.always];
    const atWordStart = trie.child(WORD_START);
    let isInWord = false;
    for (let start = 0; start < units.length; start += 1) {
      this.follow(units, start, trie.root, found);
      if (!isInWord && atWordStart >= 0) this.follow(units, start, atWordStart, found);
      isInWord = isLatinLetter(units[start] ?? 0);
    }
    return found.sort((a, b) => a - b);
  }

  /** Takes note of all strings behind a node that the text has from a place on. */
  private follow(units: Uint16Array, start: number, from: number, found: number[]): void {
    const { trie, nodeSeen, scans } = this;
    let node = from;
    for (let at = start; at < units.length; at += 1) {
      node = trie.next(node, units[at] ?? 0);
      if (node < 0) return;
      if (nodeSeen[node] !== scans) this.finds(node, found);
    }
  }

  private finds(node: number, found: number[]): void {
    this.nodeSeen[node] = this.scans;
    for (const clause of this.clausesAt[node] ?? []) {
      if (this.clauseSeen[clause] === this.scans) continue;
      this.clauseSeen[clause] = this.scans;
      for (const rule of this.rulesOf[clause] ?? []) {
        const satisfied = (this.satisfied[rule] ?? 0) + 1;
        this.satisfied[rule] = satisfied;
        if (satisfied === this.needed[rule]) found.push(rule);
      }
    }
  }
}

/** Of folded text; every other letter may end a word or stand between words, which makes a rule a candidate too often. */
function isLatinLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function areEqual(a: Uint16Array, b: Uint16Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
