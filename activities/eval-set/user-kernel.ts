import { addScaled, dot } from '../stats/vectors.js';
import type { RepresentedRow } from './representativeness.js';

/** What weighted rows sum up to, and each of their users. */
interface UserSums {
  readonly total: Float64Array;
  readonly weight: number;
  readonly users: ReadonlyMap<string, { readonly sum: Float64Array; readonly weight: number }>;
}

/**
 * The user-level distance of a weighted set and production: the MMD² over pairs of different users (Gretton et al. 2012,
 * Lemma 6, users in place of observations), mean over bandwidths. Nobody meets themselves, neither inside the set nor across. Fresh samples are drawn in
 * proportion to the design weights, so their requests count alike.
 */
export function createUserKernel(set: readonly RepresentedRow[], requests: readonly RepresentedRow[], blocks: number) {
  const ofItems = sumsOf(set, ({ weight }) => weight);
  return {
    /** @param other places of the requests of one half of production */
    against: (other: readonly number[]) => {
      const production = sumsOf(rowsAt(requests, other), ({ weight }) => weight);
      const within = withinUsers(production);
      const mmd2 = (sums: UserSums) => (distance(sums, production) + within) / blocks;
      return {
        ofSet: () => mmd2(ofItems),
        ofRequests: (sample: readonly number[]) => mmd2(sumsOf(rowsAt(requests, sample), () => 1)),
      };
    },
  };
}

/** Mean kernel of two users of the set less twice that of a user of the set and another of production. */
function distance(set: UserSums, production: UserSums): number {
  let shared = 0;
  let sharedWeight = 0;
  for (const [user, { sum, weight }] of set.users) {
    const own = production.users.get(user);
    if (own === undefined) continue;
    shared += dot(sum, own.sum);
    sharedWeight += weight * own.weight;
  }
  const across = (dot(set.total, production.total) - shared) / (set.weight * production.weight - sharedWeight);
  return withinUsers(set) - 2 * across;
}

function withinUsers({ total, weight, users }: UserSums): number {
  let own = 0;
  let ownWeight = 0;
  for (const user of users.values()) {
    own += dot(user.sum, user.sum);
    ownWeight += user.weight ** 2;
  }
  return (dot(total, total) - own) / (weight ** 2 - ownWeight);
}

function sumsOf(rows: readonly RepresentedRow[], weightOf: (row: RepresentedRow) => number): UserSums {
  const users = new Map<string, { sum: Float64Array; weight: number }>();
  const columns = rows[0]?.features.length ?? 0;
  const total = new Float64Array(columns);
  let all = 0;
  for (const row of rows) {
    const weight = weightOf(row);
    const own = users.get(row.user) ?? { sum: new Float64Array(columns), weight: 0 };
    addScaled(own.sum, row.features, weight);
    own.weight += weight;
    users.set(row.user, own);
    addScaled(total, row.features, weight);
    all += weight;
  }
  return { total, weight: all, users };
}

function rowsAt(rows: readonly RepresentedRow[], places: readonly number[]): RepresentedRow[] {
  return places.flatMap((at) => rows[at] ?? []);
}
