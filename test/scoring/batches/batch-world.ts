import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { type PipelineConfig, pipelineSchema } from '../../../activities/pipeline/config.js';
import type { PipelineRef } from '../../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../../activities/pipeline/resolved-config.js';
import { createBatchActivities, type OpenBatch } from '../../../activities/scoring/batches/activities.js';
import type { BatchChunk, ChunkLimits } from '../../../activities/scoring/batches/batch-chunk.js';
import { judgeDigest } from '../../../activities/scoring/judges/judge.js';
import { createAnthropicClient } from '../../../activities/scoring/models/anthropic-client.js';
import { LiveCalls } from '../../../activities/scoring/paid-call.js';
import { planBatches, type ScoringArm, type ScoringPlan } from '../../../activities/scoring/plan.js';
import { type ScoringItem, scoringItemTable } from '../../../activities/scoring/score-tables.js';
import { scoreItem } from '../../../activities/scoring/scoring-run.js';
import { writeTable } from '../../../activities/storage/artifact.js';
import type { ObjectStore } from '../../../activities/storage/object-store.js';
import type { MessagesServer } from '../../../scripts/simulator/messages-server.js';
import { contextFor, itemWith } from '../scoring-world.js';

export const RUN = '2026-W40';
const PRICE = { inputUsdPerMillion: 1, outputUsdPerMillion: 5, asOf: '2026-06-01' };

const PRODUCTION: ScoringArm = { arm: 'production', model: 'sim-harbor-1', logged: true, compareWith: null };

export const ARMS: readonly [ScoringArm, ...ScoringArm[]] = [
  PRODUCTION,
  { arm: 'control', model: 'sim-harbor-1', logged: false, compareWith: 'logged' },
  {
    arm: 'candidate',
    model: 'sim-tide-1',
    logged: false,
    compareWith: 'control',
    controlModel: 'sim-harbor-1',
  },
];

/** A pipeline whose models the simulator knows, all of them asked by message batches. */
export function batchConfig(scoring: Record<string, unknown> = {}): PipelineConfig {
  return pipelineSchema.parse({
    name: 'shop',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/' },
    scoring: {
      production: { model: 'sim-harbor-1', mode: 'batch' },
      candidate: { model: 'sim-tide-1', mode: 'batch' },
      judge: { model: 'sim-judge-1', mode: 'batch', retestShare: 0.2 },
      prices: { 'sim-harbor-1': PRICE, 'sim-tide-1': PRICE, 'sim-judge-1': PRICE },
      ...scoring,
    },
  });
}

export function batchItems(count: number): ScoringItem[] {
  return Array.from({ length: count }, (_, at) =>
    itemWith({
      item_id: `i_${String(at).padStart(4, '0')}`,
      source: at % 3 === 0 ? 'eval-set' : 'live',
      user: `user-${at % 25}`,
      prompt: `How do I repair chair number ${at}?`,
      logged_model: 'sim-harbor-1',
      logged_response: `Sand the joint, then glue leg ${at} and clamp it for a day.`,
    }),
  );
}

/** The plan of a run over so many items, which are stored. */
export async function batchPlan(
  store: ObjectStore,
  config: PipelineConfig,
  { items, batchSize }: { readonly items: number; readonly batchSize: number },
): Promise<ScoringPlan> {
  return {
    items: await writeTable(store, 'items.arrow', scoringItemTable, batchItems(items)),
    count: items,
    arms: [...ARMS],
    judgeDigest: judgeDigest(config),
    batches: planBatches(items, batchSize),
    estimatedCostUsd: 1,
  };
}

export interface BatchWorld {
  readonly pipeline: PipelineRef;
  readonly input: {
    readonly pipeline: PipelineRef;
    readonly run: string;
    readonly plan: { readonly items: Awaited<ReturnType<typeof writeTable>>; readonly arms: readonly ScoringArm[] };
  };
  readonly activities: ReturnType<typeof createBatchActivities>;
  /** Runs an activity as its first attempt, or another one. */
  run<T>(work: () => Promise<T>, attempt?: number): Promise<T>;
  plan(spentUsd?: number): Promise<readonly BatchChunk[]>;
  /** Creates, ends and collects one batch per chunk; returns what was collected. */
  finish(chunks: readonly BatchChunk[], endBatches: () => void): Promise<number>;
}

export async function batchWorld(
  store: ObjectStore,
  options: { config?: PipelineConfig; items?: number; limits?: ChunkLimits; settleMs?: number } = {},
): Promise<BatchWorld> {
  const config = options.config ?? batchConfig();
  const pipeline = await storeConfig(store, config);
  const items = await writeTable(store, 'items.arrow', scoringItemTable, batchItems(options.items ?? 12));
  const environment = () => undefined;
  const activities = createBatchActivities(
    { openBucket: () => store, userKey: 'key', environment },
    {
      liveCalls: ({ scoring }, ledger, signal) => {
        const client = createAnthropicClient({ api: 'anthropic' }, { environment, timeoutMs: 10_000 });
        return new LiveCalls({ ledger, client, prices: scoring.prices, signal });
      },
      settleMs: options.settleMs ?? 300,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    },
  );
  const input = { pipeline, run: RUN, plan: { items, arms: ARMS } };
  const run: BatchWorld['run'] = async (work, attempt = 1) =>
    await new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run(work);
  return {
    pipeline,
    input,
    activities,
    run,
    plan: async (spentUsd = 0) => (await run(() => activities.planMessageBatches({ ...input, spentUsd }))).chunks,
    async finish(chunks, endBatches) {
      const open: OpenBatch[] = [];
      for (const { chunk } of chunks) {
        const made = await run(() => activities.createMessageBatch({ ...input, chunk }));
        if (made.outcome === 'open') open.push({ chunk, batchId: made.batchId, provisional: made.provisional });
      }
      endBatches();
      for (const batch of open) await run(() => activities.collectMessageBatch({ ...input, batch }), 5);
      return open.length;
    },
  };
}

/** Scores all items in all arms at once, without batches. */
export async function scoreLive(
  store: ObjectStore,
  config: PipelineConfig,
  items: readonly ScoringItem[],
): Promise<void> {
  const client = createAnthropicClient({ api: 'anthropic' }, { environment: () => undefined, timeoutMs: 10_000 });
  const context = contextFor(store, config, client);
  for (const arm of ARMS) for (const item of items) await scoreItem(item, arm, context);
}

/** How the calls ended that were put into batches more than once, each time. */
export function resubmitted(server: MessagesServer): string[][] {
  const times = new Map<string, string[]>();
  for (const { customId, result, error } of server.batches().flatMap(({ rows }) => rows)) {
    const call = customId.slice(customId.indexOf('-'));
    times.set(call, [...(times.get(call) ?? []), error ?? result]);
  }
  return [...times.values()].filter((ends) => ends.length > 1);
}

/** Keys of the ledger. */
export async function ledgerKeys(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) if (/\/(answers|judgements)\//.test(key)) keys.push(key);
  return keys;
}

/** What was entered into the ledger. */
export async function ledgerEntries(store: ObjectStore): Promise<{ service: string; stopReason: string }[]> {
  const entries = (await ledgerKeys(store)).map(async (key) => {
    return JSON.parse(Buffer.from((await store.get(key))?.bytes ?? []).toString('utf8'));
  });
  return await Promise.all(entries);
}
