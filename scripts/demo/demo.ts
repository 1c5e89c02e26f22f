import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { locationOf, storeConfig } from '../../activities/pipeline/resolved-config.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { loadClientEnvironment } from '../../worker/environment.js';
import type { Role } from '../../workflows/ids.js';
import { readPipeline } from '../clients/pipeline-argument.js';
import { bucketOpener } from '../clients/session.js';
import { connectTemporal } from '../clients/temporal-client.js';
import { startMessagesServer } from '../simulator/messages-server.js';
import { createWorld, type World } from '../simulator/world.js';
import { DEMO_PLAN } from '../simulator/world-plan.js';
import { startStack } from '../stack/local-stack.js';
import { createProgress } from '../stack/progress-line.js';
import { DEFAULT_DATA_DIR, readStack, type StackAddresses } from '../stack/stack-file.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { createLiveLine, printNote, printResult } from '../terminal/output.js';
import { writeDemoPipeline } from './demo-pipeline.js';
import { runDemoPipeline } from './demo-run.js';
import { demoText } from './demo-text.js';
import { simulatorPrefix, uploadedWorld, uploadTraffic, worldDigest } from './demo-traffic.js';
import { startDemoWorker } from './demo-worker.js';
import { isInside } from './planted-figure.js';
import { plantedFigures } from './planted-figures.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;
const ENOUGH_INSIDE = 0.9;
/** Two processes, so that computing and waiting for models do not take turns. */
const WORKERS: readonly (readonly Role[])[] = [['analysis'], ['orchestration', 'scoring']];
const PIPELINE_FILE = join(DEFAULT_DATA_DIR, 'demo', 'pipeline.yaml');

/** The whole of Tidemark on one machine, with real servers; ends with the planted truths and what was found. */
export async function runDemo({ isJson }: { readonly isJson: boolean }): Promise<number> {
  const startedMs = Date.now();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  try {
    return await withDemoStack(stopping.signal, async (stack, failed) => evaluate(stack, failed, startedMs, isJson));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    printNote('stopped; what is done is kept, and "tidemark demo" goes on from there');
    return INTERRUPTED;
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

/** The stack of this folder: the one that runs, or one for as long as the demo takes. */
async function withDemoStack<T>(
  signal: AbortSignal,
  work: (stack: StackAddresses, failed: Promise<never>) => Promise<T>,
): Promise<T> {
  const interrupted = aborted(signal).then(() => rethrow(new Error('interrupted')));
  // Heard where it matters; until then it must not count as nobody's.
  interrupted.catch(() => undefined);
  const running = await readStack();
  if (running !== undefined) {
    printNote(`using the local stack that runs already (process ${running.pid})`);
    return await work(running, interrupted);
  }
  const stack = await startStack({ dataDir: DEFAULT_DATA_DIR, progress: createProgress(), signal });
  try {
    return await work(stack, Promise.race([interrupted, stack.broken.then(rethrow)]));
  } finally {
    await stack.stop();
  }
}

/** @param failed rejects when it makes no sense to go on */
async function evaluate(
  stack: StackAddresses,
  failed: Promise<never>,
  startedMs: number,
  isJson: boolean,
): Promise<ExitCode> {
  // The stack alone: whatever cloud or Temporal the user's environment names is none of the demo's business.
  const environment = loadClientEnvironment({ variables: {}, localStack: stack });
  const openBucket = bucketOpener(environment);
  const store = openBucket(stack.bucket);
  const live = createLiveLine();
  const show = (line: string) => live.show(line);
  const done = (line: string) => {
    live.show(line);
    live.end();
  };
  const world = createWorld(DEMO_PLAN);
  const name = await demoTraffic(store, world, show, done);
  await writeDemoPipeline(PIPELINE_FILE, {
    pipeline: name,
    bucket: stack.bucket,
    logsPrefix: `${simulatorPrefix(name)}logs/`,
  });
  const config = await readPipeline(PIPELINE_FILE);
  const pipeline = await storeConfig(store, config);

  const closing: (() => Promise<void>)[] = [];
  try {
    const server = await startMessagesServer();
    closing.push(() => server.close());
    const client = await connectTemporal(environment.temporal);
    closing.push(() => client.connection.close());
    const broken: Promise<never>[] = [];
    for (const roles of WORKERS) {
      const worker = await startDemoWorker({ roles, stack, dataDir: DEFAULT_DATA_DIR, modelsUrl: server.url });
      closing.push(() => worker.stop());
      broken.push(worker.broken.then(rethrow));
    }

    const giveUp = new AbortController();
    const { signal } = giveUp;
    const run = runDemoPipeline({ client, config, pipeline, plan: world.plan, signal, show, done });
    // Nothing may use the connection any more when it is closed.
    closing.push(async () => {
      giveUp.abort();
      await run.catch(() => undefined);
    });
    const result = await Promise.race([run, failed, ...broken]);
    const layout = layoutOf(locationOf(config));
    const figures = await plantedFigures({ store, layout }, world);
    const inside = figures.filter(isInside).length;
    const { calls } = server.stats();
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    const page = reportsPage(stack.bucket, layout.reportIndexPage());
    const text = () => demoText({ figures, calls, seconds, page, file: PIPELINE_FILE, rerun: result.rerun });
    printResult(isJson, { figures, inside, calls, seconds, page, pipeline: PIPELINE_FILE }, text);
    return inside >= ENOUGH_INSIDE * figures.length ? EXIT.fine : EXIT.failed;
  } finally {
    live.end();
    for (const close of closing.toReversed()) await close();
  }
}

/** Makes sure that the logs are there; a world of another version of Tidemark is left alone, with its reports. */
async function demoTraffic(
  store: ObjectStore,
  world: World,
  show: (line: string) => void,
  done: (line: string) => void,
): Promise<string> {
  const digest = worldDigest(world.plan);
  const earlier = await uploadedWorld(store, 'demo');
  const name = earlier === undefined || earlier === digest ? 'demo' : `demo-${digest.slice(0, 6)}`;
  const { weeks } = world.plan;
  const size = `${world.requests.length} requests of ${world.users.length} users in ${weeks} weeks`;
  if ((await uploadedWorld(store, name)) === digest) {
    done(`traffic: ${size}, there already`);
    return name;
  }
  await uploadTraffic(store, name, world, (objects) => show(`traffic: ${objects} objects written`));
  done(`traffic: ${size}, written to s3://${store.bucket}/${simulatorPrefix(name)}logs/`);
  return name;
}

/** The local S3 server keeps objects as plain files: the page opens in a browser as it lies there. */
function reportsPage(bucket: string, key: string): string {
  const path = join(DEFAULT_DATA_DIR, 's3', bucket, key);
  return existsSync(path) ? path : `s3://${bucket}/${key}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function rethrow(error: Error): never {
  throw error;
}
