import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { IsoWeek, Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createRandomFeatures } from '../drift/random-features.js';
import { loadReferenceModel, type ReferenceRef, topicOf } from '../drift/reference-model.js';
import type { Embedder } from '../embedding/embedder.js';
import { loadEmbedder } from '../embedding/stored-embedder.js';
import { vectorTable } from '../embedding/vector-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type SampleRow, sampleTable } from '../traffic/sample-table.js';
import { type EvalSetRow, type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import { figuresOf, isActive, type PlacedRow, refreshRows } from './refresh.js';
import { newestBefore, settledVersion } from './version-list.js';
import { publishVersion, readVersionList, writeVersion } from './version-store.js';

/** Every lost race means that another refresh got through, so few attempts are enough. */
const MAX_RACES = 10;

/** Rows between two heartbeats. */
const BATCH = 256;

export interface CurrentEvalSetInput {
  readonly pipeline: PipelineRef;
  readonly before: IsoWeek;
}

export interface RefreshEvalSetInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly window: Window;
  readonly reference: ReferenceRef;
  /** The week's sample, and its vectors by the reference's embedder. */
  readonly sample: Artifact;
  readonly vectors: Artifact;
}

export interface RefreshedEvalSet {
  readonly version: EvalSetVersionRef;
  readonly artifact: Artifact;
  /** Items added and retired in the week of the version. */
  readonly added: number;
  readonly retired: number;
  /** What a reader must know before trusting the weighted figures. */
  readonly note: string | null;
}

type Place = (vector: Float32Array) => Pick<PlacedRow<unknown>, 'topic' | 'features'>;

/** The living eval set, as activities. */
export function createEvalSetActivities(deps: ActivityDependencies) {
  return {
    /** The newest version made for a week before the given one, or null. Changes nothing. */
    currentEvalSet: async ({ pipeline, before }: CurrentEvalSetInput): Promise<EvalSetVersionRef | null> => {
      const list = await readVersionList(deps.openBucket(pipeline.bucket), layoutOf(pipeline));
      return newestBefore(list, before) ?? null;
    },

    /**
     * Makes the week's version of the eval set, on top of the newest. Idempotent per week: a version that the week
     * already has is returned as it is, and a week older than the newest version makes none. Two refreshes at once end
     * in one linear history: who loses the race for the list starts again on top of the winner.
     */
    refreshEvalSet: async (input: RefreshEvalSetInput): Promise<RefreshedEvalSet> => {
      const { pipeline, week } = input;
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const { evalSet: settings } = await loadConfig(store, pipeline);
      let traffic: PlacedTraffic | undefined;
      for (let race = 0; race < MAX_RACES; race += 1) {
        const list = await readVersionList(store, layout);
        const settled = settledVersion(list, week);
        if (settled !== undefined) return await describe(store, settled, week, settings);

        traffic ??= await placeTraffic(store, input);
        const previous = list.versions.at(-1);
        const before = previous === undefined ? [] : await readTable(store, artifactOf(previous), evalSetTable);
        const rows = refreshRows({
          week,
          active: await traffic.placeItems(before.filter(isActive)),
          retired: before.filter((row) => !isActive(row)),
          sample: traffic.sample,
          settings,
        });
        const figures = figuresOf(rows, week, settings);
        const number = (previous?.version ?? 0) + 1;
        const version = await writeVersion(store, layout, { number, week, previous }, rows, figures);
        if (await publishVersion(store, layout, list, version)) {
          const { added, retired, note } = figures;
          return { version, artifact: artifactOf(version), added, retired, note };
        }
      }
      throw new Error(`other refreshes of the eval set of ${pipeline.pipeline} kept winning; it is tried again`);
    },
  };
}

interface PlacedTraffic {
  readonly sample: readonly PlacedRow<SampleRow>[];
  placeItems(rows: readonly EvalSetRow[]): Promise<PlacedRow<EvalSetRow>[]>;
}

async function placeTraffic(
  store: ObjectStore,
  { sample, vectors, reference }: RefreshEvalSetInput,
): Promise<PlacedTraffic> {
  const model = await loadReferenceModel(store, reference.artifact);
  const embedder = await loadEmbedder(store, reference.embedder);
  const features = createRandomFeatures(model);
  const place: Place = (vector) => ({ topic: topicOf(model, vector), features: features.map(vector) });
  const rows = await readTable(store, sample, sampleTable);
  if (rows.length === 0) {
    throw new Refusal('EmptyWindow', `${sample.uri} holds no request: no eval set can be drawn from it`);
  }
  const vectorRows = await readTable(store, vectors, vectorTable(embedder.dimension));
  const placed = await inBatches(rows, (row, at) => {
    const vector = vectorRows[at];
    if (vector === undefined || vector.prompt_sha256 !== row.prompt_sha256) {
      throw new Refusal(
        'VectorsMismatch',
        `${vectors.uri} does not belong to ${sample.uri} (row ${at}); embed it again`,
      );
    }
    return { row, ...place(vector.vector) };
  });
  return { sample: placed, placeItems: async (items) => await placeItems(items, embedder, place) };
}

/** Items are embedded anew: few, and independent of what an earlier week's files still hold. */
async function placeItems(
  rows: readonly EvalSetRow[],
  embedder: Embedder,
  place: Place,
): Promise<PlacedRow<EvalSetRow>[]> {
  return await inBatches(rows, (row) => {
    const [vector] = embedder.embed([row.prompt]);
    if (vector === undefined) throw new Error(`${embedder.id} gave no vector for the item ${row.item_id}`);
    return { row, ...place(vector) };
  });
}

async function describe(
  store: ObjectStore,
  version: EvalSetVersionRef,
  week: IsoWeek,
  settings: PipelineConfig['evalSet'],
): Promise<RefreshedEvalSet> {
  const artifact = artifactOf(version);
  const { added, retired, note } = figuresOf(await readTable(store, artifact, evalSetTable), version.week, settings);
  if (version.week === week) return { version, artifact, added, retired, note };
  const older = `${week} is older than the newest version: it uses version ${version.version} of ${version.week}`;
  return { version, artifact, added: 0, retired: 0, note: note === null ? older : `${older}; ${note}` };
}

function artifactOf({ uri, sha256, rows }: EvalSetVersionRef): Artifact {
  return { uri, sha256, rows };
}

async function inBatches<T, R>(rows: readonly T[], work: (row: T, at: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % BATCH === 0) {
      cancellationSignal().throwIfAborted();
      heartbeat({ done: at, total: rows.length });
      await setImmediate();
    }
    results.push(work(row, at));
  }
  return results;
}
