import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { type Artifact, readTable, sha256Hex, writeTable } from '../../activities/storage/artifact.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const config = pipelineSchema.parse({
  name: 'demo',
  storage: { bucket: 'bucket' },
  traffic: { prefix: 'logs/' },
  embedding: { dimension: 128 },
  scoring: { judge: { model: 'judge' } },
});

let store: MemoryObjectStore;
let pipeline: PipelineRef;
let activities: ReturnType<typeof createEmbeddingActivities>;

function row(id: number, prompt: string): SampleRow {
  return {
    request_id: `r${id}`,
    timestamp: id,
    user: `u${id % 7}`,
    unit: 'user',
    session: null,
    model: null,
    route: null,
    stratum: 'all',
    inclusion_probability: 1,
    cap_probability: 1,
    draw_probability: 1,
    weight: 1,
    turn_index: 1,
    prompt,
    prompt_sha256: sha256Hex(prompt),
    response: null,
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
  };
}

async function run<A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> {
  return await new MockActivityEnvironment().run(activity, input);
}

async function storeSample(prompts: readonly string[]): Promise<Artifact> {
  const rows = prompts.map((prompt, id) => row(id, prompt));
  return await writeTable(store, 'sample.arrow', sampleTable, rows);
}

beforeEach(async () => {
  store = new MemoryObjectStore();
  pipeline = await storeConfig(store, config);
  const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  activities = createEmbeddingActivities(deps);
});

describe('the embedding activities', () => {
  it('give one vector per row of the source, in its order, the same for the same text', async () => {
    const sample = await storeSample(['bake a loaf', 'file my taxes', 'bake a loaf', '']);
    const { model, embedderId } = await run(activities.fitEmbedder, { pipeline, sample });
    expect(model.uri).toContain(embedderId);
    const vectors = await run(activities.embedTexts, { pipeline, embedder: model, source: sample, kind: 'sample' });
    const rows = await readTable(store, vectors, vectorTable(128));
    expect(rows.map((each) => each.prompt_sha256)).toEqual(
      ['bake a loaf', 'file my taxes', 'bake a loaf', ''].map((prompt) => sha256Hex(prompt)),
    );
    expect(rows[2]?.vector).toEqual(rows[0]?.vector);
    expect(rows[1]?.vector).not.toEqual(rows[0]?.vector);
  });

  it('answer a second call from the cache with the same artifact', async () => {
    const sample = await storeSample(Array.from({ length: 300 }, (_, id) => `prompt number ${id}`));
    const { model } = await run(activities.fitEmbedder, { pipeline, sample });
    const input = { pipeline, embedder: model, source: sample, kind: 'sample' as const };
    const first = await run(activities.embedTexts, input);
    store.objects.delete('sample.arrow');
    expect(await run(activities.embedTexts, input)).toEqual(first);
  });

  it('name the same model for the same sample and never write the prompts into it', async () => {
    const sample = await storeSample(['a very recognisable sentence']);
    const first = await run(activities.fitEmbedder, { pipeline, sample });
    expect(await run(activities.fitEmbedder, { pipeline, sample })).toEqual(first);
    const bytes = await store.get(first.model.uri.replace('s3://bucket/', ''));
    expect(Buffer.from(bytes?.bytes ?? []).toString()).not.toContain('recognisable');
  });

  it('take a sample without rows', async () => {
    const sample = await storeSample([]);
    const { model } = await run(activities.fitEmbedder, { pipeline, sample });
    const vectors = await run(activities.embedTexts, { pipeline, embedder: model, source: sample, kind: 'sample' });
    expect(vectors.rows).toBe(0);
  });

  it('stop when they are cancelled', async () => {
    const sample = await storeSample(Array.from({ length: 200 }, (_, id) => `prompt number ${id}`));
    const environment = new MockActivityEnvironment();
    environment.once('heartbeat', () => environment.cancel());
    await expect(environment.run(activities.fitEmbedder, { pipeline, sample })).rejects.toThrow(/cancel/i);
  });
});
