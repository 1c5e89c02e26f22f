import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { createLogObjects } from '../../scripts/simulator/log-objects.js';
import {
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../../scripts/simulator/messages-server.js';
import { createWorld, type World } from '../../scripts/simulator/world.js';
import { DEMO_PLAN, type WorldPlan } from '../../scripts/simulator/world-plan.js';
import { stackEnvironment } from '../../scripts/stack/stack-file.js';
import { createTestNamespace, type TestNamespace } from '../support/namespace.js';
import { openTestBucket, sharedStack } from '../support/server.js';

const PROGRAM = fileURLToPath(new URL('../../dist/scripts/tidemark.js', import.meta.url));

interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything a pipeline needs, for one test file: its own bucket, namespace, models and folder on the real servers. */
export interface Evaluation {
  readonly store: S3ObjectStore;
  readonly server: TestNamespace;
  readonly models: MessagesServer;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the command line runs. */
  readonly folder: string;
  /** Writes a pipeline's YAML and returns its path. `more` is appended. */
  pipelineFile(name: string, more?: string): Promise<string>;
  /** Runs the built command line. */
  tidemark(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CommandResult>;
  /** Starts the built worker; `kill` is SIGKILL. */
  startWorker(options?: WorkerStart): WorkerProcess;
  close(): Promise<void>;
}

interface WorkerStart {
  /** Gets all it prints, at the level of debugging. */
  readonly log?: (text: string) => void;
  /** Variables that differ for this worker. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface WorkerProcess {
  readonly process: ChildProcess;
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  drain(): Promise<number | null>;
}

export async function createEvaluation(modelOptions: MessagesServerOptions = {}): Promise<Evaluation> {
  const [stack, store, server, models] = await Promise.all([
    sharedStack(),
    openTestBucket(),
    createTestNamespace(),
    startMessagesServer(modelOptions),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-e2e-'));
  const environment = {
    ...stackEnvironment(stack),
    TEMPORAL_NAMESPACE: server.namespace,
    ANTHROPIC_BASE_URL: models.url,
    ANTHROPIC_API_KEY: 'simulated',
    TIDEMARK_LOG_LEVEL: 'warn',
  };
  const workers = new Set<WorkerProcess>();
  return {
    store,
    server,
    models,
    environment,
    folder,
    async pipelineFile(name, more = '') {
      const path = join(folder, `${name}.yaml`);
      await writeFile(path, pipelineYaml(name, store.bucket) + more);
      return path;
    },
    tidemark: (args, overrides = {}) => runProgram(args, { ...environment, ...overrides }, folder),
    startWorker({ log, environment: overrides } = {}) {
      const worker = startWorkerProcess({ ...environment, ...overrides }, folder, log);
      workers.add(worker);
      return worker;
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.kill()));
      await models.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A small world whose weeks end in the past. */
export function smallWorld(plan: Partial<WorldPlan> = {}): World {
  return createWorld({ ...DEMO_PLAN, users: 60, weeks: 2, releases: [], ...plan });
}

/** Puts a world's logs into the bucket. */
export async function writeLogs(store: S3ObjectStore, world: World, prefix = 'logs/'): Promise<void> {
  for (const { key, bytes } of createLogObjects(world)) await store.put(`${prefix}${key}`, bytes);
}

function pipelineYaml(name: string, bucket: string): string {
  const price = '{ inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: 2026-06-01 }';
  const models = ['sim-harbor-1', 'sim-harbor-2', 'sim-harbor-3', 'sim-tide-1', 'sim-judge-1'];
  return `name: ${name}
storage: { bucket: ${bucket} }
traffic: { prefix: logs/ }
sample: { size: 400 }
evalSet: { size: 40 }
drift: { permutations: 199, topics: 8 }
scoring:
  candidate: { model: sim-tide-1 }
  judge: { model: sim-judge-1 }
  liveItems: 40
  batchSize: 10
  prices: {${models.map((model) => ` ${model}: ${price}`).join(',')} }
`;
}

async function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<CommandResult> {
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd, env: { PATH: process.env['PATH'], ...environment }, timeout: 300_000 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      },
    );
  });
}

function startWorkerProcess(
  environment: Readonly<Record<string, string>>,
  cwd: string,
  log?: (text: string) => void,
): WorkerProcess {
  const output = log === undefined ? 'inherit' : 'pipe';
  const level = log === undefined ? {} : { TIDEMARK_LOG_LEVEL: 'debug' };
  const worker = spawn(process.execPath, [PROGRAM, 'worker'], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment, ...level },
    stdio: ['ignore', output, output],
  });
  for (const stream of [worker.stdout, worker.stderr]) stream?.setEncoding('utf8').on('data', log ?? (() => undefined));
  const ended = new Promise<number | null>((resolve) => worker.once('exit', (code) => resolve(code)));
  return {
    process: worker,
    async kill() {
      worker.kill('SIGKILL');
      await ended;
    },
    async drain() {
      worker.kill('SIGTERM');
      return await ended;
    },
  };
}
