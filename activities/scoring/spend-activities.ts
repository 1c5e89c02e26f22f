import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ScoringArm } from './plan.js';
import { type ScoreRow, scoresTable, scoringItemTable } from './score-tables.js';
import { scoreRowOf } from './scored-rows.js';
import { type BookedSpend, bookSpend, recordStop } from './spend.js';

interface ListUnscoredInput {
  readonly pipeline: PipelineRef;
  readonly run: string;
  /** scoringItemTable: the plan's items, or those that its budget left out. */
  readonly items: Artifact;
  /** Names the part in S3. */
  readonly part: 'stopped' | 'left-out';
  readonly judgeDigest: string;
  readonly arm: ScoringArm;
  readonly offset: number;
  readonly limit: number;
}

const UNSCORED = {
  outcome: 'skipped',
  reason: 'spend-cap',
  text: '',
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  latencyMs: null,
} as const;

/** What has to do with money and asks no model. */
export function createSpendActivities(deps: ActivityDependencies) {
  return {
    /** Writes down what one workflow of a run paid, for the month's cap; the same when repeated. */
    async bookSpend({
      pipeline,
      ...spend
    }: Omit<BookedSpend, 'configSha256'> & { readonly pipeline: PipelineRef }): Promise<void> {
      const { configSha256 } = pipeline;
      await bookSpend(deps.openBucket(pipeline.bucket), layoutOf(pipeline), { ...spend, configSha256 });
    },

    /** Remembers where an arm stopped for its run's budget. @returns the batch that stands */
    async recordStop(input: {
      readonly pipeline: PipelineRef;
      readonly run: string;
      readonly items: string;
      readonly arm: string;
      readonly batches: number;
    }): Promise<number> {
      const { pipeline, batches, ...place } = input;
      const { configSha256 } = pipeline;
      const store = deps.openBucket(pipeline.bucket);
      return await recordStop(store, layoutOf(pipeline), { ...place, configSha256 }, batches);
    },

    /**
     * Lists items that the budget does not allow to be scored: rows with the outcome `skipped` and no weight, so that
     * means over the others, which are normalised by their weights (Hájek), estimate what they would have.
     */
    async listUnscored(input: ListUnscoredInput): Promise<{ scores: Artifact }> {
      const { pipeline, run, items, part, judgeDigest: judge, arm, offset, limit } = input;
      const store = deps.openBucket(pipeline.bucket);
      const rows = (await readTable(store, items, scoringItemTable)).slice(offset, offset + limit);
      const service = arm.logged ? 'logged' : 'live';
      const scores = rows.map(
        (item): ScoreRow =>
          scoreRowOf({
            item: { ...item, weight: 0 },
            arm,
            judge,
            repeat: 0,
            counts: true,
            answer: { ...UNSCORED, service },
            rubric: null,
            checks: null,
          }),
      );
      const key = layoutOf(pipeline).work(run, `scoring/${arm.arm}/${part}-${offset}-scores.arrow`);
      return { scores: await writeTable(store, key, scoresTable, scores) };
    },
  };
}
