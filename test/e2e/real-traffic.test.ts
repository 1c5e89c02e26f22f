import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DriftRow } from '../../activities/drift/drift-tables.js';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import { loadLogs } from '../../scripts/load-logs.js';
import { endMsOf, startMsOf, windowOfWeek } from '../../workflows/window.js';
import { createEvaluation, type Evaluation } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
const FILE = fileURLToPath(new URL('../../../shared/data/coding-agents.jsonl.gz', import.meta.url));
const FIRST = '2025-W29';
const LAST = '2025-W36';

interface Line {
  readonly request_id: string;
  readonly timestamp: string;
  readonly prompt: string;
}

/** Counted from the file itself, without a line of the product. */
function countWeek(lines: readonly Line[], week: string): { distinct: number; copies: number } {
  const window = windowOfWeek(week);
  const inside = lines.filter(
    ({ timestamp }) => Date.parse(timestamp) >= startMsOf(window) && Date.parse(timestamp) < endMsOf(window),
  );
  const readable = inside.filter(({ prompt }) => prompt.trim() !== '');
  return { distinct: new Set(readable.map(({ request_id }) => request_id)).size, copies: readable.length };
}

const reason = existsSync(FILE)
  ? undefined
  : 'real traffic is not part of the project: it is tested only where the shared data folder lies beside it';

describe.skipIf(reason !== undefined)(
  `eight weeks of real traffic${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let evaluation: Evaluation;
    let lines: Line[];
    let weeks: string[];

    beforeAll(async () => {
      lines = gunzipSync(readFileSync(FILE))
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      evaluation = await createEvaluation();
      await loadLogs(evaluation.store, 'logs/', FILE);
      evaluation.startWorker();
      const file = await evaluation.pipelineFile('agents', '  production: { model: sim-harbor-1 }\n');
      expect(await evaluation.tidemark(['apply', file, '--json'])).toMatchObject({ code: 0 });
      const backfill = await evaluation.tidemark(['backfill', file, '--from', FIRST, '--to', LAST, '--json']);
      expect(backfill.code, backfill.stderr).toBe(0);
      weeks = ['2025-W29', '2025-W30', '2025-W31', '2025-W32', '2025-W33', '2025-W34', '2025-W35', '2025-W36'];
    }, 8 * MINUTES);

    afterAll(async () => {
      await evaluation.close();
    });

    const tablesOf = (week: string) => reportTables(evaluation.store, `tidemark/agents/reports/weekly/${week}/`);

    it(
      'is accounted for line by line, as an independent count has it',
      async () => {
        for (const week of weeks) {
          const rows = (await tablesOf(week))['accounting.arrow'] as AccountingRow[];
          const sum = (column: 'read' | 'kept' | 'duplicate' | 'outside_window' | 'filtered' | 'quarantined') =>
            rows.reduce((total, row) => total + row[column], 0);
          expect(sum('read'), week).toBe(
            sum('kept') + sum('duplicate') + sum('outside_window') + sum('filtered') + sum('quarantined'),
          );
          const { distinct, copies } = countWeek(lines, week);
          expect({ week, kept: sum('kept'), duplicate: sum('duplicate') }).toEqual({
            week,
            kept: distinct,
            duplicate: copies - distinct,
          });
        }
      },
      MINUTES,
    );

    it(
      'has too few users for a drift verdict, and the report says so instead of a number',
      async () => {
        for (const week of weeks) {
          const rows = (await tablesOf(week))['drift.arrow'] as DriftRow[];
          expect(
            rows.every(({ estimate, alarm }) => estimate === null && !alarm),
            week,
          ).toBe(true);
          if (week !== FIRST)
            expect(
              rows.some(({ refused }) => /no verdict: \d+ users?/.test(refused ?? '')),
              week,
            ).toBe(true);
        }
      },
      MINUTES,
    );

    it(
      'leaves no user id of the log in any report',
      async () => {
        const users = new Set(lines.map((line) => (line as unknown as { user_id: string }).user_id));
        for await (const { key } of evaluation.store.list('tidemark/agents/reports/')) {
          const text = Buffer.from((await evaluation.store.get(key))?.bytes ?? []).toString('latin1');
          expect(
            [...users].filter((user) => text.includes(user)),
            key,
          ).toEqual([]);
        }
      },
      MINUTES,
    );
  },
);
