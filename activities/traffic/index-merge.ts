import { headerIn } from './request-index.js';
import {
  compareRows,
  copyRow,
  FIELD,
  isSameRequest,
  orderNumber,
  ROW_BYTES,
  ROW_WORDS,
  type RowBatch,
} from './request-rows.js';

/** Memory for the blocks of all indexes together. */
const BLOCK_MEMORY_BYTES = 48 * 1024 * 1024;
const MOST_BLOCK_ROWS = 8192;
const FEWEST_BLOCK_ROWS = 64;
/** Few enough for the memory nearest to the processor. */
const BATCH_ROWS = 1024;
const HEADER_BYTES = 64 * 1024;

/** An encoded index that can be read in pieces. */
export interface StoredIndex {
  /** Bytes from `start` up to `end`, fewer at the end of the index. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Encoded indexes as one, however many rows they have: memory holds a block of each. */
export interface MergedIndex {
  /** Names of the strata by number, over all indexes. */
  readonly strata: readonly string[];
  readonly rows: number;
  /**
   * Every request once, the copy that counts, in the order of keys. May be gone through several times. A batch is
   * overwritten by the next.
   */
  distinct(): AsyncGenerator<RowBatch>;
}

interface Opened {
  readonly source: StoredIndex;
  readonly rows: number;
  readonly start: number;
  /** Numbers of its strata among those of all. */
  readonly strata: Uint32Array;
}

export async function openIndexes(sources: readonly StoredIndex[]): Promise<MergedIndex> {
  const headers = [];
  for (const source of sources) headers.push(await readHeader(source));
  const names = [...new Set(headers.flatMap(({ header }) => header.strata))].sort();
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const opened = headers.map(({ source, header, start }): Opened => {
    const strata = Uint32Array.from(header.strata, (name) => numberOf.get(name) ?? 0);
    return { source, rows: header.rows, start, strata };
  });
  const rows = opened.reduce((sum, each) => sum + each.rows, 0);
  return { strata: names, rows, distinct: () => merge(opened) };
}

async function readHeader(source: StoredIndex) {
  for (let bytes = HEADER_BYTES; ; bytes *= 4) {
    const head = await source.read(0, bytes);
    if (head.includes(0x0a) || head.length < bytes) return { source, ...headerIn(head) };
  }
}

async function* merge(indexes: readonly Opened[]): AsyncGenerator<RowBatch> {
  const blockRows = Math.floor(BLOCK_MEMORY_BYTES / ROW_BYTES / Math.max(1, indexes.length));
  const block = Math.min(MOST_BLOCK_ROWS, Math.max(FEWEST_BLOCK_ROWS, blockRows));
  const heap: Cursor[] = [];
  for (const index of indexes) {
    const cursor = new Cursor(index, block);
    if (await cursor.fill()) heap.push(cursor);
  }
  for (let node = (heap.length >> 1) - 1; node >= 0; node -= 1) siftDown(heap, node);
  const batch = new Uint32Array(ROW_WORDS * BATCH_ROWS);
  let end = 0;
  // Where the row written last is; it stays there until another one is written.
  let lastAt = -1;
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    const { words, at } = first;
    if (lastAt < 0 || !isSameRequest(batch, lastAt, words, at)) {
      if (end === batch.length) {
        yield batch;
        end = 0;
      }
      copyRow(words, at, batch, end);
      lastAt = end;
      end += ROW_WORDS;
    }
    // Only the end of a block needs the bucket; all other steps stay in this turn.
    if (!first.step() && !(await first.fill())) {
      const tail = heap.pop();
      if (heap.length === 0 || tail === undefined) break;
      if (tail !== first) heap[0] = tail;
    }
    siftDown(heap, 0);
  }
  if (end > 0) yield batch.subarray(0, end);
}

/** Where the merge stands in one index. */
class Cursor {
  words: RowBatch = new Uint32Array();
  at = 0;
  /** The leading bits of the row's key: they settle nearly every comparison. */
  lead = 0;
  #row = 0;
  readonly #index: Opened;
  readonly #blockRows: number;

  constructor(index: Opened, blockRows: number) {
    this.#index = index;
    this.#blockRows = blockRows;
  }

  /** Reads the next block; false at the end of the index. */
  async fill(): Promise<boolean> {
    const { source, rows, start, strata } = this.#index;
    const end = Math.min(rows, this.#row + this.#blockRows);
    if (end === this.#row) return false;
    const bytes = await source.read(start + ROW_BYTES * this.#row, start + ROW_BYTES * end);
    if (bytes.length !== ROW_BYTES * (end - this.#row)) throw new Error('a request index is shorter than it says');
    // Copied, because words must lie on a multiple of four bytes.
    this.words = new Uint32Array(Uint8Array.from(bytes).buffer);
    for (let at = FIELD.stratum; at < this.words.length; at += ROW_WORDS) {
      this.words[at] = strata[this.words[at] ?? 0] ?? 0;
    }
    this.at = 0;
    this.lead = orderNumber(this.words, FIELD.key);
    this.#row = end;
    return true;
  }

  /** Goes to the next row of the block; false at its end. */
  step(): boolean {
    this.at += ROW_WORDS;
    if (this.at === this.words.length) return false;
    this.lead = orderNumber(this.words, this.at + FIELD.key);
    return true;
  }

  isBefore(other: Cursor): boolean {
    if (this.lead !== other.lead) return this.lead < other.lead;
    return compareRows(this.words, this.at, other.words, other.at) < 0;
  }
}

function siftDown(heap: Cursor[], from: number): void {
  let node = from;
  const cursor = heap[node];
  if (cursor === undefined) return;
  for (;;) {
    let child = 2 * node + 1;
    let next = heap[child];
    if (next === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && right.isBefore(next)) {
      child += 1;
      next = right;
    }
    if (!next.isBefore(cursor)) break;
    heap[node] = next;
    node = child;
  }
  heap[node] = cursor;
}
