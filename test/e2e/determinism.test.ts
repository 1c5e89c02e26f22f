import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { createLogObjects } from '../../scripts/simulator/log-objects.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
/** Measured with a clock, or a digest of such. */
const MEASURED: ReadonlySet<string> = new Set(['latency_ms', 'scores_sha256']);

describe('the same week from the same lines in another order and other objects', () => {
  let evaluation: Evaluation;
  let week: string;

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld({ weeks: 1 });
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    const lines = [...createLogObjects(world)].flatMap(({ bytes }) =>
      gunzipSync(bytes).toString('utf8').trim().split('\n'),
    );
    createRandom('shuffled-logs').shuffle(lines);
    for (let part = 0; part < 5; part += 1) {
      const day = new Date(startMsOfWorld(world.plan) + part * 86_400_000).toISOString().slice(0, 10);
      const own = lines.filter((_, index) => index % 5 === part);
      await evaluation.store.put(`shuffled/${day}/x-${part}.jsonl.gz`, gzipSync(own.join('\n')));
    }
    evaluation.startWorker();
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  const bytesUnder = async (prefix: string, pattern: RegExp): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for await (const { key, etag } of evaluation.store.list(prefix))
      if (pattern.test(key)) found[key.slice(prefix.length)] = etag;
    return found;
  };

  it(
    'gives byte-identical samples and eval sets, and the same report figures',
    async () => {
      const plain = await evaluation.pipelineFile('plain');
      const shuffled = await evaluation.pipelineFile('shuffled');
      await writeFile(shuffled, (await readFile(shuffled, 'utf8')).replace('prefix: logs/', 'prefix: shuffled/'));
      for (const file of [plain, shuffled]) {
        const result = await evaluation.tidemark(['run', file, '--week', week, '--json']);
        expect(result.stdout, result.stderr).toContain('"paidCalls"');
      }
      const files = /samples\/.*\/part-|eval-set\/versions/;
      const once = await bytesUnder('tidemark/plain/', files);
      expect(await bytesUnder('tidemark/shuffled/', files)).toEqual(once);
      expect(Object.keys(once)).toHaveLength(2);
      const { 'accounting.arrow': _plain, ...expected } = await reportTables(
        evaluation.store,
        `tidemark/plain/reports/weekly/${week}/`,
      );
      const { 'accounting.arrow': _shuffled, ...got } = await reportTables(
        evaluation.store,
        `tidemark/shuffled/reports/weekly/${week}/`,
      );
      const withoutLatency = (tables: Record<string, unknown[]>) =>
        JSON.stringify(tables, (key, value: unknown) => (MEASURED.has(key) ? undefined : value));
      const figures = (tables: Record<string, unknown[]>) => ({
        ...tables,
        'summary.arrow': (tables['summary.arrow'] as { metric: string }[]).filter(
          ({ metric }) => metric !== 'latency_ms',
        ),
      });
      expect(withoutLatency(figures(got))).toBe(withoutLatency(figures(expected)));
    },
    4 * MINUTES,
  );
});
