import { startMsOf, type Window, windowBetween } from '../../workflows/window.js';
import type { Layout } from '../storage/layout.js';
import type { ListedObject, ObjectStore } from '../storage/object-store.js';
import type { LogObject } from './log-object.js';
import { mayHold, shardObjects } from './log-objects.js';
import type { TrafficSource } from './traffic-source.js';

/** Windows before this one whose late records are still counted. */
const LATE_WINDOWS = 4;

/** A log object of a listing. */
export interface ListedLog extends LogObject {
  /** Start of the evaluated windows before, when none of their runs saw this object; else null. */
  readonly lateSinceMs: number | null;
}

/** A page of the listing of a window: its log objects in shards, and what records of other objects may need. */
export interface ListingPage {
  /** Position of its first object among those of all pages. */
  readonly first: number;
  readonly shards: readonly (readonly ListedLog[])[];
  readonly companions: readonly LogObject[];
}

/** Objects that runs of the windows before have seen, and since when windows have been evaluated. */
export interface EarlierRuns {
  readonly sinceMs: number;
  has(object: Pick<LogObject, 'key' | 'etag'>): boolean;
  readonly windows: readonly Window[];
}

/** What the listings of the windows directly before tell; null when the window before was not evaluated. */
export async function readEarlierRuns(
  store: ObjectStore,
  layout: Layout,
  purpose: string,
  window: Window,
): Promise<EarlierRuns | null> {
  const lengthMs = Date.parse(window.end) - startMsOf(window);
  const seen = new Set<string>();
  const windows: Window[] = [];
  for (let back = 1; back <= LATE_WINDOWS; back += 1) {
    const startMs = startMsOf(window) - back * lengthMs;
    const earlier = windowBetween(startMs, startMs + lengthMs);
    let pages = 0;
    for await (const { key } of store.list(layout.sample(purpose, earlier, 'listing-'))) {
      const object = await store.get(key);
      if (object === undefined) continue;
      const page = JSON.parse(Buffer.from(object.bytes).toString('utf8')) as ListingPage;
      for (const log of page.shards.flat()) seen.add(identityOf(log));
      pages += 1;
    }
    if (pages === 0) break;
    windows.push(earlier);
  }
  const oldest = windows.at(-1);
  if (oldest === undefined) return null;
  return { sinceMs: startMsOf(oldest), has: (object) => seen.has(identityOf(object)), windows };
}

/** Sorts the objects of a bucket into a page; objects that cannot matter to the window are left out. */
export class ListingBuilder {
  readonly #logs: ListedLog[] = [];
  readonly #companions: LogObject[] = [];
  readonly #source: TrafficSource;
  readonly #window: Window;
  readonly #latenessMs: number;
  readonly #earlier: EarlierRuns | null;

  constructor(source: TrafficSource, window: Window, latenessMs: number, earlier: EarlierRuns | null) {
    this.#source = source;
    this.#window = window;
    this.#latenessMs = latenessMs;
    this.#earlier = earlier;
  }

  get objects(): number {
    return this.#logs.length;
  }

  get bytes(): number {
    return this.#logs.reduce((sum, { size }) => sum + size, 0);
  }

  add({ key, size, etag, lastModifiedMs }: ListedObject): void {
    if (size === 0 && key.endsWith('/')) return;
    const object: LogObject = { key, size, etag, lastModifiedMs };
    const role = this.#source.roleOf?.(object) ?? 'log';
    if (typeof role === 'object') return;
    const isCurrent = mayHold(object, this.#window, this.#latenessMs);
    const isNew = this.#earlier !== null && !this.#earlier.has(object);
    const isLate = isNew && (this.#earlier?.windows ?? []).some((window) => mayHold(object, window, this.#latenessMs));
    if (!isCurrent && !isLate) return;
    if (role !== 'log') this.#companions.push(object);
    if (role !== 'companion')
      this.#logs.push({ ...object, lateSinceMs: isNew ? (this.#earlier?.sinceMs ?? null) : null });
  }

  page(first: number): ListingPage {
    return { first, shards: shardObjects(this.#logs), companions: this.#companions };
  }
}

function identityOf({ key, etag }: Pick<LogObject, 'key' | 'etag'>): string {
  return `${etag} ${key}`;
}
