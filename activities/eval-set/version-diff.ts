import type { EvalSetRow } from './eval-set-table.js';
import { isActive } from './refresh.js';

/** An item that only one of two versions has. */
interface ChangedItem {
  readonly itemId: string;
  /** Why it was added, or why it was retired. */
  readonly reason: string;
  /** Week of that. */
  readonly week: string | null;
  readonly topic: number;
  readonly anchor: boolean;
}

/** An item that both versions have. */
interface KeptItem {
  readonly itemId: string;
  readonly weightBefore: number;
  readonly weightAfter: number;
}

export interface VersionDiff {
  /** Active in the second version only, by item id. */
  readonly added: readonly ChangedItem[];
  /** Active in the first version only, by item id. */
  readonly retired: readonly ChangedItem[];
  /** Active in both, the largest change of weight first. */
  readonly kept: readonly KeptItem[];
  /** Kept items / items of the second version, and the weight that they have in it; 0 for an empty one. */
  readonly overlap: { readonly items: number; readonly weight: number };
  /** Weight that moved between items: ½ Σ|after − before| over all items, 0 to 1 (total variation distance). */
  readonly movedWeight: number;
}

/** What changed from one version's rows to another's. */
export function diffVersions(before: readonly EvalSetRow[], after: readonly EvalSetRow[]): VersionDiff {
  const first = activeById(before);
  const second = activeById(after);
  const ends = new Map(after.map((row) => [row.item_id, row]));
  const kept = [...second.values()].flatMap((row): KeptItem[] => {
    const former = first.get(row.item_id);
    return former === undefined ? [] : [{ itemId: row.item_id, weightBefore: former.weight, weightAfter: row.weight }];
  });
  const moved = [...new Set([...first.keys(), ...second.keys()])].map((id) =>
    Math.abs((second.get(id)?.weight ?? 0) - (first.get(id)?.weight ?? 0)),
  );
  return {
    added: [...second.values()].filter((row) => !first.has(row.item_id)).map(addition),
    retired: [...first.values()]
      .filter((row) => !second.has(row.item_id))
      .map((row) => retirement(row, ends.get(row.item_id))),
    kept: kept.toSorted((a, b) => change(b) - change(a) || (a.itemId < b.itemId ? -1 : 1)),
    overlap: {
      items: second.size === 0 ? 0 : kept.length / second.size,
      weight: kept.reduce((sum, { weightAfter }) => sum + weightAfter, 0),
    },
    movedWeight: moved.reduce((sum, weight) => sum + weight, 0) / 2,
  };
}

function activeById(rows: readonly EvalSetRow[]): Map<string, EvalSetRow> {
  const active = rows.filter(isActive).toSorted((a, b) => (a.item_id < b.item_id ? -1 : 1));
  return new Map(active.map((row) => [row.item_id, row]));
}

function addition({ item_id, added_reason, added_week, topic, anchor }: EvalSetRow): ChangedItem {
  return { itemId: item_id, reason: added_reason, week: added_week, topic, anchor };
}

/** Towards an older version an item leaves because it was not there yet. */
function retirement({ item_id, topic, anchor }: EvalSetRow, end: EvalSetRow | undefined): ChangedItem {
  const reason = end?.retired_reason ?? 'not in this version';
  return { itemId: item_id, reason, week: end?.retired_week ?? null, topic, anchor };
}

function change({ weightBefore, weightAfter }: KeptItem): number {
  return Math.abs(weightAfter - weightBefore);
}
