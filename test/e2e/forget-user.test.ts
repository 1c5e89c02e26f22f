import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readForgotten } from '../../activities/erasure/forgotten-list.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import { unitOf } from '../../scripts/clients/unit-argument.js';
import type { World } from '../../scripts/simulator/world.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf, WEEK_MS } from '../../workflows/window.js';
import { checkReports, findPythonReaders } from '../support/python-readers.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { type Histories, leakedTexts, readHistories } from './history-leaks.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
const PREFIX = 'tidemark/shop/';

describe('a user who asks to be forgotten after two weeks', () => {
  let evaluation: Evaluation;
  let world: World;
  let file: string;
  let weeks: string[];
  let userId: string;
  let hash: string;
  /** What only this user wrote or was told. */
  let texts: string[];
  const run = async (week: string) => {
    const result = await evaluation.tidemark(['run', file, '--week', week, '--json']);
    expect(result.code, result.stderr).toBe(0);
  };
  const forget = async (...options: string[]) => {
    const result = await evaluation.tidemark(['forget-user', userId, file, '--json', ...options]);
    expect(result.stdout + result.stderr).not.toContain(userId);
    expect(result.stdout + result.stderr).not.toContain(hash);
    expect(result.code, result.stderr).toBe(0);
    return JSON.parse(result.stdout);
  };

  beforeAll(async () => {
    evaluation = await createEvaluation();
    world = withMarks(smallWorld({ weeks: 3 }));
    weeks = [0, 1, 2].map((at) => isoWeekOf(startMsOfWorld(world.plan) + at * WEEK_MS));
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    evaluation.startWorker();
    for (const week of weeks.slice(0, 2)) await run(week);
    userId = await busiestEvalUser();
    hash = hashOf(userId);
    texts = world.requests
      .map(({ record }) => record)
      .filter((record) => record.user_id === userId)
      .flatMap(({ request_id }) => [markOf(`asked ${request_id}`), markOf(`told ${request_id}`)]);
  }, 6 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  const hashOf = (id: string) => unitOf({ kind: 'user', value: id }, evaluation.environment['TIDEMARK_USER_KEY'] ?? '');

  /** Of the users with items in the eval set the one with most rows in the first report, so that there is much to do. */
  async function busiestEvalUser(): Promise<string> {
    const { 'eval_set.arrow': items = [], 'scores.arrow': scores = [] } = await tablesOf(weeks[0] ?? '');
    const chosen = new Set(items.map((row) => (row as { user: string }).user));
    const rows = new Map<string, number>();
    for (const { user } of scores as { user: string }[])
      if (chosen.has(user)) rows.set(user, (rows.get(user) ?? 0) + 1);
    const [busiest] = [...rows].sort(([, a], [, b]) => b - a);
    const found = world.users.find((user) => hashOf(user.userId) === busiest?.[0]);
    if (found === undefined) throw new Error('no user of the world has an item in the eval set');
    return found.userId;
  }

  const tablesOf = async (week: string) => await reportTables(evaluation.store, `${PREFIX}reports/weekly/${week}/`);

  /** Keys of the objects below the prefix that hold the user's texts, hash or id. */
  async function traces(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of evaluation.store.list(PREFIX)) {
      const bytes = Buffer.from((await evaluation.store.get(key))?.bytes ?? []);
      const object: Histories = { workflows: 0, text: bytes.toString('utf8').replaceAll('\\', '') };
      // The index of a sample holds hashes as words, not as text.
      const words = Buffer.from(hash.slice(2), 'hex').swap32();
      const hasHash = object.text.includes(hash) || object.text.includes(userId) || bytes.includes(words);
      if (hasHash || leakedTexts(object, texts).length > 0) found.push(key);
    }
    return found;
  }

  it(
    'is stored in samples, caches, the eval set, the ledger and reports before',
    async () => {
      expect(texts.length).toBeGreaterThan(3);
      const rooms = new Set((await traces()).map((key) => key.slice(PREFIX.length).split('/')[0]));
      expect([...rooms]).toEqual(expect.arrayContaining(['drift-state', 'eval-set', 'reports', 'samples', 'work']));
      const planned = await forget('--dry-run');
      expect(planned).toMatchObject({ dryRun: true, found: true });
      const { rooms: found, answers, judgements } = planned.removed;
      expect(Math.min(found.embeddings.rows, answers, judgements)).toBeGreaterThan(0);
    },
    2 * MINUTES,
  );

  it(
    'stands nowhere under the prefix and in no history afterwards, and a second run finds nothing',
    async () => {
      const first = await forget('--yes');
      expect(first).toMatchObject({ found: true, reports: weeks.slice(0, 2).map((week) => `weekly/${week}`) });
      expect(first.removed.answers).toBeGreaterThan(0);
      expect(await traces()).toEqual([]);
      const histories = await readHistories(evaluation.server.client);
      expect(leakedTexts(histories, texts)).toEqual([]);
      expect([userId, hash].filter((name) => histories.text.includes(name))).toEqual([]);
      const { removed, found } = await forget('--yes');
      expect({ removed, found }).toEqual({
        found: false,
        removed: { rooms: {}, answers: 0, judgements: 0, intermediates: 0 },
      });
    },
    3 * MINUTES,
  );

  it(
    'leaves reports that open everywhere and say what was removed',
    async (context) => {
      for (const week of weeks.slice(0, 2)) {
        const got = await evaluation.tidemark(['reports', 'get', week, file, '--to', `downloaded/weekly/${week}`]);
        expect(got.code, got.stderr).toBe(0);
        const read = async (name: string) =>
          Buffer.from((await evaluation.store.get(`${PREFIX}reports/weekly/${week}/${name}`))?.bytes ?? []).toString();
        expect(await read('report.html')).toMatch(/because users asked to be forgotten: \d+ rows/);
        const manifest = JSON.parse(await read('manifest.json'));
        expect(manifest.removed.map((entry: { file: string }) => entry.file)).toContain('scores.arrow');
      }
      const readers = await findPythonReaders();
      if ('missing' in readers) return context.skip(readers.missing);
      expect(await checkReports(readers.python, `${evaluation.folder}/downloaded`)).toContain(' 0 failed');
    },
    5 * MINUTES,
  );

  it(
    'does not come back with the next week, nor with an old week that is run again',
    async () => {
      for (const week of [weeks[2] ?? '', weeks[1] ?? '', weeks[0] ?? '']) await run(week);
      expect(await traces()).toEqual([]);
      const rows = (await tablesOf(weeks[2] ?? ''))['accounting.arrow'] as (AccountingRow & {
        filter_reasons: string;
      })[];
      expect(rows.some(({ filter_reasons }) => filter_reasons.includes('forgotten_user'))).toBe(true);
      expect(
        (await readForgotten(evaluation.store, layoutOf({ prefix: 'tidemark', pipeline: 'shop' }))).units.size,
      ).toBeGreaterThan(0);
      expect((await forget('--yes')).found).toBe(false);
    },
    6 * MINUTES,
  );
});

/** The simulator's people share templates: here each request and each answer holds words that stand nowhere else. */
function withMarks(world: World): World {
  const requests = world.requests.map((request) => {
    const { record } = request;
    const prompt = `${record.prompt} By the way: ${markOf(`asked ${record.request_id}`)}`;
    const response = `${record.response} By the way: ${markOf(`told ${record.request_id}`)}`;
    return { ...request, record: { ...record, prompt, response } };
  });
  return { ...world, requests };
}

/** Forty letters that follow from the seed, in words. */
function markOf(seed: string): string {
  const letters = Array.from(createHash('sha256').update(seed).digest(), (byte) =>
    String.fromCharCode(97 + (byte % 26)),
  );
  return letters.join('').replace(/.{8}/g, '$& ').trim();
}
