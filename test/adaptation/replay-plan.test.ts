import { describe, expect, it } from 'vitest';
import { drawReplayItems, modelShares, replayArms, SAME_MODEL } from '../../activities/adaptation/replay-plan.js';
import type { TopicalRow } from '../../activities/scoring/plan.js';
import { sampleRow } from '../support/sample-row.js';

/** `prompts` of each of `users` users; topic t for a share of them that a function gives. */
function rows(side: string, users: number, prompts: number, topicOf: (i: number) => number): TopicalRow[] {
  return Array.from({ length: users * prompts }, (_, i) => ({
    row: sampleRow({ request_id: `${side}-${i}`, user: `u${i % users}` }),
    topic: topicOf(i),
  }));
}

const before = rows('pre', 50, 6, (i) => (i % 10 < 8 ? 0 : 1));
const after = rows('post', 50, 6, (i) => (i % 10 < 4 ? 0 : i % 10 < 8 ? 1 : 7));
const draw = (count: number, seed = 's') => drawReplayItems(before, after, { count, seed });

function weightOf(items: ReturnType<typeof draw>, source: string, topic?: number): number {
  return items
    .filter((item) => item.source === source && (topic === undefined || item.topic === topic))
    .reduce((sum, item) => sum + item.weight, 0);
}

describe('replay items', () => {
  it('weigh 1 on each side', () => {
    expect(weightOf(draw(40), 'replay-pre')).toBeCloseTo(1, 12);
    expect(weightOf(draw(40), 'replay-post')).toBeCloseTo(1, 12);
  });

  it('have the common topic mix on both sides, though users changed their topics', () => {
    const items = draw(40);
    // Topic 0: (.8 + .4)/2, topic 1: (.2 + .4)/2, each over the topics that both sides have.
    for (const source of ['replay-pre', 'replay-post']) {
      expect(weightOf(items, source, 0)).toBeCloseTo(0.6 / 0.9, 12);
      expect(weightOf(items, source, 1)).toBeCloseTo(0.3 / 0.9, 12);
    }
  });

  it('leave out topics that only one side has', () => {
    expect(draw(40).some((item) => item.topic === 7)).toBe(false);
  });

  it('are as many as asked for on each side, of at most two prompts a user', () => {
    const items = draw(60);
    for (const source of ['replay-pre', 'replay-post']) {
      const side = items.filter((item) => item.source === source);
      expect(side).toHaveLength(60);
      const ofUser = (user: string) => side.filter((item) => item.user === user).length;
      expect(Math.max(...side.map((item) => ofUser(item.user)))).toBe(2);
    }
  });

  it('give one prompt of each user before anyone gives two', () => {
    const side = draw(30).filter((item) => item.source === 'replay-pre');
    expect(new Set(side.map((item) => item.user)).size).toBe(30);
  });

  it('do not depend on the order of the rows, only on the seed', () => {
    expect(drawReplayItems(before.toReversed(), after.toReversed(), { count: 40, seed: 's' })).toEqual(draw(40));
    expect(draw(40, 'another')).not.toEqual(draw(40));
  });

  it('are as many on both sides when one side has few prompts', () => {
    const items = drawReplayItems(before, after.slice(0, 10), { count: 40, seed: 's' });
    const count = (source: string) => items.filter((item) => item.source === source).length;
    expect(count('replay-pre')).toBe(count('replay-post'));
    expect(weightOf(items, 'replay-post')).toBeCloseTo(1, 12);
  });

  it('are none when no topic has prompts on both sides, or none are asked for', () => {
    const elsewhere = rows('post', 30, 2, () => 9);
    expect(drawReplayItems(before, elsewhere, { count: 40, seed: 's' })).toEqual([]);
    expect(draw(0)).toEqual([]);
  });
});

function shares(model: string) {
  return [
    { model: 'rare', share: 0.2 },
    { model, share: 0.8 },
  ];
}

describe('models of a replay', () => {
  it('are those the release names', () => {
    const { arms } = replayArms({ modelFrom: 'a', modelTo: 'b' }, shares('x'), shares('y'));
    expect(arms).toEqual([
      { arm: 'old', model: 'a', logged: false, compareWith: null },
      { arm: 'new', model: 'b', logged: false, compareWith: null },
    ]);
  });

  it('are those that answered most where the release names none', () => {
    const { arms } = replayArms({ modelFrom: null, modelTo: null }, shares('x'), shares('y'));
    expect(arms.map((arm) => arm.model)).toEqual(['x', 'y']);
  });

  it('are one when the release changed none: the adaptation effect needs no second one', () => {
    const { arms, refused } = replayArms({ modelFrom: null, modelTo: null }, shares('x'), shares('x'));
    expect(arms.map(({ arm, model }) => [arm, model])).toEqual([['new', 'x']]);
    expect(refused).toBe(SAME_MODEL);
  });

  it('are none when no log names them, and the reason says what to do', () => {
    const { arms, refused } = replayArms({ modelFrom: null, modelTo: 'b' }, [], []);
    expect(arms).toEqual([]);
    expect(refused).toMatch(/old model is unknown: name it/);
  });

  it('are counted by the rows that name one', () => {
    const models = [{ model: 'a' }, { model: null }, { model: 'a' }, { model: 'b' }];
    expect(modelShares(models)).toEqual([
      { model: 'a', share: 0.5 },
      { model: 'b', share: 0.25 },
    ]);
  });
});
