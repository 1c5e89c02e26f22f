import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PairRow, ScoreRow, TrendRow } from '../../activities/scoring/score-tables.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf, WEEK_MS } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;

const RUBRIC_FILE = `rubric: A good answer names concrete steps and figures.
criteria:
  - name: concrete
    question: Does it name steps and figures?
    scale: [nothing of use, a few, about half, most, all of it]
  - name: short
    question: Is it free of filler?
    scale: [nothing but filler, some filler, no filler]
    weight: 0.5
`;
const NEW_JUDGE = '{ model: sim-judge-long, rubricFile: rubric.yaml, retestShare: 0.5 }';
const CHECKS =
  '  checks: [{ name: answers, kind: no-refusal }, { name: short, kind: length, maxCharacters: 100000 }]\n';
const OTHERS = '  otherJudges: [{ model: sim-judge-noisy, retestShare: 0 }]\n';

describe('a judge that is replaced between two weeks', () => {
  let evaluation: Evaluation;
  let first: string;
  let second: string;
  let paidForSecond: number;
  const tablesOf = async (week: string) =>
    await reportTables(evaluation.store, `tidemark/shop/reports/weekly/${week}/`);
  const manifestOf = async (week: string) => {
    const object = await evaluation.store.get(`tidemark/shop/reports/weekly/${week}/manifest.json`);
    const manifest: unknown = JSON.parse(Buffer.from(object?.bytes ?? []).toString('utf8'));
    return manifest;
  };

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld();
    const startMs = startMsOfWorld(world.plan);
    [first, second] = [isoWeekOf(startMs), isoWeekOf(startMs + WEEK_MS)];
    await writeLogs(evaluation.store, world);
    const file = await evaluation.pipelineFile('shop');
    const original = (await readFile(file, 'utf8'))
      .replace('evalSet: { size: 40 }', 'evalSet: { size: 60 }')
      .replace(
        ' sim-harbor-1:',
        ' sim-judge-long: { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: 2026-06-01 }, sim-judge-noisy: { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: 2026-06-01 }, sim-harbor-1:',
      );
    evaluation.startWorker();
    const run = async (yaml: string, week: string) => {
      await writeFile(file, yaml);
      const { code, stderr } = await evaluation.tidemark(['run', file, '--week', week, '--json']);
      expect([0, 3], stderr).toContain(code);
    };
    await run(original, first);
    await writeFile(join(evaluation.folder, 'rubric.yaml'), RUBRIC_FILE);
    const changed = original
      .replace('{ model: sim-judge-1 }', NEW_JUDGE)
      .replace('  liveItems: 40\n', `  liveItems: 40\n${CHECKS}${OTHERS}`);
    await run(changed, second);
    const paid = evaluation.models.stats().calls;
    await run(changed, second);
    paidForSecond = evaluation.models.stats().calls - paid;
  }, 5 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it('keeps the line of production’s model, over items that both judges scored', async () => {
    const trend = (await tablesOf(second))['trend.arrow'] as TrendRow[];
    const row = trend.findLast(({ arm }) => arm === 'control');
    expect(row).toMatchObject({ week: second, line: 1, linked_by: 'judge-bridge', linked_week: first });
    expect(row?.shared_items).toBeGreaterThanOrEqual(30);
    expect(row?.judge_offset).not.toBeNull();
  });

  it('scores by the criteria of the rubric’s file', async () => {
    const scores = (await tablesOf(second))['scores.arrow'] as ScoreRow[];
    const { judges } = (await manifestOf(second)) as { judges: string[] };
    const counted = scores.filter(({ judge, outcome }) => judge === judges[0] && outcome === 'scored');
    expect(counted.length).toBeGreaterThan(100);
    for (const { score, criteria } of counted) {
      const { concrete, short } = JSON.parse(criteria ?? '{}') as { concrete: number; short: number };
      expect(score).toBeCloseTo((concrete + 0.5 * short) / 1.5, 12);
    }
  });

  it('has rows of second judgements, of the other judge and of the judge before, and one that counts for each item', async () => {
    const scores = (await tablesOf(second))['scores.arrow'] as ScoreRow[];
    const {
      judges: [main = ''],
    } = (await manifestOf(second)) as { judges: string[] };
    const count = (wanted: (row: ScoreRow) => boolean) => scores.filter(wanted).length;
    const counted = count(({ judge, repeat }) => judge === main && repeat === 0);
    expect(counted).toBe(3 * 100);
    expect(count(({ judge, repeat }) => judge === main && repeat === 1)).toBeGreaterThan(0.3 * counted);
    expect(new Set(scores.map(({ judge }) => judge)).size).toBe(3);
  });

  it('checks every answer without a judge', async () => {
    const scores = (await tablesOf(second))['scores.arrow'] as ScoreRow[];
    expect(new Set(scores.map(({ checks }) => checks))).toEqual(new Set(['{"answers":true,"short":true}']));
  });

  it('has pairs of the judges of this week only', async () => {
    const pairs = (await tablesOf(second))['pairs.arrow'] as PairRow[];
    expect(new Set(pairs.map(({ judge }) => judge)).size).toBe(2);
  });

  it('says so on the page', async () => {
    const object = await evaluation.store.get(`tidemark/shop/reports/weekly/${second}/report.html`);
    const page = Buffer.from(object?.bytes ?? []).toString('utf8');
    expect(page).toContain(`The judge changed in ${second}`);
    expect(page).toMatch(
      /the judge is another one than in \d{4}-W\d{2}: \d+ items of the eval set are scored by sim-judge-1/,
    );
  });

  it('pays for nothing when the week is run again', () => {
    expect(paidForSecond).toBe(0);
  });
});
