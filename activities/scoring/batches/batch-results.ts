import { setTimeout as sleep } from 'node:timers/promises';
import type Anthropic from '@anthropic-ai/sdk';
import type { BatchApi, BatchStatus } from './batch-api.js';
import { callOf } from './batch-chunk.js';

type Result = Anthropic.Messages.MessageBatchResult;

/** How often one look at the results reads them, and how long it waits in between. */
const READS = 3;
const REREAD_MS = 500;

/** What the results of a batch say about the calls of a chunk. */
export interface ReadResults {
  /** By the digest of the call: one result each. */
  readonly results: ReadonlyMap<string, Result>;
  /** Whether the ids are the chunk's; undefined when no line came. */
  readonly ours: boolean | undefined;
  /** Whether every request of the batch has its line, and each kind of result comes as often as the batch says. */
  readonly complete: boolean;
  readonly duplicated: number;
  /** Lines of no call of the chunk. */
  readonly unknown: number;
  readonly rereads: number;
}

/**
 * Reads the results of a batch that has ended. The order of the lines means nothing, and one that comes twice counts
 * once. A stream can end early between two lines, which looks like its end: so lines are held against the batch's
 * counts, and a read that is short is done again; what came in any read counts.
 * @param calls the calls that the batch was made of
 */
export async function readResults(
  api: BatchApi,
  batch: BatchStatus,
  { chunk, calls }: { readonly chunk: string; readonly calls: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<ReadResults> {
  const results = new Map<string, Result>();
  const strangers = new Set<string>();
  let duplicated = 0;
  for (let read = 0; ; read += 1) {
    const seen = new Set<string>();
    for await (const { customId, result } of readable(api.results(batch.batchId, signal), signal)) {
      if (seen.has(customId)) duplicated += 1;
      seen.add(customId);
      const call = callOf(chunk, customId);
      if (call === null || !calls.has(call)) strangers.add(customId);
      else results.set(call, better(results.get(call), result));
    }
    const ours = results.size > 0 ? true : strangers.size > 0 ? false : undefined;
    const complete = results.size + strangers.size === batch.total && agrees(results, strangers.size, batch);
    if (complete || ours === false || read + 1 === READS) {
      return { results, ours, complete, duplicated, unknown: strangers.size, rereads: read };
    }
    await sleep(REREAD_MS, undefined, { signal });
  }
}

/** A line that is cut in the middle, or a connection that breaks: as if the stream had ended there. */
async function* readable<T>(lines: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = lines[Symbol.asyncIterator]();
  for (let first = true; ; first = false) {
    let next: IteratorResult<T>;
    try {
      next = await iterator.next();
    } catch (error) {
      // Before the first line it is the API that says no, and the caller should know why.
      if (first || signal.aborted) throw error;
      return;
    }
    if (next.done === true) return;
    yield next.value;
  }
}

/** Should two lines of one id differ, an answer counts: it is paid. */
function better(known: Result | undefined, result: Result): Result {
  return known?.type === 'succeeded' ? known : result;
}

function agrees(results: ReadonlyMap<string, Result>, strangers: number, { counts }: BatchStatus): boolean {
  if (strangers > 0) return true;
  const found = { succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const { type } of results.values()) found[type] += 1;
  return (['succeeded', 'errored', 'canceled', 'expired'] as const).every((type) => found[type] === counts[type]);
}
