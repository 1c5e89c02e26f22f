import { describe, expect, it } from 'vitest';
import { createMovedSums, drawMovedUsers } from '../../activities/drift/moved-sums.js';
import { MOVED_SUMS } from '../../activities/drift/moved-sums-module.js';
import { createRandom } from '../../activities/stats/random.js';
import { assembled } from '../support/assembled.js';

const RELABELLINGS = 70;

/** Users with random rows, of whom about half move in each relabelling. */
function drawUsers(users: number, width: number) {
  const random = createRandom('moved', users);
  const rows = Array.from({ length: users }, () => Array.from({ length: width }, () => random.normal()));
  const drawn: Uint8Array[] = [];
  const moved = drawMovedUsers(users, RELABELLINGS, (flags) => {
    for (let u = 0; u < users; u += 1) flags[u] = random.integer(2);
    drawn.push(flags.slice(0, users));
  });
  const sumsOf = (kernel: 'fastest' | 'plain') => {
    const sums = createMovedSums(moved, width, kernel);
    rows.forEach((row, u) => {
      sums.rows.set(row, u * sums.stride);
    });
    return { stride: sums.stride, sums: sums.sums() };
  };
  return { rows, drawn, sumsOf };
}

const SIZES = [
  [1, 1],
  [6, 3],
  [7, 16],
  [24, 2],
  [101, 5],
] as const;

describe('sums of the users who move', () => {
  it.each(SIZES)('equal those that are added one by one, %s users of %s numbers', (users, width) => {
    const { rows, drawn, sumsOf } = drawUsers(users, width);
    const { stride, sums } = sumsOf('fastest');
    drawn.forEach((flags, relabelling) => {
      for (let j = 0; j < width; j += 1) {
        const plain = flags.reduce((sum, flag, u) => sum + flag * (rows[u]?.[j] ?? 0), 0);
        expect(sums[relabelling * stride + j]).toBeCloseTo(plain, 10);
      }
    });
  });

  it.each(SIZES)('are the same to the last bit without WebAssembly, %s users of %s numbers', (users, width) => {
    const { sumsOf } = drawUsers(users, width);
    expect(sumsOf('plain')).toEqual(sumsOf('fastest'));
  });

  it('can be asked for again with other rows', () => {
    const { drawn, sumsOf } = drawUsers(30, 4);
    expect(drawn).toHaveLength(RELABELLINGS);
    const moved = drawMovedUsers(2, 1, (flags) => flags.fill(1, 0, 2));
    const sums = createMovedSums(moved, 2);
    sums.rows.set([1, 2, 3, 4]);
    expect([...sums.sums()]).toEqual([4, 6]);
    sums.rows.set([10, 20]);
    expect([...sums.sums()]).toEqual([13, 24]);
    expect(sumsOf('fastest')).toEqual(sumsOf('fastest'));
  });

  it('are made by the text of the assembly', async () => {
    const text = new URL('../../activities/drift/moved-sums.wat', import.meta.url);
    expect(await assembled(text)).toBe(Buffer.from(MOVED_SUMS.bytes).toString('base64'));
  });
});
