import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createLogObjects } from '../../scripts/simulator/log-objects.js';
import { plantedDifference, plantedTruth } from '../../scripts/simulator/planted-truth.js';
import { readPrompt } from '../../scripts/simulator/prompt-reader.js';
import { TOPICS } from '../../scripts/simulator/topics.js';
import { createWorld, type SimulatedRequest } from '../../scripts/simulator/world.js';
import { adoptionAt, DEMO_PLAN, dayOfTime, type WorldPlan } from '../../scripts/simulator/world-plan.js';

const world = createWorld(DEMO_PLAN);
const [releaseA, releaseB] = DEMO_PLAN.releases;
const shareOf = (requests: readonly SimulatedRequest[], holds: (request: SimulatedRequest) => boolean) =>
  requests.filter(holds).length / requests.length;
const modelsBetween = (from: number, to: number) =>
  new Set(world.requests.filter(({ day }) => day >= from && day < to).map(({ record }) => record.model));
const around = ({ day }: { day: number }) =>
  [
    { from: day - 14, to: day },
    { from: day + 7, to: day + 14 },
  ] as const;
const weekOf = (week: number) => world.requests.filter(({ day }) => Math.floor(day / 7) === week);

it('lives the same life twice', () => {
  const small: WorldPlan = { ...DEMO_PLAN, users: 20, weeks: 2 };
  const bytes = () => [...createLogObjects(createWorld(small))].map(({ key, bytes: packed }) => [key, packed]);
  expect(bytes()).toEqual(bytes());
  expect(createWorld({ ...small, seed: 'other' }).requests[0]).not.toEqual(createWorld(small).requests[0]);
});

it('has hundreds of users a week, many of them for many weeks', () => {
  for (let week = 0; week < DEMO_PLAN.weeks; week += 1) {
    const users = new Set(weekOf(week).map(({ user }) => user.userId));
    expect(users.size).toBeGreaterThan(300);
    expect(weekOf(week).length / users.size).toBeGreaterThan(4);
    expect(weekOf(week).length / users.size).toBeLessThan(6);
  }
  const early = new Set(weekOf(0).map(({ user }) => user.userId));
  const late = new Set(weekOf(8).map(({ user }) => user.userId));
  expect([...early].filter((user) => late.has(user)).length / early.size).toBeGreaterThan(0.5);
});

it('gives every request an id of its own, and hardly any prompt twice', () => {
  expect(new Set(world.requests.map(({ record }) => record.request_id)).size).toBe(world.requests.length);
  const prompts = new Set(world.requests.map(({ record }) => record.prompt));
  expect(prompts.size / world.requests.length).toBeGreaterThan(0.98);
});

it('writes prompts whose topic and habits can be read from their text', () => {
  for (const { record, topic, habits } of world.requests) {
    expect(readPrompt(record.prompt)).toMatchObject({ topic, habits });
  }
});

it('keeps the things of two topics apart', () => {
  const things = TOPICS.flatMap((topic) => [...topic.things, ...topic.german.things, ...topic.french.things]);
  expect(new Set(things.map((thing) => thing.toLowerCase())).size).toBe(things.length);
});

describe('releases', () => {
  it('spread their habits as planned, and only among users who stay adopters', () => {
    const settled = weekOf(8);
    expect(shareOf(settled, ({ habits }) => habits.includes('bullets'))).toBeCloseTo(0.6 * 0.6 + 0.4 * 0.06, 1);
    const others = settled.filter(({ user }) => !user.adopts.has('harbor-2'));
    expect(shareOf(others, ({ habits }) => habits.includes('bullets'))).toBeLessThan(0.12);
  });

  it('adopt half of what they will ever adopt at the half-life', () => {
    if (releaseA === undefined) throw new Error('the demo has releases');
    expect(adoptionAt(releaseA, releaseA.day - 0.01)).toBe(0);
    expect(adoptionAt(releaseA, releaseA.day + releaseA.halfLifeDays)).toBeCloseTo(0.5, 6);
    expect(adoptionAt(releaseA, releaseA.day + 7)).toBeGreaterThan(0.99);
  });

  it('switch the model at their own moment', () => {
    if (releaseA === undefined || releaseB === undefined) throw new Error('the demo has two releases');
    expect([...modelsBetween(0, releaseA.day)]).toEqual(['sim-harbor-1']);
    expect([...modelsBetween(releaseA.day, releaseB.day)]).toEqual(['sim-harbor-2']);
    expect([...modelsBetween(releaseB.day, 84)]).toEqual(['sim-harbor-3']);
  });

  it('plant differences that the users really show', () => {
    if (releaseA === undefined || releaseB === undefined) throw new Error('the demo has two releases');
    expect(plantedDifference(world, ...around(releaseA), 'bullets')).toBeCloseTo(0.32, 1);
    expect(plantedDifference(world, ...around(releaseA), 'word-limit')).toBeCloseTo(0.12, 1);
    expect(Math.abs(plantedDifference(world, ...around(releaseB), 'bullets'))).toBeLessThan(0.005);
  });
});

it('brings the new topic up to its planted share and lets the dying one go', () => {
  const { newTopic, dyingTopic } = DEMO_PLAN;
  expect(shareOf(weekOf(0), ({ topic }) => topic === newTopic.topic)).toBe(0);
  expect(shareOf(weekOf(0), ({ topic }) => topic === dyingTopic.topic)).toBeGreaterThan(0.05);
  const late = world.requests.filter(({ day }) => day >= 63);
  expect(shareOf(late, ({ topic }) => topic === newTopic.topic)).toBeCloseTo(newTopic.share, 1);
  expect(shareOf(late, ({ topic }) => topic === dyingTopic.topic)).toBe(0);
});

it('writes logs that account for every line', () => {
  const ids = new Set<string>();
  let duplicates = 0;
  let broken = 0;
  let late = 0;
  const expected = { records: 0, duplicates: 0, broken: 0 };
  for (const { key, bytes, counts } of createLogObjects(world)) {
    expected.records += counts.records;
    expected.duplicates += counts.duplicates;
    expected.broken += counts.broken;
    for (const line of gunzipSync(bytes).toString('utf8').trimEnd().split('\n')) {
      const record = readLine(line);
      if (record === undefined) broken += 1;
      else if (ids.has(record.request_id)) duplicates += 1;
      else {
        ids.add(record.request_id);
        if (record.timestamp.slice(0, 10) !== key.slice(0, 10)) late += 1;
      }
    }
  }
  expect({ records: ids.size, duplicates, broken }).toEqual(expected);
  expect(ids.size).toBe(world.requests.length);
  expect(late).toBeGreaterThan(0.01 * ids.size);
  expect(broken).toBeGreaterThan(0);
  expect(broken / (ids.size + broken)).toBeLessThan(0.02);
});

it('tells the truth in a form that survives JSON', () => {
  const truth = plantedTruth(world);
  expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
  expect(truth.weeks).toHaveLength(12);
  expect(truth.weeks[11]?.productionModel).toBe('sim-harbor-3');
  expect(truth.secrets.length).toBeGreaterThan(300);
  expect(dayOfTime(DEMO_PLAN, Date.parse(truth.releases[0]?.deployedAt ?? ''))).toBeCloseTo(45.4, 6);
});

function readLine(line: string): { request_id: string; timestamp: string } | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null || !('request_id' in record) || !('timestamp' in record))
      return undefined;
    const { request_id, timestamp } = record;
    if (typeof request_id !== 'string' || typeof timestamp !== 'string') return undefined;
    return Number.isNaN(Date.parse(timestamp)) ? undefined : { request_id, timestamp };
  } catch {
    return undefined;
  }
}
