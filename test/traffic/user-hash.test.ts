import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashSession, hashUnit } from '../../activities/traffic/user-hash.js';

const RECORD = { requestId: 'r', userId: 'alice', sessionId: 'one' };

it('hashes a user with the key, so that nobody without it can test a guess', () => {
  const { user, unit } = hashUnit(RECORD, 'key');
  expect(unit).toBe('user');
  expect(user).toBe(`u_${createHmac('sha256', 'key').update('u\0alice').digest('hex').slice(0, 24)}`);
  expect(hashUnit(RECORD, 'other key').user).not.toBe(user);
});

it('falls back on the session, then on the request, and says so', () => {
  expect(hashUnit({ ...RECORD, userId: null }, 'key')).toEqual({ user: hashSession(RECORD, 'key'), unit: 'session' });
  expect(hashUnit({ ...RECORD, userId: null, sessionId: null }, 'key').unit).toBe('request');
});

it('never takes a user for a session of the same name', () => {
  const user = hashUnit({ ...RECORD, userId: 'same' }, 'key').user;
  expect(hashSession({ ...RECORD, sessionId: 'same' }, 'key')?.slice(2)).not.toBe(user.slice(2));
});
