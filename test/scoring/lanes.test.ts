import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runInLanes } from '../../activities/scoring/lanes.js';

it('results keep the order of the items', async () => {
  const results = await runInLanes([30, 1, 10], 3, async (ms) => {
    await sleep(ms);
    return ms;
  });
  expect(results).toEqual([30, 1, 10]);
});

it('never runs more than the lanes at once', async () => {
  let running = 0;
  let most = 0;
  await runInLanes(
    Array.from({ length: 20 }, (_, index) => index),
    4,
    async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(1);
      running -= 1;
    },
  );
  expect(most).toBe(4);
});

it('after a failure nothing new starts and what runs is waited for', async () => {
  const started: number[] = [];
  const ended: number[] = [];
  const run = runInLanes([0, 1, 2, 3], 2, async (item) => {
    started.push(item);
    if (item === 0) throw new Error('first');
    await sleep(20);
    ended.push(item);
  });
  await expect(run).rejects.toThrow('first');
  expect([started, ended]).toEqual([[0, 1], [1]]);
});
