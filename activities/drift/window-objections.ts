import type { ComparedRequest, Comparison } from './comparison.js';

/** Share of a window's requests from which on one user is the traffic. */
const ONE_USERS_TRAFFIC = 0.9;

/**
 * Why requests can be no side of a comparison: a vector that is none, or a window that is one user's.
 * @param where in which window, with a leading blank; empty for the week
 * @returns null when they can
 */
function objectionToRequests(requests: readonly ComparedRequest[], dimension: number, where: string): string | null {
  const counts = new Map<string, number>();
  for (const { user, vector } of requests) {
    if (vector.length !== dimension) {
      return `no verdict: an embedding${where} has ${vector.length} numbers, ${dimension} are needed`;
    }
    if (!vector.every(Number.isFinite)) return `no verdict: an embedding${where} holds numbers that are not finite`;
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values()) / Math.max(1, requests.length);
  return most >= ONE_USERS_TRAFFIC
    ? `no verdict: one user has ${Math.round(100 * most)} % of the requests${where}`
    : null;
}

/** The comparison, refused where one of its sides cannot be compared. */
export function withObjections(comparison: Comparison, dimension: number): Comparison {
  const where = comparison.name === 'pinned' ? ' in the pinned reference' : ' in the eval set';
  const refused =
    comparison.refused ??
    objectionToRequests(comparison.traffic, dimension, '') ??
    objectionToRequests(comparison.reference.requests, dimension, where);
  return { ...comparison, refused };
}
