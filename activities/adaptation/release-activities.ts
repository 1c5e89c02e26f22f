import type { Neighbour, Release } from '../../workflows/messages.js';
import { type IsoWeek, startMsOf, weekBefore, windowOfWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { type Layout, layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import { readReleaseRecords, writeReleaseRecord } from './release-records.js';
import { type TrackingPlan, trackingPlanOf } from './tracking-plan.js';
import { type ServedVersion, servedVersions, unannouncedReleases } from './unannounced-releases.js';

const SERVED = 'served-versions.json';

export interface PlanTrackingInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly neighbours?: readonly Neighbour[];
  /** In place of the configuration's. */
  readonly checkpointsDays?: readonly number[];
}

export interface FindReleasesInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly sample: Artifact;
}

/** Releases as the pipeline knows them, announced or found. Idempotent: the same input writes the same bytes. */
export function createReleaseActivities(deps: ActivityDependencies) {
  return {
    /** The windows of a release. Leaves its record, by which later weeks know that it was announced. */
    async planTracking(input: PlanTrackingInput): Promise<TrackingPlan> {
      const { pipeline, release, neighbours = [], checkpointsDays } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { adaptation } = await loadConfig(store, pipeline);
      const settings = checkpointsDays === undefined ? adaptation : { ...adaptation, checkpointsDays };
      const plan = trackingPlanOf(release.deployedAt, settings, neighbours);
      await writeReleaseRecord(store, layoutOf(pipeline), release, plan);
      return plan;
    },

    /** What answered in the week, and which of it is a release that nobody announced. */
    async findReleases({ pipeline, week, sample }: FindReleasesInput): Promise<readonly Release[]> {
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const { adaptation } = await loadConfig(store, pipeline);
      const served = servedVersions(await readTable(store, sample, sampleTable));
      const bytes = Buffer.from(canonicalJson({ schemaVersion: 1, served }));
      await store.put(layout.work(week, SERVED), bytes, { contentType: 'application/json' });
      const before = await servedBefore(store, layout, week);
      return unannouncedReleases(week, served, before, await readReleaseRecords(store, layout), adaptation.foundAbove);
    },
  };
}

/** Null when the week before was not evaluated. */
async function servedBefore(store: ObjectStore, layout: Layout, week: IsoWeek): Promise<ServedVersion[] | null> {
  const previous = weekBefore(startMsOf(windowOfWeek(week)));
  const object = await store.get(layout.work(previous, SERVED));
  if (object === undefined) return null;
  return (JSON.parse(Buffer.from(object.bytes).toString('utf8')) as { served: ServedVersion[] }).served;
}
