import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { distinctRequests, frameOf } from '../../activities/traffic/distinct-requests.js';
import { type IndexedRequest, RequestIndex, requestKey } from '../../activities/traffic/request-index.js';

const hex = (text: string, digits: number) => requestKey(text).slice(0, digits);
function request(id: string, fields: Partial<IndexedRequest> = {}): IndexedRequest {
  return {
    key: requestKey(id),
    digest: hex(`content of ${id}`, 16),
    user: `u_${hex(`user ${id.length}`, 24)}`,
    route: 'chat',
    model: null,
    object: 0,
    ...fields,
  };
}
function indexOf(requests: readonly IndexedRequest[]): RequestIndex {
  const index = new RequestIndex();
  for (const each of requests) index.add(each);
  return index;
}

describe('the index of a shard', () => {
  it('comes back from its bytes as it was', () => {
    const index = indexOf([request('a'), request('bb', { model: 'm', object: 70_000, user: `s_${hex('s', 24)}` })]);
    const back = RequestIndex.decode(index.encode());
    expect(back.encode()).toEqual(index.encode());
    expect([back.rows, back.keyOf(1), back.digestOf(1), back.userOf(1), back.objectOf(1)]).toEqual([
      2,
      requestKey('bb'),
      hex('content of bb', 16),
      `s_${hex('s', 24)}`,
      70_000,
    ]);
    expect(back.stratumOf(0, ['route', 'model'])).toBe('route=chat model=unknown');
    expect(back.stratumOf(1, ['model'])).toBe('model=m');
  });

  it('joins others whose names have other numbers', () => {
    const joined = indexOf([request('a', { route: 'x' }), request('b', { route: 'y' })]);
    joined.append(indexOf([request('c', { route: 'y' }), request('d', { route: 'z' }), request('e', { route: 'x' })]));
    expect(Array.from({ length: 5 }, (_, row) => joined.stratumOf(row, ['route']))).toEqual(
      ['x', 'y', 'y', 'z', 'x'].map((route) => `route=${route}`),
    );
  });

  it('of no request is no special case', async () => {
    const index = RequestIndex.decode(new RequestIndex().encode());
    expect((await distinctRequests(index)).rows).toHaveLength(0);
  });
});

describe('distinct requests', () => {
  it('are the same whatever the order, the copies and the shards', async () => {
    const random = createRandom('distinct');
    const requests = Array.from({ length: 3000 }, (_, number) => request(`r${number % 1000}`, { object: number % 7 }));
    const keys = async (rows: readonly IndexedRequest[], shards: number) => {
      const index = new RequestIndex();
      for (let shard = 0; shard < shards; shard += 1) {
        index.append(indexOf(rows.filter((_, number) => number % shards === shard)));
      }
      const distinct = await distinctRequests(index);
      return Array.from(distinct.rows, (row) => index.keyOf(row) + index.digestOf(row));
    };
    const once = await keys(requests, 1);
    expect(once).toHaveLength(1000);
    expect(await keys(random.shuffle([...requests]), 5)).toEqual(once);
  });

  it('count the copy with the smallest digest, in the object where it lies', async () => {
    const [small, large] = ['0'.repeat(16), 'f'.repeat(16)];
    const index = indexOf([
      request('a', { digest: large, object: 0 }),
      request('a', { digest: small, object: 2 }),
      request('a', { digest: small, object: 1 }),
    ]);
    const { rows, keptByObject } = await distinctRequests(index);
    expect(Array.from(rows, (row) => index.digestOf(row))).toEqual([small]);
    expect([...keptByObject]).toEqual([[1, 1]]);
  });

  it('become a frame of users and strata', async () => {
    const index = indexOf([
      request('a', { route: null }),
      request('b', { route: 'unknown' }),
      request('c', { route: 'x', user: `r_${hex('user 1', 24)}` }),
    ]);
    const { rows } = await distinctRequests(index);
    const frame = await frameOf(index, rows, ['route']);
    expect(frame.users).toBe(2);
    expect([...frame.strata].sort()).toEqual(['route=unknown', 'route=x']);
    for (const [row, indexRow] of rows.entries()) {
      expect(frame.nameOfUser(frame.user[row] ?? -1)).toBe(index.userOf(indexRow));
      expect(frame.strata[frame.stratum[row] ?? -1]).toBe(index.stratumOf(indexRow, ['route']));
    }
  });
});
