import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../activities/eval-set/token-difference.js';
import { createRandom } from '../../activities/stats/random.js';

/** Length of the longest common subsequence, by the textbook table. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const token of a) {
    const next = [0];
    b.forEach((other, at) => {
      next.push(token === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('the changes between two sequences', () => {
  it('turn one into the other, with as few edits as there can be', () => {
    const random = createRandom('sequences');
    for (let pair = 0; pair < 300; pair += 1) {
      const sequence = () => Array.from({ length: random.integer(14) }, () => 'abcd'[random.integer(4)] ?? '');
      const [a, b] = [sequence(), sequence()];
      const changes = changesBetween(a, b, 100) ?? [];
      let at = 0;
      const rebuilt: string[] = [];
      for (const { fromA, toA, fromB, toB } of changes) {
        rebuilt.push(...a.slice(at, fromA), ...b.slice(fromB, toB));
        at = toA;
      }
      rebuilt.push(...a.slice(at));
      expect(rebuilt).toEqual(b);
      const edits = changes.reduce((sum, { fromA, toA, fromB, toB }) => sum + toA - fromA + toB - fromB, 0);
      expect(edits).toBe(a.length + b.length - 2 * commonLength(a, b));
    }
  });

  it('are none for equal sequences and given up when there are too many', () => {
    const a = 'the same'.split('');
    expect(changesBetween(a, [...a], 0)).toEqual([]);
    expect(changesBetween('abcdef'.split(''), 'uvwxyz'.split(''), 11)).toBeNull();
    expect(changesBetween('abcdef'.split(''), 'uvwxyz'.split(''), 12)).toEqual([
      { fromA: 0, toA: 6, fromB: 0, toB: 6 },
    ]);
  });
});
