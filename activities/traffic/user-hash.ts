import { createHmac } from 'node:crypto';
import type { TrafficRecord } from './traffic-record.js';

/** Whose a record is. */
export type RecordOwner = Pick<TrafficRecord, 'userId' | 'sessionId' | 'requestId'>;

/** The unit of independence of a record, hashed: its user, else its session, else the request itself. */
export interface HashedUnit {
  readonly user: string;
  readonly unit: 'user' | 'session' | 'request';
}

/** Keyed hashes (HMAC-SHA256 of kind and id, 96 bits): without the key nobody can test a guess. */
export function hashUnit({ userId, sessionId, requestId }: RecordOwner, userKey: string): HashedUnit {
  if (userId !== null) return { user: keyed(userKey, 'u', userId), unit: 'user' };
  if (sessionId !== null) return { user: keyed(userKey, 's', sessionId), unit: 'session' };
  return { user: keyed(userKey, 'r', requestId), unit: 'request' };
}

/** The session of a record, hashed like a user. */
export function hashSession({ sessionId }: Pick<RecordOwner, 'sessionId'>, userKey: string): string | null {
  return sessionId === null ? null : keyed(userKey, 's', sessionId);
}

function keyed(key: string, kind: string, id: string): string {
  return `${kind}_${createHmac('sha256', key).update(`${kind}\0${id}`).digest('hex').slice(0, 24)}`;
}
