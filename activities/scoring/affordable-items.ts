import { compareText } from '../stats/text-order.js';
import { sha256Hex } from '../storage/artifact.js';
import type { ScoringItem } from './score-tables.js';

/** The items of a plan that a cap allows, and those it leaves out. */
export interface AffordableItems {
  readonly kept: ScoringItem[];
  readonly leftOut: ScoringItem[];
}

/**
 * A random part of the items that a budget allows, the same for every arm: items in the order of a seeded hash of their
 * ids, as long as their costs fit. Of each source the kept ones stand for all: inclusion probabilities are multiplied by
 * the kept share, weights divided by it, so that weighted means estimate what they would have without the cap. What is
 * left out weighs nothing.
 * @param costsUsd of the items, in their order
 */
export function affordableItems(
  items: readonly ScoringItem[],
  costsUsd: readonly number[],
  budgetUsd: number,
  seed: string,
): AffordableItems {
  const costOfItem = new Map<string, number>();
  items.forEach(({ item_id: id }, at) => costOfItem.set(id, (costOfItem.get(id) ?? 0) + (costsUsd[at] ?? 0)));
  const order = [...costOfItem.keys()]
    .map((id) => ({ id, hash: sha256Hex(`spend-cap\0${seed}\0${id}`) }))
    .sort((a, b) => compareText(a.hash, b.hash));
  const keptIds = new Set<string>();
  let total = 0;
  for (const { id } of order) {
    total += costOfItem.get(id) ?? 0;
    // A prefix, not whatever fits: leaving out only dear items would leave out long prompts.
    if (total > budgetUsd) break;
    keptIds.add(id);
  }
  const shares = keptShares(items, keptIds);
  const kept = items
    .filter(({ item_id: id }) => keptIds.has(id))
    .map((item) => {
      const share = shares.get(item.source) ?? 1;
      return { ...item, inclusion_probability: item.inclusion_probability * share, weight: item.weight / share };
    });
  const leftOut = items.filter(({ item_id: id }) => !keptIds.has(id)).map((item) => ({ ...item, weight: 0 }));
  return { kept, leftOut };
}

function keptShares(items: readonly ScoringItem[], keptIds: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, { all: number; kept: number }>();
  for (const { source, item_id: id } of items) {
    const count = counts.get(source) ?? { all: 0, kept: 0 };
    count.all += 1;
    if (keptIds.has(id)) count.kept += 1;
    counts.set(source, count);
  }
  return new Map([...counts].map(([source, { all, kept }]) => [source, kept / all]));
}
