import { nearestCentroid } from '../stats/spherical-k-means.js';
import { addScaled, dot } from '../stats/vectors.js';
import type { EmbeddedRequest } from './drift-state.js';

interface Cluster {
  readonly centroid: Float32Array;
  /** Sum of its members. */
  readonly sum: Float64Array;
  members: number;
}

/** Where a request lies on the map without its own user. */
export interface HeldOutPlace {
  readonly topic: number;
  /** 1 - cosine to the centre of the topic. */
  readonly distance: number;
}

/**
 * Places of the requests that the topic map was made from, each by the map as it would be without its own user: every
 * topic is taken for the direction of what its other users wrote. Placed by the map itself, requests would lie nearer to
 * centres that they have drawn towards them than any later request can, and topics would seem to shrink by themselves.
 * @param centroids of the map; topics of one user only are none for that user
 */
export function heldOutPlaces(
  requests: readonly EmbeddedRequest[],
  centroids: readonly Float32Array[],
): HeldOutPlace[] {
  const clusters = centroids.map(
    (centroid): Cluster => ({ centroid, sum: new Float64Array(centroid.length), members: 0 }),
  );
  const own = new Map<string, Map<number, { sum: Float64Array; members: number }>>();
  for (const { user, vector } of requests) {
    const topic = nearestCentroid(centroids, vector);
    const cluster = clusters[topic];
    if (cluster === undefined) continue;
    addScaled(cluster.sum, vector, 1);
    cluster.members += 1;
    const topics = own.get(user) ?? new Map<number, { sum: Float64Array; members: number }>();
    const part = topics.get(topic) ?? { sum: new Float64Array(vector.length), members: 0 };
    addScaled(part.sum, vector, 1);
    part.members += 1;
    own.set(user, topics.set(topic, part));
  }
  const others = new Map([...own].map(([user, parts]) => [user, centroidsWithout(clusters, parts)]));
  return requests.map(({ user, vector }) => {
    let [topic, closest] = [0, Number.NEGATIVE_INFINITY];
    (others.get(user) ?? []).forEach((centroid, candidate) => {
      const similarity = centroid === null ? Number.NEGATIVE_INFINITY : dot(vector, centroid);
      if (similarity > closest) [topic, closest] = [candidate, similarity];
    });
    return { topic, distance: 1 - closest };
  });
}

/** Topics alone, see {@link heldOutPlaces}. */
export function heldOutTopics(requests: readonly EmbeddedRequest[], centroids: readonly Float32Array[]): number[] {
  return heldOutPlaces(requests, centroids).map(({ topic }) => topic);
}

function centroidsWithout(
  clusters: readonly Cluster[],
  parts: ReadonlyMap<number, { readonly sum: Float64Array; readonly members: number }>,
): (Float32Array | null)[] {
  return clusters.map(({ centroid, sum, members }, topic) => {
    const part = parts.get(topic);
    if (part === undefined) return centroid;
    if (part.members === members) return null;
    const left = sum.map((value, j) => value - (part.sum[j] as number));
    const length = Math.sqrt(dot(left, left));
    return length > 0 ? Float32Array.from(left, (value) => value / length) : null;
  });
}
