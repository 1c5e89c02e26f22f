import type { TrafficRecord } from '../traffic/traffic-record.js';
import { hashSession, hashUnit } from '../traffic/user-hash.js';
import { type ForgottenList, isForgotten, requireSameUserKey } from './forgotten-list.js';

/** Ids whose answer is remembered: an answer costs up to four keyed hashes. */
const MOST_REMEMBERED = 50_000;

type Named = Pick<TrafficRecord, 'userId' | 'sessionId'>;

/**
 * Why a record must be left out, `forgotten_user`, or null: its user, or its session, was forgotten.
 * @throws {Refusal} `UserKeyChanged` at once, rather than letting everybody back in
 */
export function createForgottenFilter(
  list: ForgottenList,
  userKey: string,
): (record: TrafficRecord) => 'forgotten_user' | null {
  requireSameUserKey(list, userKey);
  if (list.units.size === 0) return () => null;
  const remembered = new Map<string, boolean>();
  return (record) => {
    const name = nameOf(record);
    let forgotten = name === null ? undefined : remembered.get(name);
    if (forgotten === undefined) {
      const session = hashSession(record, userKey);
      forgotten =
        isForgotten(list, hashUnit(record, userKey).user, userKey) ||
        (session !== null && isForgotten(list, session, userKey));
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      if (name !== null) remembered.set(name, forgotten);
    }
    return forgotten ? 'forgotten_user' : null;
  };
}

/** What the answer depends on; null for a record that stands for itself. */
function nameOf({ userId, sessionId }: Named): string | null {
  return userId === null && sessionId === null ? null : JSON.stringify([userId, sessionId]);
}
