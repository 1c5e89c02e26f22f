import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import type { World } from '../../scripts/simulator/world.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { checkReports, findPythonReaders } from '../support/python-readers.js';
import { createEvaluation, type Evaluation, smallWorld, type WorkerProcess, writeLogs } from './evaluation.js';
import { leakedTexts, readHistories } from './history-leaks.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;

describe('a week from its logs to its report', () => {
  let evaluation: Evaluation;
  let worker: WorkerProcess;
  let world: World;
  let file: string;
  let week: string;
  const folder = () => `tidemark/shop/reports/weekly/${week}/`;
  const run = async (...more: string[]) => await evaluation.tidemark(['run', file, '--week', week, '--json', ...more]);

  beforeAll(async () => {
    evaluation = await createEvaluation();
    world = smallWorld();
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    worker = evaluation.startWorker();
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'writes every table of the contract, the page and the manifest',
    async () => {
      const result = await run();
      expect(result.stderr + result.stdout).toContain(week);
      const keys: string[] = [];
      for await (const { key } of evaluation.store.list(folder())) keys.push(key.slice(folder().length));
      expect(keys.sort()).toEqual([
        'accounting.arrow',
        'drift.arrow',
        'eval_set.arrow',
        'exemplars.arrow',
        'judges.arrow',
        'manifest.json',
        'monitor.arrow',
        'outcomes.arrow',
        'pairs.arrow',
        'report.html',
        'representativeness.arrow',
        'scores.arrow',
        'summary.arrow',
        'topic_names.arrow',
        'topics.arrow',
        'trend.arrow',
      ]);
    },
    3 * MINUTES,
  );

  it('accounts for every line of the logs', async () => {
    const rows = (await reportTables(evaluation.store, folder()))['accounting.arrow'] as AccountingRow[];
    for (const row of rows) {
      expect(row.read).toBe(row.kept + row.duplicate + row.outside_window + row.filtered + row.quarantined);
    }
    const startMs = startMsOfWorld(world.plan);
    const inWeek = world.requests.filter(({ timeMs }) => timeMs >= startMs && timeMs < startMs + 7 * 86_400_000);
    expect(rows.reduce((sum, { kept }) => sum + kept, 0)).toBe(inWeek.length);
  });

  it(
    'opens in pyarrow, Polars and DuckDB',
    async (context) => {
      const readers = await findPythonReaders();
      if ('missing' in readers) return context.skip(readers.missing);
      const downloaded = await evaluation.tidemark(['reports', 'get', week, file, '--to', 'downloaded']);
      expect(downloaded.code, downloaded.stderr).toBe(0);
      expect(await checkReports(readers.python, evaluation.folder)).toContain('14 files, 0 failed');
    },
    5 * MINUTES,
  );

  it(
    'pays for nothing and changes nothing when it is repeated',
    async () => {
      const before = { tables: await reportTables(evaluation.store, folder()), calls: evaluation.models.stats().calls };
      const manifest = (await evaluation.store.get(`${folder()}manifest.json`))?.etag;
      const result = await run();
      expect(JSON.parse(result.stdout)).toMatchObject({ week, paidCalls: 0 });
      expect(evaluation.models.stats().calls).toBe(before.calls);
      expect(await reportTables(evaluation.store, folder())).toEqual(before.tables);
      expect((await evaluation.store.get(`${folder()}manifest.json`))?.etag).toBe(manifest);
    },
    3 * MINUTES,
  );

  it(
    'leaves no prompt, no answer and no raw user id in any history',
    async () => {
      const texts = world.requests.flatMap(({ record }) => [record.prompt, record.response]);
      const users = world.users.map(({ userId }) => userId);
      const histories = await readHistories(evaluation.server.client);
      expect(histories.text.length).toBeGreaterThan(10_000);
      expect(leakedTexts(histories, texts)).toEqual([]);
      expect(users.filter((user) => histories.text.includes(user))).toEqual([]);
    },
    2 * MINUTES,
  );

  it('would find a text that did get into a history', async () => {
    const histories = await readHistories(evaluation.server.client);
    const planted = `${histories.text.slice(500, 530)} and more`;
    const innocent = 'nothing like this was ever said by anybody here';
    expect(leakedTexts(histories, [planted, innocent])).toEqual([planted]);
  });

  it(
    'ends when the worker is drained',
    async () => {
      expect(await worker.drain()).toBe(0);
    },
    MINUTES,
  );
});
