import { describe, expect, it } from 'vitest';
import { drawMovedUsers, movedSums, paddedUsers } from '../../activities/drift/moved-sums.js';
import { createRandom } from '../../activities/stats/random.js';

describe('sums of the users who move', () => {
  it.each([
    [1, 1],
    [6, 3],
    [7, 16],
    [24, 2],
    [101, 5],
  ])('equal those that are added one by one, %s users of %s numbers', (users, width) => {
    const random = createRandom('moved', users);
    const values = new Float64Array(paddedUsers(users) * width);
    for (let at = 0; at < users * width; at += 1) values[at] = random.normal();
    const drawn: Uint8Array[] = [];
    const moved = drawMovedUsers(users, 70, (flags) => {
      for (let u = 0; u < users; u += 1) flags[u] = random.integer(2);
      drawn.push(flags.slice(0, users));
    });
    const sums = new Float64Array(70 * width).fill(9);
    movedSums(moved, { values, width }, sums);
    drawn.forEach((flags, relabelling) => {
      for (let j = 0; j < width; j += 1) {
        const plain = flags.reduce((sum, flag, u) => sum + flag * (values[u * width + j] ?? 0), 0);
        expect(sums[relabelling * width + j]).toBeCloseTo(plain, 10);
      }
    });
  });
});
