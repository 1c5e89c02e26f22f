import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TopicNameRow, TopicRow } from '../../activities/drift/drift-tables.js';
import type { World } from '../../scripts/simulator/world.js';
import { DEMO_PLAN, startMsOfWorld } from '../../scripts/simulator/world-plan.js';
import { isoWeekOf } from '../../workflows/window.js';
import { createEvaluation, type Evaluation, smallWorld, writeLogs } from './evaluation.js';
import { leakedTexts, readHistories } from './history-leaks.js';
import { reportTables } from './report-tables.js';

const MINUTES = 60_000;
const WEEK_MS = 7 * 86_400_000;

describe('names of the topics that moved', () => {
  let evaluation: Evaluation;
  let world: World;
  let file: string;
  let week: string;
  const folder = () => `tidemark/shop/reports/weekly/${week}/`;
  const run = async (of = week) => {
    const result = await evaluation.tidemark(['run', file, '--week', of, '--json']);
    return JSON.parse(result.stdout) as { week: string; paidCalls: number; costUsd: number };
  };
  const tables = async () => await reportTables(evaluation.store, folder());

  beforeAll(async () => {
    evaluation = await createEvaluation();
    const newTopic = { ...DEMO_PLAN.newTopic, fromDay: 7, fullDay: 7.1, share: 0.3 };
    world = smallWorld({ users: 260, newTopic });
    await writeLogs(evaluation.store, world);
    file = await evaluation.pipelineFile('shop');
    const yaml = await readFile(file, 'utf8');
    const changes = [
      ['topics: 8 }', 'topics: 40, topicNames: { model: sim-judge-1 } }'],
      ['sample: { size: 400 }', 'sample: { size: 1500 }'],
      ['evalSet: { size: 40 }', 'evalSet: { size: 20 }'],
      ['liveItems: 40', 'liveItems: 10'],
    ] as const;
    await writeFile(
      file,
      changes.reduce((text, [from, to]) => text.replace(from, to), yaml),
    );
    const startMs = startMsOfWorld(world.plan);
    week = isoWeekOf(startMs + WEEK_MS);
    evaluation.startWorker();
    await run(isoWeekOf(startMs));
  }, 3 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'stand in the table and on the page, with the precision measured on other users',
    async () => {
      const { costUsd } = await run();
      const report = await tables();
      const topics = report['topics.arrow'] as TopicRow[];
      const names = report['topic_names.arrow'] as TopicNameRow[];
      const moved = topics.filter(({ state }) => state !== 'same').map(({ topic }) => topic);
      expect(new Set(names.map(({ topic }) => topic))).toEqual(new Set(moved));
      const solar = names.find(({ topic_name: name }) => name === 'solar power');
      expect(solar?.topic_name_precision).toBeGreaterThan(0.7);
      const page = Buffer.from((await evaluation.store.get(`${folder()}report.html`))?.bytes ?? []).toString('utf8');
      expect(page).toContain('>solar power</td>');
      expect(page).toContain('have a name by sim-judge-1');
      expect(costUsd).toBeGreaterThan(0);
    },
    3 * MINUTES,
  );

  it('are booked with what the week spent', async () => {
    let booked = 0;
    for await (const { key } of evaluation.store.list('tidemark/shop/spend/')) {
      if (!key.includes(`/${week}/`)) continue;
      const object = await evaluation.store.get(key);
      booked += (JSON.parse(Buffer.from(object?.bytes ?? []).toString('utf8')) as { paidCalls: number }).paidCalls;
    }
    let entries = 0;
    for await (const { key } of evaluation.store.list('tidemark/shop/judgements/')) {
      if (/\/topic-(?:name|fit)-/.test(key)) entries += 1;
    }
    expect(entries).toBeGreaterThan(10);
    expect(booked).toBeGreaterThan(entries);
  });

  it(
    'cost nothing and do not change when the week is run again',
    async () => {
      const before = { tables: await tables(), calls: evaluation.models.stats().calls };
      expect(await run()).toMatchObject({ paidCalls: 0, costUsd: 0 });
      expect(evaluation.models.stats().calls).toBe(before.calls);
      expect(await tables()).toEqual(before.tables);
    },
    3 * MINUTES,
  );

  it(
    'leave no prompt and no name in any history',
    async () => {
      const histories = await readHistories(evaluation.server.client);
      expect(histories.text).toContain('drawTopicPrompts');
      expect(
        leakedTexts(
          histories,
          world.requests.map(({ record }) => record.prompt),
        ),
      ).toEqual([]);
      expect(histories.text).not.toContain('solar power');
    },
    2 * MINUTES,
  );
});
