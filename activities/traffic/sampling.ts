import { createHmac } from 'node:crypto';

/** How a window is sampled. The same design and seed draw the same requests, whatever the order or the sharding. */
export interface SampleDesign {
  /**
   * `request`: a number of requests. `user`: whole users, the same ones first in every window, so that they can be
   * followed.
   */
  readonly by: 'request' | 'user';
  /** Requests to keep, at most. */
  readonly size: number;
  /** Requests to keep of one user, at most. */
  readonly perUserCap: number;
  readonly strata: readonly ('route' | 'model')[];
  readonly seed: string;
}

/** A distinct request of a window, as far as sampling must know it. */
export interface SamplingUnit {
  readonly requestId: string;
  /** Keyed hash of the user, else of the session, else of the request. */
  readonly user: string;
  readonly stratum: string;
}

export interface Selected extends SamplingUnit {
  /** Probability, by the design, that this request is drawn. */
  readonly inclusionProbability: number;
}

/**
 * Draws a sample by keyed hashes. By request: each user keeps the requests with the smallest hashes up to the cap,
 * then each stratum those with the smallest hashes up to its quota (bottom-k), so that
 * π = min(cap, n_user)/n_user · k_stratum/N_stratum. By user: users in the order of their hashes, until `size` is
 * reached; π = users taken/users · min(cap, n_user)/n_user.
 * @param units every distinct request of the window once, in any order
 * @returns in the order of the request ids
 */
export function drawSample(units: readonly SamplingUnit[], design: SampleDesign): Selected[] {
  const drawn = design.by === 'user' ? drawUsers(units, design) : drawRequests(units, design);
  return drawn.sort((a, b) => compare(a.requestId, b.requestId));
}

interface Hashed<T> {
  readonly value: T;
  readonly hash: string;
}

function drawRequests(units: readonly SamplingUnit[], design: SampleDesign): Selected[] {
  const capped = capPerUser(units, design);
  const strata = group(capped, ({ value }) => value.stratum);
  const quotas = allocate(new Map([...strata].map(([stratum, rows]) => [stratum, rows.length])), design.size);
  return [...strata].flatMap(([stratum, rows]) => {
    const quota = quotas.get(stratum) ?? 0;
    return smallest(rows, quota).map(({ value }) => ({
      ...value,
      inclusionProbability: value.inclusionProbability * (quota / rows.length),
    }));
  });
}

function drawUsers(units: readonly SamplingUnit[], design: SampleDesign): Selected[] {
  const byUser = group(capPerUser(units, design), ({ value }) => value.user);
  const users = [...byUser.keys()].map((user) => ({ value: user, hash: keyedHash(design.seed, 'user', user) }));
  const taken: Selected[][] = [];
  let size = 0;
  for (const { value: user } of smallest(users, users.length)) {
    const rows = byUser.get(user) ?? [];
    if (taken.length > 0 && size + rows.length > design.size) break;
    taken.push(rows.map(({ value }) => value));
    size += rows.length;
  }
  const share = taken.length / Math.max(1, byUser.size);
  return taken.flat().map((row) => ({ ...row, inclusionProbability: row.inclusionProbability * share }));
}

function capPerUser(units: readonly SamplingUnit[], { perUserCap, seed }: SampleDesign): Hashed<Selected>[] {
  const hashed = units.map((value) => ({ value, hash: keyedHash(seed, 'cap', value.requestId) }));
  // A second hash for the second phase: those who survive the cap of a heavy user have small first hashes.
  return [...group(hashed, ({ value }) => value.user).values()].flatMap((rows) => {
    const inclusionProbability = Math.min(perUserCap, rows.length) / rows.length;
    return smallest(rows, perUserCap).map(({ value }) => ({
      value: { ...value, inclusionProbability },
      hash: keyedHash(seed, 'request', value.requestId),
    }));
  });
}

/** The quota of each stratum: proportional by largest remainder, at least one, never more than it has. */
function allocate(sizes: ReadonlyMap<string, number>, total: number): Map<string, number> {
  const population = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (population <= total) return new Map(sizes);
  const shares = [...sizes]
    .map(([stratum, size]) => ({ stratum, size, exact: (total * size) / population }))
    .sort((a, b) => compare(a.stratum, b.stratum));
  const quotas = new Map(shares.map(({ stratum, exact }) => [stratum, Math.max(1, Math.floor(exact))]));
  let left = total - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  const byRemainder = shares.toSorted((a, b) => (b.exact % 1) - (a.exact % 1) || compare(a.stratum, b.stratum));
  for (const { stratum, size } of byRemainder) {
    const quota = quotas.get(stratum) ?? 0;
    if (left > 0 && quota < size) {
      quotas.set(stratum, quota + 1);
      left -= 1;
    }
  }
  return quotas;
}

function smallest<T>(rows: readonly Hashed<T>[], count: number): Hashed<T>[] {
  return rows.toSorted((a, b) => compare(a.hash, b.hash)).slice(0, count);
}

/** 64 bits of HMAC-SHA256 as hex: with other keys another, independent order. Equal hashes fall back on the text. */
function keyedHash(seed: string, kind: 'cap' | 'request' | 'user', text: string): string {
  const digest = createHmac('sha256', seed).update(`${kind}\0${text}`).digest('hex').slice(0, 16);
  return `${digest}${text}`;
}

function group<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const present = groups.get(key);
    if (present === undefined) groups.set(key, [value]);
    else present.push(value);
  }
  return groups;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
