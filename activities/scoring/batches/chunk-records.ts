import { z } from 'zod';
import { canonicalJson } from '../../storage/canonical-json.js';
import type { Layout } from '../../storage/layout.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { parseJson } from '../conversation.js';
import { type ChunkFile, chunkFile } from './batch-chunk.js';

const intent = z.object({
  schema_version: z.literal(1),
  /** No batch of this chunk is older, in ms since 1970. */
  fromMs: z.number(),
  /** Rows of the chunk that were asked live beforehand, the first ones. */
  askedLive: z.number(),
  /** Requests of the batch. */
  count: z.number(),
});
/** What a chunk's batch will be, written before it is created. */
export type Intent = z.output<typeof intent>;

const created = z.object({ schema_version: z.literal(1), batchId: z.string() });
const attempt = z.object({ schema_version: z.literal(1), atMs: z.number() });

const collection = z.object({
  schema_version: z.literal(1),
  batchId: z.string().nullable(),
  /** Answers that the batch gave, each of them paid. */
  answered: z.number(),
  costUsd: z.number(),
  /** Requests that the API does not take, entered as such. */
  refused: z.number(),
  errored: z.number(),
  expired: z.number(),
  canceled: z.number(),
  /** Calls of the batch of which the results say nothing. */
  lost: z.number(),
  /** Answers to calls that no item asks any more. */
  unread: z.number(),
  /** Lines of the results that came again, and lines of no call of this chunk. */
  duplicated: z.number(),
  unknown: z.number(),
  /** Reads of the results beyond the first. */
  rereads: z.number(),
  /** Calls without an answer: `again` may be batched again, `live` must not. */
  unanswered: z.array(z.object({ call: z.string(), next: z.enum(['again', 'live']) })),
});
/** How a chunk ended. */
export type Collection = z.output<typeof collection>;

export const NO_RESULTS: Omit<Collection, 'schema_version' | 'batchId' | 'unanswered'> = {
  answered: 0,
  costUsd: 0,
  refused: 0,
  errored: 0,
  expired: 0,
  canceled: 0,
  lost: 0,
  unread: 0,
  duplicated: 0,
  unknown: 0,
  rereads: 0,
};

/** The records of one chunk; everything but `rejected` is written once. */
export interface ChunkState {
  readonly intent: Intent | undefined;
  readonly batchId: string | undefined;
  readonly collection: Collection | undefined;
}

/**
 * What is known of the chunks of a run: `chunk.json`, `intent.json`, one `attempt-<n>.json` per creation that was
 * begun, `created.json`, `not-<batch id>.json` per batch that proved to be another's, `collected.json`. Whoever starts
 * over reads from them how far it came.
 */
export class ChunkRecords {
  readonly #store: ObjectStore;
  readonly #folder: string;

  constructor(store: ObjectStore, layout: Layout, run: string) {
    this.#store = store;
    this.#folder = layout.work(run, 'batches/');
  }

