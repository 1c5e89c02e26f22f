import type { Client } from '@temporalio/client';
import { priceOf } from '../../activities/scoring/prices.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { tidemarkJsonl } from '../../activities/traffic/tidemark-jsonl.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import { reportOf } from '../terminal/failure.js';
import { type LogSample, listLogs, sampleLog } from './log-probe.js';
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
    checkTraffic(trafficStore, config.traffic.prefix),
  ]);
  return [
    ...temporal,
    storage,
    ...traffic.results,
    checkModelKey(session),
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
  prefix: string,
): Promise<{ results: CheckResult[]; sample: LogSample | undefined }> {
  const place = `s3://${store.bucket}/${prefix}*`;
  let newestKey: string | undefined;
  const listed = await attempt('log objects', async () => {
    const { objects, bytes, newest, isPartial } = await listLogs(store, prefix);
    if (newest === undefined) throw new Error(`no object in ${place}; correct traffic.prefix or traffic.bucket`);
    newestKey = newest.key;
    const written = new Date(newest.lastModifiedMs).toISOString();
    return `${isPartial ? 'more than ' : ''}${objects} in ${place}, ${sizeText(bytes)}, the newest written ${written}`;
  });
  if (newestKey === undefined) return { results: [listed], sample: undefined };
  const key = newestKey;
  let sample: LogSample | undefined;
  const read = await attempt('log format', async () => {
    sample = await sampleLog(store, key, tidemarkJsonl);
    return sampleText(sample, key);
  });
  return { results: [listed, read], sample };
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function sampleText({ lines, usable, firstFault, latest }: LogSample, key: string): string {
  if (lines === 0) throw new Error(`${key} has no complete line at its start; expected JSON lines, plain or gzip`);
  const readable = `${usable} of the first ${lines} lines of ${key} can be used`;
  if (usable === 0) {
    throw new Error(`${readable} (${firstFault ?? 'no user turns'}); each line needs request_id, timestamp and prompt`);
  }
  const fault = firstFault === undefined ? '' : ` (another one: ${firstFault})`;
  return `${readable}${fault}; the latest request is of ${latest ?? 'unknown'}`;
}

function checkModelKey({ environment: { models } }: Session): CheckResult {
  const check = 'model key';
  const endpoint = models.baseUrl === undefined ? '' : `, requests go to ${new URL(models.baseUrl).host}`;
  if (models.hasKey) return { check, outcome: 'ok', detail: `set${endpoint}; no call was made, it would cost money` };
  return { check, outcome: 'fail', detail: `ANTHROPIC_API_KEY is not set${endpoint}; set it wherever a worker runs` };
}

function checkPrices({ config: { scoring } }: Session, seenModels: readonly string[]): CheckResult[] {
  const production = scoring.production.model === 'auto' ? seenModels[0] : scoring.production.model;
  const models = [
    ['production', production],
    ['candidate', scoring.candidate?.model],
    ['judge', scoring.judge.model],
  ] as const;
  return models.flatMap(([arm, model]): CheckResult[] => {
    const check = `price of ${arm}`;
    if (model === undefined && arm === 'production') {
      return [
        { check, outcome: 'note', detail: "'auto', and no model was seen in the logs; set scoring.production.model" },
      ];
    }
    if (model === undefined) return [];
    const price = priceOf(model, scoring.prices);
    if (price === undefined) {
      const detail = `unknown for ${model}; add it to scoring.prices, or correct the model id`;
      return [{ check, outcome: 'fail', detail }];
    }
    const { inputUsdPerMillion, outputUsdPerMillion, asOf } = price;
    const detail = `${model}: ${inputUsdPerMillion} in, ${outputUsdPerMillion} out, USD per million tokens, as of ${asOf}`;
    return [{ check, outcome: 'ok', detail }];
  });
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
