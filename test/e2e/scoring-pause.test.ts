import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';

const MINUTES = 60_000;
/** Calls of one model in flight per worker, by default. */
const CONCURRENCY = 8;
/** Two workers, each with the calls of an answering model or two and of the judge in flight. */
const CALLS_IN_FLIGHT = 2 * 3 * CONCURRENCY;

interface Status {
  readonly runs: readonly { readonly status: string; readonly progress: { readonly paused: string | null } | null }[];
}

describe('a model API that wants money in the middle of a run', () => {
  let evaluation: Evaluation;
  let file: string;
  let week: string;

  beforeAll(async () => {
    evaluation = await createEvaluation({ latencyMs: 50 });
    const world = smallWorld({ weeks: 1 });
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    evaluation.startWorker();
    evaluation.startWorker();
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  const pausedReason = async () => {
    const { stdout } = await evaluation.tidemark(['status', file, '--json']);
    return (JSON.parse(stdout) as Status).runs[0]?.progress?.paused ?? null;
  };
  const ledgerEntries = async () => {
    let entries = 0;
    for await (const { key } of evaluation.store.list('tidemark/shop/')) {
      if (/\/(answers|judgements)\//.test(key)) entries += 1;
    }
    return entries;
  };

  /** What the models have seen once nobody has asked them for so long. */
  const quietFor = async (ms: number) => {
    let seen = evaluation.models.stats();
    for (let quietSince = Date.now(); Date.now() - quietSince < ms; await sleep(100)) {
      const now = evaluation.models.stats();
      if (now.attempts !== seen.attempts || now.inFlight > 0) quietSince = Date.now();
      seen = now;
    }
    return seen;
  };

  it(
    'pauses within the calls in flight, says why, and goes on where it was when it is told to',
    async () => {
      const { models } = evaluation;
      await evaluation.tidemark(['run', file, '--week', week, '--no-follow']);
      await expect.poll(() => models.stats().calls, { timeout: 2 * MINUTES, interval: 20 }).toBeGreaterThan(100);
      models.failFrom('payment-required');
      await expect.poll(pausedReason, { timeout: MINUTES, interval: 500 }).toContain('wants payment (402)');
      const { attempts, faults, calls } = await quietFor(3000);
      await sleep(3000);
      expect(models.stats().attempts).toBe(attempts);
      expect(faults['payment-required']).toBeLessThanOrEqual(CALLS_IN_FLIGHT);

      const shown = await evaluation.tidemark(['status', file]);
      expect(shown.stdout).toContain(`"tidemark resume ${file}"`);

      models.failFrom(null);
      const resumed = await evaluation.tidemark(['resume', file, '--json']);
      expect(JSON.parse(resumed.stdout)).toMatchObject({ resumed: [{ reason: expect.stringContaining('402') }] });
      const run = await evaluation.tidemark(['run', file, '--week', week, '--json']);
      expect(run.stderr).not.toContain('failed');
      process.stderr.write(
        `402 after ${calls} calls: ${faults['payment-required']} more were sent, ${models.stats().calls} paid in all\n`,
      );
      expect(JSON.parse(run.stdout)).toMatchObject({ week, paidCalls: models.stats().calls });
      expect(await ledgerEntries()).toBe(models.stats().calls);
      expect(await pausedReason()).toBeNull();
    },
    8 * MINUTES,
  );

  it(
    'resumes nothing when nothing is paused, and a rerun pays for nothing',
    async () => {
      const { calls } = evaluation.models.stats();
      expect((await evaluation.tidemark(['resume', file])).stdout).toContain('nothing is paused');
      const rerun = await evaluation.tidemark(['run', file, '--week', week, '--json']);
      expect(JSON.parse(rerun.stdout)).toMatchObject({ paidCalls: 0, costUsd: 0 });
      expect(evaluation.models.stats().calls).toBe(calls);
    },
    3 * MINUTES,
  );
});
