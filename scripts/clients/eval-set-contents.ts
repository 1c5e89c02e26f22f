import { loadReferenceModel } from '../../activities/drift/reference-model.js';
import type { EvalSetRow, EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import { isActive } from '../../activities/eval-set/refresh.js';
import { findLineage, problemOf } from '../../activities/eval-set/version-lineage.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { cleanText } from '../terminal/clean-text.js';

const PROMPT_CHARACTERS = 100;

/** Items and weight of one value of a field. */
interface Share {
  readonly items: number;
  /** Share of the set's weight. */
  readonly weight: number;
}

export interface EvalSetContents {
  readonly topics: readonly (Share & { readonly topic: number; readonly label: string | null })[];
  readonly strata: readonly (Share & { readonly stratum: string })[];
  readonly anchors: Share;
  /** Active items by why they were added; retired ones by why they were retired. */
  readonly addedReasons: Readonly<Record<string, number>>;
  readonly retiredReasons: Readonly<Record<string, number>>;
}

/** One item without more of its text than a line holds, and nothing in it that a terminal obeys. */
export interface ItemLine {
  readonly itemId: string;
  readonly topic: number;
  readonly stratum: string;
  readonly weight: number;
  readonly anchor: boolean;
  readonly addedWeek: string;
  readonly addedReason: string;
  readonly prompt: string;
}

/** What a version holds, counted. */
export function contentsOf(rows: readonly EvalSetRow[], labels: ReadonlyMap<number, string>): EvalSetContents {
  const active = rows.filter(isActive);
  const topics = sharesBy(active, (row) => row.topic);
  const strata = sharesBy(active, (row) => row.stratum);
  return {
    topics: [...topics]
      .sort(([a], [b]) => a - b)
      .map(([topic, share]) => ({ topic, label: labels.get(topic) ?? null, ...share })),
    strata: [...strata].sort(([a], [b]) => (a < b ? -1 : 1)).map(([stratum, share]) => ({ stratum, ...share })),
    anchors: shareOf(active.filter((row) => row.anchor)),
    addedReasons: countsBy(active, (row) => row.added_reason),
    retiredReasons: countsBy(
      rows.filter((row) => !isActive(row)),
      (row) => row.retired_reason ?? 'unknown',
    ),
  };
}

/** The active items, heaviest first. Prompts are hostile input. */
export function itemLines(rows: readonly EvalSetRow[]): ItemLine[] {
  return rows
    .filter(isActive)
    .toSorted((a, b) => b.weight - a.weight || (a.item_id < b.item_id ? -1 : 1))
    .map((row) => ({
      itemId: row.item_id,
      topic: row.topic,
      stratum: cleanText(row.stratum),
      weight: row.weight,
      anchor: row.anchor,
      addedWeek: row.added_week,
      addedReason: row.added_reason,
      prompt: truncated(cleanText(row.prompt)),
    }));
}

/** Names of the topics, as far as what the version was computed from can still be read. */
export async function topicLabels(store: ObjectStore, version: EvalSetVersionRef): Promise<Map<number, string>> {
  const lineage = await findLineage(store, version);
  const reference = lineage?.traffic?.reference ?? (lineage?.made === 'import' ? lineage.reference : undefined);
  if (reference === undefined || reference === null) return new Map();
  if ((await problemOf(store, reference.artifact)) !== null) return new Map();
  const model = await loadReferenceModel(store, reference.artifact);
  return new Map(model.topicLabels.map((label, topic) => [topic, cleanText(label)]));
}

function truncated(text: string): string {
  const characters = Array.from(text);
  return characters.length <= PROMPT_CHARACTERS ? text : `${characters.slice(0, PROMPT_CHARACTERS - 1).join('')}…`;
}

function sharesBy<K>(rows: readonly EvalSetRow[], keyOf: (row: EvalSetRow) => K): Map<K, Share> {
  const members = new Map<K, EvalSetRow[]>();
  for (const row of rows) members.set(keyOf(row), [...(members.get(keyOf(row)) ?? []), row]);
  return new Map([...members].map(([key, group]) => [key, shareOf(group)]));
}

function shareOf(rows: readonly EvalSetRow[]): Share {
  return { items: rows.length, weight: rows.reduce((sum, row) => sum + row.weight, 0) };
}

function countsBy(rows: readonly EvalSetRow[], keyOf: (row: EvalSetRow) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
