import { type Estimate, studentEstimate } from '../stats/clustered-mean.js';

const DAY_MS = 86_400_000;

/** A user who was seen before and after, exposed to the release or not yet. */
export interface ComparedUser {
  readonly exposed: boolean;
  /** Mean before and after the release; of a pattern, or of a coordinate of the embedding. */
  readonly before: number;
  readonly after: number;
}

/** What the release did to those who got it, less what happened to the others on the same days. */
export interface ExposureEffect {
  readonly exposedChange: number;
  readonly unexposedChange: number;
  /** Exposed change less unexposed change, with Welch's interval between users; null with fewer than two on a side. */
  readonly effect: Estimate | null;
  readonly exposedUsers: number;
  readonly unexposedUsers: number;
}

/**
 * Difference in differences over users (Card & Krueger 1994; every user's own change is one value, so that days and
 * requests of one user are never taken for independent): mean change of the exposed less mean change of the others,
 * which removes whatever happened to both on the same days. Standard error and degrees of freedom by Welch (1947) and
 * Satterthwaite (1946), since a canary has few exposed users of their own variance.
 */
export function differenceInDifferences(users: readonly ComparedUser[], confidence = 0.95): ExposureEffect {
  const exposed = changesOf(users.filter((user) => user.exposed));
  const others = changesOf(users.filter((user) => !user.exposed));
  return {
    exposedChange: exposed.mean,
    unexposedChange: others.mean,
    effect: welch(exposed, others, confidence),
    exposedUsers: exposed.n,
    unexposedUsers: others.n,
  };
}

/** A request before the release: its user, whether that user got the release later, and its value. */
export interface EarlierRequest {
  readonly user: string;
  readonly exposed: boolean;
  readonly timeMs: number;
  readonly value: number;
}

/**
 * Whether those who got a release were on another way before it: difference of the two groups' slopes over time, per
 * day, each slope within users (fixed effects: who writes how is no trend) and pooled over them, Σ Sxy / Σ Sxx, with a
 * user-clustered standard error. Uses every request of the baseline, so that it sees a slow trend that two halves of
 * it would not show.
 * @returns null when no user of a group wrote at two times
 */
export function trendDifference(requests: readonly EarlierRequest[], confidence = 0.95): Estimate | null {
  const slopes = [true, false].map((side) => slopeOf(requests.filter(({ exposed }) => exposed === side)));
  const [exposed, others] = slopes;
  return exposed === undefined || others === undefined ? null : welch(exposed, others, confidence);
}

function slopeOf(requests: readonly EarlierRequest[]): Changes {
  const byUser = new Map<string, EarlierRequest[]>();
  for (const request of requests) byUser.set(request.user, [...(byUser.get(request.user) ?? []), request]);
  const users = [...byUser.values()].flatMap((own) => {
    const days = own.map(({ timeMs }) => timeMs / DAY_MS);
    const middle = days.reduce((sum, day) => sum + day, 0) / days.length;
    let sxy = 0;
    let sxx = 0;
    own.forEach(({ value }, at) => {
      const x = (days[at] ?? 0) - middle;
      sxy += x * value;
      sxx += x * x;
    });
    return sxx > 0 ? { sxy, sxx } : [];
  });
  const n = users.length;
  const total = users.reduce((sum, { sxx }) => sum + sxx, 0);
  const mean = users.reduce((sum, { sxy }) => sum + sxy, 0) / total;
  const squares = users.reduce((sum, { sxy, sxx }) => sum + (sxy - mean * sxx) ** 2, 0);
  return { n, mean, variance: ((n / (n - 1)) * squares) / total ** 2 };
}

interface Changes {
  readonly n: number;
  readonly mean: number;
  /** Variance of the mean. */
  readonly variance: number;
}

function changesOf(users: readonly ComparedUser[]): Changes {
  const changes = users.map(({ before, after }) => after - before);
  const n = changes.length;
  const mean = changes.reduce((sum, change) => sum + change, 0) / n;
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  return { n, mean, variance: squares / (n - 1) / n };
}

function welch(a: Changes, b: Changes, confidence: number): Estimate | null {
  if (a.n < 2 || b.n < 2) return null;
  const variance = a.variance + b.variance;
  const degreesOfFreedom =
    variance === 0 ? a.n + b.n - 2 : variance ** 2 / (a.variance ** 2 / (a.n - 1) + b.variance ** 2 / (b.n - 1));
  const n = a.n + b.n;
  return studentEstimate(
    { estimate: a.mean - b.mean, standardError: Math.sqrt(variance), degreesOfFreedom, n, clusters: n },
    confidence,
  );
}
