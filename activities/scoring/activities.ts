import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { DAY_MS, type IsoWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadReferenceModel, topicOf } from '../drift/reference-model.js';
import { vectorTable } from '../embedding/vector-table.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import { estimateCostUsd, requireWithinCap } from './cost-estimate.js';
import { judgeDigest } from './judges/judge.js';
import { runInLanes } from './lanes.js';
import { Ledger } from './ledger.js';
import { createAnthropicClient, type ModelClient } from './models/model-client.js';
import { classifyModelError, type ModelFailure } from './models/model-failure.js';
import { LiveCalls, Stopped } from './paid-call.js';
import { summariseScores } from './paired-summary.js';
import {
  compareText,
  type ModelShare,
  orderItems,
  planArms,
  planBatches,
  planNotes,
  repeatsItem,
  type ScoringArm,
  type ScoringPlan,
  selectEvalItems,
  selectLiveItems,
  type WeeklyScoringPlan,
} from './plan.js';
import {
  pairsTable,
  productionTable,
  type ScoringItem,
  scoresTable,
  scoringItemTable,
  summaryTable,
} from './score-tables.js';
import { scoreItem } from './scoring-run.js';

const HEARTBEAT_MS = 2000;

interface PlanWeeklyScoringInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly reference: { readonly artifact: Artifact };
  readonly sample: Artifact;
  /** Vectors of the sample, row by row. */
  readonly vectors: Artifact;
  readonly evalSet: Artifact;
  readonly evalSetVectors: Artifact;
  readonly models: readonly ModelShare[];
}

interface ScoreBatchInput {
  readonly pipeline: PipelineRef;
  /** Whose work folder the parts go to: a week or a release. */
  readonly run: string;
  readonly plan: Pick<ScoringPlan, 'items' | 'judgeDigest'>;
  readonly arm: ScoringArm;
  readonly offset: number;
  readonly limit: number;
}

export interface ScoreBatchResult {
  readonly scores: Artifact;
  readonly pairs: Artifact;
  /** Calls paid by this attempt; an attempt that failed before may have paid for others. */
  readonly paidCalls: number;
  readonly ledgerHits: number;
  /** What this attempt paid. */
  readonly costUsd: number;
}

interface SummariseWeeklyScoresInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly plan: WeeklyScoringPlan;
  readonly scores: readonly Artifact[];
  readonly pairs: readonly Artifact[];
}

