import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { readForgotten, requireSameUserKey } from './forgotten-list.js';
import { searchLedger } from './ledger-search.js';
import { listStoredObjects, roomOf } from './stored-objects.js';
import { type SearchedTable, searchTables } from './table-search.js';
import { type SearchedVectors, searchVectors } from './vector-search.js';

/** Who is to be forgotten: the keyed hash of a user, a session or a request. */
export interface ErasureTarget {
  /** `u_…`, `s_…` or `r_…`, see `user-hash.ts`. */
  readonly unit: string;
  /** The key of that hash. */
  readonly userKey: string;
}

/** Everything of a unit that lies in the bucket. */
export interface ErasurePlan {
  /** The unit, and the sessions that were its alone. */
  readonly units: readonly string[];
  /** All tables as they lie there; those with found rows are to be rewritten. */
  readonly tables: readonly SearchedTable[];
  readonly vectors: readonly SearchedVectors[];
  readonly answers: readonly string[];
  readonly judgements: readonly string[];
  readonly intermediates: readonly string[];
  /** Where the hash stands in a way that this version of Tidemark knows nothing about. */
  readonly unexplained: readonly string[];
}

/** What was, or would be, removed. */
export interface ErasureCounts {
  /** By folder of the pipeline: `samples`, `eval-set`, `embeddings`, `drift-state`, `work`, `reports`. */
  readonly rooms: Readonly<Record<string, { readonly objects: number; readonly rows: number }>>;
  readonly answers: number;
  readonly judgements: number;
  /** Files between two steps of drawing a sample, of all users. */
  readonly intermediates: number;
}

/** Looks for everything of a unit. Changes nothing. */
export async function planErasure(store: ObjectStore, layout: Layout, target: ErasureTarget): Promise<ErasurePlan> {
  const list = await readForgotten(store, layout);
  requireSameUserKey(list, target.userKey);
  const objects = await listStoredObjects(store, layout);
  const { tables, units, unexplained } = await searchTables(store, objects, { ...target, list });
  return {
    units,
    tables,
    vectors: await searchVectors(store, objects.vectors, tables),
    ...(await searchLedger(store, objects, tables)),
    intermediates: objects.intermediates,
    unexplained,
  };
}

/** Whether a plan finds anything of the unit; intermediate files are nobody's in particular. */
export function isEmptyPlan({ tables, vectors, answers, judgements }: ErasurePlan): boolean {
  return (
    tables.every(({ found }) => found.length === 0) &&
    vectors.length === 0 &&
    answers.length === 0 &&
    judgements.length === 0
  );
}

export function countsOf(plan: ErasurePlan, layout: Layout): ErasureCounts {
  const rooms: Record<string, { objects: number; rows: number }> = {};
  const count = (key: string, rows: number) => {
    const room = roomOf(key, layout);
    const known = rooms[room] ?? { objects: 0, rows: 0 };
    rooms[room] = { objects: known.objects + 1, rows: known.rows + rows };
  };
  for (const { key, found } of plan.tables) if (found.length > 0) count(key, found.length);
  for (const vectors of plan.vectors) count(vectors.key, 'kept' in vectors ? vectors.removed : 0);
  return {
    rooms,
    answers: plan.answers.length,
    judgements: plan.judgements.length,
    intermediates: plan.intermediates.length,
  };
}

export function addCounts(a: ErasureCounts, b: ErasureCounts): ErasureCounts {
  const rooms = { ...a.rooms };
  for (const [room, { objects, rows }] of Object.entries(b.rooms)) {
    rooms[room] = { objects: (rooms[room]?.objects ?? 0) + objects, rows: (rooms[room]?.rows ?? 0) + rows };
  }
  return {
    rooms,
    answers: a.answers + b.answers,
    judgements: a.judgements + b.judgements,
    intermediates: a.intermediates + b.intermediates,
  };
}
