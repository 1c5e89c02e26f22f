import { dot } from '../stats/vectors.js';
import type { RepresentedRow } from './representativeness.js';

/** What weighted rows sum up to, and each of their users. Users have numbers, and places in the order of appearance. */
interface UserSums {
  readonly total: Float64Array;
  readonly weight: number;
  /** By place. */
  readonly users: readonly number[];
  /** By number; -1 for whoever is not among them. */
  readonly places: Int32Array;
  /** By place: a row of sums, and the weight. */
  readonly sums: Float64Array;
  readonly weights: Float64Array;
}

/** Rows whose users are numbered, and the weight with which each counts. */
interface NumberedRows {
  readonly rows: readonly RepresentedRow[];
  readonly numbers: Int32Array;
  readonly weightOf: (row: RepresentedRow) => number;
}

/**
 * The user-level distance of a weighted set and production: the MMD² over pairs of different users (Gretton et al. 2012,
 * Lemma 6, users in place of observations), mean over bandwidths. Nobody meets themselves, neither inside the set nor across. Fresh samples are drawn in
 * proportion to the design weights, so their requests count alike.
 */
export function createUserKernel(set: readonly RepresentedRow[], requests: readonly RepresentedRow[], blocks: number) {
  const known = new Map<string, number>();
  const numbersOf = (rows: readonly RepresentedRow[]) =>
    Int32Array.from(rows, ({ user }) => {
      const number = known.get(user) ?? known.size;
      known.set(user, number);
      return number;
    });
  const ownWeight = ({ weight }: RepresentedRow) => weight;
  const items: NumberedRows = { rows: set, numbers: numbersOf(set), weightOf: ownWeight };
  const asked: NumberedRows = { rows: requests, numbers: numbersOf(requests), weightOf: ownWeight };
  const drawn: NumberedRows = { ...asked, weightOf: () => 1 };
  const ofItems = sumsOf(items, [...set.keys()], known.size);
  return {
    /** @param other places of the requests of one half of production */
    against: (other: readonly number[]) => {
      const production = sumsOf(asked, other, known.size);
      const within = withinUsers(production);
      const mmd2 = (sums: UserSums) => (distance(sums, production) + within) / blocks;
      return {
        ofSet: () => mmd2(ofItems),
        ofRequests: (sample: readonly number[]) => mmd2(sumsOf(drawn, sample, known.size)),
      };
    },
  };
}

/** Mean kernel of two users of the set less twice that of a user of the set and another of production. */
function distance(set: UserSums, production: UserSums): number {
  let shared = 0;
  let sharedWeight = 0;
  for (const [place, user] of set.users.entries()) {
    const other = production.places[user] ?? -1;
    if (other < 0) continue;
    shared += dotOfRows(set, place, production, other);
    sharedWeight += (set.weights[place] ?? 0) * (production.weights[other] ?? 0);
  }
  const across = (dot(set.total, production.total) - shared) / (set.weight * production.weight - sharedWeight);
  return withinUsers(set) - 2 * across;
}

function withinUsers(sums: UserSums): number {
  const { total, weight, weights } = sums;
  let own = 0;
  let ownWeight = 0;
  for (let place = 0; place < weights.length; place += 1) {
    own += dotOfRows(sums, place, sums, place);
    ownWeight += (weights[place] as number) ** 2;
  }
  return (dot(total, total) - own) / (weight ** 2 - ownWeight);
}

function dotOfRows(a: UserSums, placeInA: number, b: UserSums, placeInB: number): number {
  const columns = a.total.length;
  let sum = 0;
  for (let column = 0; column < columns; column += 1) {
    sum += (a.sums[placeInA * columns + column] as number) * (b.sums[placeInB * columns + column] as number);
  }
  return sum;
}

/** @param chosen places of the rows that count */
function sumsOf({ rows, numbers, weightOf }: NumberedRows, chosen: readonly number[], known: number): UserSums {
  const columns = rows[0]?.features.length ?? 0;
  const users: number[] = [];
  const places = new Int32Array(known).fill(-1);
  for (const at of chosen) {
    const user = numbers[at] as number;
    if (places[user] !== -1) continue;
    places[user] = users.length;
    users.push(user);
  }
  const sums = new Float64Array(users.length * columns);
  const weights = new Float64Array(users.length);
  const total = new Float64Array(columns);
  let all = 0;
  for (const at of chosen) {
    const row = rows[at];
    if (row === undefined) continue;
    const weight = weightOf(row);
    const place = places[numbers[at] as number] as number;
    const first = place * columns;
    for (let column = 0; column < columns; column += 1) {
      const value = weight * (row.features[column] as number);
      sums[first + column] = (sums[first + column] as number) + value;
      total[column] = (total[column] as number) + value;
    }
    weights[place] = (weights[place] as number) + weight;
    all += weight;
  }
  return { total, weight: all, users, places, sums, weights };
}
