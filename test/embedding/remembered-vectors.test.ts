import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { loadEmbedder } from '../../activities/embedding/stored-embedder.js';
import { vectorIndexTable, vectorTable } from '../../activities/embedding/vector-table.js';
import { forgetUnit } from '../../activities/erasure/erasure.js';
import { planErasure } from '../../activities/erasure/erasure-plan.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { decodeTable } from '../../activities/storage/arrow-table.js';
import { type Artifact, readTable, sha256Hex, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { sampleRow } from '../support/sample-row.js';
import { answerWith, type EmbeddingsApi, isProbe, startEmbeddingsApi, wordVector } from './embeddings-api.js';

const DIMENSION = 64;
const QUIET = new DefaultLogger('ERROR', () => undefined);

let api: EmbeddingsApi;
let store: MemoryObjectStore;
let pipeline: PipelineRef;
let activities: ReturnType<typeof createEmbeddingActivities>;

async function configure(more: Record<string, unknown> = {}): Promise<PipelineRef> {
  const config = pipelineSchema.parse({
    name: 'demo',
    storage: { bucket: store.bucket },
    traffic: { prefix: 'logs/' },
    embedding: {
      kind: 'http',
      baseUrl: api.baseUrl,
      model: 'words',
      dimension: DIMENSION,
      batchSize: 8,
      concurrency: 1,
      ...more,
    },
    scoring: { judge: { model: 'judge' } },
  });
  return await storeConfig(store, config);
}

beforeEach(async () => {
  api = await startEmbeddingsApi(DIMENSION);
  store = new MemoryObjectStore();
  pipeline = await configure();
  const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  activities = createEmbeddingActivities(deps);
});
afterEach(async () => {
  await api.close();
});

async function run<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return await new MockActivityEnvironment(undefined, { logger: QUIET }).run(activity, input);
}

const promptsOf = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name} prompt ${at}`);

async function storeSample(name: string, prompts: readonly string[], user = (at: number) => `u_${at}`) {
  const rows = prompts.map((prompt, at) => sampleRow({ request_id: `${name}-${at}`, user: user(at), prompt }));
  return await writeTable(store, layoutOf(pipeline).sample('weekly', window, `part-${name}.arrow`), sampleTable, rows);
}

const window = { start: '2026-07-20T00:00:00.000Z', end: '2026-07-27T00:00:00.000Z' };

/** The model of the embedder, and the vectors of a sample by it. */
async function embed(sample: Artifact, model?: Artifact): Promise<{ model: Artifact; vectors: Artifact }> {
  const embedder = model ?? (await run(activities.fitEmbedder, { pipeline, sample })).model;
  const vectors = await run(activities.embedTexts, { pipeline, embedder, source: sample, kind: 'sample' as const });
  return { model: embedder, vectors };
}

const keysWith = (part: string) => [...store.objects.keys()].filter((key) => key.includes(part));

describe('vectors that were paid for', () => {
  it('are never paid for again: a repeated week calls nobody', async () => {
    const sample = await storeSample('a', promptsOf('week', 40));
    const { model, vectors } = await embed(sample);
    api.calls.length = 0;
    expect((await embed(sample, model)).vectors).toEqual(vectors);
    expect(api.calls).toEqual([]);
  });

  it('are bought once per text, however often it occurs', async () => {
    await embed(await storeSample('a', [...promptsOf('week', 10), ...promptsOf('week', 10), '']));
    expect(api.texts()).toHaveLength(10);
  });

  it('survive an interruption: the second attempt asks only for the rest', async () => {
    const prompts = promptsOf('week', 100);
    const sample = await storeSample('a', prompts);
    const { model } = await run(activities.fitEmbedder, { pipeline, sample });
    let left = 5;
    api.respond((call) =>
      isProbe(call) || (left -= 1) >= 0 ? {} : { status: 429, headers: { 'retry-after': '600' } },
    );
    const error: unknown = await embed(sample, model).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ type: 'RateLimited', nextRetryDelay: 600_000, nonRetryable: false });
    expect(keysWith('/parts/')).toHaveLength(1);

    api.respond(() => ({}));
    api.calls.length = 0;
    const { vectors } = await embed(sample, model);
    expect(api.texts()).toEqual(prompts.slice(40));
    expect(keysWith('/parts/')).toEqual([]);
    expect(await readTable(store, vectors, vectorTable(DIMENSION))).toHaveLength(100);
  });

  it('are not kept of an answer that cannot be used', async () => {
    const sample = await storeSample('a', promptsOf('week', 30));
    const { model } = await run(activities.fitEmbedder, { pipeline, sample });
    let left = 2;
    api.respond((call) => (isProbe(call) || (left -= 1) >= 0 ? {} : { body: { data: [] } }));
    await expect(embed(sample, model)).rejects.toMatchObject({ code: 'EmbeddingAnswerUnusable' });
    expect([...keysWith('/parts/'), ...keysWith('/index/')]).toEqual([]);
  });

  it('serve other samples too, with one look at the index and at the tables that hold them', async () => {
    const { model } = await embed(await storeSample('a', promptsOf('a', 30)));
    await embed(await storeSample('b', promptsOf('b', 30)), model);
    await embed(await storeSample('c', promptsOf('c', 30)), model);
    api.calls.length = 0;
    const mixed = await storeSample('d', [...promptsOf('a', 20), ...promptsOf('b', 3), 'new one']);
    const reads: string[] = [];
    const get = store.get.bind(store);
    store.get = async (key) => {
      if (key.includes('/embeddings/')) reads.push(key);
      return await get(key);
    };
    await embed(mixed, model);
    expect(api.texts()).toEqual(['new one']);
    // Model and place, the table itself, three indexes, two tables, the new text's part: not one per text.
    expect(reads.length).toBeLessThan(20);
  });

  it('are the same for whoever asks later, also where the endpoint repeats its numbers only about', async () => {
    const { model, vectors } = await embed(await storeSample('a', promptsOf('a', 10)));
    const rows = await readTable(store, vectors, vectorTable(DIMENSION));
    const embedder = await loadEmbedder(store, model);
    expect(await embedder.embed(promptsOf('a', 10))).toEqual(rows.map(({ vector }) => vector));
  });

  it('keep their embedder’s name when it is met again and answers a little differently', async () => {
    const sample = await storeSample('a', promptsOf('a', 3));
    const first = await run(activities.fitEmbedder, { pipeline, sample });
    api.respond(({ input }) => ({
      body: answerWith(input.map((text) => wordVector(text, DIMENSION).map((value, at) => value + 0.01 * (at % 2)))),
    }));
    expect(await run(activities.fitEmbedder, { pipeline, sample })).toEqual(first);
    api.respond(({ input }) => ({ body: answerWith(input.map((text) => wordVector(text, DIMENSION, 'other'))) }));
    expect((await run(activities.fitEmbedder, { pipeline, sample })).embedderId).not.toBe(first.embedderId);
  });

  it('are found at a new address once a run has told it', async () => {
    const sample = await storeSample('a', promptsOf('a', 3));
    const { model } = await embed(sample);
    const moved = await startEmbeddingsApi(DIMENSION);
    try {
      pipeline = await configure({ baseUrl: moved.baseUrl });
      await embed(await storeSample('b', promptsOf('b', 3)), model);
      expect(moved.texts()).toEqual(promptsOf('b', 3));
    } finally {
      await moved.close();
    }
  });

  it('of whoever writes the table first win a race', async () => {
    const sample = await storeSample('a', promptsOf('a', 12));
    const { model } = await run(activities.fitEmbedder, { pipeline, sample });
    // Numbers that never repeat: what the loser of the race would write differs in its last digits.
    api.respond(({ input }, index) => ({
      body: answerWith(input.map((text) => wordVector(text, DIMENSION).map((value) => value + 1e-4 * index))),
    }));
    const [one, two] = await Promise.all([embed(sample, model), embed(sample, model)]);
    expect(one.vectors).toEqual(two.vectors);
    const { bytes } = (await store.get(one.vectors.uri.replace(`s3://${store.bucket}/`, ''))) ?? {};
    expect(decodeTable(vectorTable(DIMENSION), bytes ?? new Uint8Array())).toHaveLength(12);
  });
});

