import type { IsoWeek } from '../../workflows/window.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { compareText } from '../stats/text-order.js';
import { kishEffectiveSize } from '../stats/weights.js';
import { itemIdOf } from '../traffic/item-id.js';
import type { SampleRow } from '../traffic/sample-table.js';
import type { EvalSetRow } from './eval-set-table.js';
import { selectItems } from './item-selection.js';
import { weighItems } from './item-weights.js';
import { clusterNearDuplicates } from './near-duplicate-clusters.js';
import { createNearDuplicateIndex } from './near-duplicates.js';
import { countByTopic, countByUser, type Placed, productionMixOf } from './production-mix.js';
import { type ActiveItem, dueRetirements, overRepresented, type RetirementReason } from './retirement.js';

type Settings = PipelineConfig['evalSet'];

/** A row with its place: its topic and its kernel features. */
export interface PlacedRow<R> {
  readonly row: R;
  readonly topic: number;
  readonly features: Float64Array;
}

export interface RefreshInput {
  readonly week: IsoWeek;
  /** Active items of the version before; none for the first version. */
  readonly active: readonly PlacedRow<EvalSetRow>[];
  /** Its retired items: kept as they are, and never taken in again. */
  readonly retired: readonly EvalSetRow[];
  /** The week's sample, in any order. */
  readonly sample: readonly PlacedRow<SampleRow>[];
  readonly settings: Settings;
  /** The `added_reason` of new items. @default 'matches-production', or 'first-version' */
  readonly reason?: string;
}

interface Item extends ActiveItem {
  readonly row: EvalSetRow;
}

interface Request extends Placed {
  readonly row: SampleRow;
  readonly weight: number;
  /** Requests of the sample that are nearly this one, itself included. */
  readonly clusterSize: number;
}

/**
 * The rows of the next version, ordered by item id: what is due retires, over-represented items make room for at most
 * `newShare` of the set, new requests fill it up so that it looks like the week's traffic, and every active item gets
 * a weight so that weighted means over the set estimate the week. Near duplicates are one item with their count; in the
 * topic shares and the weights every request counts. The same input in any order gives the same rows.
 */
export function refreshRows(input: RefreshInput): EvalSetRow[] {
  const { week, active, retired, sample, settings } = input;
  const { size } = settings;
  const perUser = perUserCap(size);
  const requests = requestsOf(sample);
  const items = [...active].sort((a, b) => compareText(a.row.item_id, b.row.item_id)).map(itemOf);
  const mix = productionMixOf(requests);

  const due = dueRetirements(items, mix, week, settings.maxAgeWeeks);
  const kept = items.filter((item) => !due.has(item));
  const budget = Math.max(Math.floor(settings.newShare * size) - due.size, kept.length - size, 0);
  const offered = overRepresented(kept, mix, size, budget);
  const carried = kept.filter((item) => !offered.includes(item));

  const taken = new Set([...items.map((item) => item.itemId), ...retired.map((row) => row.item_id)]);
  const candidates = requests.filter((request) => !taken.has(request.itemId));
  const picked = selectItems(candidates, carried, mix, { size, perUser });
  const returned = placesLeft(offered, [...carried, ...picked], size, perUser);

  const replaced = offered.filter((item) => !returned.includes(item));
  const leaving = new Map<Item, RetirementReason>([...due, ...replaced.map((item) => [item, 'replaced'] as const)]);
  const staying = items.filter((item) => !leaving.has(item));
  const anchors = newAnchors(staying, picked, settings.anchorShare);
  const usual = items.length + retired.length === 0 ? 'first-version' : 'matches-production';
  const reason = input.reason ?? usual;
  const unweighted = [
    ...staying.map((item) => item.row),
    ...picked.map((request) => rowOf(request, week, reason, anchors.has(request))),
  ].sort((a, b) => compareText(a.item_id, b.item_id));
  const { weights } = weighItems(unweighted, requests, settings.minEffectiveSampleShare);
  return [
    ...unweighted.map((row, at) => ({ ...row, weight: weights[at] ?? 0 })),
    ...[...leaving].map(([{ row }, why]) => ({ ...row, weight: 0, retired_week: week, retired_reason: why })),
    ...retired,
  ].sort((a, b) => compareText(a.item_id, b.item_id));
}

/** Items of one user, at most: a fiftieth of the set, so that nobody's habits pass for everybody's. */
export function perUserCap(size: number): number {
  return Math.max(2, Math.floor(size / 50));
}

export function isActive(row: EvalSetRow): boolean {
  return row.retired_week === null;
}

export interface VersionFigures {
  readonly items: number;
  readonly effectiveSampleSize: number;
  /** Items / effective sample size = 1 + CV² of the weights (Kish 1965); null without items. */
  readonly designEffect: number | null;
  /** Whether weighted figures are refused: the weights are too uneven for them. */
  readonly isRefused: boolean;
  readonly added: number;
  readonly retired: number;
  /** What a reader must know before trusting the version's weighted figures; null when there is nothing. */
  readonly note: string | null;
}

