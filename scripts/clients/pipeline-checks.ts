import type { Client } from '@temporalio/client';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { ListedObject, ObjectStore } from '../../activities/storage/object-store.js';
import { TRAFFIC_SOURCES } from '../../activities/traffic/traffic-sources.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import { reportOf } from '../terminal/failure.js';
import { guessSource, isLogOf, type LogSample, listLogs, sampleLog } from './log-probe.js';
import { checkModelKeys, checkPrices } from './model-checks.js';
import type { Session } from './session.js';

/** One thing that was looked at. `note`: nothing is broken, but somebody should know. */
export interface CheckResult {
  readonly check: string;
  readonly outcome: 'ok' | 'fail' | 'note';
  /** What was found and, when it fails, what to do. */
  readonly detail: string;
}

type QueueType = NonNullable<Parameters<Client['workflowService']['describeTaskQueue']>[0]['taskQueueType']>;

/** Workflows and activities, in the numbers of Temporal's protocol: no public package exports their names. */
const QUEUE_TYPES = [1, 2].filter((type): type is QueueType => Number.isInteger(type));

/** Everything that can be tried without changing or paying for anything. */
export async function checkPipeline(session: Session): Promise<CheckResult[]> {
  const { config, store } = session;
  const trafficStore = session.openBucket(config.traffic.bucket ?? config.storage.bucket);
  const [temporal, storage, traffic] = await Promise.all([
    checkTemporal(session),
    attempt('storage bucket', async () => await checkStorage(store, session.layout.root)),
    checkTraffic(trafficStore, config.traffic),
  ]);
  return [
    ...temporal,
    storage,
    ...traffic.results,
    ...checkModelKeys(session),
    ...checkPrices(session, traffic.sample?.models ?? []),
    checkUserKey(session),
    ...checkWebhook(session),
  ];
}

async function attempt(check: string, work: () => Promise<string>): Promise<CheckResult> {
  try {
    return { check, outcome: 'ok', detail: await work() };
  } catch (error) {
    return { check, outcome: 'fail', detail: reportOf(error).lines.join('; ') };
  }
}

async function checkTemporal(session: Session): Promise<CheckResult[]> {
  const { address, namespace } = session.environment.temporal;
  let client: Client | undefined;
  const reached = await attempt('Temporal', async () => {
    client = await session.temporal();
    return `${address}, namespace ${namespace}`;
  });
  if (client === undefined) return [reached];
  return [reached, await checkWorkers(client, namespace)];
}

/** Workers come and go: their absence breaks nothing, the work only waits. */
async function checkWorkers(client: Client, namespace: string): Promise<CheckResult> {
  const idle: string[] = [];
  for (const [role, name] of Object.entries(TASK_QUEUES)) {
    const answers = await Promise.all(
      QUEUE_TYPES.map(async (taskQueueType) => {
        return await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType });
      }),
    );
    if (answers.every(({ pollers }) => (pollers ?? []).length === 0)) idle.push(role);
  }
  if (idle.length === 0) return { check: 'workers', outcome: 'ok', detail: 'every role has one' };
  const detail = `none for ${idle.join(', ')}; start one with "tidemark worker"`;
  return { check: 'workers', outcome: 'note', detail };
}

async function checkStorage(store: ObjectStore, root: string): Promise<string> {
  let hasObjects = false;
  for await (const object of store.list(root)) {
    hasObjects = object.key !== '';
    break;
  }
  await store.get(`${root}configs/none.json`);
  const state = hasObjects ? 'holds earlier work' : 'nothing of this pipeline yet';
  return `s3://${store.bucket}/${root} can be listed and read, ${state}; writing was not tried, it would leave a file`;
}

async function checkTraffic(
  store: ObjectStore,
  settings: PipelineConfig['traffic'],
): Promise<{ results: CheckResult[]; sample: LogSample | undefined }> {
  const { prefix } = settings;
  const source = TRAFFIC_SOURCES[settings.source];
  const place = `s3://${store.bucket}/${prefix}*`;
  let newest: readonly ListedObject[] = [];
  const listed = await attempt('log objects', async () => {
    const found = await listLogs(store, prefix, (object) => isLogOf(source, object));
    newest = found.newest;
    const [last] = newest;
    if (last === undefined) throw new Error(await nothingFound(store, settings, place));
    const written = new Date(last.lastModifiedMs).toISOString();
    const count = `${found.isPartial ? 'more than ' : ''}${found.objects}`;
    return `${count} in ${place}, ${sizeText(found.bytes)}, the newest written ${written}`;
  });
  const [last] = newest;
  if (last === undefined) return { results: [listed], sample: undefined };
  let sample: LogSample | undefined;
  const read = await attempt('log format', async () => {
    sample = await sampleLog(store, last, source, settings);
    if (sample.usable > 0) return `${settings.source}: ${sampleText(sample, last.key)}`;
    const guess = await guessSource(store, newest);
    const fault = sample.lines === 0 ? 'it holds nothing' : (sample.firstFault ?? 'no user turns');
    const other =
      guess === undefined || guess === settings.source
        ? 'look at one object yourself; source: custom reads any JSONL or Parquet by a field map'
        : `it looks like ${guess}; set traffic.source: ${guess}`;
    throw new Error(`no request of ${last.key} can be used as ${settings.source} (${fault}); ${other}`);
  });
  return { results: [listed, read], sample };
}

async function nothingFound(store: ObjectStore, settings: PipelineConfig['traffic'], place: string): Promise<string> {
  const { objects, newest } = await listLogs(store, settings.prefix);
  if (objects === 0) return `no object in ${place}; correct traffic.prefix or traffic.bucket`;
  const guess = await guessSource(store, newest);
  const hint = guess === undefined ? 'correct traffic.source' : `set traffic.source: ${guess}`;
  return `none of the ${objects} objects in ${place} is a log of ${settings.source}; ${hint}`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function sampleText({ lines, usable, firstFault, latest }: LogSample, key: string): string {
  const fault = firstFault === undefined ? '' : ` (another one: ${firstFault})`;
  return `${usable} of the first ${lines} entries of ${key} can be used${fault}; the latest request is of ${latest ?? 'unknown'}`;
}

function checkUserKey({ environment: { userKey, fromLocalStack } }: Session): CheckResult {
  const check = 'user key';
  if (userKey !== undefined) {
    return { check, outcome: 'ok', detail: fromLocalStack.includes('user key') ? "the local stack's" : 'set' };
  }
  const detail =
    'TIDEMARK_USER_KEY is not set; make one with "openssl rand -base64 32" and give every worker the same one';
  return { check, outcome: 'fail', detail };
}

function checkWebhook({ config: { notify }, environment }: Session): CheckResult[] {
  const { webhookEnv } = notify;
  if (webhookEnv === undefined) return [];
  const check = 'webhook';
  const address = environment.variable(webhookEnv);
  if (address !== undefined && URL.canParse(address)) {
    return [{ check, outcome: 'ok', detail: `${webhookEnv} holds an address; nothing was sent` }];
  }
  return [{ check, outcome: 'fail', detail: `${webhookEnv} holds no address; set it wherever a worker runs` }];
}
