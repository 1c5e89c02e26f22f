import type { Neighbour, Release } from '../../workflows/messages.js';
import { isInside, type Window } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadReferenceModel, type ReferenceModel, type ReferenceRef, topicOf } from '../drift/reference-model.js';
import { loadEmbedder } from '../embedding/stored-embedder.js';
import { requireMarkedVectors } from '../embedding/vector-table.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { Refusal } from '../refusal.js';
import { exemplarOf, exemplarsTable } from '../report/exemplars.js';
import { judgeDigest } from '../scoring/judges/judge.js';
import {
  type ModelShare,
  planBatches,
  planNotes,
  repeatNotes,
  type ScoringPlan,
  type TopicalRow,
} from '../scoring/plan.js';
import { planBudget } from '../scoring/plan-budget.js';
import { type ScoringItem, scoresTable, scoringItemTable } from '../scoring/score-tables.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type SampleRow, sampleTable } from '../traffic/sample-table.js';
import { adaptationTable, patternsTable, replayTable } from './adaptation-tables.js';
import { measureFigures } from './checkpoint-measure.js';
import { commonFrame } from './common-frame.js';
import type { Breathe } from './five-part-split.js';
import type { EmbeddedRow } from './followed-requests.js';
import {
  type EmbeddedArtifacts,
  type FollowedCheckpoint,
  openRoom,
  readEmbedded,
  referenceMap,
  type TrackingRoom,
  workOf,
} from './followed-samples.js';
import { phrasesTable } from './phrase-table.js';
import { drawReplayItems, modelShares, replayArms } from './replay-plan.js';
import { summariseReplayScores } from './replay-summary.js';
import { followPrompts } from './template-measure.js';
import { templatesTable } from './template-table.js';
import { releaseTimes } from './tracking-plan.js';
import { uncoveredExamples } from './uncovered-examples.js';
import { uncoveredShareOf } from './uncovered-share.js';

const BOOTSTRAPS = 300;
const PERMUTATIONS = 999;

export interface MeasureCheckpointInput extends FollowedCheckpoint {
  readonly evalSet: { readonly items: Artifact; readonly vectors: Artifact } | null;
  /** Other releases: no placebo date may hold one. */
  readonly neighbours?: readonly Neighbour[];
  /** Samples of the checkpoints before this one, for the adoption curves of templates. @default none */
  readonly earlier?: readonly { readonly days: number; readonly window: Window; readonly sample: Artifact }[];
}

export interface MeasuredCheckpoint {
  readonly adaptation: Artifact;
  readonly patterns: Artifact;
  /** Of all checkpoints so far; absent in histories of older workers, as are the phrases of this one. */
  readonly templates?: Artifact;
  readonly phrases?: Artifact;
  /** Prompts from where the eval set has next to nothing; absent in histories of older workers. */
  readonly exemplars?: Artifact;
  readonly pValue: number | null;
  readonly uncoveredShare: number | null;
  /** Whether so much of the window is outside the eval set that it should be refreshed at once. */
  readonly isLeftBehind: boolean;
  readonly returningUsers: number;
  readonly notes: readonly string[];
}

export interface PlanReplayInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly reference: ReferenceRef;
  readonly history: EmbeddedArtifacts;
  readonly baselineWindow: Window;
  readonly checkpoint: EmbeddedArtifacts;
  /** Models of the checkpoint's sample. */
  readonly models: readonly ModelShare[];
}

/** No arms: nothing can be replayed. Arms and a reason: some effects will be missing. */
export type ReplayPlan = ScoringPlan & { readonly refused: string | null };

