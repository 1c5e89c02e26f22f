import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AdaptationRow, PatternRow } from '../../activities/adaptation/adaptation-tables.js';
import { loadLogs } from '../../scripts/load-logs.js';
import { adaptationWorkflowId } from '../../workflows/ids.js';
import type { AdaptationTrackingResult } from '../../workflows/messages.js';
import { createEvaluation, type Evaluation } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
const FILE = fileURLToPath(new URL('../../../shared/data/coding-agents.jsonl.gz', import.meta.url));
/** From this day on most requests carry another model's id than in the weeks before. */
const DEPLOYED_AT = '2026-06-16T00:00:00Z';
const PIPELINE = 'agents';

const reason = existsSync(FILE)
  ? undefined
  : 'real traffic is not part of the project: it is tested only where the shared data folder lies beside it';

describe.skipIf(reason !== undefined)(
  `a release in real traffic of few users${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let evaluation: Evaluation;
    let result: AdaptationTrackingResult;
    let tables: Record<string, unknown[]>;
    let page: string;

    beforeAll(async () => {
      evaluation = await createEvaluation();
      await loadLogs(evaluation.store, 'logs/', FILE);
      evaluation.startWorker();
      const file = await evaluation.pipelineFile(
        PIPELINE,
        '  production: { model: sim-harbor-1 }\nadaptation: { baselineDays: 14, checkpointsDays: [3, 7, 14], placebos: 4 }\n',
      );
      expect(await evaluation.tidemark(['apply', file, '--json'])).toMatchObject({ code: 0 });
      const told = await evaluation.tidemark(['release', 'opus-4-8', file, '--deployed-at', DEPLOYED_AT, '--json']);
      expect(told.code, told.stderr).toBe(0);
      const tracker = evaluation.server.client.workflow.getHandle(adaptationWorkflowId(PIPELINE, 'opus-4-8'));
      // The monitor starts it; until then there is nothing to wait for.
      await vi.waitUntil(async () => await tracker.describe().catch(() => undefined), {
        timeout: MINUTES,
        interval: 200,
      });
      result = (await tracker.result()) as AdaptationTrackingResult;
      const folder = `tidemark/${PIPELINE}/reports/releases/opus-4-8/`;
      tables = await reportTables(evaluation.store, folder);
      page = '';
      for await (const { key } of evaluation.store.list(folder)) {
        if (!/\.(?:html|md|json)$/.test(key)) continue;
        page += Buffer.from((await evaluation.store.get(key))?.bytes ?? []).toString('utf8');
      }
    }, 3 * MINUTES);

    afterAll(async () => {
      await evaluation.close();
    });

    it('ends with a report of every checkpoint that has traffic', () => {
      expect(result.checkpoints).toBeGreaterThan(0);
      const rows = tables['adaptation.arrow'] as AdaptationRow[];
      expect(new Set(rows.map((row) => row.checkpoint_days)).size).toBe(result.checkpoints);
    });

    it('says how many users there are in place of every figure they are too few for', () => {
      for (const row of tables['adaptation.arrow'] as AdaptationRow[]) {
        expect(row.estimate, `${row.part} at ${row.checkpoint_days} d`).toBeNull();
        expect(row.p_value).toBeNull();
        expect(row.refused).toMatch(/\d+ .*users?/);
      }
    });

    it('claims no change of any pattern', () => {
      for (const row of tables['patterns.arrow'] as PatternRow[]) {
        expect([row.within_user_difference, row.p_value, row.ci_low, row.habits_change]).toEqual([
          null,
          null,
          null,
          null,
        ]);
      }
    });

    it('shows the refusal on its page, and no number instead', () => {
      expect(page).toMatch(/no verdict/i);
      expect(page).not.toContain('NaN');
    });
  },
);
