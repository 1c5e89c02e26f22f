import { classifyModelError, isRequestRefused } from '../models/model-failure.js';
import { type PaidCalls, REQUEST_REFUSED } from '../paid-call.js';
import type { BatchApi } from './batch-api.js';
import { type ChunkFile, customId } from './batch-chunk.js';
import type { CallSweep } from './call-sweep.js';
import { type ChunkRecords, type Intent, NO_RESULTS } from './chunk-records.js';
import type { GatheredCall } from './gathering-calls.js';

/** Rows that may be refused live before the chunk is given up. */
const MOST_LIVE_ROWS = 3;
/** Said to a key and a model that have just been answered live. */
const ABOUT_BATCHES: ReadonlySet<string> = new Set(['ModelNotFound', 'ModelForbidden']);
/** By how much the API's clock may be behind ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The batch of a chunk, or why there is none. */
export type CreatedBatch =
  | {
      readonly outcome: 'open';
      readonly batchId: string;
      /** Found by its size only: whose it is will be seen from its results. */
      readonly provisional: boolean;
    }
  | { readonly outcome: 'none'; readonly reason: NoBatch };

/**
 * `nothing-left`: all rows were asked live. `refused`: the endpoint refuses what is asked, or to take batches.
 * `changed`: its rows no longer come up. `never-created`: nothing was found, and nothing was to be created.
 */
type NoBatch = 'nothing-left' | 'refused' | 'changed' | 'never-created';

/** An earlier creation may yet show up in the API's list: to be tried again later. */
export class BatchUnsettled extends Error {
  override readonly name = 'BatchUnsettled';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('a message batch that an earlier attempt may have created has not shown up yet');
    this.waitMs = waitMs;
  }
}

export interface CreationContext {
  readonly chunk: string;
  readonly records: ChunkRecords;
  readonly api: BatchApi;
  readonly sweep: CallSweep;
  /** Asks the first row. */
  readonly live: PaidCalls;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** How long a creation that was cut off may take to show up in the API's list, in ms. */
  readonly settleMs: number;
}

/**
 * Creates the batch of a chunk, or finds the one that an earlier attempt created. Nothing is created as long as an
 * earlier creation may have reached the API: then the batches since the intent with the same number of requests are
 * the candidates, and only when there is none, and a creation under way would have shown up, a new one is made.
 * @param onlyExisting find, and create nothing
 * @throws {BatchUnsettled} when it is too early to tell; what the API throws
 */
export async function createBatch(
  context: CreationContext,
  { onlyExisting }: { readonly onlyExisting: boolean },
): Promise<CreatedBatch> {
  const { chunk, records } = context;
  const { intent, batchId } = await records.state(chunk);
  if (batchId !== undefined) return { outcome: 'open', batchId, provisional: false };
  const attempts = intent === undefined ? undefined : await records.attempts(chunk);
  if (intent !== undefined && attempts !== undefined) {
    const candidate = await findCandidate(context, intent);
    if (candidate !== undefined) return { outcome: 'open', batchId: candidate, provisional: true };
    const waitMs = attempts.lastAtMs + context.settleMs - context.nowMs();
    if (waitMs > 0) throw new BatchUnsettled(waitMs);
  }
  if (onlyExisting) return { outcome: 'none', reason: 'never-created' };
  const file = await records.readChunk(chunk);
  const made = await createNew(context, file, intent, (attempts?.last ?? 0) + 1);
  if (made.outcome === 'none') await close(context, file, made.reason);
  return made;
}

/** Ends a chunk that will have no batch, so that nobody waits for it. */
async function close({ chunk, records }: CreationContext, file: ChunkFile, reason: NoBatch): Promise<void> {
  const calls = reason === 'nothing-left' ? [] : file.rows;
  const next = reason === 'refused' ? ('live' as const) : ('again' as const);
  const unanswered = calls.map(({ call }) => ({ call, next }));
  await records.recordCollected(chunk, { ...NO_RESULTS, batchId: null, unanswered });
}

