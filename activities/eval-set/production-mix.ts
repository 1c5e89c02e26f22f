/** A request or an item as the selection sees it: who wrote it, where it lies, what it says. */
export interface Placed {
  readonly itemId: string;
  readonly user: string;
  readonly topic: number;
  readonly prompt: string;
  /** Features of a kernel: the inner product of two of them is the kernel's value. */
  readonly features: Float64Array;
}

/** What the week's traffic looks like, estimated from its weighted sample. */
export interface ProductionMix {
  /** Requests in the sample. */
  readonly requests: number;
  /** Share of each topic that occurs; shares sum to 1. */
  readonly topicShares: ReadonlyMap<number, number>;
  /** Mean features inside each topic that occurs. */
  readonly topicMeans: ReadonlyMap<number, Float64Array>;
}

/** @param sample requests with their design weights (1 / inclusion probability). */
export function productionMixOf(sample: readonly (Placed & { readonly weight: number })[]): ProductionMix {
  const weights = new Map<number, number>();
  const means = new Map<number, Float64Array>();
  for (const { topic, weight, features } of sample) {
    weights.set(topic, (weights.get(topic) ?? 0) + weight);
    const sum = means.get(topic) ?? new Float64Array(features.length);
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + weight * (features[at] ?? 0);
    means.set(topic, sum);
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [topic, sum] of means) {
    const weight = weights.get(topic) ?? 1;
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / weight;
  }
  return {
    requests: sample.length,
    topicShares: new Map([...weights].map(([topic, weight]) => [topic, weight / total])),
    topicMeans: means,
  };
}

/** Items per topic. */
export function countByTopic(items: readonly { readonly topic: number }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { topic } of items) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** Items per user. */
export function countByUser(items: readonly { readonly user: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { user } of items) counts.set(user, (counts.get(user) ?? 0) + 1);
  return counts;
}