describe('forgetting a user', () => {
  it('finds vectors in finished tables, in their index and in unfinished parts', async () => {
    const owner = (at: number) => (at < 5 ? 'u_gone' : `u_${at}`);
    const sample = await storeSample('a', promptsOf('a', 20), owner);
    const { model } = await embed(sample);
    const pending = await storeSample('b', [...promptsOf('a', 5), ...promptsOf('b', 60)], owner);
    let left = 3;
    api.respond((call) => (isProbe(call) || (left -= 1) >= 0 ? {} : { status: 402 }));
    await expect(embed(pending, model)).rejects.toMatchObject({ code: 'EmbeddingPaymentRequired' });
    const alien = await storeSample('c', ['a prompt that only lies in a part'], () => 'u_gone');
    api.respond(() => ({}));
    await (await loadEmbedder(store, model)).embed(['a prompt that only lies in a part']);
    expect(keysWith('/parts/')).toHaveLength(2);

    const layout = layoutOf(pipeline);
    const target = { unit: 'u_gone', userKey: 'key' };
    const options = { removedAt: '2026-08-01T00:00:00.000Z', progress: () => undefined };
    expect((await forgetUnit(store, layout, target, options)).found).toBe(true);
    const gone = new Set([...promptsOf('a', 5), 'a prompt that only lies in a part'].map((text) => sha256Hex(text)));
    for (const key of keysWith('/embeddings/').filter((each) => each.endsWith('.arrow'))) {
      const bytes = store.objects.get(key) ?? new Uint8Array();
      const table = key.includes('/index/') ? vectorIndexTable : vectorTable(DIMENSION);
      const held: readonly { prompt_sha256: string }[] = decodeTable(table, bytes);
      expect(held.filter(({ prompt_sha256 }) => gone.has(prompt_sha256))).toEqual([]);
    }
    expect(alien.rows).toBe(1);
    expect((await planErasure(store, layout, target)).vectors).toEqual([]);
    // What is left is still remembered.
    api.calls.length = 0;
    await (await loadEmbedder(store, model)).embed(promptsOf('a', 20));
    expect(api.texts()).toEqual(promptsOf('a', 5));
  });
});

describe('a pipeline that asks for another embedder', () => {
  it.each([
    ['another model', { model: 'other' }, /asks for model "other"/],
    ['another length', { dimension: 128 }, /asks for dimension 128/],
    ['another prefix', { prefix: 'query: ' }, /asks for prefix "query: "/],
    [
      'another kind',
      { kind: 'lexical', baseUrl: '', model: '', batchSize: 32, concurrency: 4 },
      /asks for kind "lexical"/,
    ],
  ])('(%s) is refused before anything is embedded, with the way out', async (_name, more, message) => {
    const sample = await storeSample('a', promptsOf('a', 3));
    const { model } = await embed(sample);
    api.calls.length = 0;
    pipeline = await configure(more);
    const error: unknown = await embed(sample, model).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Refusal', code: 'EmbedderMismatch' });
    expect(String(error)).toMatch(message);
    expect(String(error)).toMatch(/"tidemark reference pin"/);
    expect(api.calls).toEqual([]);
  });
});
