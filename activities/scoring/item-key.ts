import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Conversation } from './conversation.js';

/** Judgements of one thing: the one that counts, and the second that measures how often a judge flips. */
export const REPEATS = [0, 1] as const;
export type Repeat = (typeof REPEATS)[number];

/** Enough of a digest that no two questions about one item have the same. */
const DIGEST_LENGTH = 32;

/**
 * The key of an item's answer under its arm's digest. It starts with the item's id, as the keys of its judgements do:
 * plans are ordered by these ids, so that the entries of a slice of a plan lie side by side in the bucket.
 */
export function itemKeyOf(itemId: string, conversation: Conversation): string {
  return `${itemId}-${digestOf({ itemId, conversation })}`;
}

/**
 * The key of a judgement under its judge's digest.
 * @param judged `item` of {@link itemKeyOf}; `answers` by the SHA-256 of their texts, in the order they are shown
 */
export function judgementKeyOf(judged: {
  readonly kind: 'rubric' | 'pair';
  readonly item: string;
  readonly answers: readonly string[];
  readonly repeat: Repeat;
}): string {
  const { kind, item, answers, repeat } = judged;
  return `${item}-${digestOf({ kind, answers, repeat })}`;
}

function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value)).slice(0, DIGEST_LENGTH);
}
