import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, expect, it } from 'vitest';
import { type ReferenceModelFile, referenceTopicsTable } from '../../activities/drift/reference-model.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createScoringActivities } from '../../activities/scoring/activities.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { scoringItemTable } from '../../activities/scoring/score-tables.js';
import { readTable, writeJson, writeTable } from '../../activities/storage/artifact.js';
import { itemIdOf } from '../../activities/traffic/item-id.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { configWith, evalRowWith, sampleOf } from './scoring-world.js';

const DIMENSION = 4;
const axis = (index: number) => Float32Array.from({ length: DIMENSION }, (_, at) => (at === index ? 1 : 0));

let store: MemoryObjectStore;

beforeEach(() => {
  store = new MemoryObjectStore();
});

async function referenceOfThreeTopics() {
  const topics = [0, 1, 2].map((topic) => ({ topic, label: 'l', terms: 't', centroid: axis(topic) }));
  const written = await writeTable(store, 'topics.arrow', referenceTopicsTable(DIMENSION), topics);
  const file: ReferenceModelFile = {
    embedderId: 'lexical-4-test',
    window: { start: '2026-09-28T00:00:00.000Z', end: '2026-10-05T00:00:00.000Z' },
    seed: 'seed',
    dimension: DIMENSION,
    bandwidths: [1],
    featuresPerBandwidth: 2,
    topics: written,
    topicReach: 1,
    state: written,
    sample: written,
    vectors: written,
  };
  return { artifact: await writeJson(store, 'reference.json', file) };
}

/** 30 requests of three topics; the eval set holds one of them, one of another week, and a retired one. */
async function planWith(scoring: Record<string, unknown>) {
  const rows = sampleOf(30);
  const evalRows = [
    evalRowWith({ item_id: itemIdOf('r-0'), request_id: 'r-0' }),
    evalRowWith({ item_id: itemIdOf('old'), request_id: 'old' }),
    evalRowWith({ item_id: itemIdOf('gone'), request_id: 'gone', retired_week: '2026-W39', weight: 0 }),
  ];
  const vectors = rows.map(({ topic }) => ({ prompt_sha256: '', vector: axis(topic) }));
  const sample = await writeTable(
    store,
    'sample.arrow',
    sampleTable,
    rows.map(({ row }) => row),
  );
  const input = {
    pipeline: await storeConfig(store, configWith(scoring)),
    week: '2026-W40',
    reference: await referenceOfThreeTopics(),
    sample,
    vectors: await writeTable(store, 'vectors.arrow', vectorTable(DIMENSION), vectors),
    evalSet: await writeTable(store, 'eval-set.arrow', evalSetTable, evalRows),
    evalSetVectors: sample,
    models: [{ model: 'claude-opus-5', share: 1 }],
  };
  const { planWeeklyScoring } = createScoringActivities({
    openBucket: () => store,
    userKey: 'key',
    environment: () => undefined,
  });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return async (): ReturnType<typeof planWeeklyScoring> => environment.run(async () => planWeeklyScoring(input));
}

const workFiles = () => [...store.objects.keys()].filter((key) => key.includes('/work/'));

it('plans live and active eval-set items, the arms and the batches', async () => {
  const run = await planWith({ liveItems: 30, batchSize: 10 });
  const plan = await run();
  const items = await readTable(store, plan.items, scoringItemTable);
  expect(plan.count).toBe(32);
  expect(items.filter(({ source }) => source === 'eval-set')).toHaveLength(2);
  expect(plan.arms.map(({ arm }) => arm)).toEqual(['production', 'control', 'candidate']);
  expect(plan.batches.reduce((sum, { limit }) => sum + limit, 0)).toBe(32);
  expect(plan.judgeDigest).toBe(judgeDigest(configWith()));
  expect(plan.estimatedCostUsd).toBeGreaterThan(0);
});

it('each live item gets the topic that its vector falls into', async () => {
  const run = await planWith({ liveItems: 30 });
  const items = await readTable(store, (await run()).items, scoringItemTable);
  const topics = new Map(items.filter(({ source }) => source === 'live').map((item) => [item.item_id, item.topic]));
  expect([0, 1, 2, 3].map((index) => topics.get(itemIdOf(`r-${index}`)))).toEqual([0, 1, 2, 0]);
});

it('a second attempt gives the same plan', async () => {
  const run = await planWith({ liveItems: 10 });
  expect(await run()).toEqual(await run());
});

it.each([
  ['SpendCap', { spendCapUsd: 0.001 }],
  ['UnknownPrice', { candidate: { model: 'mystery-9' } }],
])('refuses with %s and writes nothing', async (code, scoring) => {
  const run = await planWith(scoring);
  await expect(run()).rejects.toMatchObject({ code });
  expect(workFiles()).toEqual([]);
});
