import { createHmac } from 'node:crypto';
import type { TrafficRecord } from './traffic-record.js';

/** The unit of independence of a record, hashed: its user, else its session, else the request itself. */
export interface HashedUnit {
  readonly user: string;
  readonly unit: 'user' | 'session' | 'request';
  readonly session: string | null;
}

/** Keyed hashes (HMAC-SHA256, 96 bits): without the key nobody can test a guess. */
export function hashUnit(record: TrafficRecord, userKey: string): HashedUnit {
  const session = record.sessionId === null ? null : keyed(userKey, 's', record.sessionId);
  if (record.userId !== null) return { user: keyed(userKey, 'u', record.userId), unit: 'user', session };
  if (record.sessionId !== null) return { user: keyed(userKey, 'us', record.sessionId), unit: 'session', session };
  return { user: keyed(userKey, 'ur', record.requestId), unit: 'request', session };
}

function keyed(key: string, kind: string, id: string): string {
  return `${kind}_${createHmac('sha256', key).update(`${kind}\0${id}`).digest('hex').slice(0, 24)}`;
}