  /** Chunks of the run with the names of their records. */
  async list(): Promise<Map<string, Set<string>>> {
    const chunks = new Map<string, Set<string>>();
    for await (const { key } of this.#store.list(this.#folder)) {
      const [chunk, file] = key.slice(this.#folder.length).split('/');
      if (chunk === undefined || file === undefined) continue;
      chunks.set(chunk, (chunks.get(chunk) ?? new Set<string>()).add(file));
    }
    return chunks;
  }

  async writeChunk(chunk: string, file: ChunkFile): Promise<void> {
    await this.#put(chunk, 'chunk.json', file);
  }

  /** @throws {Error} when the chunk was never planned, or its file is gone */
  async readChunk(chunk: string): Promise<ChunkFile> {
    const file = await this.#get(chunk, 'chunk.json', chunkFile);
    if (file === undefined) throw new Error(`s3://${this.#store.bucket}/${this.#key(chunk, 'chunk.json')} is gone`);
    return file;
  }

  async state(chunk: string): Promise<ChunkState> {
    const [intended, made, ended] = await Promise.all([
      this.#get(chunk, 'intent.json', intent),
      this.#get(chunk, 'created.json', created),
      this.collection(chunk),
    ]);
    return { intent: intended, batchId: made?.batchId, collection: ended };
  }

  async collection(chunk: string): Promise<Collection | undefined> {
    return await this.#get(chunk, 'collected.json', collection);
  }

  /** The intent that counts: this one, or the one that was written before. */
  async intend(chunk: string, wanted: Omit<Intent, 'schema_version'>): Promise<Intent> {
    const value: Intent = { schema_version: 1, ...wanted };
    await this.#put(chunk, 'intent.json', value);
    return (await this.#get(chunk, 'intent.json', intent)) ?? value;
  }

  /** Notes that a creation begins; false when another attempt has just begun one. */
  async beginAttempt(chunk: string, number: number, atMs: number): Promise<boolean> {
    return await this.#put(chunk, `attempt-${number}.json`, { schema_version: 1, atMs });
  }

  /** Takes back an attempt that the API answered with a refusal: there is no batch of it. */
  async forgetAttempt(chunk: string, number: number): Promise<void> {
    await this.#store.delete([this.#key(chunk, `attempt-${number}.json`)]);
  }

  /** Numbers of the creations that may have reached the API, and when the last one began. */
  async attempts(chunk: string): Promise<{ readonly last: number; readonly lastAtMs: number } | undefined> {
    const prefix = this.#key(chunk, 'attempt-');
    let last = 0;
    for await (const { key } of this.#store.list(prefix)) {
      last = Math.max(last, Number.parseInt(key.slice(prefix.length), 10));
    }
    if (last === 0) return undefined;
    const begun = await this.#get(chunk, `attempt-${last}.json`, attempt);
    return { last, lastAtMs: begun?.atMs ?? 0 };
  }

  async recordCreated(chunk: string, batchId: string): Promise<void> {
    await this.#put(chunk, 'created.json', { schema_version: 1, batchId });
  }

  /** Notes that a batch is none of this chunk. */
  async reject(chunk: string, batchId: string): Promise<void> {
    await this.#put(chunk, `not-${encodeURIComponent(batchId)}.json`, { schema_version: 1 });
  }

  /** Batches that cannot be this chunk's: rejected ones, and those that other chunks of the run created. */
  async othersBatches(chunk: string): Promise<Set<string>> {
    const others = new Set<string>();
    for (const [name, files] of await this.list()) {
      if (name !== chunk && files.has('created.json')) {
        const made = await this.#get(name, 'created.json', created);
        if (made !== undefined) others.add(made.batchId);
      }
      if (name !== chunk) continue;
      for (const file of files) {
        const rejected = /^not-(.*)\.json$/.exec(file)?.[1];
        if (rejected !== undefined) others.add(decodeURIComponent(rejected));
      }
    }
    return others;
  }

  /** The collection that counts: this one, or the one that was written before. */
  async recordCollected(chunk: string, ended: Omit<Collection, 'schema_version'>): Promise<Collection> {
    const value: Collection = { schema_version: 1, ...ended };
    await this.#put(chunk, 'collected.json', value);
    return (await this.collection(chunk)) ?? value;
  }

  async #put(chunk: string, file: string, value: object): Promise<boolean> {
    const bytes = Buffer.from(canonicalJson(value));
    const put = await this.#store.put(this.#key(chunk, file), bytes, {
      contentType: 'application/json',
      onlyIf: 'absent',
    });
    return put.outcome === 'written';
  }

  async #get<T>(chunk: string, file: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const object = await this.#store.get(this.#key(chunk, file));
    if (object === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(Buffer.from(object.bytes).toString('utf8')));
    if (parsed.success) return parsed.data;
    throw new Error(`s3://${this.#store.bucket}/${this.#key(chunk, file)} is no record of a message batch`);
  }

  #key(chunk: string, file: string): string {
    return `${this.#folder}${chunk}/${file}`;
  }
}
