import { setMaxListeners } from 'node:events';
import { cancellationSignal } from '@temporalio/activity';
import type { IsoWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadReferenceModel, topicOf } from '../drift/reference-model.js';
import { vectorTable } from '../embedding/vector-table.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig, pipelineRefOf } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { decodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import { sampleTable } from '../traffic/sample-table.js';
import { spanOf } from './absent-keys.js';
import { createBatchActivities } from './batches/activities.js';
import { estimateCostUsd } from './cost-estimate.js';
import { loadBridge, planJudgeBridge } from './judge-bridging.js';
import { judgeDigest } from './judges/judge.js';
import { runInLanes } from './lanes.js';
import { Ledger } from './ledger.js';
import { activityFailure, paidByEarlierAttempts, withHeartbeat, worstFailure } from './model-activity.js';
import { ModelGates } from './models/gated-client.js';
import { createModelClient } from './models/routed-client.js';
import { countTokenRates } from './models/token-rates.js';
import { type LiveCallOptions, LiveCalls } from './paid-call.js';
import {
  type ModelShare,
  orderItems,
  planArms,
  planBatches,
  planNotes,
  repeatNotes,
  repeatsItem,
  type ScoringArm,
  type ScoringPlan,
  selectEvalItems,
  selectLiveItems,
  type WeeklyScoringPlan,
} from './plan.js';
import { planBudget } from './plan-budget.js';
import { RefusalWatch } from './refusal-watch.js';
import { pairsTable, productionTable, scoresTable, scoringItemTable } from './score-tables.js';
import { scoreItem } from './scoring-run.js';
import { SharedFiles } from './shared-files.js';
import { readStops } from './spend.js';
import { createSpendActivities } from './spend-activities.js';
import { createSummaryActivities } from './summary-activities.js';
import { createTopicNameActivities } from './topic-names/activities.js';

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
  readonly plan: Pick<ScoringPlan, 'items' | 'judgeDigest' | 'bridge'>;
  readonly arm: ScoringArm;
  readonly offset: number;
  readonly limit: number;
}

export interface ScoreBatchResult {
  readonly scores: Artifact;
  readonly pairs: Artifact;
  /** Calls paid by all attempts, as far as a worker that was killed could tell. */
  readonly paidCalls: number;
  /** What the last attempt found in the ledger. */
  readonly ledgerHits: number;
  /** What all attempts paid, likewise. */
  readonly costUsd: number;
}

