import type { IsoWeek } from '../../workflows/window.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { EvalSetRow } from './eval-set-table.js';
import { weighItems } from './item-weights.js';
import { IMPORTED, type PlacedTraffic, type Placer } from './placed-traffic.js';
import { figuresOf, isActive, refreshRows } from './refresh.js';
import type { VersionSummary } from './version-store.js';

type Settings = PipelineConfig['evalSet'];

/**
 * The rows of the version that a refresh makes on top of another one.
 * @param reason the `added_reason` of new items, where it is not the usual one
 */
export async function rowsOfRefresh(
  week: IsoWeek,
  before: readonly EvalSetRow[],
  traffic: PlacedTraffic,
  settings: Settings,
  reason?: string,
): Promise<EvalSetRow[]> {
  return refreshRows({
    ...(reason === undefined ? {} : { reason }),
    week,
    active: await traffic.placeItems(before.filter(isActive)),
    retired: before.filter((row) => !isActive(row)),
    sample: traffic.sample,
    settings,
  });
}

/** Where imported items find their place: the newest week's traffic, else the reference alone, else nowhere yet. */
export type ImportGround =
  | { readonly traffic: PlacedTraffic }
  | { readonly traffic: null; readonly reference: Placer | null };

/**
 * The rows of the version that an import makes on top of another one. With traffic all active items are weighted to it
 * as by a refresh. Without it the weights of before stay, which keeps what they estimate, and imported items weigh
 * nothing until the next refresh; a set that is nothing but imported is weighted evenly.
 */
export async function rowsOfImport(
  items: readonly EvalSetRow[],
  before: readonly EvalSetRow[],
  ground: ImportGround,
  settings: Settings,
): Promise<EvalSetRow[]> {
  const retired = before.filter((row) => !isActive(row));
  const active = before.filter(isActive);
  const rows =
    ground.traffic === null
      ? await unweightedRows(items, active, ground.reference)
      : await weightedRows([...active, ...items], ground.traffic, settings);
  return [...rows, ...retired].sort(byItemId);
}

async function weightedRows(
  active: readonly EvalSetRow[],
  traffic: PlacedTraffic,
  { minEffectiveSampleShare }: Settings,
): Promise<EvalSetRow[]> {
  const placed = await traffic.placeItems(active.toSorted(byItemId));
  const rows = placed.map(({ row, topic }) => ({ ...row, topic }));
  const production = traffic.sample.map(({ row, topic }) => ({ topic, stratum: row.stratum, weight: row.weight }));
  const { weights } = weighItems(rows, production, minEffectiveSampleShare);
  return rows.map((row, at) => ({ ...row, weight: weights[at] ?? 0 }));
}

async function unweightedRows(
  items: readonly EvalSetRow[],
  active: readonly EvalSetRow[],
  reference: Placer | null,
): Promise<EvalSetRow[]> {
  const placed =
    reference === null ? items.map((row) => ({ row, topic: row.topic })) : await reference.placeItems(items);
  const imported = placed.map(({ row, topic }) => ({ ...row, topic }));
  const isEven = active.every((row) => row.added_reason === IMPORTED);
  const count = active.length + imported.length;
  if (isEven) return [...active, ...imported].map((row) => ({ ...row, weight: 1 / count }));
  return [...active, ...imported.map((row) => ({ ...row, weight: 0 }))];
}

/** What the list tells of a refreshed version; `before` are the rows it was built on. */
export function summaryOfRefresh(
  rows: readonly EvalSetRow[],
  before: readonly EvalSetRow[],
  week: IsoWeek,
  settings: Settings,
): VersionSummary {
  const { items, effectiveSampleSize, note } = figuresOf(rows, week, settings);
  return { items, effectiveSampleSize, ...changesOf(rows, before), note };
}

/** What the list tells of an imported version. */
export function summaryOfImport(
  rows: readonly EvalSetRow[],
  before: readonly EvalSetRow[],
  week: IsoWeek,
  ground: ImportGround,
  settings: Settings,
): VersionSummary {
  const active = rows.filter(isActive);
  // An import says nothing of what the traffic has, so no size is wanting.
  const { items, effectiveSampleSize, note } = figuresOf(rows, week, { ...settings, size: 0 });
  const notes = [weightNote(active, ground), ...(note === null ? [] : [note])];
  const anchors = active.filter((row) => row.anchor).length;
  if (anchors >= settings.size) {
    notes.push(
      `${anchors} anchors leave no room in a set of ${settings.size} for new items: raise evalSet.size, else the set cannot follow the traffic`,
    );
  }
  return { items, effectiveSampleSize, ...changesOf(rows, before), note: notes.join('; ') };
}

function weightNote(active: readonly EvalSetRow[], { traffic }: ImportGround): string {
  const imported = active.filter((row) => row.added_reason === IMPORTED);
  if (traffic !== null) {
    return `${imported.length} imported items stand in for their topics’ traffic: they were not drawn from it`;
  }
  if (imported.length === active.length) return 'only imported items: equal weights, which estimate no traffic';
  const idle = imported.filter((row) => row.weight === 0).length;
  return `the newest week’s sample cannot be read: ${idle} imported items weigh nothing until the next refresh`;
}

/** By comparison of the rows, because an import and a refresh may carry the same week. */
function changesOf(
  rows: readonly EvalSetRow[],
  before: readonly EvalSetRow[],
): Pick<VersionSummary, 'added' | 'retired'> {
  const wasThere = new Set(before.map((row) => row.item_id));
  const wasRetired = new Set(before.filter((row) => !isActive(row)).map((row) => row.item_id));
  return {
    added: rows.filter((row) => !wasThere.has(row.item_id)).length,
    retired: rows.filter((row) => !isActive(row) && !wasRetired.has(row.item_id)).length,
  };
}

/** By code units, so that the order is the same in every locale. */
function byItemId(a: EvalSetRow, b: EvalSetRow): number {
  return a.item_id < b.item_id ? -1 : a.item_id > b.item_id ? 1 : 0;
}
