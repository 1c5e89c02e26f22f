import { describe, expect, it } from 'vitest';
import { FIELD, ROW_WORDS, userOf } from '../../activities/traffic/request-rows.js';
import { hashUnit } from '../../activities/traffic/user-hash.js';
import { UserHashes } from '../../activities/traffic/user-hashes.js';

const KEY = 'k'.repeat(32);

function written(hashes: UserHashes, userId: string | null, sessionId: string | null = null): string {
  const row = new Uint32Array(ROW_WORDS);
  hashes.write({ userId, sessionId, requestId: 'r' }, row, FIELD.user);
  return userOf(row, 0);
}

const hashed = (userId: string | null, sessionId: string | null = null) =>
  hashUnit({ userId, sessionId, requestId: 'r' }, KEY).user;

describe('the hash that is written for a user', () => {
  it.each([
    ['a short id', 'u1'],
    ['an empty id', ''],
    ['an id of 43 characters', 'x'.repeat(43)],
    ['an id that is longer than what is remembered', 'x'.repeat(200)],
    ['an id of Latin letters', 'größe'],
    ['an id of other letters', '用户-7'],
  ])('of %s is its keyed hash, every time', (_, userId) => {
    const hashes = new UserHashes(KEY);
    for (let time = 0; time < 3; time += 1) expect(written(hashes, userId)).toBe(hashed(userId));
  });

  it('is that of the session or the request where there is no user', () => {
    const hashes = new UserHashes(KEY);
    expect([written(hashes, null, 's'), written(hashes, null)]).toEqual([hashed(null, 's'), hashed(null)]);
  });

  it('tells ids apart that differ in one character', () => {
    const hashes = new UserHashes(KEY);
    for (const id of ['ab', 'ba', 'a', 'ab\0', 'aB', 'ab']) expect(written(hashes, id)).toBe(hashed(id));
  });

  it('is right when more users come than are remembered', () => {
    const hashes = new UserHashes(KEY);
    for (let user = 0; user < 70_000; user += 1) written(hashes, `user-${user}`);
    for (let user = 0; user < 70_000; user += 1777)
      expect(written(hashes, `user-${user}`)).toBe(hashed(`user-${user}`));
  });
});
