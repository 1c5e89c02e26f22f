import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { weeklyWorkflowId } from '../../workflows/ids.js';
import type { WeeklyEvaluationResult } from '../../workflows/messages.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
const KILLS = 7;
/** Kills right after the run moved, before its model calls; the others fall among those. */
const EARLY_KILLS = 3;
/** A step of two minutes without heartbeats, such as reading the settings, is only missed when they are over. */
const LOST_STEP_MS = 180_000;
/** Four batches of an arm at a time, eight calls in flight in each. */
const CALLS_IN_FLIGHT = 32;
/** Measured, or a digest of such, and so different every time. */
const MEASURED = ['latency_ms', 'scores_sha256'];

describe('a worker that is killed again and again', () => {
  let evaluation: Evaluation;
  let week: string;

  beforeAll(async () => {
    // Slow answers, so that kills hit calls in flight.
    evaluation = await createEvaluation({ latencyMs: 150 });
    const world = smallWorld({ weeks: 1 });
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'loses nothing, pays at most for the calls in flight, and comes to the same tables',
    async () => {
      const calm = await evaluation.pipelineFile('calm');
      const worker = evaluation.startWorker();
      const undisturbed = await evaluation.tidemark(['run', calm, '--week', week, '--json']);
      expect(undisturbed.stderr).not.toContain('failed');
      const undisturbedCalls = evaluation.models.stats().calls;
      await worker.kill();

      const storm = await evaluation.pipelineFile('storm');
      const random = createRandom('kills');
      const handle = evaluation.server.client.workflow.getHandle<() => Promise<WeeklyEvaluationResult>>(
        weeklyWorkflowId('storm', week),
      );
      // Calls that were paid and are not in the ledger: those in flight at a kill, and nothing else.
      const unrecorded = async () => {
        await expect.poll(() => evaluation.models.stats().inFlight, { timeout: MINUTES }).toBe(0);
        let recorded = 0;
        for await (const { key } of evaluation.store.list('tidemark/storm/')) {
          if (/\/(answers|judgements)\//.test(key)) recorded += 1;
        }
        return evaluation.models.stats().calls - undisturbedCalls - recorded;
      };
      const lost: number[] = [];
      await evaluation.tidemark(['run', storm, '--week', week, '--no-follow']);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const victim = evaluation.startWorker();
        if (kill < EARLY_KILLS) {
          const { historyLength } = await handle.describe();
          await expect
            .poll(async () => (await handle.describe()).historyLength, { timeout: LOST_STEP_MS, interval: 50 })
            .toBeGreaterThan(historyLength);
          await sleep(random.next() * 300);
        } else {
          // Few enough calls each time that the run cannot end before the last kill.
          const calls = evaluation.models.stats().calls + 5 + Math.floor(random.next() * 35);
          await expect
            .poll(() => evaluation.models.stats().calls, { timeout: LOST_STEP_MS, interval: 5 })
            .toBeGreaterThanOrEqual(calls);
        }
        await victim.kill();
        expect((await handle.describe()).status.name).toBe('RUNNING');
        lost.push((await unrecorded()) - lost.reduce((sum, known) => sum + known, 0));
      }
      evaluation.startWorker();
      await handle.result();

      const paid = evaluation.models.stats().calls - undisturbedCalls;
      const lostInFlight = lost.reduce((sum, calls) => sum + calls, 0);
      process.stderr.write(
        `${KILLS} kills: ${paid} paid calls, ${undisturbedCalls} undisturbed, in flight at the kills: ${lost.join(' ')}\n`,
      );
      expect(Math.max(...lost)).toBeGreaterThan(0);
      expect(Math.max(...lost)).toBeLessThanOrEqual(CALLS_IN_FLIGHT);
      expect(paid - undisturbedCalls).toBe(lostInFlight);
      expect(await unrecorded()).toBe(lostInFlight);
      const tables = (name: string) =>
        reportTables(evaluation.store, `tidemark/${name}/reports/weekly/${week}/`, MEASURED);
      const [expected, got] = [await tables('calm'), await tables('storm')];
      // The mean latency of an arm is the one figure of the summary that was measured with a clock.
      const figures = (rows: unknown[] | undefined) =>
        (rows as { metric: string }[]).filter(({ metric }) => metric !== 'latency_ms');
      expect({ ...got, 'summary.arrow': figures(got['summary.arrow']) }).toEqual({
        ...expected,
        'summary.arrow': figures(expected['summary.arrow']),
      });

      const rerun = await evaluation.tidemark(['run', storm, '--week', week, '--json']);
      expect(JSON.parse(rerun.stdout)).toMatchObject({ paidCalls: 0 });
      expect(evaluation.models.stats().calls - undisturbedCalls).toBe(paid);
    },
    15 * MINUTES,
  );
});
