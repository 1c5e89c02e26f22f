import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { elementsOf, parseXml } from '../support/strict-xml.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';

const MINUTES = 60_000;
/** Nobody listens on port 1. */
const NO_TEMPORAL = { TEMPORAL_ADDRESS: '127.0.0.1:1', ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' };

describe('the gate on the report of a real run', () => {
  let evaluation: Evaluation;
  let file: string;
  let week: string;
  const gate = async (...more: string[]) => await evaluation.tidemark(['gate', file, ...more], NO_TEMPORAL);

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld({ weeks: 1 });
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    const worker = evaluation.startWorker();
    const run = await evaluation.tidemark(['run', file, '--week', week, '--json']);
    expect(run.stdout, run.stderr).toContain(week);
    await worker.kill();
  }, 4 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'says what the report says, without Temporal and without a model',
    async () => {
      const calls = evaluation.models.stats().calls;
      const { stdout, stderr, code } = await gate('--json');
      const result = JSON.parse(stdout);
      const manifest = await evaluation.store.get(`tidemark/shop/reports/weekly/${week}/manifest.json`);
      const { verdict } = JSON.parse(Buffer.from(manifest?.bytes ?? '{}').toString('utf8'));
      expect(result, stderr).toMatchObject({ week, verdict, candidate: { arm: 'candidate', model: 'sim-tide-1' } });
      expect(result.gates).toHaveLength(4);
      expect(code).toBe(verdict === 'ship' ? 0 : 3);
      expect(evaluation.models.stats().calls).toBe(calls);
    },
    MINUTES,
  );

  it(
    'lets no harm pass unless the verdict is hold, and writes it down for CI',
    async () => {
      const { code, stdout } = await gate('--require', 'no-harm', '--junit', 'gate.xml', '--json');
      const { passed, verdict } = JSON.parse(stdout);
      expect([passed, code]).toEqual(verdict === 'hold' ? [false, 3] : [true, 0]);
      const cases = elementsOf(parseXml(await readFile(join(evaluation.folder, 'gate.xml'), 'utf8')), 'testcase');
      expect(cases).toHaveLength(5);
    },
    MINUTES,
  );
});
