import type { Release } from '../../workflows/messages.js';
import type { Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadReferenceModel, type ReferenceModel, type ReferenceRef } from '../drift/reference-model.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, writeTable } from '../storage/artifact.js';
import { courseTable, exposureTable, onsetTable } from './adaptation-tables.js';
import { commonFrame } from './common-frame.js';
import { courseOf } from './course-rows.js';
import { exposureOfUsers } from './exposure.js';
import { exposureRows } from './exposure-effects.js';
import type { Breathe } from './five-part-split.js';
import { type EmbeddedRow, followRequests } from './followed-requests.js';
import {
  type EmbeddedArtifacts,
  type FollowedCheckpoint,
  openRoom,
  readEmbedded,
  referenceMap,
  workOf,
} from './followed-samples.js';
import { PROMPT_PATTERNS } from './patterns/registry.js';
import { type PromptSurroundings, usualSurroundings } from './prompt-surroundings.js';
import { type FollowedRequest, followUsers, requestsInside, returningUsers } from './user-windows.js';

const BOOTSTRAPS = 200;
const PERMUTATIONS = 999;

export interface MeasureCourseInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly baselineWindow: Window;
  readonly reference: ReferenceRef;
  readonly history: EmbeddedArtifacts;
  /** Of all checkpoints, in their order. */
  readonly checkpoints: readonly EmbeddedArtifacts[];
  /** Of the latest checkpoint's test of the within-user shift. */
  readonly pValue: number | null;
}

/** What needs more than one checkpoint, or two kinds of users. Idempotent: the same input writes the same bytes. */
export function createCourseActivities(deps: ActivityDependencies) {
  return {
    /** Difference in differences of a release that not everybody got; null for one that everybody did. */
    async measureExposure(input: FollowedCheckpoint): Promise<Artifact | null> {
      const { pipeline, release, days, window, baselineWindow } = input;
      const { store, config, layout } = await openRoom(deps, pipeline);
      const breathe = createBreath();
      const model = await loadReferenceModel(store, input.reference.artifact);
      const checkpoint = await readEmbedded(store, input.checkpoint, model);
      const exposure = exposureOfUsers(
        release,
        checkpoint.map(({ row }) => row),
      );
      if (exposure === null) return null;
      const history = await readEmbedded(store, input.history, model);
      const follow = followers(history, checkpoint, model, config.sample.seed, breathe);
      const surroundings = usualSurroundings(history);
      const followed = async (rows: readonly EmbeddedRow[], inside: Window) =>
        requestsInside(await follow(rows, surroundings), inside).map(withoutOthers);
      const baseline = await followed(history, baselineWindow);
      const after = await followed(checkpoint, window);
      const middleMs = (Date.parse(baselineWindow.start) + Date.parse(baselineWindow.end)) / 2;
      const { weightCap, minUsers } = config.drift;
      const usersOf = (first: readonly FollowedRequest[], second: readonly FollowedRequest[]) =>
        returningUsers(followUsers(first, second, weightCap));
      const rows = await exposureRows({
        days,
        patterns: PROMPT_PATTERNS.filter(({ readsOthers }) => readsOthers !== true).map(({ name }) => name),
        exposure,
        users: usersOf(baseline, after),
        before: baseline,
        usersBefore: usersOf(
          baseline.filter(({ timeMs }) => timeMs < middleMs),
          baseline.filter(({ timeMs }) => timeMs >= middleMs),
        ),
        minUsers,
        permutations: PERMUTATIONS,
        seed: `${config.sample.seed}/${release.releaseId}/${days}`,
        breathe,
      });
      return await writeTable(store, layout.work(workOf(release), `exposure-${days}d.arrow`), exposureTable, rows);
    },

    /** The adaptation day by day over all checkpoints, with its onset and half-life. */
    async measureCourse(input: MeasureCourseInput): Promise<{ readonly course: Artifact; readonly onset: Artifact }> {
      const { pipeline, release, baselineWindow, pValue } = input;
      const { store, config, layout } = await openRoom(deps, pipeline);
      const breathe = createBreath();
      const model = await loadReferenceModel(store, input.reference.artifact);
      const history = await readEmbedded(store, input.history, model);
      const checkpoints: EmbeddedRow[] = [];
      for (const each of input.checkpoints) checkpoints.push(...(await readEmbedded(store, each, model)));
      const follow = followers(history, checkpoints, model, config.sample.seed, breathe);
      const { course, onset } = await courseOf({
        deployedMs: Date.parse(release.deployedAt),
        before: requestsInside(await follow(history), baselineWindow),
        after: await follow(checkpoints),
        weightCap: config.drift.weightCap,
        minUsers: config.drift.minUsers,
        pValue,
        draws: BOOTSTRAPS,
        seed: `${config.sample.seed}/${release.releaseId}`,
        breathe,
      });
      const key = (file: string) => layout.work(workOf(release), file);
      return {
        course: await writeTable(store, key('course.arrow'), courseTable, course),
        onset: await writeTable(store, key('onset.arrow'), onsetTable, onset),
      };
    },
  };
}

/**
 * Requests of the users that both samples draw, so that nobody is lost or new by the draw alone; with patterns where
 * their surroundings are given.
 */
function followers(
  before: readonly EmbeddedRow[],
  after: readonly EmbeddedRow[],
  model: ReferenceModel,
  seed: string,
  breathe: Breathe,
) {
  const rowsOf = (embedded: readonly EmbeddedRow[]) => embedded.map(({ row }) => row);
  const frame = commonFrame(rowsOf(before), rowsOf(after), seed);
  const map = referenceMap(model);
  return async (rows: readonly EmbeddedRow[], surroundings?: PromptSurroundings): Promise<FollowedRequest[]> => {
    const framed = rows.filter(({ row }) => frame === null || frame.has(row.user));
    return await followRequests(framed, map, breathe, surroundings);
  };
}

/** A request without the patterns that would need the prompts of others: they would all seem to stay the same. */
function withoutOthers(request: FollowedRequest): FollowedRequest {
  return { ...request, patterns: request.patterns.filter((_, at) => PROMPT_PATTERNS[at]?.readsOthers !== true) };
}
