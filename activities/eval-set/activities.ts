import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { IsoWeek, Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { ReferenceRef } from '../drift/reference-model.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { SOFTWARE_VERSION } from '../report/software-version.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type EarlyRefresh, type EarlyRefreshInput, refreshEarly } from './early-refresh.js';
import { type EvalSetVersionRef, evalSetTable } from './eval-set-table.js';
import { loadTraffic, type MappedRow, type PlacedTraffic } from './placed-traffic.js';
import { figuresOf, isActive, perUserCap } from './refresh.js';
import { type Representativeness, type RepresentedRow, representativenessOf } from './representativeness.js';
import { rowsOfRefresh, summaryOfRefresh } from './version-build.js';
import { newestBefore, pinnedVersion, settledVersion, type VersionList, withHeldWeek } from './version-list.js';
import {
  artifactOf,
  publishVersion,
  readVersion,
  readVersionList,
  replaceVersionList,
  writeVersion,
} from './version-store.js';

type Settings = PipelineConfig['evalSet'];

/** Every lost race means that another refresh got through, so few attempts are enough. */
const MAX_RACES = 10;

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
  /** Items that the version added and retired; 0 for a week that uses the version of another one. */
  readonly added: number;
  readonly retired: number;
  /** What a reader must know before trusting the weighted figures. */
  readonly note: string | null;
}

export interface MeasureRepresentativenessInput extends RefreshEvalSetInput {
  /** The version that is to stand for the week. */
  readonly evalSet: Artifact;
}

/** The living eval set, as activities. */
export function createEvalSetActivities(deps: ActivityDependencies) {
  return {
    /** The version that the weeks before the given one left behind, or the pinned one, or null. Changes nothing. */
    currentEvalSet: async ({ pipeline, before }: CurrentEvalSetInput): Promise<EvalSetVersionRef | null> => {
      const list = await readVersionList(deps.openBucket(pipeline.bucket), layoutOf(pipeline));
      return newestBefore(list, before) ?? null;
    },

    /**
     * Makes the week's version of the eval set, on top of the newest. Idempotent per week: a version that the week
     * already has is returned as it is, and a week older than the newest version makes none. While a version is pinned
     * the week makes none either, and the list remembers that it used the pinned one. Two refreshes at once end in one
     * linear history: who loses the race for the list starts again on top of the winner.
     */
    refreshEvalSet: async (input: RefreshEvalSetInput): Promise<RefreshedEvalSet> => {
      const { pipeline, week } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { evalSet: settings } = await loadConfig(store, pipeline);
      const { list, version } = await versionOfWeek(store, input, settings);
      return await resultOf(store, list, version, week, settings);
    },

    /** Refreshes the set in the middle of a week, from the traffic that a release left it behind by; once per release. */
    refreshAfterRelease: async (input: EarlyRefreshInput): Promise<EarlyRefresh> =>
      await refreshEarly(deps.openBucket(input.pipeline.bucket), input, breathe),

    /**
     * Whether a version stands for the week's production as well as fresh samples of its size would.
     * @returns null when the week has too few users to say; the same figures however often it is asked
     */
    measureRepresentativeness: async (input: MeasureRepresentativenessInput): Promise<Representativeness | null> => {
      const { pipeline, week, sample, vectors, reference, evalSet } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { evalSet: settings } = await loadConfig(store, pipeline);
      const traffic = await loadTraffic(store, { sample, vectors, reference }, breathe);
      const rows = await readTable(store, evalSet, evalSetTable);
      const items = await traffic.placeItems(rows.filter(isActive));
      const pause = async () => await breathe(0, rows.length);
      return await representativenessOf(items.map(represented), traffic.sample.map(represented), {
        seed: week,
        perUser: perUserCap(settings.size),
        blocks: traffic.bandwidths,
        pause,
      });
    },
  };
}

function represented<R extends { readonly user: string; readonly weight: number }>({
  row,
  topic,
  vector,
  features,
}: MappedRow<R>): RepresentedRow {
  return { user: row.user, weight: row.weight, topic, vector, features };
}

/** The version that a week uses, made when the week has none yet, and the list as it was when that was settled. */
async function versionOfWeek(
  store: ObjectStore,
  { pipeline, week, sample, vectors, reference }: RefreshEvalSetInput,
  settings: Settings,
): Promise<{ readonly list: VersionList; readonly version: EvalSetVersionRef }> {
  const layout = layoutOf(pipeline);
  let traffic: PlacedTraffic | undefined;
  for (let race = 0; race < MAX_RACES; race += 1) {
    const list = await readVersionList(store, layout);
    const settled = settledVersion(list, week);
    if (settled !== undefined) return { list, version: settled };
    const pinned = pinnedVersion(list);
    if (pinned !== undefined) {
      const held = withHeldWeek(list, { week, version: pinned.version });
      if (await replaceVersionList(store, layout, list, held)) return { list: held, version: pinned };
      continue;
    }

    traffic ??= await loadTraffic(store, { sample, vectors, reference }, breathe);
    const previous = list.versions.at(-1);
    const before = await readVersion(store, previous);
    const rows = await rowsOfRefresh(week, before, traffic, settings);
    const summary = summaryOfRefresh(rows, before, week, settings);
    const origin = {
      made: 'refresh',
      software: SOFTWARE_VERSION,
      configSha256: pipeline.configSha256,
      traffic: { sample, vectors, reference },
    } as const;
    const version = await writeVersion(store, layout, { week, previous }, { rows, summary, origin });
    if (await publishVersion(store, layout, list, version)) return { list, version };
  }
  throw new Error(`other refreshes of the eval set of ${pipeline.pipeline} kept winning; it is tried again`);
}

/** What a week is told of the version it uses, the same however often it asks. */
async function resultOf(
  store: ObjectStore,
  { held = [] }: VersionList,
  version: EvalSetVersionRef,
  week: IsoWeek,
  settings: Settings,
): Promise<RefreshedEvalSet> {
  const artifact = artifactOf(version);
  const { added, retired, note } = await countsOf(store, version, settings);
  if (held.some((entry) => entry.week === week)) {
    const pinned = `pinned to version ${version.version}, which is weighted to ${version.week}`;
    return { version, artifact, added: 0, retired: 0, note: note === null ? pinned : `${pinned}; ${note}` };
  }
  if (version.week === week) return { version, artifact, added, retired, note };
  const older = `${week} is older than the newest version: it uses version ${version.version} of ${version.week}`;
  return { version, artifact, added: 0, retired: 0, note: note === null ? older : `${older}; ${note}` };
}

/** As the list has them; of a version of before it had them, as its rows tell. */
async function countsOf(
  store: ObjectStore,
  version: EvalSetVersionRef,
  settings: Settings,
): Promise<Pick<RefreshedEvalSet, 'added' | 'retired' | 'note'>> {
  const { added, retired, note } = version;
  if (added !== undefined && retired !== undefined && note !== undefined) return { added, retired, note };
  return figuresOf(await readVersion(store, version), version.week, settings);
}

async function breathe(done: number, total: number): Promise<void> {
  cancellationSignal().throwIfAborted();
  heartbeat({ done, total });
  await setImmediate();
}
