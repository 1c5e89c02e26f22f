import { z } from 'zod';
import { canonicalJson } from '../storage/canonical-json.js';
import type { ObjectStore } from '../storage/object-store.js';
import { AbsentKeys, type NameSpan } from './absent-keys.js';
import { parseJson } from './conversation.js';

const paid = z.object({
  schema_version: z.literal(1),
  model: z.string(),
  service: z.enum(['live', 'batch']).default('live'),
  usage: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.number(),
  }),
  costUsd: z.number(),
  latencyMs: z.number(),
  requestId: z.string().nullable(),
  stopReason: z.string(),
});
/** What one call cost. Latency in ms; of a batch, from its creation to its end. */
export type Paid = z.output<typeof paid>;

export const answerEntry = z.object({
  ...paid.shape,
  /** `api-refused`: the endpoint does not take the request, and would not the next time. */
  outcome: z.enum(['answered', 'refusal', 'truncated', 'api-refused']),
  text: z.string(),
});
/** One paid answer. */
export type AnswerEntry = z.output<typeof answerEntry>;

const judged = {
  ...paid.shape,
  outcome: z.enum(['scored', 'refusal', 'truncated', 'error']),
  reason: z.string().nullable(),
};

export const rubricEntry = z.object({
  ...judged,
  score: z.number().min(0).max(1).nullable(),
  /** By name, 0 to 1; null for one overall score. */
  criteria: z.record(z.string(), z.number().min(0).max(1)).nullable().default(null),
});
export type RubricEntry = z.output<typeof rubricEntry>;

export const pairEntry = z.object({ ...judged, winner: z.enum(['first', 'second', 'tie']).nullable() });
/** One paid comparison in one order. */
export type PairEntry = z.output<typeof pairEntry>;

export interface PaidEntry {
  readonly costUsd: number;
}

/** How often a refused write may find no winner: S3 answers 409 while the other writer is still at it. */
const MAX_RACES = 5;

/**
 * Every paid call is written once and never again: looked up before the call, put with If-None-Match after it. When two
 * workers pay for the same key, one entry wins and both use it. Look-ups within the span of names are answered for many
 * keys at once, by lists that are at most two seconds old.
 */
export class Ledger {
  /** Calls this instance paid for, entries it found, and what it paid, lost races included. */
  paidCalls = 0;
  hits = 0;
  paidUsd = 0;
  readonly #store: ObjectStore;
  readonly #absent: AbsentKeys | undefined;
  readonly #pending = new Map<string, Promise<unknown>>();

  /** @param span where most entries will be asked for; without it each is looked up alone */
  constructor(store: ObjectStore, span?: NameSpan) {
    this.#store = store;
    this.#absent = span === undefined ? undefined : new AbsentKeys(store, span);
  }

  /**
   * The entry under a key, paid for when there is none. Callers that ask for the same key at once share one call.
   * @throws whatever `pay` throws; nothing is written then
   */
  async settle<T extends PaidEntry>(key: string, schema: z.ZodType<T>, pay: () => Promise<T>): Promise<T> {
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      const entry = schema.parse(await pending);
      this.hits += 1;
      return entry;
    }
    const settled = this.#settle(key, schema, pay);
    this.#pending.set(key, settled);
    try {
      return await settled;
    } finally {
      this.#pending.delete(key);
    }
  }

  /** Takes back entries that were not paid for and should not stand, also those that are just being written. */
  async withdraw(keys: readonly string[]): Promise<void> {
    await Promise.allSettled(keys.flatMap((key) => this.#pending.get(key) ?? []));
    await this.#store.delete(keys);
  }

  async #settle<T extends PaidEntry>(key: string, schema: z.ZodType<T>, pay: () => Promise<T>): Promise<T> {
    const found = (await this.#absent?.has(key)) === true ? undefined : await this.#get(key, schema);
    if (found !== undefined) {
      this.hits += 1;
      return found;
    }
    const entry = await pay();
    this.paidCalls += 1;
    this.paidUsd += entry.costUsd;
    const bytes = Buffer.from(canonicalJson(entry));
    this.#absent?.remove(key);
    for (let race = 0; race < MAX_RACES; race += 1) {
      const put = await this.#store.put(key, bytes, { contentType: 'application/json', onlyIf: 'absent' });
      if (put.outcome === 'written') return entry;
      const winner = await this.#get(key, schema);
      if (winner !== undefined) return winner;
    }
    throw new Error(`s3://${this.#store.bucket}/${key} can neither be written nor read; run the step again`);
  }

  async #get<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const object = await this.#store.get(key);
    if (object === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(Buffer.from(object.bytes).toString('utf8')));
    if (parsed.success) return parsed.data;
    throw new Error(`s3://${this.#store.bucket}/${key} is no ledger entry; delete it to have the call paid again`);
  }
}
