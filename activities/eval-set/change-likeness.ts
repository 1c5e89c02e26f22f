import { commonOf } from './minhash.js';
import { type AlignedPrompts, fillsSlot } from './prompt-template.js';
import type { Token } from './prompt-tokens.js';
import { jaccard, shingleHashes } from './shingles.js';
import type { Change } from './token-difference.js';

/**
 * A change is looked at with this many code points before and after it: a question after a long preamble is another
 * question, however much of the text the preamble is.
 */
export const SURROUNDINGS = 50;

/** Stands for a slot that both prompts have, filled differently. */
const SLOT = '#';

/**
 * Whether two prompts are at least `threshold` alike around each of the changes, and in all when `threshold` is to hold
 * there too; slots count as equal.
 */
export function areAlike(
  aligned: AlignedPrompts,
  changes: readonly Change[],
  options: { readonly threshold: number; readonly inAll: boolean },
): boolean {
  const { a, b } = aligned;
  const slots = aligned.changes.filter((change) => fillsSlot(aligned, change));
  const textsA = withSlots(
    a,
    slots.map(({ fromA, toA }) => ({ from: fromA, to: toA })),
  );
  const textsB = withSlots(
    b,
    slots.map(({ fromB, toB }) => ({ from: fromB, to: toB })),
  );
  const { threshold, inAll } = options;
  if (inAll && likeness(textsA.join(''), textsB.join('')) < threshold) return false;
  return changes.every(
    ({ fromA, toA, fromB, toB }) => likeness(around(textsA, fromA, toA), around(textsB, fromB, toB)) >= threshold,
  );
}

/** One text per token, so that places stay; a slot is one sign at its first token. */
function withSlots(tokens: readonly Token[], slots: readonly { from: number; to: number }[]): string[] {
  const texts = tokens.map(({ text, kind }) => (kind === 'character' ? text : `${text} `));
  for (const { from, to } of slots) {
    for (let at = from; at < to; at += 1) texts[at] = at === from ? SLOT : '';
  }
  return texts;
}

function around(texts: readonly string[], from: number, to: number): string {
  const before = Array.from(texts.slice(Math.max(0, from - SURROUNDINGS), from).join('')).slice(-SURROUNDINGS);
  const after = Array.from(texts.slice(to, to + SURROUNDINGS).join('')).slice(0, SURROUNDINGS);
  return [...before, ...texts.slice(from, to), ...after].join('');
}

function likeness(textA: string, textB: string): number {
  const [a, b] = [shingleHashes(textA), shingleHashes(textB)];
  return jaccard(a.length, b.length, commonOf(a, b));
}
