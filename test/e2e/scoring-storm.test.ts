import { afterEach, expect, it } from 'vitest';
import { scoresTable } from '../../activities/scoring/score-tables.js';
import { createRandom } from '../../activities/stats/random.js';
import { type Artifact, readTable } from '../../activities/storage/artifact.js';
import { startArmRun } from './arm-run.js';
import { createEvaluation, type Evaluation, type WorkerProcess } from './evaluation.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';

const MINUTES = 60_000;
const ITEMS = 2000;
const CALLS = 2 * ITEMS;
const KILLS = 20;
/** Of each of the two models, per worker. */
const CONCURRENCY = 10;
const QUIET = { environment: { TIDEMARK_LOG_LEVEL: 'error' } };

let evaluation: Evaluation | undefined;
let proxy: FaultProxy | undefined;

afterEach(async () => {
  await evaluation?.close();
  await proxy?.close();
});

it(
  'two workers, twenty kills: every item has one result, and only calls in flight are paid twice',
  async () => {
    evaluation = await createEvaluation({ latencyMs: 150 });
    const { models } = evaluation;
    const random = createRandom('scoring-storm');
    const { handle, layout } = await startArmRun(evaluation, { name: 'storm', items: ITEMS, concurrency: CONCURRENCY });
    const workers: WorkerProcess[] = [evaluation.startWorker(QUIET), evaluation.startWorker(QUIET)];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const calls = models.stats().calls + 60 + Math.floor(random.next() * 80);
      await expect.poll(() => models.stats().calls, { timeout: MINUTES, interval: 5 }).toBeGreaterThanOrEqual(calls);
      const victim = kill % 2;
      await workers[victim]?.kill();
      workers[victim] = evaluation.startWorker(QUIET);
    }
    expect((await handle.describe()).status.name).toBe('RUNNING');
    const done = await handle.result();
    const paid = models.stats().calls;
    await expectOneResultEach(evaluation, done.scores);
    let recorded = 0;
    for await (const { key } of evaluation.store.list(layout.root)) {
      if (/\/(answers|judgements)\//.test(key)) recorded += 1;
    }
    process.stderr.write(`${KILLS} kills: ${paid} paid calls for ${CALLS}\n`);
    expect(recorded).toBe(CALLS);
    expect(paid).toBeLessThanOrEqual(CALLS + KILLS * 2 * CONCURRENCY);

    const rerun = await startArmRun(evaluation, { name: 'storm', workflowId: 'storm-again', items: ITEMS });
    expect(await rerun.handle.result()).toMatchObject({ paidCalls: 0, costUsd: 0 });
    expect(models.stats().calls).toBe(paid);
  },
  10 * MINUTES,
);

it(
  'S3 that refuses one request in twenty, and two runs that race for every entry, leave one result each',
  async () => {
    evaluation = await createEvaluation({ latencyMs: 20 });
    const { models } = evaluation;
    proxy = await startFaultProxy(evaluation.environment['AWS_ENDPOINT_URL_S3'] ?? '', 0.05, 'storm');
    const through = { environment: { ...QUIET.environment, AWS_ENDPOINT_URL_S3: proxy.url } };
    evaluation.startWorker(through);
    evaluation.startWorker(through);
    const items = 500;
    const [one, two] = await Promise.all([
      startArmRun(evaluation, { name: 'race', workflowId: 'race-1', items }),
      startArmRun(evaluation, { name: 'race', workflowId: 'race-2', items }),
    ]);
    const [first, second] = await Promise.all([one.handle.result(), two.handle.result()]);
    const rows = await scoresOf(evaluation, first.scores);
    expect(rows).toHaveLength(items);
    expect(await scoresOf(evaluation, second.scores)).toEqual(rows);
    process.stderr.write(
      `refused before ${proxy.refused.before}, after ${proxy.refused.after}; ${models.stats().calls} paid calls for ${2 * items}\n`,
    );
    expect(proxy.refused.before).toBeGreaterThan(20);
    expect(proxy.refused.after).toBeGreaterThan(20);
    // Each run pays for an entry at most once.
    expect(models.stats().calls).toBeLessThanOrEqual(4 * items);
  },
  5 * MINUTES,
);

async function expectOneResultEach(world: Evaluation, parts: readonly Artifact[]): Promise<void> {
  const rows = await scoresOf(world, parts);
  expect(rows).toHaveLength(ITEMS);
  expect(new Set(rows.map(({ item_id, arm, repeat }) => `${item_id} ${arm} ${repeat}`)).size).toBe(ITEMS);
  expect(rows.every(({ outcome }) => outcome === 'scored')).toBe(true);
}

async function scoresOf(world: Evaluation, parts: readonly Artifact[]) {
  const rows = await Promise.all(parts.map(async (part) => readTable(world.store, part, scoresTable)));
  return rows.flat();
}
