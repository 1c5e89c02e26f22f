import { describe, expect, it } from 'vitest';
import { thinnedLike } from '../../activities/drift/thinning.js';
import { createRandom } from '../../activities/stats/random.js';

const of = (user: string, count: number) => Array.from({ length: count }, (_, at) => ({ user, at }));

describe('thinning', () => {
  it('keeps every user, with no more requests than a user of the pattern has', () => {
    const requests = [...of('a', 9), ...of('b', 1), ...of('c', 4)];
    const kept = thinnedLike(requests, [...of('x', 2), ...of('y', 2)], createRandom('thin'));
    const counts = ['a', 'b', 'c'].map((user) => kept.filter((request) => request.user === user).length);
    expect(counts).toEqual([2, 1, 2]);
  });

  it('draws the requests it keeps, and keeps their order', () => {
    const requests = of('a', 100);
    const draw = (seed: string) => thinnedLike(requests, of('x', 3), createRandom(seed)).map(({ at }) => at);
    expect(draw('one')).toEqual(draw('one'));
    expect(draw('one')).not.toEqual(draw('two'));
    expect(draw('one')).toEqual([...draw('one')].sort((a, b) => a - b));
  });

  it('keeps all requests when the pattern is empty', () => {
    expect(thinnedLike(of('a', 5), [], createRandom('thin'))).toHaveLength(5);
  });
});
