import { createNearDuplicateIndex } from './near-duplicates.js';

/** The near-duplicate clusters of a sample. */
export interface NearDuplicateClusters {
  /** Per prompt the place of its cluster's leader; leaders lead themselves. */
  readonly leaders: Int32Array;
  /** Per prompt how many prompts its cluster has, itself included. */
  readonly sizes: Int32Array;
}

/**
 * Clusters prompts by their leaders (Hartigan 1975, "Clustering Algorithms", ch. 3): a prompt joins the first leader it
 * nearly duplicates, else it leads a cluster of its own. Members are compared with the leader only, never with each
 * other, so that a chain of small changes does not end in one cluster of different prompts.
 * @param prompts in an order that does not depend on how they were stored: the first of a cluster leads it
 */
export function clusterNearDuplicates(prompts: readonly string[]): NearDuplicateClusters {
  const index = createNearDuplicateIndex();
  const leadersOfIndex: number[] = [];
  const leaders = new Int32Array(prompts.length);
  const counts = new Int32Array(prompts.length);
  for (const [at, prompt] of prompts.entries()) {
    const found = index.find(prompt);
    const leader = found === undefined ? at : (leadersOfIndex[found] ?? at);
    if (found === undefined) {
      index.add(prompt);
      leadersOfIndex.push(at);
    }
    leaders[at] = leader;
    counts[leader] = (counts[leader] ?? 0) + 1;
  }
  return { leaders, sizes: leaders.map((leader) => counts[leader] ?? 1) };
}