/** What a release did to its users, as activities. All are idempotent: the same input writes the same bytes. */
export function createAdaptationActivities(deps: ActivityDependencies) {
  return {
    /** The figures of one checkpoint, a table each, and prompts from where the eval set has next to nothing. */
    async measureCheckpoint(input: MeasureCheckpointInput): Promise<MeasuredCheckpoint> {
      const { pipeline, release, days, window, baselineWindow } = input;
      const room = await openRoom(deps, pipeline);
      const { store, config, layout } = room;
      const breathe = createBreath();
      const model = await loadReferenceModel(store, input.reference.artifact);
      const map = referenceMap(model);
      const history = await readEmbedded(store, input.history, model);
      const checkpoint = await readEmbedded(store, input.checkpoint, model);
      const frame = commonFrame(rowsOf(history), rowsOf(checkpoint), config.sample.seed);
      const framed = (rows: readonly EmbeddedRow[]) => rows.filter(({ row }) => frame === null || frame.has(row.user));
      const items = input.evalSet === null ? null : await activeItems(store, input.evalSet, model);
      const earlier = await Promise.all(
        (input.earlier ?? []).map(async (look) => ({
          ...look,
          rows: await readTable(store, look.sample, sampleTable),
        })),
      );
      const followed = await followPrompts(
        {
          history: framed(history),
          checkpoint: framed(checkpoint),
          earlier: earlier.map((look) => ({
            ...look,
            rows: look.rows.filter(({ user }) => frame === null || frame.has(user)),
          })),
          baseline: baselineWindow,
          window,
          days,
          items: items ?? [],
        },
        {
          reference: map,
          embedder: await loadEmbedder(store, input.reference.embedder, { environment: deps.environment }),
        },
        breathe,
      );

      const outside = items === null ? null : await uncovered(room, input, checkpoint, items, breathe);
      const uncoveredShare = outside?.share ?? null;
      const exemplars = (outside?.examples ?? []).map(({ row, vector }, at) =>
        exemplarOf(row, at, topicOf(model, vector)),
      );
      const figures = await measureFigures({
        days,
        baseline: baselineWindow,
        window,
        history: followed.history,
        checkpoint: followed.checkpoint,
        placebos: config.adaptation.placebos,
        releases: releaseTimes(input.neighbours ?? []),
        weightCap: config.drift.weightCap,
        minUsers: config.drift.minUsers,
        blocks: model.bandwidths.length,
        uncoveredShare,
        seed: `${config.sample.seed}/${release.releaseId}/${days}`,
        draws: { bootstraps: BOOTSTRAPS, permutations: PERMUTATIONS },
        breathe,
      });
      const run = workOf(release);
      const metadata = { release: release.releaseId, notes: figures.notes.join('; ') };
      const adaptationKey = layout.work(run, `adaptation-${days}d.arrow`);
      const patternsKey = layout.work(run, `patterns-${days}d.arrow`);
      const templatesKey = layout.work(run, `templates-${days}d.arrow`);
      const phrasesKey = layout.work(run, `phrases-${days}d.arrow`);
      const exemplarsKey = layout.work(run, `exemplars-${days}d.arrow`);
      return {
        adaptation: await writeTable(store, adaptationKey, adaptationTable, figures.adaptation, metadata),
        patterns: await writeTable(store, patternsKey, patternsTable, figures.patterns, metadata),
        templates: await writeTable(store, templatesKey, templatesTable, followed.templates, metadata),
        phrases: await writeTable(store, phrasesKey, phrasesTable, followed.phrases, metadata),
        exemplars: await writeTable(store, exemplarsKey, exemplarsTable, exemplars, metadata),
        pValue: figures.pValue,
        uncoveredShare,
        isLeftBehind: uncoveredShare !== null && uncoveredShare > config.adaptation.leftBehindAbove,
        returningUsers: figures.returningUsers,
        notes: figures.notes,
      };
    },

    /** Chooses the prompts and models of the 2 x 2. What makes a replay impossible is a reason, not an error. */
    async planReplay(input: PlanReplayInput): Promise<ReplayPlan> {
      const { pipeline, release, baselineWindow } = input;
      const room = await openRoom(deps, pipeline);
      const { store, config } = room;
      const model = await loadReferenceModel(store, input.reference.artifact);
      const breathe = createBreath();
      const topicalRowsOf = async (embedded: EmbeddedArtifacts) =>
        await withTopics(await readEmbedded(store, embedded, model), model, breathe);
      const history = await topicalRowsOf(input.history);
      const before = history.filter(({ row }) => isInside(baselineWindow, row.timestamp));
      const after = await topicalRowsOf(input.checkpoint);

      const usersBefore = new Set(before.map(({ row }) => row.user));
      const returning = new Set(after.map(({ row }) => row.user).filter((user) => usersBefore.has(user)));
      const { minUsers } = config.drift;
      if (returning.size < minUsers) {
        return await emptyPlan(room, release, `no verdict: ${returning.size} returning users, ${minUsers} are needed`);
      }
      const baselineModels = modelShares(before.map(({ row }) => row));
      const { arms, refused } = replayArms(release, baselineModels, input.models);
      if (arms.length === 0) return await emptyPlan(room, release, refused);
      const ofReturning = (rows: readonly TopicalRow[]) => rows.filter(({ row }) => returning.has(row.user));
      const items = drawReplayItems(ofReturning(before), ofReturning(after), {
        count: config.adaptation.replayItems,
        seed: `${config.sample.seed}/${release.releaseId}`,
      });
      if (items.length === 0) return await emptyPlan(room, release, 'no topic has prompts on both sides');
      try {
        const { estimatedCostUsd, budgetUsd, spentUsd } = await planBudget(items, arms, {
          store,
          layout: room.layout,
          // A random part of the prompts would not have the same topics before and after.
          config: { ...config, scoring: { ...config.scoring, overCap: 'refuse' } },
          configSha256: pipeline.configSha256,
          run: workOf(release),
          nowMs: Date.now(),
          countTokens: async () => ({}),
        });
        return await storePlan(room, release, items, { arms, estimatedCostUsd, budgetUsd, spentUsd, refused });
      } catch (error) {
        // The figures of the checkpoints stand without a replay; a missing price must not take them away.
        if (error instanceof Refusal) return await emptyPlan(room, release, error.message);
        throw error;
      }
    },

    /** Cells and effects of the replay, and the scores behind them, into the release's report. */
    async summariseReplay(input: {
      pipeline: PipelineRef;
      release: Release;
      scores: readonly Artifact[];
    }): Promise<{ replay: Artifact; scores: Artifact }> {
      const { store, config, layout } = await openRoom(deps, input.pipeline);
      const tables = await Promise.all(input.scores.map(async (scores) => await readTable(store, scores, scoresTable)));
      const scores = tables
        .flat()
        .map((row) => ({ row, order: [row.source, row.item_id, row.arm, row.judge, row.repeat].join('\0') }))
        .sort((a, b) => (a.order < b.order ? -1 : 1))
        .map(({ row }) => row);
      const replay = summariseReplayScores(scores, { minUsers: config.drift.minUsers });
      const key = (file: string) => layout.releaseReport(input.release.releaseId, file);
      return {
        replay: await writeTable(store, key('replay.arrow'), replayTable, replay),
        scores: await writeTable(store, key('scores.arrow'), scoresTable, scores),
      };
    },
  };
}

