import { describe, expect, it } from 'vitest';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createUserPermutation } from '../../activities/drift/user-permutation.js';
import { createRandom } from '../../activities/stats/random.js';

const member = (user: string) => ({ user, weight: 1, mean: [0] });

function drawMany(reference: string[], current: string[], draws: number) {
  const windows = alignUsers(reference.map(member), current.map(member), 1);
  const relabel = createUserPermutation(windows);
  const random = createRandom('test');
  return {
    windows,
    draws: Array.from({ length: draws }, () => {
      const moved = new Uint8Array(windows.users.length);
      relabel(random, moved);
      return moved;
    }),
  };
}

describe('relabelling users', () => {
  it('keeps the number of users that each window has to itself', () => {
    const { windows, draws } = drawMany(['a', 'b', 'c', 'd', 's'], ['s', 'x', 'y'], 200);
    const single = [...windows.users.keys()].filter((u) => windows.users[u] !== 's');
    for (const moved of draws) {
      const inCurrent = single.filter((u) => (windows.current.weights[u] ?? 0) > 0 !== (moved[u] === 1));
      expect(inCurrent).toHaveLength(2);
    }
  });

  it('deals every set of single users with the same probability', () => {
    const { draws } = drawMany(['a', 'b'], ['x', 'y'], 6000);
    const seen = new Map<string, number>();
    for (const moved of draws) seen.set(moved.join(''), (seen.get(moved.join('')) ?? 0) + 1);
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('swaps each shared user with probability one half, independently', () => {
    const { draws } = drawMany(['a', 'b'], ['a', 'b'], 4000);
    const both = draws.filter((moved) => moved[0] === 1 && moved[1] === 1).length;
    const first = draws.filter((moved) => moved[0] === 1).length;
    expect(Math.abs(first - 2000)).toBeLessThan(150);
    expect(Math.abs(both - 1000)).toBeLessThan(130);
  });
});
