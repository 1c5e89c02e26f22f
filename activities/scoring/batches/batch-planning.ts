import type { Price } from '../../pipeline/scoring-config.js';
import { canonicalJson } from '../../storage/canonical-json.js';
import { type ModelRequest, messageParams } from '../models/model-client.js';
import { costUsd, requireCallPrice } from '../models/prices.js';
import { fewestCallsLike } from './batch-choice.js';
import {
  type BatchChunk,
  type ChunkFile,
  type ChunkLimits,
  chunkDigest,
  type MissingCall,
  splitCalls,
} from './batch-chunk.js';
import type { CallSweep } from './call-sweep.js';
import type { ChunkRecords } from './chunk-records.js';

/** How often a call may be put into a batch before it is asked live. */
const MOST_BATCHES_OF_A_CALL = 3;
/** As in the plan's own estimate: characters per token, and tokens of an answer and of a judgement. */
const CHARACTERS_PER_TOKEN = 3;
const ANSWER_TOKENS = 768;
const JUDGEMENT_TOKENS = 300;
/** Length of an id and of the JSON around a request. */
const FRAME_BYTES = 100;

export interface PlannedChunks {
  readonly chunks: readonly BatchChunk[];
  /** Calls that could go into a batch but do not fit into the budget. */
  readonly beyondBudget: number;
}

/**
 * What is to be asked by message batches now: first the chunks that an earlier attempt left open, then new ones of the
 * calls that the ledger lacks. Repeating it changes nothing as long as the ledger does not change.
 * @param run names the run in the bucket
 * @param budgetUsd what new batches may cost altogether, by estimate
 */
export async function planChunks(
  sweep: CallSweep,
  records: ChunkRecords,
  { run, items, budgetUsd, limits }: { run: string; items: string; budgetUsd: number; limits: ChunkLimits },
): Promise<PlannedChunks> {
  const past = await readPast(records);
  const missing = await missingCalls(sweep, past);
  const { within, beyond } = fitBudget(missing, budgetUsd);
  const chunks = [...past.open];
  for (const group of groupsOf(within, (call) => call)) {
    for (const file of splitCalls(group, items, limits)) {
      const chunk = await writeNewChunk(records, run, file, past.names);
      chunks.push({
        chunk,
        model: file.model,
        rows: file.rows.length,
        estimatedUsd: file.estimatedUsd,
        resumed: false,
      });
    }
  }
  return { chunks, beyondBudget: beyond };
}

interface Past {
  /** Names of all chunks, with whether their batch was collected. */
  readonly names: ReadonlyMap<string, boolean>;
  readonly open: readonly BatchChunk[];
  /** Calls that must not be put into a new batch: they are in an open one, or had their chances. */
  readonly barred: ReadonlySet<string>;
}

async function readPast(records: ChunkRecords): Promise<Past> {
  const names = new Map<string, boolean>();
  const open: BatchChunk[] = [];
  const barred = new Set<string>();
  const failures = new Map<string, number>();
  for (const [chunk, files] of await records.list()) {
    names.set(chunk, files.has('collected.json'));
    if (files.has('collected.json')) {
      for (const { call, next } of (await records.collection(chunk))?.unanswered ?? []) {
        const failed = (failures.get(call) ?? 0) + 1;
        failures.set(call, failed);
        if (next === 'live' || failed >= MOST_BATCHES_OF_A_CALL) barred.add(call);
      }
    } else if (files.has('intent.json')) {
      const { model, rows, estimatedUsd } = await records.readChunk(chunk);
      open.push({ chunk, model, rows: rows.length, estimatedUsd, resumed: true });
      for (const { call } of rows) barred.add(call);
    }
  }
  return { names, open, barred };
}

/** Every call once that a batch may be made of, in the order of the plan. */
async function missingCalls(sweep: CallSweep, { barred }: Past): Promise<MissingCall[]> {
  const { config } = sweep;
  const found = new Map<string, { call: MissingCall; fewest: number }>();
  await sweep.over(sweep.everywhere(), ({ call, request }, missing, place) => {
    if (!missing || found.has(call) || barred.has(call)) return;
    const fewest = fewestCallsLike(request, config);
    if (fewest === null) return;
    const price = requireCallPrice(request, config.scoring.prices);
    const { endpoint, model } = request;
    found.set(call, { call: { call, ...place, model, endpoint: { ...endpoint }, ...sizeOf(request, price) }, fewest });
  });
  const byPlace = [...found.values()].sort((a, b) => a.call.arm - b.call.arm || a.call.item - b.call.item);
  return groupsOf(byPlace, ({ call }) => call)
    .filter((group) => group.every(({ fewest }) => group.length >= fewest))
    .flatMap((group) => group.map(({ call }) => call));
}

function sizeOf(request: ModelRequest, price: Price): Pick<MissingCall, 'bytes' | 'estimatedUsd'> {
  const json = JSON.stringify(messageParams(request));
  const outputTokens = Math.min(request.maxTokens, request.schema === undefined ? ANSWER_TOKENS : JUDGEMENT_TOKENS);
  const inputTokens = Math.ceil(json.length / CHARACTERS_PER_TOKEN);
  const usage = { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { bytes: Buffer.byteLength(json) + FRAME_BYTES, estimatedUsd: costUsd(usage, price, 'batch') };
}

function fitBudget(calls: readonly MissingCall[], budgetUsd: number): { within: MissingCall[]; beyond: number } {
  let left = budgetUsd;
  const within = calls.filter(({ estimatedUsd }) => {
    if (estimatedUsd > left) return false;
    left -= estimatedUsd;
    return true;
  });
  return { within, beyond: calls.length - within.length };
}

/** A batch is of one model, asked at one endpoint. */
function groupsOf<T>(values: readonly T[], callIn: (value: T) => MissingCall): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const { model, endpoint } = callIn(value);
    const name = canonicalJson({ model, endpoint });
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

/** A chunk that was collected is asked again under another name: what it lacks must not be taken for its answers. */
async function writeNewChunk(
  records: ChunkRecords,
  run: string,
  file: ChunkFile,
  names: ReadonlyMap<string, boolean>,
): Promise<string> {
  let generation = 0;
  while (names.get(chunkDigest(run, file, generation)) === true) generation += 1;
  const chunk = chunkDigest(run, file, generation);
  await records.writeChunk(chunk, file);
  return chunk;
}
