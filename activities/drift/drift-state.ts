import { Refusal } from '../refusal.js';
import type { RowOf } from '../storage/arrow-table.js';
import type { driftStateTable } from './drift-tables.js';
import type { RandomFeatures } from './random-features.js';
import type { UserMean } from './two-windows.js';

/** What one user's requests in a window sum up to. */
export type UserState = RowOf<ReturnType<typeof driftStateTable>>;

export interface EmbeddedRequest {
  readonly user: string;
  readonly vector: Float32Array;
}

/**
 * The state of a window: per user the number of requests and the sum of their kernel features, users in ascending
 * order. Linear in requests: states of parts of a window merge to the state of the whole, see {@link mergeStates}. Only
 * the sums are kept, so that requests may come in batches from a file.
 * @param pause called once per request
 * @throws {Refusal} `BadVector` when a vector has another length than the features take, or a number that is not finite
 */
export async function driftStateOf(
  requests: Iterable<EmbeddedRequest> | AsyncIterable<EmbeddedRequest>,
  features: RandomFeatures,
  weightCap: number,
  pause: () => Promise<void> = async () => {},
): Promise<UserState[]> {
  const sums = new Map<string, { count: number; sum: Float64Array }>();
  let row = 0;
  for await (const { user, vector } of requests) {
    const objection = objectionToVector(vector, features.dimension);
    if (objection !== null) {
      throw new Refusal('BadVector', `row ${row} of the vectors ${objection}; embed them again, or mend the embedder`);
    }
    const entry = sums.get(user) ?? { count: 0, sum: new Float64Array(features.size) };
    features.add(vector, entry.sum);
    sums.set(user, { count: entry.count + 1, sum: entry.sum });
    row += 1;
    await pause();
  }
  return ordered(sums, weightCap);
}

/** One state of several windows that do not overlap, such as four weeks. */
export function mergeStates(states: readonly (readonly UserState[])[], weightCap: number): UserState[] {
  const sums = new Map<string, { count: number; sum: Float64Array }>();
  for (const { user, count, feature_sum } of states.flat()) {
    const entry = sums.get(user) ?? { count: 0, sum: new Float64Array(feature_sum.length) };
    addInto(entry.sum, feature_sum);
    sums.set(user, { count: entry.count + count, sum: entry.sum });
  }
  return ordered(sums, weightCap);
}

/** Users with their mean features, as comparisons take them. */
export function userMeansOf(state: readonly UserState[]): UserMean[] {
  return state.map(({ user, count, capped_weight, feature_sum }) => ({
    user,
    weight: capped_weight,
    // Nobody changes either of them: one array does for both.
    mean: count === 1 ? feature_sum : feature_sum.map((sum) => sum / count),
  }));
}

function ordered(
  sums: ReadonlyMap<string, { readonly count: number; readonly sum: Float64Array }>,
  weightCap: number,
): UserState[] {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([user, { count, sum }]) => ({
      user,
      count,
      capped_weight: Math.min(count, weightCap),
      feature_sum: sum,
    }));
}

function objectionToVector(vector: Float32Array, dimension: number): string | null {
  if (vector.length !== dimension) return `has ${vector.length} numbers where the reference has ${dimension}`;
  for (let j = 0; j < dimension; j += 1) {
    if (!Number.isFinite(vector[j])) return `has ${vector[j]} at place ${j}`;
  }
  return null;
}

function addInto(target: Float64Array, source: Float64Array): void {
  for (let j = 0; j < target.length; j += 1) target[j] = (target[j] as number) + (source[j] as number);
}
