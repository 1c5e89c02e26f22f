import { describe, expect, it } from 'vitest';
import { followUsers, requestsInside, returningUsers } from '../../activities/adaptation/user-windows.js';
import { request } from './followed.js';

describe('users of two windows', () => {
  const before = [
    request({ user: 'bo', features: [1, 0], topic: 0 }),
    request({ user: 'ana', features: [3, 0], topic: 0 }),
    request({ user: 'ana', features: [0, 4], topic: 1 }),
  ];
  const after = [
    request({ user: 'ana', features: [0, 6], topic: 2 }),
    request({ user: 'cy', features: [0, 2], topic: 1 }),
  ];
  const users = followUsers(before, after, 3);

  it('come in the order of their hashes, whatever the order of the logs', () => {
    expect(users.map(({ user }) => user)).toEqual(['ana', 'bo', 'cy']);
    expect(followUsers(before.toReversed(), after.toReversed(), 3)).toEqual(users);
  });

  it('are lost, new or returning', () => {
    expect(users.map((user) => [user.before !== null, user.after !== null])).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ]);
    expect(returningUsers(users).map(({ user }) => user)).toEqual(['ana']);
  });

  it('have means about the pooled mean of both windows', () => {
    // Pooled mean: (1 + 3)/5 and (4 + 6 + 2)/5.
    expect(users[0]?.before?.mean[0]).toBeCloseTo(1.5 - 0.8, 12);
    expect(users[0]?.after?.mean[1]).toBeCloseTo(6 - 2.4, 12);
  });

  it('take topic means from before the release, and from after it where the topic is new', () => {
    // Topic 0: (1 + 3)/2 before; topic 1: 4 before (the 2 after does not count); topic 2: 6, only after.
    expect([...(users[0]?.before?.topicMean ?? [])]).toEqual([1, 2]);
    expect([...(users[0]?.after?.topicMean ?? [])]).toEqual([0, 6]);
    expect([...(users[2]?.after?.topicMean ?? [])]).toEqual([0, 4]);
  });

  it('weigh no more than the cap, and their prompts share that weight', () => {
    const many = Array.from({ length: 10 }, () => request({ user: 'bo', features: [0, 10] }));
    const [ana, bo] = followUsers([request({ user: 'ana', features: [0, 0] }), ...many], [], 1);
    expect(bo?.before?.weight).toBe(1);
    // Both count once, so the pooled mean lies in the middle.
    expect(ana?.before?.mean[1]).toBeCloseTo(-5, 12);
  });
});

describe('a window', () => {
  it('holds its start and not its end', () => {
    const window = { start: '1970-01-01T00:00:00.001Z', end: '1970-01-01T00:00:00.003Z' };
    const requests = [0, 1, 2, 3].map((timeMs) => request({ timeMs, features: [timeMs] }));
    expect(requestsInside(requests, window).map(({ timeMs }) => timeMs)).toEqual([1, 2]);
  });
});
