import { readdirSync, readFileSync } from 'node:fs';
import { ALONE, type PromptPattern } from '../../activities/adaptation/patterns/prompt-pattern.js';

const FOLDER = new URL('labelled/', import.meta.url);

/** A text written for the purpose, and what the pattern must say of it. */
export interface LabelledText {
  /** 1 or 0; of a size the count itself, not its logarithm. */
  readonly expected: number;
  /** How far a count may lie off; scripts without spaces have no one way of cutting words. */
  readonly tolerance?: number;
  readonly language: string;
  readonly text: string;
  /** Written and labelled without a look at the pattern's rule; the rule may have been mended after it was measured. */
  readonly heldOut?: boolean;
  /** Written likewise, by a definition alone; no rule was ever changed by it, nor may one be. */
  readonly unseen?: boolean;
}

/** What rules were developed on, what they were measured on before they were mended by it, and what they never saw. */
export interface LabelledParts {
  readonly developed: readonly LabelledText[];
  readonly heldOut: readonly LabelledText[];
  readonly unseen: readonly LabelledText[];
}

export function partsOf(texts: readonly LabelledText[]): LabelledParts {
  return {
    developed: texts.filter(({ heldOut, unseen }) => heldOut !== true && unseen !== true),
    heldOut: texts.filter(({ heldOut }) => heldOut === true),
    unseen: texts.filter(({ unseen }) => unseen === true),
  };
}

/** How a pattern agrees with its labels; of a size, precision and recall are both the share within tolerance. */
export interface Agreement {
  readonly texts: number;
  readonly precision: number;
  readonly recall: number;
  readonly wrong: readonly LabelledText[];
}

/** Names of the patterns that have a file of labelled texts. */
export function labelledPatterns(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .sort();
}

export function labelledTexts(pattern: string): LabelledText[] {
  return readFileSync(new URL(`${pattern}.jsonl`, FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): LabelledText => JSON.parse(line));
}

const SIZES: readonly string[] = ['length', 'words', 'sentences', 'lines'];

export function isSize(pattern: string): boolean {
  return SIZES.includes(pattern);
}

export function agreementOf(pattern: PromptPattern, texts: readonly LabelledText[]): Agreement {
  const size = isSize(pattern.name);
  const judged = texts.map((labelled) => {
    const value = pattern.measure(labelled.text, ALONE);
    return { labelled, measured: size ? Math.round(Math.expm1(value)) : value };
  });
  const wrong = judged
    .filter(({ labelled, measured }) => Math.abs(measured - labelled.expected) > (labelled.tolerance ?? 0))
    .map(({ labelled }) => labelled);
  if (size) {
    const share = 1 - wrong.length / texts.length;
    return { texts: texts.length, precision: share, recall: share, wrong };
  }
  const found = judged.filter(({ measured }) => measured === 1);
  const positives = judged.filter(({ labelled }) => labelled.expected === 1);
  const hits = found.filter(({ labelled }) => labelled.expected === 1).length;
  return {
    texts: texts.length,
    precision: found.length === 0 ? 1 : hits / found.length,
    recall: positives.length === 0 ? 1 : hits / positives.length,
    wrong,
  };
}
