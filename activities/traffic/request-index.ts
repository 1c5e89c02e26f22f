import { defineTable, integer, number, type RowOf, text } from '../storage/arrow-table.js';
import { sha256Hex } from '../storage/artifact.js';
import type { TrafficRecord } from './traffic-record.js';

/** The first pass leaves one row per readable record of the window: all that sampling must know, and no text. */
export const requestIndexTable = defineTable('request_index', 1, {
  request_id: text('id of the request'),
  content_digest: text('digest of the whole record: tells copies from conflicting records of one id'),
  user: text('keyed hash of the unit of independence'),
  stratum: text('stratum of the request'),
  object: integer('position of the log object in the listing'),
});
export type RequestIndexRow = RowOf<typeof requestIndexTable>;

/** What was chosen: the second pass collects these records. */
export const selectionTable = defineTable('selection', 1, {
  request_id: text('id of the request'),
  content_digest: text('digest of the copy that counts'),
  stratum: text('stratum of the request'),
  inclusion_probability: number('probability with which the design draws the request', { unit: 'share' }),
});
export type SelectionRow = RowOf<typeof selectionTable>;

/** Of several records with one id the one with the smallest digest counts, wherever it lies. */
export function contentDigest(record: TrafficRecord): string {
  return sha256Hex(JSON.stringify(record)).slice(0, 32);
}

export interface DistinctRequests {
  /** One row per request id, in the order of the ids. */
  readonly rows: RequestIndexRow[];
  /** Per log object (position in the listing) how many of its rows count. */
  readonly keptByObject: ReadonlyMap<number, number>;
}

/** Finds the copy of each request that counts; which one it is does not depend on the order or sharding of the logs. */
export function distinctRequests(rows: Iterable<RequestIndexRow>): DistinctRequests {
  const canonical = new Map<string, RequestIndexRow>();
  for (const row of rows) {
    const known = canonical.get(row.request_id);
    if (known === undefined || precedes(row, known)) canonical.set(row.request_id, row);
  }
  const keptByObject = new Map<number, number>();
  for (const { object } of canonical.values()) keptByObject.set(object, (keptByObject.get(object) ?? 0) + 1);
  return { rows: [...canonical.values()].sort((a, b) => (a.request_id < b.request_id ? -1 : 1)), keptByObject };
}

function precedes(a: RequestIndexRow, b: RequestIndexRow): boolean {
  if (a.content_digest !== b.content_digest) return a.content_digest < b.content_digest;
  return a.object < b.object;
}

export function stratumOf(record: TrafficRecord, strata: readonly ('route' | 'model')[]): string {
  if (strata.length === 0) return 'all';
  return strata.map((field) => `${field}=${record[field] ?? 'unknown'}`).join(' ');
}