export function createScoringActivities(deps: ActivityDependencies) {
  let client: ModelClient | undefined;
  // Built at the first call: a worker of another role needs no key.
  const modelClient = () => {
    client ??= createAnthropicClient();
    return client;
  };
  return {
    /**
     * Draws the items, settles the arms and estimates the cost. Asks no model.
     * @throws {Refusal} `NoProductionModel`, `UnknownPrice` or `SpendCap`
     */
    async planWeeklyScoring(input: PlanWeeklyScoringInput): Promise<WeeklyScoringPlan> {
      const store = deps.openBucket(input.pipeline.bucket);
      const config = await loadConfig(store, input.pipeline);
      const { scoring, sample } = config;
      const arms = planArms(config, input.models);
      // Prices first: an unknown one should not wait for a large sample to be read.
      estimateCostUsd([], arms, config);
      const reference = await loadReferenceModel(store, input.reference.artifact);
      const rows = await readTable(store, input.sample, sampleTable);
      const vectors = await readTable(store, input.vectors, vectorTable(reference.dimension));
      const topical = rows.map((row, index) => {
        const vector = vectors[index]?.vector;
        if (vector === undefined) throw new Error(`${input.vectors.uri} has fewer rows than ${input.sample.uri}`);
        return { row, topic: topicOf(reference, vector) };
      });
      const items = orderItems([
        ...selectLiveItems(topical, scoring.liveItems, sample.seed),
        ...selectEvalItems(await readTable(store, input.evalSet, evalSetTable)),
      ]);
      const estimatedCostUsd = estimateCostUsd(items, arms, config);
      requireWithinCap(estimatedCostUsd, config);
      const key = (table: string) => layoutOf(input.pipeline).work(input.week, `scoring/${table}.arrow`);
      const production = topical.map(({ row, topic }) => {
        const { stratum, weight, inclusion_probability } = row;
        return { topic, stratum, weight, inclusion_probability };
      });
      return {
        items: await writeTable(store, key('items'), scoringItemTable, items),
        production: await writeTable(store, key('production'), productionTable, production),
        count: items.length,
        arms,
        judgeDigest: judgeDigest(config),
        batches: planBatches(items.length, scoring.batchSize, repeatsItem(items)),
        estimatedCostUsd,
        notes: planNotes(config, arms),
      };
    },

    /**
     * Scores a slice of the items in one arm, through the ledger: what an earlier attempt paid for is not paid again,
     * and the same slice always gives the same bytes.
     * @throws {ApplicationFailure} retryable with the API's own delay, or not retryable with what to change
     * @throws {Refusal} `UnknownPrice` or `JudgeChanged`
     */
    async scoreBatch(input: ScoreBatchInput): Promise<ScoreBatchResult> {
      const store = deps.openBucket(input.pipeline.bucket);
      const config = await loadConfig(store, input.pipeline);
      requireSameJudge(judgeDigest(config), input.plan.judgeDigest);
      const layout = layoutOf(input.pipeline);
      const items = await readSlice(store, input.plan.items, input.offset, input.limit);
      const ledger = new Ledger(store);
      const signal = cancellationSignal();
      const live = { ledger, client: lazyClient(modelClient), prices: config.scoring.prices, signal };
      const scored = await withHeartbeat(async (beat) =>
        runInLanes(
          items,
          config.scoring.concurrency,
          async (item, isStopped) => {
            const calls = new LiveCalls(live, isStopped);
            const result = await scoreItem(item, input.arm, { config, layout, calls });
            beat();
            return result;
          },
          worstFailure,
        ),
      ).catch((error: unknown) => {
        throw activityFailure(error, signal);
      });
      const part = (table: string) => layout.work(input.run, `scoring/${input.arm.arm}/${input.offset}-${table}.arrow`);
      const pairs = scored.flatMap((item) => item.pairs);
      const scores = scored.flatMap((item) => item.scores);
      return {
        scores: await writeTable(store, part('scores'), scoresTable, scores),
        pairs: await writeTable(store, part('pairs'), pairsTable, pairs),
        paidCalls: ledger.paidCalls,
        ledgerHits: ledger.hits,
        costUsd: ledger.paidUsd,
      };
    },

    /** Puts the parts together, in an order of their own, and works out the headline figures. */
    async summariseWeeklyScores(
      input: SummariseWeeklyScoresInput,
    ): Promise<{ scores: Artifact; pairs: Artifact; summary: Artifact; verdict: string }> {
      const store = deps.openBucket(input.pipeline.bucket);
      const config = await loadConfig(store, input.pipeline);
      const scoreParts = await Promise.all(input.scores.map(async (part) => readTable(store, part, scoresTable)));
      const pairParts = await Promise.all(input.pairs.map(async (part) => readTable(store, part, pairsTable)));
      const scores = ordered(scoreParts.flat(), (row) => [
        row.arm,
        row.source,
        row.item_id,
        row.judge,
        String(row.repeat),
      ]);
      const pairs = ordered(pairParts.flat(), (row) => [
        row.arm_a,
        row.arm_b,
        row.source,
        row.item_id,
        row.judge,
        String(row.repeat),
      ]);
      const basis = {
        production: await readTable(store, input.plan.production, productionTable),
        minEffectiveShare: config.evalSet.minEffectiveSampleShare,
      };
      const { summary, verdict } = summariseScores(scores, pairs, input.plan.judgeDigest, basis);
      const metadata = { judge: input.plan.judgeDigest, judge_model: config.scoring.judge.model };
      const key = (table: string) => layoutOf(input.pipeline).work(input.week, `scoring/${table}.arrow`);
      return {
        scores: await writeTable(store, key('scores'), scoresTable, scores, metadata),
        pairs: await writeTable(store, key('pairs'), pairsTable, pairs, metadata),
        summary: await writeTable(store, key('summary'), summaryTable, summary, metadata),
        verdict,
      };
    },
  };
}

async function readSlice(store: ObjectStore, items: Artifact, offset: number, limit: number): Promise<ScoringItem[]> {
  const rows = await readTable(store, items, scoringItemTable);
  return rows.slice(offset, offset + limit);
}

function requireSameJudge(current: string, planned: string): void {
  if (current === planned) return;
  throw new Refusal(
    'JudgeChanged',
    'the judge of this version of Tidemark is not the one the run was planned with: run it again, so that all its ' +
      'scores come from one judge; answers that are paid for are kept',
  );
}

/** A batch that finds everything in the ledger needs no key. */
function lazyClient(open: () => ModelClient): ModelClient {
  return { ask: async (request, options) => open().ask(request, options) };
}

/** Reports the items done after each one, and on a timer while a slow call is out. */
async function withHeartbeat<T>(work: (beat: () => void) => Promise<T>): Promise<T> {
  let done = 0;
  const timer = setInterval(() => heartbeat({ done }), HEARTBEAT_MS);
  try {
    return await work(() => {
      done += 1;
      heartbeat({ done });
    });
  } finally {
    clearInterval(timer);
  }
}

/** Of the failures of all lanes: one that no retry mends, else the longest wait the API asked for. */
function worstFailure(failures: readonly unknown[]): unknown {
  const real = failures.filter((failure) => !(failure instanceof Stopped));
  const ranked = real.map((failure) => ({ failure, waitMs: waitOf(failure) }));
  return ranked.sort((a, b) => b.waitMs - a.waitMs)[0]?.failure ?? failures[0];
}

/** How long a failure keeps a retry from helping, in ms. A day stands for longer than any API asks for. */
function waitOf(failure: unknown): number {
  const classified = classifyModelError(failure, Date.now());
  return classified?.retryable === true ? (classified.retryAfterMs ?? 0) : DAY_MS;
}

/** The SDK's error stays behind: its message repeats the response body. */
function activityFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const failure = classifyModelError(error, Date.now());
  return failure === undefined ? error : applicationFailure(failure);
}

function applicationFailure({ code, message, retryable, retryAfterMs, benign }: ModelFailure): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: code,
    nonRetryable: !retryable,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
    ...(benign ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}

function ordered<T>(rows: readonly T[], keyOf: (row: T) => readonly string[]): T[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row).join('\0') }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ row }) => row);
}
