import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createDriftActivities } from '../../activities/drift/activities.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, writeTable } from '../../activities/storage/artifact.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { DAY_MS, type Window, windowBetween } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { sampleRow } from '../support/sample-row.js';

export const RELEASE_MS = Date.parse('2026-10-05T00:00:00.000Z');
const HISTORY: Window = windowBetween(RELEASE_MS - 35 * DAY_MS, RELEASE_MS);
const DIMENSION = 64;
const SUBJECTS = ['tax form', 'garden hose', 'sorting algorithm', 'train ticket', 'bread recipe', 'office chair'];
const QUESTIONS = ['How do I fix my', 'What is wrong with the', 'Explain to me the', 'Where can I find a good'];

interface WorldOptions {
  readonly users?: number;
  /** What most prompts end with after the release. */
  readonly habit?: string;
  readonly settings?: Partial<Record<'adaptation' | 'scoring' | 'drift', unknown>>;
}

/** A pipeline in memory with a pinned reference, and the samples of one release. */
export async function createAdaptationWorld({ users = 40, habit = '', settings = {} }: WorldOptions = {}) {
  const store = new MemoryObjectStore();
  const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  const config: PipelineConfig = pipelineSchema.parse({
    name: 'demo',
    storage: { bucket: store.bucket },
    traffic: { prefix: 'logs/' },
    embedding: { dimension: DIMENSION },
    adaptation: { baselineDays: 7, checkpointsDays: [7], placebos: 20, replayItems: 30 },
    scoring: { judge: { model: 'claude-opus-5' } },
    ...settings,
  });
  const pipeline = await storeConfig(store, config);
  const environment = new MockActivityEnvironment();
  const run = async <I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> =>
    await environment.run<[I], O, (input: I) => Promise<O>>(activity, input);
  const embedding = createEmbeddingActivities(deps);

  const historyRows = rowsOf(users, HISTORY, 'pre', 'claude-sonnet-5-5', '');
  const window = windowBetween(RELEASE_MS, RELEASE_MS + 7 * DAY_MS);
  const checkpointRows = rowsOf(users, window, 'post', 'claude-opus-5-5', habit);
  const storeRows = async (name: string, rows: readonly SampleRow[]): Promise<Artifact> =>
    await writeTable(store, `${name}.arrow`, sampleTable, rows);
  const historySample = await storeRows('history', historyRows);
  const checkpointSample = await storeRows('checkpoint', checkpointRows);

  const { model, embedderId } = await run(embedding.fitEmbedder, { pipeline, sample: historySample });
  const embed = async (source: Artifact) =>
    await run(embedding.embedTexts, { pipeline, embedder: model, source, kind: 'sample' as const });
  const history = { sample: historySample, vectors: await embed(historySample) };
  const checkpoint = { sample: checkpointSample, vectors: await embed(checkpointSample) };
  const reference = await run(createDriftActivities(deps).pinReference, {
    pipeline,
    window: HISTORY,
    ...history,
    embedder: model,
    embedderId,
  });
  /** The history as an eval set of the release. */
  const storeEvalSet = async () => {
    const items = await writeTable(
      store,
      'eval-set.arrow',
      evalSetTable,
      historyRows.map((row) => ({
        ...row,
        item_id: row.request_id,
        added_week: '2026-W36',
        added_reason: 'first-version',
        retired_week: null,
        retired_reason: null,
        anchor: false,
        topic: 0,
        cluster_size: 1,
        weight: 1 / historyRows.length,
      })),
    );
    return {
      items,
      vectors: await run(embedding.embedTexts, { pipeline, embedder: model, source: items, kind: 'eval-set' }),
    };
  };
  return {
    store,
    deps,
    pipeline,
    environment,
    run,
    history,
    checkpoint,
    window,
    reference,
    storeEvalSet,
  };
}

function rowsOf(users: number, window: Window, name: string, model: string, habit: string): SampleRow[] {
  const random = createRandom('adaptation-activities', name, users);
  const startMs = Date.parse(window.start);
  const days = (Date.parse(window.end) - startMs) / DAY_MS;
  const pick = (texts: readonly string[]) => texts[random.integer(texts.length)] ?? '';
  return Array.from({ length: users * days }, (_, i) => {
    const shows = habit !== '' && random.next() < 0.8;
    return sampleRow({
      request_id: `${name}-${i}`,
      user: `user-hash-${i % users}`,
      timestamp: startMs + Math.floor(random.next() * days * DAY_MS),
      model,
      prompt: `${pick(QUESTIONS)} ${pick(SUBJECTS)}?${shows ? ` ${habit}` : ''}`,
    });
  }).sort((a, b) => a.timestamp - b.timestamp);
}
