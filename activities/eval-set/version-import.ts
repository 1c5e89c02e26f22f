import type { IsoWeek } from '../../workflows/window.js';
import type { ReferenceRef } from '../drift/reference-model.js';
import { readReferencePointer } from '../drift/reference-store.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { locationOf, storeConfig } from '../pipeline/resolved-config.js';
import { SOFTWARE_VERSION } from '../report/software-version.js';
import { encodeTable } from '../storage/arrow-table.js';
import { type Artifact, sha256Hex, writeBytes } from '../storage/artifact.js';
import { type Layout, layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type EvalSetRow, type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import { type ImportedItem, type ImportedItems, saysTheSame } from './imported-items.js';
import { badInput } from './item-import-text.js';
import { type Breathe, loadPlacer, loadTraffic } from './placed-traffic.js';
import { type ImportGround, rowsOfImport, summaryOfImport } from './version-build.js';
import { findLineage, problemOf, type TrafficInputs } from './version-lineage.js';
import { isRefresh, type VersionList } from './version-list.js';
import { publishVersion, readVersion, readVersionList, writeVersion } from './version-store.js';

const MAX_RACES = 10;

export interface ImportInput {
  readonly config: PipelineConfig;
  /** Name of the file, for messages. */
  readonly name: string;
  readonly imported: ImportedItems;
  /** The week of the version when the history is empty. */
  readonly firstWeek: IsoWeek;
}

export interface ImportOutcome {
  /** The version that has the items: a new one, or the newest when it had them all. */
  readonly version: EvalSetVersionRef;
  readonly added: number;
  /** Items of the file that the set had already. */
  readonly present: number;
}

/**
 * Makes a version in which the items are anchors, on top of the newest. Items that the history has, active or retired,
 * are not added again, so that a repeated import makes no version. Whoever moves the list meanwhile is built upon.
 * The version carries the week of the newest one, to whose traffic its weights go; it settles no week, so the week's
 * own refresh still comes, on top of it.
 * @throws {Refusal} `BadInput` when an item of the set has the same id and says something else; nothing is written then
 */
export async function importVersion(store: ObjectStore, input: ImportInput, breathe: Breathe): Promise<ImportOutcome> {
  const { config, imported } = input;
  const layout = layoutOf(locationOf(config));
  for (let race = 0; race < MAX_RACES; race += 1) {
    const list = await readVersionList(store, layout);
    const previous = list.versions.at(-1);
    const before = await readVersion(store, previous);
    const fresh = missingItems(imported.items, before, input.name);
    const present = imported.items.length - fresh.length;
    if (previous !== undefined && fresh.length === 0) return { version: previous, added: 0, present };

    const week = previous?.week ?? input.firstWeek;
    const items = fresh.map(({ row }) => ({ ...row, added_week: week }));
    const inputs = await groundInputs(store, layout, list);
    const ground = await loadGround(store, inputs, breathe);
    const rows = await rowsOfImport(items, before, ground, config.evalSet);
    const summary = summaryOfImport(rows, before, week, ground, config.evalSet);
    const origin = {
      made: 'import',
      software: SOFTWARE_VERSION,
      configSha256: (await storeConfig(store, config)).configSha256,
      items: await writeItems(store, layout, items),
      ...inputs,
    } as const;
    const version = await writeVersion(store, layout, { week, previous }, { rows, summary, origin });
    if (await publishVersion(store, layout, list, version)) return { version, added: fresh.length, present };
  }
  throw new Error('other changes of the eval set kept winning; import the file again');
}

function missingItems(
  items: readonly ImportedItem[],
  before: readonly EvalSetRow[],
  name: string,
): readonly ImportedItem[] {
  const known = new Map(before.map((row) => [row.item_id, row]));
  return items.filter(({ line, row }) => {
    const there = known.get(row.item_id);
    if (there === undefined) return true;
    // A retired item may have lost its text with its user: it stays retired.
    if (there.retired_week === null && !saysTheSame(there, row)) {
      throw badInput(
        name,
        line,
        null,
        'the eval set has this item with other texts, and items never change; give it another id',
      );
    }
    return false;
  });
}

interface GroundInputs {
  readonly traffic: TrafficInputs | null;
  readonly reference: ReferenceRef | null;
}

/** The traffic of the newest refresh, when all of it can still be read; else the pinned reference alone, if there is one. */
async function groundInputs(store: ObjectStore, layout: Layout, { versions }: VersionList): Promise<GroundInputs> {
  const newest = versions.findLast(isRefresh);
  const lineage = newest === undefined ? null : await findLineage(store, newest);
  if (lineage?.made === 'refresh') {
    const { sample, vectors, reference } = lineage.traffic;
    const problems = await Promise.all(
      [sample, vectors, reference.artifact, reference.embedder].map((file) => problemOf(store, file)),
    );
    if (problems.every((problem) => problem === null)) return { traffic: lineage.traffic, reference: null };
  }
  return { traffic: null, reference: await readReferencePointer(store, layout.referencePointer()) };
}

async function loadGround(
  store: ObjectStore,
  { traffic, reference }: GroundInputs,
  breathe: Breathe,
): Promise<ImportGround> {
  if (traffic !== null) return { traffic: await loadTraffic(store, traffic, breathe) };
  return { traffic, reference: reference === null ? null : await loadPlacer(store, reference, breathe) };
}

async function writeItems(store: ObjectStore, layout: Layout, items: readonly EvalSetRow[]): Promise<Artifact> {
  const bytes = encodeTable(evalSetTable, items);
  const key = layout.evalSetImport(sha256Hex(bytes));
  return await writeBytes(store, key, bytes, 'application/vnd.apache.arrow.file', items.length);
}
