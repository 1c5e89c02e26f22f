import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbedderBridgeRow } from '../../activities/drift/embedder-bridge.js';
import { startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf, WEEK_MS } from '../../workflows/window.js';
import { answerWith, type EmbeddingsApi, startEmbeddingsApi, wordVector } from '../embedding/embeddings-api.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { leakedTexts, readHistories } from './history-leaks.js';

const MINUTES = 60_000;
const DIMENSION = 64;

describe('a pipeline that changes its embedder', () => {
  let evaluation: Evaluation;
  let api: EmbeddingsApi;
  let file: string;
  const world = smallWorld({ weeks: 4 });
  const weeks = [0, 1, 2, 3].map((week) => isoWeekOf(startMsOfWorld(world.plan) + week * WEEK_MS));
  const [first = '', second = '', third = '', fourth = ''] = weeks;
  const http = () =>
    `embedding: { kind: http, baseUrl: "${api.baseUrl}", model: words, dimension: ${DIMENSION}, keyEnv: WORDS_KEY }\n`;
  const run = async (week: string) => await evaluation.tidemark(['run', file, '--week', week, '--json']);
  const show = async () => JSON.parse((await evaluation.tidemark(['reference', 'show', file, '--json'])).stdout);
  const hasReport = async (week: string) =>
    (await evaluation.store.get(`tidemark/shop/reports/weekly/${week}/manifest.json`)) !== undefined;
  const manifestOf = async (week: string) => {
    const object = await evaluation.store.get(`tidemark/shop/reports/weekly/${week}/manifest.json`);
    return JSON.parse(Buffer.from(object?.bytes ?? []).toString('utf8'));
  };

  beforeAll(async () => {
    [evaluation, api] = await Promise.all([createEvaluation(), startEmbeddingsApi(DIMENSION)]);
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    evaluation.startWorker({ environment: { WORDS_KEY: 'words-key' } });
    const result = await run(first);
    expect(JSON.parse(result.stdout), result.stderr).toMatchObject({ week: first });
  }, 5 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
    await api.close();
  });

  it(
    'is refused until somebody says so, with the command that does',
    async () => {
      file = await evaluation.pipelineFile('shop', http());
      const { code, stderr } = await run(second);
      expect(code).toBe(1);
      expect(stderr).toMatch(/the pinned reference was embedded by lexical-384-\w+, the pipeline asks for kind "http"/);
      expect(stderr).toMatch(/tidemark reference pin/);
      expect(await hasReport(second)).toBe(false);
      expect(api.calls).toEqual([]);
      expect((await show()).objection).toMatch(/lexical-384/);
    },
    3 * MINUTES,
  );

  it(
    'pins a week by the new embedder, with the figures of that week by both',
    async () => {
      const pinned = ['reference', 'pin', file, '--week', second, '--reason', 'words by meaning', '--json'];
      const { code, stdout, stderr } = await evaluation.tidemark(pinned);
      expect(code, stderr).toBe(0);
      const result = JSON.parse(stdout);
      expect(result.before.embedderId).toMatch(/^lexical-384-/);
      expect(result.reference.embedderId).toMatch(/^http-words-64-/);
      const rows: readonly EmbedderBridgeRow[] = result.bridgeRows;
      expect(rows.map(({ role }) => role)).toEqual([...Array(4).fill('before'), ...Array(4).fill('after')]);
      expect(new Set(rows.map(({ embedder }) => embedder)).size).toBe(2);
      expect(rows.every(({ estimate, refused }) => estimate !== null && refused === null)).toBe(true);
      expect(new Set(rows.map(({ n_users_current }) => n_users_current)).size).toBe(1);
      expect(new Set(api.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer words-key']));

      const shown = await show();
      expect(shown.objection).toBeNull();
      expect(shown.reference).toEqual(result.reference);
      expect(shown.pins).toMatchObject([{ week: second, reason: 'words by meaning', before: result.before }]);
      const { stdout: text } = await evaluation.tidemark(['reference', 'show', file]);
      expect(text).toMatch(/words by meaning/);
      expect(text).toMatch(/mmd2 +[-.\d]+ +[-.\d]+/);
    },
    3 * MINUTES,
  );

  it(
    'goes on by the new embedder, says so in the report, and pays once per text',
    async () => {
      const { code, stderr } = await run(third);
      expect(code, stderr).toBeLessThan(4);
      const { reference } = await show();
      expect(await manifestOf(third)).toMatchObject({
        embedder: reference.embedderId,
        reference: { window: reference.window, sha256: reference.artifact.sha256 },
      });
      expect(new Set(api.texts()).size).toBe(api.texts().length);
      api.calls.length = 0;
      await run(third);
      expect(api.calls).toEqual([]);
    },
    4 * MINUTES,
  );

  it(
    'is told when another model answers to the name, and makes no report of it',
    async () => {
      api.respond(({ input }) => ({ body: answerWith(input.map((text) => wordVector(text, DIMENSION, 'swapped'))) }));
      api.calls.length = 0;
      const { code, stderr } = await run(fourth);
      expect(code).toBe(1);
      expect(stderr).toMatch(/who answers to "words" is another model than http-words-64-\w+/);
      expect(await hasReport(fourth)).toBe(false);
      expect(api.texts()).toEqual([]);
    },
    3 * MINUTES,
  );

  it('leaves no prompt in any history', async () => {
    const histories = await readHistories(evaluation.server.client);
    expect(histories.workflows).toBeGreaterThan(3);
    const texts = [...new Set(world.requests.map(({ record }) => record.prompt))];
    expect(leakedTexts(histories, texts)).toEqual([]);
  });
});
