import { createVectorTable } from '../stats/vector-table.js';
import { addScaled, dot } from '../stats/vectors.js';
import type { RepresentedRow } from './representativeness.js';

/** Requests of a sample as large as the set that lie in a neighbourhood. */
const NEIGHBOURS = 5;
/** Rows of distances between two pauses. */
const BATCH = 64;

/** How much of one half of production a set, or a fresh sample, reaches. */
interface Nearness {
  readonly coverage: number;
  readonly uncoveredShare: number;
}

interface NearnessMeasure {
  /** @param items places in the set */
  ofSet(items: readonly number[]): Nearness;
  /** @param sample places of requests */
  ofRequests(sample: readonly number[]): Nearness;
}

interface CoverageDesign {
  /** Requests of one user among the neighbours, at most. */
  readonly perUser: number;
  /** Blocks of the features. */
  readonly blocks: number;
  readonly pause: () => Promise<void>;
}

/** Squared distances of requests to rows that belong to users. */
interface Distances {
  readonly matrix: Float32Array;
  readonly width: number;
  readonly users: Int32Array;
}

/**
 * Coverage of production (Naeem et al. 2020, eq. 4) by a set or by a fresh sample: the weighted share of the requests of
 * one half of production that have an item within reach. The reach of a request takes in the share 5/m of the half's
 * requests of other users, m being the size of the set: on average the reach to the fifth nearest among m of them,
 * without the luck of which m. A fresh sample covers about 1 - e^-5. Items of a request's own user do not count.
 * @returns `against` gives null when a half has too few requests for a neighbourhood
 */
export async function createCoverage(
  set: readonly RepresentedRow[],
  requests: readonly RepresentedRow[],
  { perUser, blocks, pause }: CoverageDesign,
): Promise<{ against(other: readonly number[], size: number): NearnessMeasure | null }> {
  const numbers = new Map<string, number>();
  const numberOf = ({ user }: RepresentedRow) => {
    const number = numbers.get(user) ?? numbers.size;
    numbers.set(user, number);
    return number;
  };
  const users = Int32Array.from(requests, numberOf);
  const between = { matrix: await symmetricDistances(requests, pause), width: requests.length, users };
  const toSet = {
    matrix: await distances(requests, set, pause),
    width: set.length,
    users: Int32Array.from(set, numberOf),
  };

  return {
    against: (other, size) => {
      const neighbours = Int32Array.from(capped(other, users, perUser));
      const nearest = new Float64Array(Math.max(1, Math.round((NEIGHBOURS * neighbours.length) / size)));
      const centres: { readonly at: number; readonly reach: number; readonly weight: number }[] = [];
      for (const at of other) {
        const reach = nearestReach(between, at, neighbours, nearest);
        if (reach !== null) centres.push({ at, reach, weight: requests[at]?.weight ?? 0 });
      }
      const total = centres.reduce((sum, { weight }) => sum + weight, 0);
      if (!(total > 0)) return null;
      const nearness = (places: Int32Array, to: Distances): Nearness => {
        const hole = new Float64Array(requests[0]?.features.length ?? 0);
        let uncovered = 0;
        for (const { at, reach, weight } of centres) {
          if (isReached(to, at, users[at] ?? -1, reach, places)) continue;
          uncovered += weight / total;
          addScaled(hole, requests[at]?.features ?? hole, weight / total);
        }
        return { coverage: 1 - uncovered, uncoveredShare: Math.sqrt(dot(hole, hole) / blocks) };
      };
      return {
        ofSet: (items) => nearness(Int32Array.from(items), toSet),
        ofRequests: (sample) => nearness(Int32Array.from(sample), between),
      };
    },
  };
}

function isReached(to: Distances, centre: number, user: number, reach: number, places: Int32Array): boolean {
  const { matrix, width, users } = to;
  const row = centre * width;
  for (let place = 0; place < places.length; place += 1) {
    const at = places[place] as number;
    if ((matrix[row + at] as number) <= reach && users[at] !== user) return true;
  }
  return false;
}

/**
 * Squared distance to the nearest but so many as `nearest` has room for; null when there are fewer. Copies count.
 * @param nearest is written over
 */
function nearestReach(
  { matrix, width, users }: Distances,
  centre: number,
  neighbours: Int32Array,
  nearest: Float64Array,
): number | null {
  nearest.fill(Number.POSITIVE_INFINITY);
  const row = centre * width;
  const own = users[centre];
  const last = nearest.length - 1;
  let reach = Number.POSITIVE_INFINITY;
  for (let neighbour = 0; neighbour < neighbours.length; neighbour += 1) {
    const at = neighbours[neighbour] as number;
    const distance = matrix[row + at] as number;
    if (distance >= reach || users[at] === own) continue;
    let place = last;
    for (; place > 0 && (nearest[place - 1] as number) > distance; place -= 1) {
      nearest[place] = nearest[place - 1] as number;
    }
    nearest[place] = distance;
    reach = nearest[last] as number;
  }
  return Number.isFinite(reach) ? reach : null;
}

function capped(places: readonly number[], users: Int32Array, perUser: number): number[] {
  const counts = new Map<number, number>();
  return places.filter((at) => {
    const user = users[at] as number;
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= perUser;
  });
}

/** Squared distances, a row of the result per row of `from`. */
async function distances(
  from: readonly RepresentedRow[],
  to: readonly RepresentedRow[],
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const matrix = new Float32Array(from.length * to.length);
  const table = createVectorTable(to.map(({ vector }) => vector));
  for (const [row, { vector }] of from.entries()) {
    if (row % BATCH === 0) await pause();
    matrix.set(table.squaredDistances(vector), row * to.length);
  }
  return matrix;
}

async function symmetricDistances(rows: readonly RepresentedRow[], pause: () => Promise<void>): Promise<Float32Array> {
  const matrix = new Float32Array(rows.length ** 2);
  const table = createVectorTable(rows.map(({ vector }) => vector));
  for (let row = 0; row < rows.length; row += 1) {
    if (row % BATCH === 0) await pause();
    const vector = rows[row]?.vector ?? new Float32Array();
    matrix.set(table.squaredDistances(vector, row), row * rows.length);
    for (let column = 0; column < row; column += 1) {
      matrix[column * rows.length + row] = matrix[row * rows.length + column] as number;
    }
  }
  return matrix;
}
