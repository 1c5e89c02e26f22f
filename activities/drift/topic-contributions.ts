import type { RandomFeatures } from './random-features.js';

export interface TopicalRequest {
  readonly user: string;
  readonly topic: number;
  readonly vector: Float32Array;
}

/**
 * Per topic the sum of the features of its requests, each request weighing its user's capped weight over the user's
 * requests: the parts add up to the window's weighted feature sum.
 * @param pause called once per request
 */
export async function topicFeatureSums(
  requests: readonly TopicalRequest[],
  features: RandomFeatures,
  options: { readonly topics: number; readonly weightCap: number; readonly pause?: () => Promise<void> },
): Promise<Float64Array[]> {
  const counts = new Map<string, number>();
  for (const { user } of requests) counts.set(user, (counts.get(user) ?? 0) + 1);
  const sums = Array.from({ length: options.topics }, () => new Float64Array(features.size));
  for (const { user, topic, vector } of requests) {
    const count = counts.get(user) ?? 1;
    const weight = Math.min(count, options.weightCap) / count;
    const sum = sums[topic] as Float64Array;
    const mapped = features.map(vector);
    for (let j = 0; j < sum.length; j += 1) sum[j] = (sum[j] as number) + weight * (mapped[j] as number);
    await options.pause?.();
  }
  return sums;
}

/**
 * How much of the biased MMD² (mean over bandwidths) comes through each topic: the inner product of the whole change of
 * the mean features with the topic's part of it. The contributions sum to the biased MMD²; one is negative where a
 * topic moved against the rest.
 * @param weights total weight of the users of each window
 */
export function topicContributions(
  reference: readonly Float64Array[],
  current: readonly Float64Array[],
  weights: { readonly reference: number; readonly current: number },
  blocks: number,
): number[] {
  const parts = current.map((sum, topic) =>
    sum.map((value, j) => value / weights.current - (reference[topic]?.[j] ?? 0) / weights.reference),
  );
  const change = new Float64Array(parts[0]?.length ?? 0);
  for (const part of parts)
    for (let j = 0; j < change.length; j += 1) change[j] = (change[j] as number) + (part[j] as number);
  return parts.map((part) => part.reduce((sum, value, j) => sum + value * (change[j] as number), 0) / blocks);
}
