import { createHmac } from 'node:crypto';
import type { TrafficRecord } from './traffic-record.js';

/** The unit of independence of a record, hashed: its user, else its session, else the request itself. */
export interface HashedUnit {
  readonly user: string;
  readonly unit: 'user' | 'session' | 'request';
}

/** Keyed hashes (HMAC-SHA256 of kind and id, 96 bits): without the key nobody can test a guess. */
export function hashUnit(record: TrafficRecord, userKey: string): HashedUnit {
  if (record.userId !== null) return { user: keyed(userKey, 'u', record.userId), unit: 'user' };
  if (record.sessionId !== null) return { user: keyed(userKey, 's', record.sessionId), unit: 'session' };
  return { user: keyed(userKey, 'r', record.requestId), unit: 'request' };
}

/** The session of a record, hashed like a user. */
export function hashSession(record: TrafficRecord, userKey: string): string | null {
  return record.sessionId === null ? null : keyed(userKey, 's', record.sessionId);
}

function keyed(key: string, kind: string, id: string): string {
  return `${kind}_${createHmac('sha256', key).update(`${kind}\0${id}`).digest('hex').slice(0, 24)}`;
}