export function createScoringActivities(deps: ActivityDependencies) {
  const plans = new SharedFiles();
  const gates = new ModelGates({ client: createModelClient(deps.environment) });
  const refusals = new Map<string, RefusalWatch>();
  const liveOptions = (
    config: PipelineConfig,
    configSha256: string,
    ledger: Ledger,
    signal: AbortSignal,
  ): LiveCallOptions => {
    const { scoring, storage } = config;
    const watch = refusals.get(configSha256) ?? new RefusalWatch();
    refusals.set(configSha256, watch);
    // Every call that waits at a gate listens for a cancellation.
    setMaxListeners(0, signal);
    const store = deps.openBucket(storage.bucket);
    const client = gates.clientFor({ store, prefix: storage.prefix, concurrency: scoring.concurrency });
    return { ledger, client, prices: scoring.prices, signal, refusals: watch };
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
      const evalSet = await readTable(store, input.evalSet, evalSetTable);
      const items = orderItems([
        ...selectLiveItems(topical, scoring.liveItems, sample.seed),
        ...selectEvalItems(evalSet),
      ]);
      const bridging = await planJudgeBridge(store, input.pipeline, input.week, config, evalSet);
      const layout = layoutOf(input.pipeline);
      const { configSha256 } = input.pipeline;
      const { environment } = deps;
      const counting = { environment, signal: cancellationSignal(), seed: sample.seed };
      const budget = await withHeartbeat(async () =>
        planBudget(items, arms, {
          store,
          layout,
          config,
          configSha256,
          run: input.week,
          nowMs: Date.now(),
          bridge: bridging.bridge,
          countTokens: async () => countTokenRates(items, arms, config, counting),
        }),
      );
      const { kept, leftOut } = budget;
      const key = (table: string) => layout.work(input.week, `scoring/${table}.arrow`);
      const production = topical.map(({ row, topic }) => {
        const { stratum, weight, inclusion_probability } = row;
        return { topic, stratum, weight, inclusion_probability };
      });
      const written = await writeTable(store, key('items'), scoringItemTable, kept);
      const place = { run: input.week, configSha256, items: written.sha256 };
      return {
        items: written,
        production: await writeTable(store, key('production'), productionTable, production),
        count: kept.length,
        arms,
        judgeDigest: judgeDigest(config),
        bridge: bridging.bridge?.planned ?? null,
        batches: planBatches(kept.length, scoring.batchSize, repeatsItem(kept)),
        estimatedCostUsd: budget.estimatedCostUsd,
        budgetUsd: budget.budgetUsd,
        spentUsd: budget.spentUsd,
        stops: await readStops(store, layout, place, arms),
        ...(leftOut.length === 0
          ? {}
          : {
              leftOut: {
                items: await writeTable(store, key('left-out'), scoringItemTable, leftOut),
                batches: planBatches(leftOut.length, scoring.batchSize),
              },
            }),
        notes: [...planNotes(config, arms), ...repeatNotes(items), ...bridging.notes, ...budget.notes],
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
      const bridge = await loadBridge(store, input.pipeline, input.plan.bridge);
      return await plans.during(store, input.plan.items, async (file) => {
        const items = decodeTable(scoringItemTable, file, input);
        const ledger = new Ledger(store, spanOf(items.map((item) => item.item_id)));
        const signal = cancellationSignal();
        const before = paidByEarlierAttempts();
        const paid = () => ({
          paidCalls: before.paidCalls + ledger.paidCalls,
          costUsd: before.costUsd + ledger.paidUsd,
        });
        const live = liveOptions(config, input.pipeline.configSha256, ledger, signal);
        const scored = await withHeartbeat(
          async (beat) =>
            runInLanes(
              items,
              config.scoring.concurrency,
              async (item, isStopped) => {
                const calls = new LiveCalls(live, isStopped);
                const result = await scoreItem(item, input.arm, { config, layout, calls, bridge });
                beat();
                return result;
              },
              worstFailure,
            ),
          paid,
        ).catch((error: unknown) => {
          throw activityFailure(error, signal, paid());
        });
        const part = (table: string) =>
          layout.work(input.run, `scoring/${input.arm.arm}/${input.offset}-${table}.arrow`);
        const pairs = scored.flatMap((item) => item.pairs);
        const scores = scored.flatMap((item) => item.scores);
        return {
          scores: await writeTable(store, part('scores'), scoresTable, scores),
          pairs: await writeTable(store, part('pairs'), pairsTable, pairs),
          ledgerHits: ledger.hits,
          ...paid(),
        };
      });
    },

    ...createSpendActivities(deps),

    ...createSummaryActivities(deps),

    ...createTopicNameActivities(deps, {
      liveCalls: (config, ledger, signal, isStopped) =>
        new LiveCalls(liveOptions(config, pipelineRefOf(config).configSha256, ledger, signal), isStopped),
    }),

    ...createBatchActivities(deps, {
      liveCalls: (config, ledger, signal) =>
        new LiveCalls(liveOptions(config, pipelineRefOf(config).configSha256, ledger, signal)),
    }),
  };
}

function requireSameJudge(current: string, planned: string): void {
  if (current === planned) return;
  throw new Refusal(
    'JudgeChanged',
    'the judge of this version of Tidemark is not the one the run was planned with: run it again, so that all its ' +
      'scores come from one judge; answers that are paid for are kept',
  );
}
