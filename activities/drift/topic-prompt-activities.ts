import type { IsoWeek } from '../../workflows/window.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { createBreath } from '../steady-breath.js';
import { type Artifact, readTable, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import { topicPromptsTable, topicsTable } from './drift-tables.js';
import { loadReferenceModel, type ReferenceRef, topicOf, weekSeed } from './reference-model.js';
import { drawTopicPrompts, topicsToName } from './topic-prompts.js';
import { newTopicsOf } from './topic-rows.js';
import { type EmbeddedSampleRef, readRequests, type WindowRequests } from './window-requests.js';

export interface DrawTopicPromptsInput extends EmbeddedSampleRef {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly reference: ReferenceRef;
  /** `topics.arrow` of the week. */
  readonly topics: Artifact;
}

/** What a model names topics from, as activities: no model is asked here. */
export function createTopicPromptActivities(deps: ActivityDependencies) {
  return {
    /**
     * Draws the prompts that the topics which moved are named from and tested on: `topicPromptsTable`, no rows where
     * nothing moved. Prompts come from the window in which the topic is larger. Idempotent.
     */
    drawTopicPrompts: async (input: DrawTopicPromptsInput): Promise<Artifact> => {
      const { pipeline, week, reference, topics } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { drift } = await loadConfig(store, pipeline);
      const rows = await readTable(store, topics, topicsTable);
      const chosen = topicsToName(rows, drift.topicNames?.most ?? 0);
      const key = layoutOf(pipeline).work(week, 'drift/topic_prompts.arrow');
      if (chosen.length === 0) return await writeTable(store, key, topicPromptsTable, []);

      const model = await loadReferenceModel(store, reference.artifact);
      const pause = createBreath();
      const seed = weekSeed(model, week);
      const before = await readRequests(store, model, model);
      const weekly = await readRequests(store, input, model);
      const { weightCap } = drift;
      const found = chosen.some(({ is_mapped: isMapped }) => !isMapped)
        ? await newTopicsOf(before.requests, model, { weightCap, seed, pause }, weekly)
        : [];
      const members = new Map(found.map((topic, at) => [model.centroids.length + at, new Set(topic.members)]));
      const placed = { before: placedOf(before, model), weekly: placedOf(weekly, model) };
      await pause();
      const prompts = chosen.flatMap((row) => {
        const own = members.get(row.topic);
        const pool = row.share_reference > row.share_current ? placed.before : placed.weekly;
        const requests = pool.map((request) => ({
          ...request,
          isInside: row.is_mapped ? request.topic === row.topic : own?.has(request.requestId) === true,
        }));
        return drawTopicPrompts(row, requests, seed);
      });
      return await writeTable(store, key, topicPromptsTable, prompts);
    },
  };
}

function placedOf({ requests, prompts }: WindowRequests, model: Parameters<typeof topicOf>[0]) {
  return requests.map(({ user, requestId, vector }, at) => ({
    user,
    requestId,
    prompt: prompts[at]?.prompt ?? '',
    topic: topicOf(model, vector),
  }));
}
