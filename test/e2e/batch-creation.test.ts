import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { TASK_QUEUES } from '../../workflows/ids.js';
import type { shadowScoring } from '../../workflows/shadow-scoring.js';
import { ARMS, batchConfig, batchPlan, ledgerKeys, RUN } from '../scoring/batches/batch-world.js';
import { createEvaluation, type Evaluation } from './evaluation.js';

const MINUTES = 60_000;
const ITEMS = 60;
/** Creations whose worker is killed after the API has accepted them and before the answer. */
const KILLED_CREATIONS = [0, 2, 3];
const ANSWER_AFTER_MS = 6000;

describe('a worker that is killed between creating a message batch and noting it', () => {
  let evaluation: Evaluation;

  beforeAll(async () => {
    evaluation = await createEvaluation({
      batchDurationMs: 1000,
      batchFaults: {
        creations: Object.fromEntries(KILLED_CREATIONS.map((creation) => [creation, 'slow' as const])),
        slowMs: ANSWER_AFTER_MS,
      },
    });
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'leaves one batch per chunk, and every call paid once',
    async () => {
      const { store, server, models } = evaluation;
      const base = batchConfig();
      const config = { ...base, storage: { ...base.storage, bucket: store.bucket } };
      const pipeline = await storeConfig(store, config);
      const plan = await batchPlan(store, config, { items: ITEMS, batchSize: 20 });
      const handle = await server.client.workflow.start<typeof shadowScoring>('shadowScoring', {
        taskQueue: TASK_QUEUES.orchestration,
        workflowId: 'killed-while-creating',
        args: [{ pipeline, run: RUN, plan, arm: ARMS[0] }],
      });
      for (const creation of KILLED_CREATIONS) {
        const victim = evaluation.startWorker();
        await expect
          .poll(() => models.stats().batches, { timeout: 2 * MINUTES, interval: 20 })
          .toBeGreaterThan(creation);
        await victim.kill();
        expect(models.stats().batches).toBe(creation + 1);
      }
      evaluation.startWorker();
      const scored = await handle.result();

      const records: string[] = [];
      for await (const { key } of store.list('')) if (key.includes('/batches/')) records.push(key);
      const created = records.filter((key) => key.endsWith('/created.json'));
      const batches = models.batches();
      expect(batches).toHaveLength(created.length);
      const prefixes = batches.map(({ rows }) => new Set(rows.map(({ customId }) => customId.split('-')[0])));
      expect(prefixes.map(({ size }) => size)).toEqual(batches.map(() => 1));
      expect(new Set(prefixes.flatMap((prefix) => [...prefix])).size).toBe(batches.length);
      const { calls } = models.stats();
      expect(await ledgerKeys(store)).toHaveLength(calls);
      process.stderr.write(
        `${KILLED_CREATIONS.length} kills: ${created.length} chunks, ${batches.length} batches, ${calls} calls paid\n`,
      );
      // All were paid before the first arm was scored, and what a killed step asked live was told by its heartbeats.
      expect(scored.scores.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThanOrEqual(ITEMS);
      expect(calls - scored.paidCalls).toBeLessThanOrEqual(KILLED_CREATIONS.length);
    },
    8 * MINUTES,
  );
});
