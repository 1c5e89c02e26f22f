import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { isWithin, tallyOf } from '../../scripts/calibrate/experiment.js';
import { textNull, textTopic } from '../../scripts/calibrate/text-experiments.js';
import { logPool, QUIET_KINDS_OF_LOGS } from '../../scripts/calibrate/text-logs.js';
import { LEXICAL, type TextSettings } from '../../scripts/calibrate/text-settings.js';
import { QUIET_KINDS, simulatorPool, simulatorSource } from '../../scripts/calibrate/text-simulator.js';
import type { TextRequest } from '../../scripts/calibrate/text-traffic.js';
import { embeddedSource, lexicalEmbedder, withPoolVectors } from '../../scripts/calibrate/text-vectors.js';
import { startEmbeddingsApi } from '../embedding/embeddings-api.js';
import { firstOutcomes } from './repetitions.js';

const DIMENSION = 128;
const TIMEOUT_MS = 240_000;

const usersIn = (requests: readonly TextRequest[]) => new Set(requests.map(({ user }) => user));

describe('windows of simulated text', () => {
  const lexical = (people: number) => async () => ({
    source: simulatorSource(people),
    embedder: lexicalEmbedder(DIMENSION),
  });

  it(
    'raise few alarms when nothing changes',
    async () => {
      const experiment = textNull(lexical(60), QUIET_KINDS);
      const outcomes = await firstOutcomes(experiment, 6);
      const [halves, weeks, refused] = experiment.figures.map(({ name }) => tallyOf(outcomes, name).hits);
      // At .05, 3 or more of 6 have a probability of .002.
      expect(halves).toBeLessThanOrEqual(2);
      expect(weeks).toBeLessThanOrEqual(2);
      expect(refused).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'show a new topic, and its own words name it',
    async () => {
      const experiment = textTopic(lexical(250));
      const [outcome] = await firstOutcomes(experiment, 1);
      const missed = experiment.figures.flatMap(({ name, limit }) =>
        limit === null || isWithin(outcome?.[name] === true ? 1 : 0, limit) ? [] : [name],
      );
      expect(missed).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('hold a tenth of a topic that nobody else asks about', () => {
    const { planted, quiet, topic } = simulatorSource(300).world(4, 'test');
    expect(topic).toBe('networking');
    const [before, after] = planted;
    const shareAbout = (requests: readonly TextRequest[]) =>
      requests.filter(({ text }) => /network/i.test(text)).length / requests.length;
    expect(shareAbout(before)).toBeLessThan(0.01);
    // Four of five prompts about it say the word.
    expect(shareAbout(after)).toBeGreaterThan(0.05);
    expect(shareAbout(after)).toBeLessThan(0.12);
    expect(before.length).toBeLessThan(quiet['two weeks']?.[0].length ?? 0);
  });

  it('are drawn from one pool of texts where each text costs something', () => {
    const { source, texts } = simulatorPool('test', 60, 90, 20);
    const pool = new Set(texts);
    for (const repetition of [0, 1]) {
      const { quiet, planted } = source.world(repetition, 'test');
      const requests = [...Object.values(quiet), planted].flat(2);
      expect(requests.every(({ text }) => pool.has(text))).toBe(true);
      expect(usersIn(requests).size).toBeLessThanOrEqual(60);
    }
    expect(source.world(0, 'a').planted).not.toEqual(source.world(0, 'b').planted);
    expect(source.world(1, 'a')).toEqual(source.world(1, 'a'));
  });
});

describe('windows of logged text', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-calibration-'));
    file = join(folder, 'requests.jsonl.gz');
    const random = createRandom('logged');
    const lines = Array.from({ length: 400 }, (_, at) => ({
      user_id: `u${random.integer(50)}`,
      session_id: `s${random.integer(200)}`,
      prompt: `why does function ${at} of module ${random.integer(40)} return ${random.integer(9)}`,
    }));
    await writeFile(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are two halves of users, or of sessions, which share nobody', async () => {
    const { source } = await logPool(file, 'test');
    const { quiet, planted, topic } = source.world(0, 'test');
    expect(Object.keys(quiet)).toEqual(QUIET_KINDS_OF_LOGS);
    for (const [before, after] of [...Object.values(quiet), planted]) {
      const others = usersIn(after);
      expect([...usersIn(before)].some((user) => others.has(user))).toBe(false);
      expect(Math.abs(usersIn(before).size - others.size)).toBeLessThanOrEqual(1);
    }
    expect(topic).not.toBe('');
    expect(planted[1].some(({ text }) => !text.startsWith('why does'))).toBe(true);
  });

  it(
    'get their vectors from an endpoint once, whatever the repetitions',
    async () => {
      const api = await startEmbeddingsApi(64);
      try {
        const settings: TextSettings = { ...LEXICAL, embedder: 'http', baseUrl: api.baseUrl, model: 'm', logs: file };
        const embedded = await withPoolVectors(settings, 64, () => {});
        const texts = api.texts();
        expect(new Set(texts).size).toBe(texts.length);
        const experiment = textNull(async () => await embeddedSource(embedded, 64), QUIET_KINDS_OF_LOGS);
        const [outcome] = await firstOutcomes(experiment, 1);
        expect(Object.keys(outcome ?? {}).sort()).toEqual(experiment.figures.map(({ name }) => name).sort());
        expect(api.texts()).toHaveLength(texts.length);
        await expect(embeddedSource(settings, 64)).rejects.toThrow('have no vectors yet');
      } finally {
        await api.close();
      }
    },
    TIMEOUT_MS,
  );

  it('must have users, sessions and prompts', async () => {
    const broken = join(folder, 'broken.jsonl');
    await writeFile(broken, '{"user_id":"u1","prompt":"p"}\n');
    await expect(logPool(broken, 'test')).rejects.toThrow('line 1 lacks user_id, session_id or prompt');
  });
});
