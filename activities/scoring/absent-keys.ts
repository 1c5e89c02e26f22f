import type { ObjectStore } from '../storage/object-store.js';

/** What a listing says is trusted for so long: another worker may write an entry meanwhile. */
const FRESH_MS = 2000;
/** Keys of one listing: a page of S3's. */
const MOST_LISTED = 1000;
/** A listing costs about as much as so many look-ups: one that spared fewer is not renewed. */
const WORTHWHILE = 10;

/** The names that start with `first`, with `last`, or with anything between them. */
export interface NameSpan {
  readonly first: string;
  readonly last: string;
}

/** From the least of the starts of names to the greatest; undefined for none. */
export function spanOf(starts: Iterable<string>): NameSpan | undefined {
  let span: NameSpan | undefined;
  for (const start of starts) {
    span ??= { first: start, last: start };
    if (start < span.first) span = { ...span, first: start };
    if (start > span.last) span = { ...span, last: start };
  }
  return span;
}

/**
 * Knows of a slice of every folder which keys have no object, so that they need not be looked up one by one: lists the
 * slice at the first question about its folder, and again when what it knows has grown old.
 */
export class AbsentKeys {
  readonly #slices = new Map<string, FolderSlice>();
  readonly #open: (folder: string) => FolderSlice;

  /**
   * @param span of the names, without their folders, that questions will be about; names go on with letters and digits
   * @param nowMs a clock that never goes back
   */
  constructor(store: ObjectStore, span: NameSpan, nowMs: () => number = () => performance.now()) {
    this.#open = (folder) => new FolderSlice(store, folder, span, nowMs);
  }

  /** True when no object had this key a moment ago; false when one had, or when it is not known. */
  async has(key: string): Promise<boolean> {
    return await this.#sliceOf(key).lacks(key);
  }

  /** The key has, or may have, an object from now on. */
  remove(key: string): void {
    this.#sliceOf(key).remove(key);
  }

  #sliceOf(key: string): FolderSlice {
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const slice = this.#slices.get(folder) ?? this.#open(folder);
    this.#slices.set(folder, slice);
    return slice;
  }
}

/** What one listing found. */
interface Listing {
  /** Every key of the slice up to this one is known. */
  readonly end: string;
  readonly present: ReadonlySet<string>;
}

class FolderSlice {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #after: string;
  readonly #until: string;
  readonly #nowMs: () => number;
  /** Known to have an object, whatever a listing says that was already on its way. */
  readonly #removed = new Set<string>();
  #latest: { readonly startedMs: number; readonly listing: Promise<Listing> } | undefined;
  #spared = WORTHWHILE;

  constructor(store: ObjectStore, folder: string, { first, last }: NameSpan, nowMs: () => number) {
    this.#store = store;
    this.#prefix = folder + commonStart(first, last);
    this.#after = folder + first;
    this.#until = `${folder}${last}~`;
    this.#nowMs = nowMs;
  }

  async lacks(key: string): Promise<boolean> {
    if (key <= this.#after || key > this.#until || !this.#renew()) return false;
    const latest = this.#latest;
    const listing = await latest?.listing;
    if (latest === undefined || listing === undefined || !this.#isFresh(latest)) return false;
    if (key > listing.end || listing.present.has(key) || this.#removed.has(key)) return false;
    this.#spared += 1;
    return true;
  }

  remove(key: string): void {
    this.#removed.add(key);
  }

  /** Sees to it that the latest listing is fresh; false when another one would not be worth its while. */
  #renew(): boolean {
    if (this.#latest !== undefined && this.#isFresh(this.#latest)) return true;
    if (this.#spared < WORTHWHILE) return false;
    this.#spared = 0;
    this.#latest = { startedMs: this.#nowMs(), listing: this.#list() };
    return true;
  }

  #isFresh({ startedMs }: { readonly startedMs: number }): boolean {
    return this.#nowMs() - startedMs < FRESH_MS;
  }

  async #list(): Promise<Listing> {
    const present = new Set<string>();
    for await (const { key } of this.#store.list(this.#prefix, { after: this.#after })) {
      if (key > this.#until) break;
      present.add(key);
      if (present.size === MOST_LISTED) return { end: key, present };
    }
    return { end: this.#until, present };
  }
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
