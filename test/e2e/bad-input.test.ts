import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';

const MINUTES = 60_000;

interface BadInput {
  readonly name: string;
  /** What is changed in the YAML. */
  readonly replace?: readonly [string, string];
  readonly environment?: Readonly<Record<string, string>>;
  readonly week?: string;
  readonly code: 1 | 2;
  /** What the one line must say. */
  readonly says: RegExp;
}

const CASES: readonly BadInput[] = [
  { name: 'missing-bucket', replace: ['bucket: test-', 'bucket: gone-'], code: 1, says: /bucket.*gone-/i },
  {
    name: 'wrong-secret',
    environment: { AWS_SECRET_ACCESS_KEY: 'wrong' },
    code: 1,
    says: /SignatureDoesNotMatch|secret|credentials/i,
  },
  {
    name: 'temporal-down',
    environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    code: 1,
    says: /127\.0\.0\.1:1.*tidemark up/,
  },
  { name: 'empty-week', week: '2020-W10', code: 1, says: /2020-03-02/ },
  { name: 'typo', replace: ['evalSet:', 'evalset:'], code: 2, says: /typo\.yaml:\d+.*evalset.*did you mean.*evalSet/i },
  {
    name: 'unreadable-logs',
    replace: ['prefix: logs/', 'prefix: broken/'],
    code: 1,
    says: /cannot be read|unreadable/,
  },
  {
    name: 'unknown-price',
    replace: ['model: sim-tide-1 ', 'model: sim-mystery-9 '],
    code: 1,
    says: /sim-mystery-9.*scoring\.prices/,
  },
];

describe('bad input', () => {
  let evaluation: Evaluation;
  let worldWeek: string;

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld({ weeks: 1, users: 30 });
    worldWeek = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    const day = new Date(startMsOfWorld(world.plan)).toISOString().slice(0, 10);
    await evaluation.store.put(`broken/${day}/a.jsonl.gz`, gzipSync('no json\n'.repeat(50)));
    evaluation.startWorker();
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it.each(CASES)(
    '$name ends in one clear line and writes no report',
    async ({ name, replace, environment, week = worldWeek, code, says }) => {
      const file = await evaluation.pipelineFile(name);
      if (replace !== undefined) await writeFile(file, (await readFile(file, 'utf8')).replace(...replace));
      const result = await evaluation.tidemark(['run', file, '--week', week], environment);
      // Progress may come before it; the last line is the error.
      const lines = result.stderr
        .trim()
        .split('\n')
        .filter((line) => !/^(started |using |\d{4}-W\d{2} )/.test(line));
      expect({ code: result.code, lines: lines.length }, result.stderr).toEqual({ code, lines: 1 });
      expect(lines[0]).toMatch(says);
      expect(result.stdout).toBe('');
      for await (const { key } of evaluation.store.list(`tidemark/${name}/`)) {
        expect(key).not.toMatch(/\/(reports|answers|judgements)\//);
      }
    },
    2 * MINUTES,
  );
});
