import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { runInLanes } from '../../activities/scoring/lanes.js';
import { createModelClient } from '../../activities/scoring/models/routed-client.js';
import { type PaidCalls, paidOf } from '../../activities/scoring/paid-call.js';
import { planBatches, type ScoringArm } from '../../activities/scoring/plan.js';
import { scoringItemTable } from '../../activities/scoring/score-tables.js';
import { scoreItem } from '../../activities/scoring/scoring-run.js';
import { writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { ShadowScoringInput } from '../../workflows/shadow-scoring.js';
import { scoringItems } from '../simulator/scoring-items.js';
import { startStack } from '../stack/local-stack.js';
import { stackEnvironment } from '../stack/stack-file.js';
import type { BenchRow } from './bench-table.js';
import { WATCHED, watchMemory } from './process-memory.js';

const BUCKET = 'tidemark';
const IN_FLIGHT = 40;
/** Enough for V8 to compile what is used much. */
const WARM_UP_ITEMS = 400;
const PROGRAM = fileURLToPath(new URL('../../dist/scripts/tidemark.js', import.meta.url));
const SIMULATOR = fileURLToPath(new URL('../../dist/scripts/simulator/serve.js', import.meta.url));
const ARM: ScoringArm = { arm: 'control', model: 'sim-harbor-1', logged: false, compareWith: null };

/** How long answers take: lognormal around a median. */
const LATENCIES = [
  { medianMs: 200, items: 10_000, poolItems: 2000, watchesMemory: true },
  { medianMs: 5, items: 10_000, poolItems: 10_000, watchesMemory: false },
] as const;

/**
 * Scoring through real Temporal and real S3, against a bare pool of promises that asks the same models the same
 * questions through the same SDK and keeps nothing. An item is an answer and its rubric score: two calls. Pool and
 * worker are a process each and warm up alike; the models are a third one for both. To see what the worker keeps, all
 * its garbage is collected every few seconds, but only while it mostly waits for answers: where it is its own speed
 * that counts, that would take much of it.
 * @param share of the items, for a quick look
 */
export async function benchScoring(share: number, tell: (line: string) => void): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const stack = await startStack({ dataDir, ui: false, progress: tell });
  const rows: BenchRow[] = [];
  try {
    for (const { medianMs, items, poolItems, watchesMemory } of LATENCIES) {
      const simulator = await startSimulator(medianMs);
      const environment = {
        ...stackEnvironment(stack),
        ANTHROPIC_BASE_URL: simulator.url,
        ANTHROPIC_API_KEY: 'simulated',
        TIDEMARK_LOG_LEVEL: 'warn',
      };
      Object.assign(process.env, environment);
      const what = `answers of ${medianMs} ms`;
      tell(`${what}: bare pool`);
      const pool = await barePool(Math.ceil(poolItems * share));
      rows.push({ what: `bare pool, ${what}`, ...pool });
      tell(`${what}: through Temporal`);
      const count = Math.ceil(items * share);
      const run = await throughTemporal({ count, medianMs, watchesMemory, environment });
      rows.push({ what: `tidemark, ${what}`, ...run, ratio: run.itemsPerSecond / pool.itemsPerSecond });
      await simulator.stop();
    }
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return rows;
}

async function barePool(count: number) {
  const config = configOf('pool', BUCKET);
  const client = createModelClient((name) => process.env[name]);
  const signal = new AbortController().signal;
  setMaxListeners(0, signal);
  const calls: PaidCalls = {
    settle: async ({ request, read }) => {
      const answer = await client.ask(request, { signal });
      return read(answer, paidOf(answer, request.model, 0, 'live'));
    },
  };
  const layout = layoutOf({ prefix: '', pipeline: 'pool' });
  const score = async (run: string, items: number) =>
    runInLanes(scoringItems(run, items), IN_FLIGHT, async (item) => scoreItem(item, ARM, { config, layout, calls }));
  await score('pool-warm-up', WARM_UP_ITEMS);
  const startMs = performance.now();
  await score('pool', count);
  const seconds = (performance.now() - startMs) / 1000;
  return { items: count, seconds, itemsPerSecond: count / seconds };
}

interface BenchedRun {
  readonly count: number;
  readonly medianMs: number;
  readonly watchesMemory: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

async function throughTemporal({ count, medianMs, watchesMemory, environment }: BenchedRun) {
  const s3 = createS3Client({});
  const store = new S3ObjectStore(s3, BUCKET);
  const worker = startWorker(environment);
  const connection = await Connection.connect({ address: environment['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const client = new Client({ connection });
    // The worker's start is no part of the speed.
    await (await startRun(client, store, `warm-up-${medianMs}`, WARM_UP_ITEMS)).result();
    const name = `bench-${medianMs}`;
    const memory = watchesMemory ? watchMemory(worker.process) : null;
    const startMs = performance.now();
    await (await startRun(client, store, name, count)).result();
    const seconds = (performance.now() - startMs) / 1000;
    const { historyEvents, historyBytes } = await historyOf(client, name);
    return {
      items: count,
      seconds,
      itemsPerSecond: count / seconds,
      historyEvents,
      historyMegabytes: historyBytes / 1e6,
      ...memory?.stop(),
    };
  } finally {
    await connection.close();
    await worker.stop();
    s3.destroy();
  }
}

async function startRun(client: Client, store: S3ObjectStore, name: string, count: number) {
  const config = configOf(name, BUCKET);
  const pipeline = await storeConfig(store, config);
  const key = layoutOf(pipeline).work('bench', 'scoring/items.arrow');
  const plan = {
    items: await writeTable(store, key, scoringItemTable, scoringItems(name, count)),
    count,
    arms: [ARM],
    judgeDigest: judgeDigest(config),
    batches: planBatches(count, config.scoring.batchSize),
    estimatedCostUsd: 0,
  };
  return await client.workflow.start<(input: ShadowScoringInput) => Promise<unknown>>('shadowScoring', {
    taskQueue: TASK_QUEUES.orchestration,
    workflowId: name,
    args: [{ pipeline, run: 'bench', plan, arm: ARM }],
  });
}

/** Over all runs that continued as new. */
async function historyOf(client: Client, workflowId: string) {
  let historyEvents = 0;
  let historyBytes = 0;
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const described = await client.workflow.getHandle(workflowId, runId).describe();
    historyEvents += described.historyLength;
    historyBytes += described.historySize ?? 0;
  }
  return { historyEvents, historyBytes };
}

function configOf(name: string, bucket: string): PipelineConfig {
  const price = { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: '2026-06-01' };
  return pipelineSchema.parse({
    name,
    storage: { bucket },
    traffic: { prefix: 'logs/' },
    scoring: {
      production: { model: ARM.model },
      judge: { model: 'sim-judge-1', retestShare: 0 },
      // Per model, and there are two: as many in all as the pool has.
      concurrency: IN_FLIGHT / 2,
      batchSize: 100,
      spendCapUsd: 1000,
      prices: { [ARM.model]: price, 'sim-judge-1': price },
    },
  });
}

interface Started {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

function startWorker(environment: Readonly<Record<string, string>>): Started {
  const child = startNode([...WATCHED, PROGRAM, 'worker', '--roles', 'orchestration,scoring'], environment, [
    'ignore',
    'ignore',
    'inherit',
    'ipc',
  ]);
  return { process: child, stop: stopOf(child) };
}

/** Starts the models and waits for the line of JSON that holds their address. */
async function startSimulator(medianMs: number): Promise<Started & { readonly url: string }> {
  const latency = ['--latency-ms', String(medianMs), '--latency-sigma', '0.5'];
  const child = startNode([SIMULATOR, ...latency], {}, ['ignore', 'pipe', 'inherit']);
  if (child.stdout === null) throw new Error('the simulator has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string };
    return { process: child, url, stop: stopOf(child) };
  }
  throw new Error('the simulator ended before it said where it listens');
}

function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): ChildProcess {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
  return spawn(process.execPath, args, { env, stdio });
}

function stopOf(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
