import { DAY_MS, endMsOf, startMsOf, type Window } from '../../workflows/window.js';
import type { ListedObject } from '../storage/object-store.js';

const DATES_IN_KEY =
  /(?<!\d)(20\d{2})[-/](\d{2})[-/](\d{2})(?!\d)|year=(20\d{2})\/month=(\d{1,2})\/day=(\d{1,2})(?!\d)/g;

/** Bytes and objects after which a shard is full: minutes of work, so that a lost worker costs little. */
const SHARD_BYTES = 64 * 1024 * 1024;
const SHARD_OBJECTS = 200;

/**
 * The days a key names, each as its start in UTC: `2026-10-05`, `2026/10/05` or `year=2026/month=10/day=05`. A key may
 * name several, of which only one is the day of its records (`logs/2026/10/05/export-of-2026-10-06.gz`).
 */
export function daysOfKey(key: string): number[] {
  return [...key.matchAll(DATES_IN_KEY)].flatMap((match) => {
    const [year = 0, month = 0, day = 0] = (match[1] === undefined ? match.slice(4, 7) : match.slice(1, 4)).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? [date.getTime()] : [];
  });
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
  const earliestMs = startMsOf(window) - DAY_MS;
  const days = daysOfKey(object.key);
  if (days.length === 0) return object.lastModifiedMs >= earliestMs;
  return days.some((day) => day + DAY_MS > earliestMs && day < endMsOf(window) + latenessMs + DAY_MS);
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
