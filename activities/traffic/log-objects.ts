import { DAY_MS, endMsOf, startMsOf, type Window } from '../../workflows/window.js';
import type { ListedObject } from '../storage/object-store.js';

const DATE_IN_KEY = /(?:^|[^\d])(20\d{2})[-/](\d{2})[-/](\d{2})(?!\d)|year=(20\d{2})\/month=(\d{1,2})\/day=(\d{1,2})/;

/** Bytes and objects after which a shard is full: minutes of work, so that a lost worker costs little. */
const SHARD_BYTES = 64 * 1024 * 1024;
const SHARD_OBJECTS = 200;

/** The day a key names, as the start of that day in UTC; null when it names none. */
export function dayOfKey(key: string): number | null {
  const match = DATE_IN_KEY.exec(key);
  if (match === null) return null;
  const [year, month, day] = match
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  const ms = Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) - 1, day);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Whether an object may hold records of a window. A day in the key is only a hint: writers use local dates and upload
 * late, so a day of slack is kept on both sides. Without a day, anything written after the window began may.
 */
export function mayHold(
  object: Pick<ListedObject, 'key' | 'lastModifiedMs'>,
  window: Window,
  latenessMs: number,
): boolean {
  const day = dayOfKey(object.key);
  if (day === null) return object.lastModifiedMs >= startMsOf(window) - DAY_MS;
  return day + DAY_MS > startMsOf(window) - DAY_MS && day < endMsOf(window) + latenessMs + DAY_MS;
}

/** Cuts a listing into shards of neighbouring objects. */
export function shardObjects<T extends { readonly size: number }>(objects: readonly T[]): T[][] {
  const shards: T[][] = [];
  let bytes = 0;
  for (const object of objects) {
    const current = shards.at(-1);
    if (current === undefined || current.length >= SHARD_OBJECTS || bytes + object.size > SHARD_BYTES) {
      shards.push([object]);
      bytes = object.size;
    } else {
      current.push(object);
      bytes += object.size;
    }
  }
  return shards;
}
