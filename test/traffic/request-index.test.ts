import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { openIndexes, type StoredIndex } from '../../activities/traffic/index-merge.js';
import { createRequestHash, requestKey, setHash } from '../../activities/traffic/request-hash.js';
import { RequestIndex } from '../../activities/traffic/request-index.js';
import {
  digestOf,
  FIELD,
  keyOf,
  ROW_WORDS,
  setHex,
  setRevision,
  setUser,
  userOf,
} from '../../activities/traffic/request-rows.js';

interface Request {
  readonly id: string;
  readonly digest?: string;
  readonly revision?: number;
  readonly object?: number;
  readonly stratum?: string;
  readonly user?: string;
}

const hashOf = createRequestHash('seed');
const DIGEST = '00000000000000ff';
const USER = 's_0123456789abcdef01234567';

function indexOf(requests: readonly Request[]): RequestIndex {
  const index = new RequestIndex();
  for (const { id, digest = DIGEST, revision = 0, object = 0, stratum = 'all', user = USER } of requests) {
    const { words, at } = index.add(stratum);
    setHash(words, at, hashOf(id));
    setRevision(words, at, revision);
    setHex(words, at + FIELD.digest, 2, digest);
    setUser(words, at, user);
    words[at + FIELD.object] = object;
  }
  return index;
}

const stored = (index: RequestIndex): StoredIndex => {
  const bytes = index.encode();
  return { read: async (start, end) => bytes.slice(start, end) };
};

async function merged(...indexes: RequestIndex[]) {
  const all = await openIndexes(indexes.map(stored));
  const rows: { key: string; digest: string; user: string; object: number; stratum: string | undefined }[] = [];
  for await (const batch of all.distinct()) {
    for (let at = 0; at < batch.length; at += ROW_WORDS) {
      rows.push({
        key: keyOf(batch, at),
        digest: digestOf(batch, at),
        user: userOf(batch, at),
        object: batch[at + FIELD.object] ?? -1,
        stratum: all.strata[batch[at + FIELD.stratum] ?? -1],
      });
    }
  }
  return rows;
}

const keyOfId = (id: string) => requestKey(hashOf(id));

describe('the index of a shard', () => {
  it('comes back from its bytes as it was', async () => {
    const row = { id: 'a', digest: '0123456789abcdef', object: 70_000, stratum: 'route=chat' };
    expect(await merged(indexOf([row]))).toEqual([
      { key: keyOfId('a'), digest: row.digest, user: USER, object: 70_000, stratum: 'route=chat' },
    ]);
  });

  it('has the same bytes whatever the order its requests came in', () => {
    const requests = Array.from({ length: 3000 }, (_, id) => ({ id: `r${id}`, stratum: `s${id % 3}` }));
    const shuffled = createRandom('order').shuffle([...requests]);
    expect(indexOf(shuffled).encode()).toEqual(indexOf(requests).encode());
  });

  it('forgets the rows of an object that turned out to be unreadable', async () => {
    const index = indexOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    index.truncate(1);
    expect((await merged(index)).map(({ key }) => key)).toEqual([keyOfId('a')]);
  });
});

describe('indexes as one', () => {
  it('hold every request once, in one order, however they are cut', async () => {
    const requests = Array.from({ length: 20_000 }, (_, id) => ({ id: `r${id % 15_000}`, stratum: `s${id % 7}` }));
    const rows = await merged(...[0, 1, 2].map((part) => indexOf(requests.filter((_, id) => id % 3 === part))));
    expect(rows).toHaveLength(15_000);
    expect(rows.map(({ key }) => key)).toEqual(rows.map(({ key }) => key).sort());
    expect(await merged(indexOf(requests))).toHaveLength(15_000);
  });

  it('give strata one number, whatever numbers the shards gave them', async () => {
    const rows = await merged(
      indexOf([{ id: 'a', stratum: 'x' }]),
      indexOf([
        { id: 'b', stratum: 'y' },
        { id: 'c', stratum: 'x' },
      ]),
    );
    const byKey = new Map(rows.map(({ key, stratum }) => [key, stratum]));
    expect(['a', 'b', 'c'].map((id) => byKey.get(keyOfId(id)))).toEqual(['x', 'y', 'x']);
  });

  it('let the highest revision of a request count, then the smallest digest, then the first object', async () => {
    const copies: Request[] = [
      { id: 'a', revision: 5, digest: 'ff00000000000000', object: 9 },
      { id: 'a', revision: 7, digest: 'ee00000000000000', object: 8 },
      { id: 'a', revision: 7, digest: 'dd00000000000000', object: 7 },
      { id: 'a', revision: 7, digest: 'dd00000000000000', object: 3 },
    ];
    for (const [first = copies[0] as Request, ...rest] of [copies, copies.toReversed()]) {
      expect(await merged(indexOf([first]), indexOf(rest))).toMatchObject([{ digest: 'dd00000000000000', object: 3 }]);
    }
  });

  it('of nothing are empty', async () => {
    expect(await merged()).toEqual([]);
    expect(await merged(new RequestIndex(), indexOf([{ id: 'a' }]))).toHaveLength(1);
  });
});
