import { compareRows, copyRow, digestOf, FIELD, keyOf, ROW_BYTES, ROW_WORDS, type RowBatch } from './request-rows.js';

import { UserTable } from './user-table.js';

const FIRST_CAPACITY = 1024;
const BUCKET_BITS = 12;
const NEWLINE = 0x0a;

/** Header of an encoded index: a line of JSON, then the rows as little-endian words. */
export interface IndexHeader {
  readonly rows: number;
  /** Names of the strata by number. */
  readonly strata: readonly string[];
}

/** The requests of a shard, collected in any order and written in the order of {@link compareRows}. */
export class RequestIndex {
  #rows = 0;
  #words = new Uint32Array(ROW_WORDS * FIRST_CAPACITY);
  readonly #strata: string[] = [];
  readonly #numbers = new Map<string, number>();

  get rows(): number {
    return this.#rows;
  }

  /** Room for a further row, which the caller fills in but for its stratum. */
  add(stratum: string): { readonly words: RowBatch; readonly at: number } {
    const at = ROW_WORDS * this.#rows;
    if (at + ROW_WORDS > this.#words.length) {
      const larger = new Uint32Array(2 * this.#words.length);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[at + FIELD.stratum] = this.#numberOf(stratum);
    this.#rows += 1;
    return { words: this.#words, at };
  }

  /** {@link keyOf} a row, in the order in which they were added. */
  keyOf(row: number): string {
    return keyOf(this.#words, ROW_WORDS * row);
  }

  /** {@link digestOf} a row, in the order in which they were added. */
  digestOf(row: number): string {
    return digestOf(this.#words, ROW_WORDS * row);
  }

  /** The users of the rows; copies of a request count each. */
  countUsers(): UserTable {
    const users = new UserTable();
    for (let row = 0; row < this.#rows; row += 1) users.count(users.numberOf(this.#words, ROW_WORDS * row));
    return users;
  }

  /** Forgets the rows after the first `rows`: those of an object that turned out to be unreadable. */
  truncate(rows: number): void {
    this.#rows = Math.min(rows, this.#rows);
  }

  /** The same rows in any order give the same bytes, but for the numbers of their strata. */
  encode(): Uint8Array {
    const names = this.#strata.toSorted();
    const numberOf = this.#strata.map((name) => names.indexOf(name));
    const sorted = new Uint32Array(ROW_WORDS * this.#rows);
    let to = 0;
    for (const row of sortedRows(this.#words, this.#rows)) {
      copyRow(this.#words, ROW_WORDS * row, sorted, to);
      sorted[to + FIELD.stratum] = numberOf[sorted[to + FIELD.stratum] ?? 0] ?? 0;
      to += ROW_WORDS;
    }
    const header: IndexHeader = { rows: this.#rows, strata: names };
    return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), Buffer.from(sorted.buffer)]);
  }

  /** Takes over the rows of an encoded index: a shard that goes on where it was. */
  static decode(bytes: Uint8Array): RequestIndex {
    const { header, start } = headerIn(bytes);
    const index = new RequestIndex();
    index.#words = new Uint32Array(Math.max(FIRST_CAPACITY, header.rows) * ROW_WORDS);
    new Uint8Array(index.#words.buffer).set(bytes.subarray(start, start + ROW_BYTES * header.rows));
    for (const name of header.strata) index.#numberOf(name);
    index.#rows = header.rows;
    return index;
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#strata.length);
    return this.#strata.push(name) - 1;
  }
}

/** @returns the header of an encoded index, and where its rows start */
export function headerIn(bytes: Uint8Array): { readonly header: IndexHeader; readonly start: number } {
  const start = bytes.indexOf(NEWLINE) + 1;
  if (start === 0) throw new Error('the header of a request index is longer than the bytes read');
  return { header: JSON.parse(Buffer.from(bytes.subarray(0, start)).toString('utf8')) as IndexHeader, start };
}

/** Row numbers in order. Keys are hashes, so many small sorts by their leading bits are faster than one large one. */
function sortedRows(words: RowBatch, rows: number): Uint32Array {
  const buckets = new Uint32Array((1 << BUCKET_BITS) + 1);
  const bucketOf = (row: number) => (words[ROW_WORDS * row] ?? 0) >>> (32 - BUCKET_BITS);
  for (let row = 0; row < rows; row += 1) {
    const after = bucketOf(row) + 1;
    buckets[after] = (buckets[after] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < buckets.length; bucket += 1) {
    buckets[bucket] = (buckets[bucket] ?? 0) + (buckets[bucket - 1] ?? 0);
  }
  const order = new Uint32Array(rows);
  const next = buckets.slice();
  for (let row = 0; row < rows; row += 1) {
    const bucket = bucketOf(row);
    const place = next[bucket] ?? 0;
    order[place] = row;
    next[bucket] = place + 1;
  }
  const compare = (a: number, b: number) => compareRows(words, ROW_WORDS * a, words, ROW_WORDS * b) || a - b;
  for (let bucket = 0; bucket + 1 < buckets.length; bucket += 1) {
    order.subarray(buckets[bucket], buckets[bucket + 1]).sort(compare);
  }
  return order;
}
