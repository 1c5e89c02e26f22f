import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScoreRow } from '../../activities/scoring/score-tables.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;

describe('a run whose estimate is above its cap', () => {
  let evaluation: Evaluation;
  let week: string;

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld({ weeks: 1 });
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    evaluation.startWorker();
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  /** A pipeline whose prices are a thousand times those of the others, so that cents count. */
  const pipelineFile = async (name: string, settings: string) => {
    const file = await evaluation.pipelineFile(name);
    const text = (await readFile(file, 'utf8'))
      .replaceAll(
        'inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5',
        'inputUsdPerMillion: 100, outputUsdPerMillion: 500',
      )
      .replace('  liveItems: 40\n', `  liveItems: 40\n${settings}`);
    await writeFile(file, text);
    return file;
  };
  const run = async (file: string) => await evaluation.tidemark(['run', file, '--week', week, '--json']);
  const spendOf = async (name: string) => {
    let total = 0;
    for await (const { key } of evaluation.store.list(`tidemark/${name}/spend/`)) {
      const object = await evaluation.store.get(key);
      total += (JSON.parse(Buffer.from(object?.bytes ?? []).toString('utf8')) as { costUsd: number }).costUsd;
    }
    return total;
  };

  let estimateUsd = 0;

  it(
    'is refused before the first call, with both figures',
    async () => {
      const refused = await run(await pipelineFile('refused', '  spendCapUsd: 0.5\n'));
      expect(refused.code).not.toBe(0);
      const [, estimate] =
        /would cost about ([\d.]+) USD and scoring\.spendCapUsd allows 0\.50 USD/.exec(refused.stderr) ?? [];
      estimateUsd = Number(estimate);
      expect(estimateUsd).toBeGreaterThan(1);
      expect(evaluation.models.stats().calls).toBe(0);
    },
    3 * MINUTES,
  );

  it(
    'is scored on a random part of the items, the same in every arm, for less than the cap',
    async () => {
      const capUsd = Number((estimateUsd / 2).toFixed(2));
      const file = await pipelineFile('sampled', `  spendCapUsd: ${capUsd}\n  overCap: sample\n`);
      const result = await run(file);
      expect(result.stderr).not.toContain('failed');
      const { costUsd, paidCalls } = JSON.parse(result.stdout) as { costUsd: number; paidCalls: number };
      expect(costUsd).toBeLessThanOrEqual(capUsd);
      expect(await spendOf('sampled')).toBeCloseTo(costUsd, 6);

      const folder = `tidemark/sampled/reports/weekly/${week}/`;
      const scores = ((await reportTables(evaluation.store, folder))['scores.arrow'] as ScoreRow[]).filter(
        ({ repeat }) => repeat === 0,
      );
      const capped = scores.filter(({ outcome_reason: reason }) => reason === 'spend-cap');
      const kept = scores.filter(({ outcome_reason: reason }) => reason !== 'spend-cap');
      const itemsOf = (rows: readonly ScoreRow[], arm: string) =>
        [...new Set(rows.filter((row) => row.arm === arm).map(({ item_id: id, source }) => `${source} ${id}`))].sort();
      for (const arm of ['control', 'candidate']) {
        expect(itemsOf(kept, arm)).toEqual(itemsOf(kept, 'production'));
        expect(itemsOf(capped, arm)).toEqual(itemsOf(capped, 'production'));
      }
      expect(new Set(capped.map(({ outcome, weight }) => `${outcome} ${weight}`))).toEqual(new Set(['skipped 0']));
      const [keptItems, cappedItems] = [itemsOf(kept, 'control').length, itemsOf(capped, 'control').length];
      expect(Math.min(keptItems, cappedItems)).toBeGreaterThan(10);
      process.stderr.write(
        `estimate ${estimateUsd} USD, cap ${capUsd}: ${keptItems} items scored and ${cappedItems} left out, ` +
          `${costUsd.toFixed(2)} USD paid in ${paidCalls} calls\n`,
      );
      const page = await evaluation.store.get(`${folder}report.html`);
      expect(Buffer.from(page?.bytes ?? []).toString('utf8')).toContain(`a random part of ${keptItems} items`);
    },
    5 * MINUTES,
  );

  it(
    'pays for nothing and changes nothing when it is repeated',
    async () => {
      const { calls } = evaluation.models.stats();
      const folder = `tidemark/sampled/reports/weekly/${week}/`;
      const before = await reportTables(evaluation.store, folder);
      const rerun = await run(`${evaluation.folder}/sampled.yaml`);
      expect(JSON.parse(rerun.stdout)).toMatchObject({ paidCalls: 0, costUsd: 0 });
      expect(evaluation.models.stats().calls).toBe(calls);
      expect(await reportTables(evaluation.store, folder)).toEqual(before);
    },
    3 * MINUTES,
  );
});
