import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { locationOf, storeConfig } from '../../activities/pipeline/resolved-config.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { loadClientEnvironment } from '../../worker/environment.js';
import { readPipeline } from '../clients/pipeline-argument.js';
import { bucketOpener } from '../clients/session.js';
import { connectTemporal } from '../clients/temporal-client.js';
import { startMessagesServer } from '../simulator/messages-server.js';
import { createWorld, type World } from '../simulator/world.js';
import { DEMO_PLAN } from '../simulator/world-plan.js';
import { type LocalStack, startStack } from '../stack/local-stack.js';
import { createProgress } from '../stack/progress-line.js';
import { DEFAULT_DATA_DIR, readStack, type StackAddresses } from '../stack/stack-file.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withInterruptNote } from '../terminal/interrupt.js';
import { createLiveLine, printNote, printResult } from '../terminal/output.js';
import { writeDemoPipeline } from './demo-pipeline.js';
import { runDemoPipeline } from './demo-run.js';
import { demoText } from './demo-text.js';
import { simulatorPrefix, uploadedWorld, uploadTraffic, worldDigest } from './demo-traffic.js';
import { startDemoWorker } from './demo-worker.js';
import { isInside } from './planted-figure.js';
import { plantedFigures } from './planted-figures.js';

const ENOUGH_INSIDE = 0.9;
const PIPELINE_FILE = join(DEFAULT_DATA_DIR, 'demo', 'pipeline.yaml');

/** The whole of Tidemark on one machine, with real servers; ends with the planted truths and what was found. */
export async function runDemo({ isJson }: { readonly isJson: boolean }): Promise<ExitCode> {
  const startedMs = Date.now();
  return await withDemoStack(async (stack, broken) => {
    const note = 'stopping; what is done is kept, and "tidemark demo" goes on from there';
    return await Promise.race([withInterruptNote(note, async () => await evaluate(stack, startedMs, isJson)), broken]);
  });
}

/** The stack of this folder: the one that runs, or one for as long as the demo takes. */
async function withDemoStack<T>(work: (stack: StackAddresses, broken: Promise<never>) => Promise<T>): Promise<T> {
  const running = await readStack();
  if (running !== undefined) {
    printNote(`using the local stack that runs already (process ${running.pid})`);
    return await work(running, new Promise<never>(() => undefined));
  }
  const stack: LocalStack = await startStack({ dataDir: DEFAULT_DATA_DIR, progress: createProgress() });
  try {
    return await work(stack, stack.broken.then(rethrow));
  } finally {
    await stack.stop();
  }
}

async function evaluate(stack: StackAddresses, startedMs: number, isJson: boolean): Promise<ExitCode> {
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

  const server = await startMessagesServer();
  const logPath = join(DEFAULT_DATA_DIR, 'logs', 'demo-worker.log');
  const worker = await startDemoWorker({ stack, dataDir: DEFAULT_DATA_DIR, modelsUrl: server.url, logPath });
  const client = await connectTemporal(environment.temporal);
  try {
    const run = runDemoPipeline({ client, config, pipeline, plan: world.plan, show, done });
    const result = await Promise.race([run, worker.broken.then(rethrow)]);
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
    await client.connection.close();
    await worker.stop();
    await server.close();
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

function rethrow(error: Error): never {
  throw error;
}
