import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createDriftActivities, type MeasureDriftInput } from '../../activities/drift/activities.js';
import type { ReferenceRef } from '../../activities/drift/reference-model.js';
import { createEmbeddingActivities } from '../../activities/embedding/activities.js';
import { type EvalSetRow, evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, writeTable } from '../../activities/storage/artifact.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { type IsoWeek, type Window, windowOfWeek } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { sampleRow } from '../support/sample-row.js';

export const REFERENCE_WEEK: IsoWeek = '2026-W30';

const TOPICS: readonly string[] = [
  'invoice refund payment card charge receipt',
  'garden tomato soil water seeds compost',
  'python function loop error variable list',
];
const NEW_TOPIC = 'spaceship orbit telescope comet galaxy nebula';

export interface WeekOptions {
  readonly users: number;
  readonly perUser?: number;
  /** Share of users who write about something that the reference does not know, in all their prompts. */
  readonly newTopicShare?: number;
  /** One prompt for everybody. */
  readonly prompt?: string;
}

/** Requests of a week: words drawn from the user's topic. */
export function rowsOf(week: IsoWeek, { users, perUser = 4, newTopicShare = 0, prompt }: WeekOptions): SampleRow[] {
  const random = createRandom('drift-rows', week);
  return Array.from({ length: users * perUser }, (_, number) => {
    const user = number % users;
    const words = (user < newTopicShare * users ? NEW_TOPIC : (TOPICS[user % 3] ?? '')).split(' ');
    const text = prompt ?? Array.from({ length: 8 }, () => words[random.integer(words.length)]).join(' ');
    return sampleRowOf(`${week}-${number}`, `user-${user}`, text);
  });
}

function sampleRowOf(requestId: string, user: string, prompt: string): SampleRow {
  return sampleRow({ request_id: requestId, user, prompt });
}

/** A pipeline in memory and its drift activities, run as Temporal would. */
export async function createActivityWorld(settings: Record<string, unknown> = {}) {
  const store = new MemoryObjectStore();
  const deps: ActivityDependencies = { openBucket: () => store, userKey: 'key', environment: () => undefined };
  const config = pipelineSchema.parse({
    name: 'demo',
    storage: { bucket: store.bucket },
    traffic: { prefix: 'logs/' },
    embedding: { dimension: 64 },
    drift: { topics: 4, permutations: 199 },
    scoring: { judge: { model: 'judge' } },
    ...settings,
  });
  const pipeline = await storeConfig(store, config);
  const environment = new MockActivityEnvironment();
  const run = async <I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> =>
    await environment.run<[I], O, (input: I) => Promise<O>>(activity, input);
  const drift = createDriftActivities(deps);
  const { fitEmbedder, embedTexts } = createEmbeddingActivities(deps);

  const embed = async (embedder: Artifact, source: Artifact, kind: 'sample' | 'eval-set' = 'sample') =>
    await run(embedTexts, { pipeline, embedder, source, kind });
  const storeSample = async (name: string, rows: readonly SampleRow[]) =>
    await writeTable(store, `${name}.arrow`, sampleTable, rows);

  /** Fits an embedder on the rows and returns the input that pins them. */
  const pinInput = async (rows: readonly SampleRow[], window: Window = windowOfWeek(REFERENCE_WEEK)) => {
    const sample = await storeSample(`sample-${window.start}`, rows);
    const { embedderId, model: embedder } = await run(fitEmbedder, { pipeline, sample });
    return { pipeline, window, sample, vectors: await embed(embedder, sample), embedder, embedderId };
  };
  const pin = async (rows: readonly SampleRow[]): Promise<ReferenceRef> =>
    await run(drift.pinReference, await pinInput(rows));

  /** The input of a week's measurement; `evalSet` rows are stored and embedded. */
  const weekInput = async (
    reference: ReferenceRef,
    week: IsoWeek,
    rows: readonly SampleRow[],
    evalSet: readonly EvalSetRow[] | null = null,
  ): Promise<MeasureDriftInput> => {
    const window = windowOfWeek(week);
    const sample = await storeSample(`sample-${week}`, rows);
    const vectors = await embed(reference.embedder, sample);
    const state = await run(drift.buildDriftState, { pipeline, purpose: 'weekly', window, reference, sample, vectors });
    const items = evalSet === null ? null : await writeTable(store, `items-${week}.arrow`, evalSetTable, evalSet);
    return {
      pipeline,
      week,
      window,
      reference,
      state,
      sample,
      vectors,
      evalSet: items === null ? null : { items, vectors: await embed(reference.embedder, items, 'eval-set') },
      looks: 1,
    };
  };
  return { store, deps, pipeline, run, drift, embed, storeSample, pinInput, pin, weekInput };
}

/** Active items made from requests. */
export function itemsFrom(rows: readonly SampleRow[]): EvalSetRow[] {
  return rows.map((row) => ({
    item_id: `i_${row.request_id}`,
    added_week: REFERENCE_WEEK,
    added_reason: 'first-version',
    retired_week: null,
    retired_reason: null,
    anchor: false,
    stratum: row.stratum,
    topic: 0,
    inclusion_probability: 1,
    weight: 1 / rows.length,
    request_id: row.request_id,
    user: row.user,
    session: null,
    model: row.model,
    prompt: row.prompt,
    prompt_sha256: row.prompt_sha256,
    response: row.response,
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
    cluster_size: 1,
  }));
}
