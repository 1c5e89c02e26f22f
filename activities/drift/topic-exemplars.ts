import { dot } from '../stats/vectors.js';

export interface ExemplarCandidate {
  readonly requestId: string;
  readonly user: string;
  /** Of the prompt: copies are one exemplar. */
  readonly digest: string;
  readonly topic: number;
  readonly vector: Float32Array;
}

const EXEMPLARS = 3;

/**
 * Per topic the ids of the three requests nearest its centre, nearest first, of different users and with different
 * prompts; fewer where there are no more. Ties go to the smaller id.
 */
export function topicExemplars(requests: readonly ExemplarCandidate[], centroids: readonly Float32Array[]): string[][] {
  return centroids.map((centroid, topic) => {
    const nearest = requests
      .filter((request) => request.topic === topic)
      .map((request) => ({ request, similarity: dot(centroid, request.vector) }))
      .sort((a, b) => b.similarity - a.similarity || (a.request.requestId < b.request.requestId ? -1 : 1));
    const users = new Set<string>();
    const digests = new Set<string>();
    const chosen: string[] = [];
    for (const { request } of nearest) {
      if (chosen.length === EXEMPLARS) break;
      if (users.has(request.user) || digests.has(request.digest)) continue;
      users.add(request.user);
      digests.add(request.digest);
      chosen.push(request.requestId);
    }
    return chosen;
  });
}