/** Figures of a version, from its rows alone: a repeated refresh tells the same as the first. */
export function figuresOf(rows: readonly EvalSetRow[], week: IsoWeek, settings: Settings): VersionFigures {
  const active = rows.filter(isActive);
  const effectiveSampleSize = active.length === 0 ? 0 : kishEffectiveSize(active.map((row) => row.weight));
  const notes: string[] = [];
  if (active.length < settings.size) {
    const users = countByUser(active).size;
    notes.push(
      `${active.length} of ${settings.size} items: the traffic has no more distinct prompts at ${perUserCap(settings.size)} per user (${users} users)`,
    );
  }
  const floor = settings.minEffectiveSampleShare * active.length;
  const isRefused = effectiveSampleSize < floor;
  if (isRefused) {
    notes.push(
      `effective sample ${effectiveSampleSize.toFixed(1)} of ${active.length} items, ${floor.toFixed(1)} wanted: weighted figures are refused`,
    );
  }
  return {
    items: active.length,
    effectiveSampleSize,
    designEffect: active.length === 0 ? null : active.length / effectiveSampleSize,
    isRefused,
    added: rows.filter((row) => row.added_week === week).length,
    retired: rows.filter((row) => row.retired_week === week).length,
    note: notes.length === 0 ? null : notes.join('; '),
  };
}

function requestsOf(sample: readonly PlacedRow<SampleRow>[]): Request[] {
  const requests = new Map<string, Request>();
  for (const { row, topic, features } of [...sample].sort((a, b) => compareText(a.row.request_id, b.row.request_id))) {
    const { user, prompt, weight, stratum } = row;
    requests.set(row.request_id, {
      itemId: itemIdOf(row.request_id),
      user,
      topic,
      prompt,
      features,
      row,
      weight,
      stratum,
      clusterSize: 1,
    });
  }
  const distinct = [...requests.values()];
  const { sizes } = clusterNearDuplicates(distinct.map(({ prompt }) => prompt));
  return distinct.map((request, at) => ({ ...request, clusterSize: sizes[at] ?? 1 }));
}

function itemOf({ row, topic, features }: PlacedRow<EvalSetRow>): Item {
  const { item_id: itemId, user, prompt, stratum, added_week: addedWeek, anchor, weight } = row;
  return { itemId, user, prompt, stratum, addedWeek, anchor, weight, topic, features, row: { ...row, topic } };
}

/** Items that were to make room for nobody come back, least over-represented first. */
function placesLeft(offered: readonly Item[], set: readonly Placed[], size: number, perUser: number): Item[] {
  if (set.length >= size) return [];
  const index = createNearDuplicateIndex();
  for (const item of set) index.add(item.prompt);
  const perUserCount = countByUser(set);
  const returned: Item[] = [];
  for (const item of [...offered].reverse()) {
    if (set.length + returned.length >= size) break;
    const count = perUserCount.get(item.user) ?? 0;
    if (count >= perUser || index.has(item.prompt)) continue;
    index.add(item.prompt);
    perUserCount.set(item.user, count + 1);
    returned.push(item);
  }
  return returned;
}

/** New items that become anchors: as many as the set still lacks, by topic, the earliest pick of each topic first. */
function newAnchors(staying: readonly Item[], picked: readonly Request[], anchorShare: number): Set<Request> {
  const standing = staying.filter((item) => item.anchor);
  const wanted = Math.round(anchorShare * (staying.length + picked.length)) - standing.length;
  const perTopic = countByTopic([...staying, ...picked]);
  const anchored = countByTopic(standing);
  const queues = new Map<number, Request[]>();
  for (const request of picked) queues.set(request.topic, [...(queues.get(request.topic) ?? []), request]);
  const anchors = new Set<Request>();
  while (anchors.size < wanted) {
    const deficits = [...queues]
      .filter(([, queue]) => queue.length > 0)
      .map(([topic]) => ({ topic, deficit: anchorShare * (perTopic.get(topic) ?? 0) - (anchored.get(topic) ?? 0) }))
      .sort((a, b) => b.deficit - a.deficit || a.topic - b.topic);
    const topic = deficits[0]?.topic;
    const next = topic === undefined ? undefined : queues.get(topic)?.shift();
    if (topic === undefined || next === undefined) break;
    anchors.add(next);
    anchored.set(topic, (anchored.get(topic) ?? 0) + 1);
  }
  return anchors;
}

function rowOf(
  { itemId, topic, row, clusterSize }: Request,
  week: IsoWeek,
  reason: string,
  anchor: boolean,
): EvalSetRow {
  return {
    item_id: itemId,
    added_week: week,
    added_reason: reason,
    retired_week: null,
    retired_reason: null,
    anchor,
    stratum: row.stratum,
    topic,
    inclusion_probability: row.inclusion_probability,
    weight: 0,
    request_id: row.request_id,
    user: row.user,
    session: row.session,
    model: row.model,
    prompt: row.prompt,
    prompt_sha256: row.prompt_sha256,
    response: row.response,
    system_prompt: row.system_prompt,
    earlier_turns: row.earlier_turns,
    tools: row.tools,
    context: row.context,
    language: row.language,
    cluster_size: clusterSize,
  };
}