/** Items in use, with the vectors of their prompts. */
async function activeItems(
  store: ObjectStore,
  evalSet: { readonly items: Artifact; readonly vectors: Artifact },
  model: ReferenceModel,
): Promise<ActiveItem[]> {
  const items = await readTable(store, evalSet.items, evalSetTable);
  const vectors = await requireMarkedVectors(store, evalSet.vectors, model);
  return items.flatMap(({ user, request_id, retired_week }, at) => {
    const vector = vectors[at]?.vector;
    return retired_week !== null || vector === undefined ? [] : [{ user, request_id, vector }];
  });
}

interface ActiveItem {
  readonly user: string;
  readonly request_id: string;
  readonly vector: Float32Array;
}

/**
 * Share of the window that the eval set lacks, and a few requests from there when it is worth an alarm. Requests that the
 * set itself took from the window would cover themselves, and are left out.
 */
async function uncovered(
  { config }: TrackingRoom,
  { release, days, window }: MeasureCheckpointInput,
  checkpoint: readonly EmbeddedRow[],
  items: readonly ActiveItem[],
  breathe: Breathe,
): Promise<{ readonly share: number | null; readonly examples: readonly EmbeddedRow[] }> {
  const held = new Set(items.map(({ request_id }) => request_id));
  const current = checkpoint.filter(({ row }) => isInside(window, row.timestamp) && !held.has(row.request_id));
  const { weightCap, minUsers, minimumEffect } = config.drift;
  const seed = `${config.sample.seed}/${release.releaseId}/${days}`;
  const requests = current.map(({ row, vector }) => ({ user: row.user, vector }));
  const share = await uncoveredShareOf(items, requests, { seed, weightCap, minUsers, breathe });
  const isWorthAnAlarm = share !== null && share > minimumEffect;
  return {
    share,
    examples: isWorthAnAlarm ? await uncoveredExamples(items, current, { seed, weightCap, breathe }) : [],
  };
}

function rowsOf(embedded: readonly EmbeddedRow[]): SampleRow[] {
  return embedded.map(({ row }) => row);
}

async function withTopics(
  rows: readonly EmbeddedRow[],
  model: ReferenceModel,
  breathe: Breathe,
): Promise<TopicalRow[]> {
  const topical: TopicalRow[] = [];
  for (const { row, vector } of rows) {
    topical.push({ row, topic: topicOf(model, vector) });
    await breathe();
  }
  return topical;
}

async function emptyPlan(room: TrackingRoom, release: Release, refused: string | null): Promise<ReplayPlan> {
  return await storePlan(room, release, [], { arms: [], estimatedCostUsd: 0, refused });
}

async function storePlan(
  { store, config, layout }: TrackingRoom,
  release: Release,
  items: readonly ScoringItem[],
  plan: Pick<ReplayPlan, 'arms' | 'estimatedCostUsd' | 'budgetUsd' | 'spentUsd' | 'refused'>,
): Promise<ReplayPlan> {
  const key = layout.work(workOf(release), 'replay-items.arrow');
  return {
    items: await writeTable(store, key, scoringItemTable, items),
    count: items.length,
    judgeDigest: judgeDigest(config),
    batches: planBatches(items.length, config.scoring.batchSize),
    notes: [...planNotes(config, plan.arms), ...repeatNotes(items)],
    ...plan,
  };
}
