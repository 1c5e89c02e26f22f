/** A request or an item as the selection sees it: who wrote it, where it lies, what it says. */
export interface Placed {
  readonly itemId: string;
  readonly user: string;
  readonly topic: number;
  /** Stratum of the request, or of the request the item came from. */
  readonly stratum: string;
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
  /** Share of each stratum in all traffic, and inside each topic that occurs. */
  readonly stratumShares: ReadonlyMap<string, number>;
  readonly topicStratumShares: ReadonlyMap<number, ReadonlyMap<string, number>>;
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
  for (const [topic, sum] of means) {
    const weight = weights.get(topic) ?? 1;
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / weight;
  }
  const perTopic = new Map<number, (typeof sample)[number][]>();
  for (const request of sample) {
    const requests = perTopic.get(request.topic);
    if (requests === undefined) perTopic.set(request.topic, [request]);
    else requests.push(request);
  }
  return {
    requests: sample.length,
    topicShares: sharesOf(sample, ({ topic }) => topic),
    stratumShares: sharesOf(sample, ({ stratum }) => stratum),
    topicStratumShares: new Map(
      [...perTopic].map(([topic, requests]) => [topic, sharesOf(requests, ({ stratum }) => stratum)]),
    ),
    topicMeans: means,
  };
}

function sharesOf<R extends { readonly weight: number }, K>(
  rows: readonly R[],
  keyOf: (row: R) => K,
): ReadonlyMap<K, number> {
  const weights = new Map<K, number>();
  let total = 0;
  for (const row of rows) {
    weights.set(keyOf(row), (weights.get(keyOf(row)) ?? 0) + row.weight);
    total += row.weight;
  }
  return new Map([...weights].map(([key, weight]) => [key, weight / total]));
}

/** Items per stratum. */
export function countByStratum(items: readonly { readonly stratum: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stratum } of items) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  return counts;
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
