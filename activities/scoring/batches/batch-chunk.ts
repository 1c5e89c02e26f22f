import { z } from 'zod';
import { sha256Hex } from '../../storage/artifact.js';
import { canonicalJson } from '../../storage/canonical-json.js';

/** Hex digits of an id that name the chunk, and the call in it. */
const CHUNK_DIGITS = 16;
const CALL_DIGITS = 40;

/** The API takes 100,000 requests and 256 MB; smaller batches end sooner and lose less. */
export const CHUNK_LIMITS: ChunkLimits = { rows: 10_000, bytes: 100_000_000 };

export interface ChunkLimits {
  readonly rows: number;
  /** Of the JSON of the requests. */
  readonly bytes: number;
}

const endpoint = z.object({
  api: z.enum(['anthropic', 'openai', 'http-judge']),
  baseUrl: z.string().optional(),
  keyEnv: z.string().optional(),
});

const row = z.object({ call: z.string(), item: z.number(), arm: z.number() });
/**
 * A call of a chunk: the digest of its ledger key, and where in the plan it comes up. Neither prompt nor answer is
 * stored: the request follows from the item and the ledger, today as at planning.
 */
export type ChunkRow = z.output<typeof row>;

export const chunkFile = z.object({
  schema_version: z.literal(1),
  model: z.string(),
  endpoint,
  /** Digest of the items that the rows count in. */
  items: z.string(),
  estimatedUsd: z.number(),
  rows: z.array(row),
});
/** The calls of one message batch of one model. The first ones are asked live, the others by the batch. */
export type ChunkFile = z.output<typeof chunkFile>;

/** A chunk as a workflow's history knows it. */
export interface BatchChunk {
  readonly chunk: string;
  readonly model: string;
  readonly rows: number;
  /** At the price of a batch, in USD. */
  readonly estimatedUsd: number;
  /** Found in the bucket: an earlier attempt may have created its batch. */
  readonly resumed: boolean;
}

/** A call that is missing, and what it takes. */
export interface MissingCall extends ChunkRow {
  readonly model: string;
  readonly endpoint: ChunkFile['endpoint'];
  readonly bytes: number;
  readonly estimatedUsd: number;
}

/** Names a call by its key in the ledger. */
export function callDigest(ledgerKey: string): string {
  return sha256Hex(ledgerKey).slice(0, CALL_DIGITS);
}

/** What all ids of a chunk's batch start with: the only sign by which a batch can be told to be ours. */
function idPrefix(chunk: string): string {
  return `t${chunk.slice(0, CHUNK_DIGITS)}-`;
}

/** The id of a call in the batch of a chunk: 58 of the characters the API allows. */
export function customId(chunk: string, call: string): string {
  return `${idPrefix(chunk)}${call}`;
}

/** The call of an id, or null for an id of another batch. */
export function callOf(chunk: string, id: string): string | null {
  return id.startsWith(idPrefix(chunk)) ? id.slice(idPrefix(chunk).length) : null;
}

/**
 * Names a chunk by what is asked, in which run, and how often the same was asked before.
 * @param run folder of the run in the bucket
 */
export function chunkDigest(run: string, file: ChunkFile, generation: number): string {
  const calls = file.rows.map(({ call }) => call);
  return sha256Hex(canonicalJson({ run, model: file.model, endpoint: file.endpoint, calls, generation }));
}

/**
 * Calls of one model and endpoint as chunks within the limits, in the order of their digests: the same calls always
 * make the same chunks.
 */
export function splitCalls(calls: readonly MissingCall[], items: string, limits: ChunkLimits): ChunkFile[] {
  const files: { file: ChunkFile; bytes: number }[] = [];
  for (const call of calls.toSorted((a, b) => (a.call < b.call ? -1 : 1))) {
    const last = files.at(-1);
    const fits = last !== undefined && last.file.rows.length < limits.rows && last.bytes + call.bytes <= limits.bytes;
    const target = fits ? last : { file: emptyFile(call, items), bytes: 0 };
    if (!fits) files.push(target);
    target.file.rows.push({ call: call.call, item: call.item, arm: call.arm });
    target.file.estimatedUsd = Number((target.file.estimatedUsd + call.estimatedUsd).toFixed(9));
    target.bytes += call.bytes;
  }
  return files.map(({ file }) => file);
}

function emptyFile({ model, endpoint: place }: MissingCall, items: string): ChunkFile {
  return { schema_version: 1, model, endpoint: place, items, estimatedUsd: 0, rows: [] };
}
