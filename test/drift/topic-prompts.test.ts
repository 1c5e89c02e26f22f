import { describe, expect, it } from 'vitest';
import { type TopicRow, topicPromptsTable } from '../../activities/drift/drift-tables.js';
import { createTopicPromptActivities } from '../../activities/drift/topic-prompt-activities.js';
import { drawTopicPrompts, type PooledRequest, topicsToName } from '../../activities/drift/topic-prompts.js';
import { readTable } from '../../activities/storage/artifact.js';
import { createActivityWorld, REFERENCE_WEEK, rowsOf } from './drift-world.js';

const WEEK = '2026-W31';

/** Five requests of each user; every third user writes about the topic, in all of them. */
function pool(users: number): PooledRequest[] {
  return Array.from({ length: 5 * users }, (_, at) => ({
    user: `u${at % users}`,
    requestId: `r${at}`,
    prompt: `prompt ${at} of ${at % users}`,
    isInside: (at % users) % 3 === 0,
  }));
}

const TOPIC = { topic: 4, label: 'a, b, c' };

describe('the prompts that a topic is named from and tested on', () => {
  const rows = drawTopicPrompts(TOPIC, pool(200), 'seed');
  const of = (role: string, isInside: boolean) => rows.filter((row) => row.role === role && row.is_inside === isInside);

  it('are of other users', () => {
    const shown = new Set(rows.filter(({ role }) => role === 'shown').map(({ user }) => user));
    expect(rows.filter(({ role, user }) => role === 'asked' && shown.has(user))).toEqual([]);
  });

  it('are as many of the topic as of others where a name is tested', () => {
    expect(of('asked', true)).toHaveLength(25);
    expect(of('asked', false)).toHaveLength(25);
    expect(of('shown', true)).toHaveLength(12);
  });

  it('count every user once', () => {
    for (const group of [of('shown', true), of('shown', false), of('asked', true), of('asked', false)]) {
      expect(new Set(group.map(({ user }) => user)).size).toBe(group.length);
    }
  });

  it('do not hang on the order of the requests', () => {
    expect(drawTopicPrompts(TOPIC, pool(200).reverse(), 'seed')).toEqual(rows);
    expect(drawTopicPrompts(TOPIC, pool(200), 'other')).not.toEqual(rows);
  });

  it('leave out copies and blank prompts', () => {
    const copies = pool(200).map((request) => ({ ...request, prompt: request.isInside ? 'the same' : ' ' }));
    const prompts = drawTopicPrompts(TOPIC, copies, 'seed').map(({ prompt }) => prompt);
    expect(prompts.filter((prompt) => prompt !== 'the same')).toEqual([]);
    expect(prompts.length).toBeLessThanOrEqual(2);
  });
});

it('names new topics first, then the largest changes, and none that stayed', () => {
  const row = (topic: number, fields: Partial<TopicRow>) => ({ topic, is_mapped: true, ...fields }) as TopicRow;
  const rows = [
    row(0, { state: 'grown', difference: 0.02 }),
    row(1, { state: 'same', difference: 0.3 }),
    row(2, { state: 'vanished', difference: -0.1 }),
    row(3, { state: 'new', difference: 0.01, is_mapped: false }),
  ];
  expect(topicsToName(rows, 8).map(({ topic }) => topic)).toEqual([3, 2, 0]);
  expect(topicsToName(rows, 2).map(({ topic }) => topic)).toEqual([3, 2]);
});

it('draws from a measured week: of a planted topic nothing but its own prompts', async () => {
  const topicNames = { model: 'namer' };
  const world = await createActivityWorld({ drift: { topics: 4, permutations: 199, topicNames } });
  const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 90 }));
  const input = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 90, newTopicShare: 0.3 }));
  const { topics } = await world.run(world.drift.measureDrift, input);
  const { drawTopicPrompts: draw } = createTopicPromptActivities(world.deps);
  const prompts = await world.run(draw, { ...input, topics });
  const rows = await readTable(world.store, prompts, topicPromptsTable);
  const planted = rows.filter(({ label }) => /spaceship|orbit|telescope|comet|galaxy|nebula/.test(label));
  const inside = planted.filter(({ is_inside: isInside }) => isInside);
  expect(inside.length).toBeGreaterThan(10);
  for (const { prompt } of inside) expect(prompt).toMatch(/spaceship|orbit|telescope|comet|galaxy|nebula/);
  expect(planted.some(({ prompt }) => prompt.includes('tomato'))).toBe(true);
  expect(await world.run(draw, { ...input, topics })).toEqual(prompts);
});
