import { historyPurpose } from '../../workflows/ids.js';
import type { Neighbour, Release } from '../../workflows/messages.js';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadReferenceModel } from '../drift/reference-model.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, writeTable } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { followRequests } from './followed-requests.js';
import {
  type EmbeddedArtifacts,
  type FollowedCheckpoint,
  openRoom,
  readEmbedded,
  referenceMap,
  workOf,
} from './followed-samples.js';
import { habitReturn } from './habit-return.js';
import { readFollowedReleases } from './release-records.js';
import { rollbackRow } from './rollback-row.js';
import { rollbackTable } from './rollback-table.js';
import { type RolledBack, rolledBackRelease } from './rolled-back-release.js';
import { requestsInside } from './user-windows.js';

const BOOTSTRAPS = 300;
const PERMUTATIONS = 999;

export interface FindRolledBackInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  /** Of the rollback's own tracker. */
  readonly baselineWindow: Window;
  readonly neighbours: readonly Neighbour[];
}

/** A release that is rolled back, with the sample that its tracker froze; null when it left none. */
export type FoundRolledBack = RolledBack & { readonly sample: Artifact | null };

export interface MeasureReturnInput extends FollowedCheckpoint {
  readonly rolledBack: RolledBack;
  /** Sample of the window before the release that is rolled back, by the rollback's reference. */
  readonly before: EmbeddedArtifacts;
}

/** What a rollback undid of a release, as activities. Idempotent: the same input writes the same bytes. */
export function createRollbackActivities(deps: ActivityDependencies) {
  return {
    /** The release that a rollback takes back; null when none is known. */
    async findRolledBack(input: FindRolledBackInput): Promise<FoundRolledBack | null> {
      const { pipeline, neighbours } = input;
      const { store, config, layout } = await openRoom(deps, pipeline);
      const followed = await readFollowedReleases(store, layout);
      const found = rolledBackRelease(input, followed, neighbours, config.adaptation.baselineDays);
      return found === null ? null : { ...found, sample: await frozenSample(store, layout, found) };
    },

    /** How far the users of a release came back after its rollback, at one checkpoint. */
    async measureReturn(input: MeasureReturnInput): Promise<Artifact> {
      const { pipeline, release, days, window, rolledBack } = input;
      const { store, config, layout } = await openRoom(deps, pipeline);
      const breathe = createBreath();
      const model = await loadReferenceModel(store, input.reference.artifact);
      const map = referenceMap(model);
      const requestsOf = async (embedded: EmbeddedArtifacts, inside: Window) =>
        requestsInside(await followRequests(await readEmbedded(store, embedded, model), map, breathe), inside);
      const states = {
        before: await requestsOf(input.before, rolledBack.windows.baselineWindow),
        released: await requestsOf(input.history, rolledBack.releasedWindow),
        after: await requestsOf(input.checkpoint, window),
      };
      const { weightCap, minUsers } = config.drift;
      const figures = await habitReturn(states, {
        weightCap,
        minUsers,
        blocks: model.bandwidths.length,
        draws: BOOTSTRAPS,
        permutations: PERMUTATIONS,
        seed: `${config.sample.seed}/${release.releaseId}/${days}`,
        breathe,
      });
      const rows = [rollbackRow(days, rolledBack, figures, minUsers)];
      return await writeTable(store, layout.work(workOf(release), `rollback-${days}d.arrow`), rollbackTable, rows);
    },
  };
}

async function frozenSample(
  store: ObjectStore,
  layout: Layout,
  { releaseId, windows }: RolledBack,
): Promise<Artifact | null> {
  const object = await store.get(layout.sample(historyPurpose(releaseId), windows.historyWindow, 'manifest.json'));
  if (object === undefined) return null;
  return (JSON.parse(Buffer.from(object.bytes).toString('utf8')) as { part: Artifact }).part;
}