/** The oldest batch since the intent that may be the chunk's. */
async function findCandidate(
  { chunk, records, api, signal }: CreationContext,
  intent: Intent,
): Promise<string | undefined> {
  const others = await records.othersBatches(chunk);
  let oldest: string | undefined;
  for await (const { batchId, total } of api.listSince(intent.fromMs - CLOCK_SKEW_MS, signal)) {
    if (total === intent.count && !others.has(batchId)) oldest = batchId;
  }
  return oldest;
}

async function createNew(
  context: CreationContext,
  file: ChunkFile,
  known: Intent | undefined,
  attempt: number,
): Promise<CreatedBatch> {
  const { chunk, records, api, signal, nowMs } = context;
  const calls = await callsOf(context, file);
  if (calls === undefined) return { outcome: 'none', reason: 'changed' };
  const intent = known ?? (await askFirstLive(context, calls));
  if (intent === undefined) return { outcome: 'none', reason: 'refused' };
  const requests = calls
    .slice(intent.askedLive)
    .map(({ call, request }) => ({ customId: customId(chunk, call), request }));
  if (requests.length === 0) return { outcome: 'none', reason: 'nothing-left' };
  signal.throwIfAborted();
  if (!(await records.beginAttempt(chunk, attempt, nowMs()))) throw new BatchUnsettled(context.settleMs);
  let batchId: string;
  try {
    ({ batchId } = await api.create(requests, signal));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await records.forgetAttempt(chunk, attempt);
    if (isAboutBatches(error)) return { outcome: 'none', reason: 'refused' };
    throw error;
  }
  await records.recordCreated(chunk, batchId);
  return { outcome: 'open', batchId, provisional: false };
}

/** The calls of a chunk in the order of its rows; undefined when one of them no longer comes up. */
async function callsOf({ sweep }: CreationContext, file: ChunkFile): Promise<GatheredCall[] | undefined> {
  const wanted = new Map<string, GatheredCall | null>(file.rows.map(({ call }) => [call, null]));
  await sweep.over(sweep.placesOf(file), (gathered) => {
    if (wanted.has(gathered.call)) wanted.set(gathered.call, gathered);
  });
  const calls = [...wanted.values()].filter((gathered) => gathered !== null);
  return calls.length === file.rows.length ? calls : undefined;
}

/**
 * Asks the first row live: the API looks at the requests of a batch only while it works on them, so that a mistake they
 * all share would come out after hours. A row that is refused may be at fault itself, so a few are tried.
 * @returns undefined when all of them were refused
 */
async function askFirstLive(
  { chunk, records, live, nowMs }: CreationContext,
  calls: readonly GatheredCall[],
): Promise<Intent | undefined> {
  const fromMs = nowMs();
  for (const [at, call] of calls.slice(0, MOST_LIVE_ROWS).entries()) {
    if (!(await isAnswered(call, live))) continue;
    return await records.intend(chunk, { fromMs, askedLive: at + 1, count: calls.length - at - 1 });
  }
  return undefined;
}

async function isAnswered(call: GatheredCall, live: PaidCalls): Promise<boolean> {
  try {
    const entry = await call.settleBy(live);
    return !('stopReason' in entry) || entry.stopReason !== REQUEST_REFUSED;
  } catch (error) {
    const failure = classifyModelError(error, 0);
    if (failure !== undefined && isRequestRefused(failure)) return false;
    throw error;
  }
}

/** The first row was answered, so that it is not the model or the key: the endpoint takes no batches, or not this one. */
function isAboutBatches(error: unknown): boolean {
  const failure = classifyModelError(error, 0);
  return failure !== undefined && (isRequestRefused(failure) || ABOUT_BATCHES.has(failure.code));
}

/** Whether the API said no, so that there is no batch: its own failures say nothing about that. */
function isRefusal(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 409;
}
