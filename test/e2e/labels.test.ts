import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../../activities/storage/layout.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { findInspect, readInspectDataset, readInspectLog } from '../scripts/inspect-log-reader.js';
import { promptfooOutputSchema } from '../scripts/promptfoo-output.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';

const MINUTES = 60_000;

describe('a reported week', () => {
  let evaluation: Evaluation;
  let file: string;
  let week: string;
  const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });
  const path = (name: string) => join(evaluation.folder, name);
  const json = async (...args: string[]) => {
    const result = await evaluation.tidemark([...args, '--json']);
    expect(result.code, result.stderr).toBe(0);
    return JSON.parse(result.stdout);
  };
  const objects = async (prefix: string) => {
    const found = new Map<string, string>();
    for await (const { key, etag } of evaluation.store.list(prefix)) found.set(key, etag);
    return found;
  };
  const sheet = async (name: string) =>
    Papa.parse<Record<string, string>>((await readFile(path(name), 'utf8')).replace('\uFEFF', ''), {
      header: true,
      skipEmptyLines: true,
    }).data;

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const world = smallWorld();
    week = isoWeekOf(startMsOfWorld(world.plan));
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    evaluation.startWorker();
    const run = await evaluation.tidemark(['run', file, '--week', week, '--json']);
    expect(run.code === 0 || run.code === 3, run.stderr).toBe(true);
  }, 4 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'gives people a blind sheet, once',
    async () => {
      const out = path('labels.csv');
      const first = await json('labels', 'export', file, '--items', '20', '--out', out);
      expect(first).toMatchObject({ week, comparisons: 20, withoutText: 0, file: out });
      const rows = await sheet('labels.csv');
      expect(rows).toHaveLength(20);
      expect(
        rows.every((row) => row['prompt'] && row['first_answer'] && row['second_answer'] && row['winner'] === ''),
      ).toBe(true);
      const text = await readFile(out, 'utf8');
      expect(text).not.toMatch(/sim-tide|sim-harbor|arm_/);
      const before = await objects(layout.labels());
      const again = await json('labels', 'export', file, '--week', week, '--items', '20', '--out', path('again.csv'));
      expect(again.exportId).toBe(first.exportId);
      expect(await readFile(path('again.csv'), 'utf8')).toBe(text);
      expect([...(await objects(layout.labels())).keys()]).toEqual([...before.keys()]);
      const refused = await evaluation.tidemark(['labels', 'export', file, '--out', out]);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--force overwrites it')]);
    },
    2 * MINUTES,
  );

  it(
    'takes back what they said, once, and tells how far they agree',
    async () => {
      const rows = await sheet('labels.csv');
      const filled = rows.flatMap((row, at) => [
        { ...row, winner: at % 3 === 0 ? 'tie' : 'first', first_score: '4', labeler: 'kim' },
        { ...row, winner: 'first', labeler: 'ada' },
      ]);
      await writeFile(path('filled.csv'), Papa.unparse(filled));
      const before = await objects(layout.labels());
      const broken = await readFile(path('filled.csv'), 'utf8');
      await writeFile(path('broken.csv'), broken.replace(/(.*),tie,/s, '$1,neither,'));
      const refused = await evaluation.tidemark(['labels', 'import', path('broken.csv'), file]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/broken\.csv:\d+: winner: must be first, second or tie, or empty/);
      expect(await objects(layout.labels())).toEqual(before);

      const outcome = await json('labels', 'import', path('filled.csv'), file);
      expect(outcome).toMatchObject({ added: 40, corrected: 0, present: 0, blank: 0, weeks: [week] });
      expect(outcome.agreement.amongPeople).toBeCloseTo(13 / 20, 9);
      const stored = await objects(layout.labels());
      expect(await json('labels', 'import', path('filled.csv'), file)).toMatchObject({ added: 0, present: 40 });
      expect(await objects(layout.labels())).toEqual(stored);
      const { sheets } = await json('labels', 'list', file);
      expect(sheets).toMatchObject([{ week, current: true, drawn: 20, labelled: 20, people: 2 }]);
      const listed = await evaluation.tidemark(['labels', 'list', file]);
      expect(listed.stdout).toMatch(/week\s+sheet\s+judge\s+drawn\s+labelled/);
    },
    2 * MINUTES,
  );

  it(
    'has labels of its own judge only',
    async () => {
      const other = path('other.yaml');
      const rubric = 'Rate the answer by how kind it is to the person who asked.';
      const yaml = await readFile(file, 'utf8');
      await writeFile(
        other,
        yaml.replace('judge: { model: sim-judge-1 }', `judge: { model: sim-judge-1, rubric: '${rubric}' }`),
      );
      const refused = await evaluation.tidemark(['labels', 'import', path('filled.csv'), other]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        /filled\.csv:2: label_id: was exported for the judge .*; export a new sheet with "tidemark labels export"/,
      );
      const early = await evaluation.tidemark(['labels', 'export', other, '--out', path('early.csv')]);
      expect(early.stderr).toMatch(/is by another judge than the pipeline's; run a week with the new judge first/);
    },
    2 * MINUTES,
  );

  it(
    'is read by promptfoo, inspect and spreadsheets',
    async (context) => {
      const exported = async (format: string, ...more: string[]) => {
        const to = path(`results.${format === 'csv' ? 'csv' : `${format}.json`}`);
        const about = await json('reports', 'export', week, file, '--format', format, '--to', to, ...more);
        return { about, text: await readFile(to, 'utf8') };
      };
      const csv = await exported('csv');
      const table = Papa.parse<Record<string, string>>(csv.text, { header: true, skipEmptyLines: true }).data;
      expect(table).toHaveLength(csv.about.rows);
      const promptfoo = promptfooOutputSchema.parse(JSON.parse((await exported('promptfoo')).text));
      expect(promptfoo.results.results).toHaveLength(table.length);
      expect(promptfoo.results.prompts.map(({ id }) => id)).toEqual(['candidate', 'control', 'production']);
      const scored = promptfoo.results.results.filter(({ failureReason }) => failureReason !== 2);
      expect(scored.length).toBe(table.filter(({ score }) => score !== '').length);

      const inspect = await exported('inspect');
      expect(inspect.about.arms).toEqual(['candidate']);
      const found = await findInspect();
      if ('missing' in found) return context.skip(found.missing);
      const log = await readInspectLog(found.python, path('results.inspect.json'));
      const candidate = table.filter(({ arm }) => arm === 'candidate');
      expect(log).toMatchObject({ status: 'success', model: 'sim-tide-1', task: 'tidemark/shop' });
      expect(log.samples).toHaveLength(candidate.length);
      const byId = new Map(candidate.map((row) => [`${row['source']} ${row['item_id']}`, row]));
      for (const { id, answer, score } of log.samples) {
        const row = byId.get(id);
        expect(answer).toBe(row?.['answer']?.replace(/^'(?=[=+\-@])/, ''));
        expect(score === null ? '' : String(score)).toBe(row?.['score']);
      }
      expect(log.metrics['mean']).toBeGreaterThan(0);

      await json('eval-set', 'export', 'current', file, '--format', 'inspect', '--to', path('samples.jsonl'));
      expect(await readInspectDataset(found.python, path('samples.jsonl'))).toHaveLength(40);
    },
    5 * MINUTES,
  );

  it(
    'loses the labels of a user who asks to be forgotten',
    async () => {
      const { sheets } = await json('labels', 'list', file);
      const [key] = [...(await objects(layout.labels())).keys()].filter((name) => name.includes('/exports/'));
      const rows = tableFromIPC((await evaluation.store.get(key ?? ''))?.bytes ?? new Uint8Array());
      const user = String(rows.getChild('user')?.get(0));
      const ofUser = Array.from({ length: rows.numRows }, (_, at) => rows.getChild('user')?.get(at) === user).filter(
        Boolean,
      );
      const forgotten = await json('forget-user', '--hash', user, file, '--yes');
      expect(forgotten.removed.rooms.labels).toEqual({ objects: 2, rows: 3 * ofUser.length });
      for await (const { key: name } of evaluation.store.list(layout.labels())) {
        const bytes = Buffer.from((await evaluation.store.get(name))?.bytes ?? []);
        expect(bytes.includes(user), name).toBe(false);
      }
      const [after] = (await json('labels', 'list', file)).sheets;
      expect(after).toMatchObject({
        drawn: sheets[0].drawn - ofUser.length,
        labelled: sheets[0].labelled - ofUser.length,
      });
      const again = await json('labels', 'import', path('filled.csv'), file);
      expect(again).toMatchObject({ added: 0, present: 40 - 2 * ofUser.length, forgotten: 2 * ofUser.length });
    },
    3 * MINUTES,
  );
});
