/** A value of one item of one cluster (user). */
export interface ClusteredValue {
  readonly value: number;
  /** At least 0. */
  readonly weight: number;
  readonly cluster: string;
}

/** What a weighted mean needs to know of one cluster. */
export interface ClusterSum {
  readonly cluster: string;
  /** Σ w */
  readonly weight: number;
  /** Σ w y */
  readonly sum: number;
}

/** Sums per cluster, in the order in which the clusters first occur. */
export function clusterSums(rows: readonly ClusteredValue[]): ClusterSum[] {
  const sums = new Map<string, { weight: number; sum: number }>();
  for (const { value, weight, cluster } of rows) {
    const own = sums.get(cluster);
    if (own === undefined) sums.set(cluster, { weight, sum: weight * value });
    else {
      own.weight += weight;
      own.sum += weight * value;
    }
  }
  return [...sums].map(([cluster, { weight, sum }]) => ({ cluster, weight, sum }));
}
