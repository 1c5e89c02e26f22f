import { expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { SmallestNumbers } from '../../activities/traffic/smallest-numbers.js';

it.each([1, 2, 3, 7, 20])(
  'the largest of the %i smallest numbers of each group is that of the sorted ones',
  (capacity) => {
    const random = createRandom('smallest numbers', String(capacity));
    const smallest = new SmallestNumbers(5, capacity);
    const numbers: number[][] = [[], [], [], [], []];
    for (let offers = 0; offers < 600; offers += 1) {
      const group = random.integer(5);
      const number = random.integer(100);
      smallest.offer(group, number);
      numbers[group]?.push(number);
    }
    for (const [group, offered] of numbers.entries()) {
      expect(smallest.largest(group)).toBe(offered.sort((a, b) => a - b)[capacity - 1]);
    }
  },
);

it('a group that was offered fewer numbers keeps any that comes', () => {
  const smallest = new SmallestNumbers(2, 3);
  smallest.offer(1, 5);
  expect([smallest.largest(0), smallest.largest(1)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
