import type { Release } from '../../workflows/messages.js';
import { endMsOf, isoWeekOf, type Window } from '../../workflows/window.js';
import type { ReferenceRef } from '../drift/reference-model.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { SOFTWARE_VERSION } from '../report/software-version.js';
import type { Artifact } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { EvalSetVersionRef } from './eval-set-table.js';
import { type Breathe, loadTraffic } from './placed-traffic.js';
import { rowsOfRefresh, summaryOfRefresh } from './version-build.js';
import { isRefresh, pinnedVersion, type VersionList } from './version-list.js';
import { publishVersion, readVersion, readVersionList, writeVersion } from './version-store.js';

const MAX_RACES = 10;

export interface EarlyRefreshInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  /** The checkpoint whose traffic the set no longer covers. */
  readonly window: Window;
  readonly reference: ReferenceRef;
  /** The checkpoint's sample, and its vectors by the reference's embedder. */
  readonly sample: Artifact;
  readonly vectors: Artifact;
}

export interface EarlyRefresh {
  /** Null when the set was left as it is; `note` says why. */
  readonly version: EvalSetVersionRef | null;
  readonly note: string;
}

/** The `added_reason` of items that an early refresh brought in. */
export function afterRelease(releaseId: string): string {
  return `after:${releaseId}`;
}

/**
 * Refreshes the set at once, in the middle of a week, from the traffic after a release that it no longer covers. The
 * version belongs to no week: the weekly refresh still comes, on top of it. Once per release: a version that a release
 * already has is returned as it is. A pinned set, and one that later weeks have refreshed since, stay as they are.
 */
export async function refreshEarly(
  store: ObjectStore,
  input: EarlyRefreshInput,
  breathe: Breathe,
): Promise<EarlyRefresh> {
  const { pipeline, release, window, ...traffic } = input;
  const layout = layoutOf(pipeline);
  const { evalSet: settings } = await loadConfig(store, pipeline);
  const week = isoWeekOf(endMsOf(window) - 1);
  const reason = afterRelease(release.releaseId);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const list = await readVersionList(store, layout);
    const made = list.versions.find((version) => version.release === release.releaseId);
    if (made !== undefined) return { version: made, note: madeNote(made) };
    const objection = objectionTo(list, week);
    if (objection !== null) return { version: null, note: `the eval set was not refreshed early: ${objection}` };

    const previous = list.versions.at(-1);
    const before = await readVersion(store, previous);
    const rows = await rowsOfRefresh(week, before, await loadTraffic(store, traffic, breathe), settings, reason);
    const summary = earlySummary(rows, before, week, settings, release.releaseId);
    const origin = {
      made: 'early-refresh',
      release: release.releaseId,
      software: SOFTWARE_VERSION,
      configSha256: pipeline.configSha256,
      traffic,
    } as const;
    const version = await writeVersion(store, layout, { week, previous }, { rows, summary, origin });
    const listed = { ...version, release: release.releaseId };
    if (await publishVersion(store, layout, list, listed)) return { version: listed, note: madeNote(listed) };
  }
  throw new Error(`other refreshes of the eval set of ${pipeline.pipeline} kept winning; it is tried again`);
}

function objectionTo(list: VersionList, week: string): string | null {
  const pinned = pinnedVersion(list);
  if (pinned !== undefined) return `it is pinned to version ${pinned.version}`;
  const newest = list.versions.findLast(isRefresh);
  if (newest === undefined) return 'there is none yet';
  return newest.week > week ? `it was refreshed for ${newest.week} since` : null;
}

function earlySummary(
  rows: Parameters<typeof summaryOfRefresh>[0],
  before: Parameters<typeof summaryOfRefresh>[1],
  week: string,
  settings: PipelineConfig['evalSet'],
  releaseId: string,
) {
  const summary = summaryOfRefresh(rows, before, week, settings);
  const why = `refreshed early, after release ${releaseId}`;
  return { ...summary, note: summary.note === null ? why : `${why}; ${summary.note}` };
}

function madeNote({ version, added }: EvalSetVersionRef): string {
  return `the eval set was refreshed early: version ${version} has ${added ?? 0} new items`;
}
