import { pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { planBatches, type ScoringArm } from '../../activities/scoring/plan.js';
import { scoringItemTable } from '../../activities/scoring/score-tables.js';
import { writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { scoringItems } from '../../scripts/simulator/scoring-items.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { ArmScores, ShadowScoringInput } from '../../workflows/shadow-scoring.js';
import type { Evaluation } from './evaluation.js';

const ARM: ScoringArm = { arm: 'control', model: 'sim-harbor-1', logged: false, compareWith: null };

export interface ArmRunOptions {
  /** Names the pipeline and, unless `workflowId` says otherwise, the workflow. */
  readonly name: string;
  readonly workflowId?: string;
  readonly items: number;
  readonly concurrency?: number;
}

/** Starts the scoring of one arm over plain items: an answer and a rubric score each, two calls. */
export async function startArmRun(evaluation: Evaluation, options: ArmRunOptions) {
  const { name, items, workflowId = name, concurrency = 20 } = options;
  const price = { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: '2026-06-01' };
  const config = pipelineSchema.parse({
    name,
    storage: { bucket: evaluation.store.bucket },
    traffic: { prefix: 'logs/' },
    scoring: {
      production: { model: ARM.model },
      judge: { model: 'sim-judge-1', retestShare: 0 },
      concurrency,
      batchSize: 50,
      spendCapUsd: 1000,
      prices: { [ARM.model]: price, 'sim-judge-1': price },
    },
  });
  const pipeline = await storeConfig(evaluation.store, config);
  const key = layoutOf(pipeline).work('run', 'scoring/items.arrow');
  const plan = {
    items: await writeTable(evaluation.store, key, scoringItemTable, scoringItems(name, items)),
    count: items,
    arms: [ARM],
    judgeDigest: judgeDigest(config),
    batches: planBatches(items, config.scoring.batchSize),
    estimatedCostUsd: 0,
  };
  const handle = await evaluation.server.client.workflow.start<(input: ShadowScoringInput) => Promise<ArmScores>>(
    'shadowScoring',
    { taskQueue: TASK_QUEUES.orchestration, workflowId, args: [{ pipeline, run: workflowId, plan, arm: ARM }] },
  );
  return { handle, pipeline, layout: layoutOf(pipeline) };
}
