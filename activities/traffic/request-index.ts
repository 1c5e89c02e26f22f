import { sha256Hex } from '../storage/artifact.js';
import type { TrafficRecord } from './traffic-record.js';

/** Words of 32 bits. A request's id is known by 128 bits of its hash, a record's content by 64, a user by 96. */
const KEY_WORDS = 4;
const DIGEST_WORDS = 2;
const USER_WORDS = 3;
const WORD_HEX = 8;
const BYTES_PER_WORD = 4;
const FIRST_CAPACITY = 1024;
const UNITS = ['u', 's', 'r'] as const;
const COLUMNS = { key: KEY_WORDS, digest: DIGEST_WORDS, user: USER_WORDS, unit: 1, route: 1, model: 1, object: 1 };

type Column = keyof typeof COLUMNS;
type Columns = Readonly<Record<Column, Uint32Array>>;

/** What the first pass notes of a readable record of the window: all that sampling must know, and no text. */
export interface IndexedRequest {
  /** {@link requestKey} of the request. */
  readonly key: string;
  /** {@link contentDigest} of the record. */
  readonly digest: string;
  /** Keyed hash of the unit of independence, such as `u_` and 24 hex digits. */
  readonly user: string;
  readonly route: string | null;
  readonly model: string | null;
  /** Position of the log object in the listing. */
  readonly object: number;
}

/** The name of a request wherever its id itself would take too much room. */
export function requestKey(requestId: string): string {
  return sha256Hex(requestId).slice(0, KEY_WORDS * WORD_HEX);
}

/** Tells copies of a record from records that fight over its id; of those the one with the smallest digest counts. */
export function contentDigest(record: TrafficRecord): string {
  return sha256Hex(JSON.stringify(record)).slice(0, DIGEST_WORDS * WORD_HEX);
}

/**
 * Requests in columns of 32-bit words, 52 bytes each: ten gigabytes of logs must fit into the memory of one worker.
 * The same rows give the same bytes.
 */
export class RequestIndex {
  #rows = 0;
  #columns: Columns;
  readonly #routes = new Dictionary();
  readonly #models = new Dictionary();

  constructor(capacity = FIRST_CAPACITY) {
    this.#columns = columnsFor(capacity);
  }

  get rows(): number {
    return this.#rows;
  }

  add(request: IndexedRequest): void {
    this.#reserve(this.#rows + 1);
    const { key, digest, user, unit, route, model, object } = this.#columns;
    const row = this.#rows;
    setWords(key, row, KEY_WORDS, request.key);
    setWords(digest, row, DIGEST_WORDS, request.digest);
    setWords(user, row, USER_WORDS, request.user.slice(2));
    unit[row] = UNITS.findIndex((kind) => request.user.startsWith(kind));
    route[row] = this.#routes.numberOf(request.route);
    model[row] = this.#models.numberOf(request.model);
    object[row] = request.object;
    this.#rows += 1;
  }

  append(other: RequestIndex): void {
    this.#reserve(this.#rows + other.rows);
    for (const name of Object.keys(COLUMNS) as Column[]) {
      const width = COLUMNS[name];
      this.#columns[name].set(other.#columns[name].subarray(0, width * other.rows), width * this.#rows);
    }
    const routes = other.#routes.names.map((name) => this.#routes.numberOf(name));
    const models = other.#models.names.map((name) => this.#models.numberOf(name));
    const { route, model } = this.#columns;
    for (let row = this.#rows; row < this.#rows + other.rows; row += 1) {
      route[row] = routes[route[row] ?? 0] ?? 0;
      model[row] = models[model[row] ?? 0] ?? 0;
    }
    this.#rows += other.rows;
  }

  keyOf(row: number): string {
    return hexOf(this.#columns.key, row, KEY_WORDS);
  }

  digestOf(row: number): string {
    return hexOf(this.#columns.digest, row, DIGEST_WORDS);
  }

  userOf(row: number): string {
    return `${UNITS[this.#columns.unit[row] ?? 0]}_${hexOf(this.#columns.user, row, USER_WORDS)}`;
  }

  objectOf(row: number): number {
    return this.#columns.object[row] ?? 0;
  }

  /** The stratum of a row when the given fields are sampled apart. */
  stratumOf(row: number, strata: readonly ('route' | 'model')[]): string {
    if (strata.length === 0) return 'all';
    const { route, model } = this.#columns;
    const names = { route: this.#routes.names[route[row] ?? 0], model: this.#models.names[model[row] ?? 0] };
    return strata.map((field) => `${field}=${names[field] ?? 'unknown'}`).join(' ');
  }

  /** A number for each combination of the given fields: rows of one stratum share it. */
  stratumNumberOf(row: number, strata: readonly ('route' | 'model')[]): number {
    const { route, model } = this.#columns;
    const byRoute = strata.includes('route') ? (route[row] ?? 0) : 0;
    const byModel = strata.includes('model') ? (model[row] ?? 0) : 0;
    return byRoute * this.#models.names.length + byModel;
  }

  /** The leading 32 bits of a row's key and of its user. */
  readonly keyWord = (row: number): number => this.#columns.key[KEY_WORDS * row] ?? 0;
  readonly userWord = (row: number): number => this.#columns.user[USER_WORDS * row] ?? 0;

  readonly compareKeys = (a: number, b: number): number => compareWords(this.#columns.key, a, b, KEY_WORDS);
  readonly compareDigests = (a: number, b: number): number => compareWords(this.#columns.digest, a, b, DIGEST_WORDS);
  readonly compareUsers = (a: number, b: number): number =>
    compareWords(this.#columns.user, a, b, USER_WORDS) || (this.#columns.unit[a] ?? 0) - (this.#columns.unit[b] ?? 0);

  /** A line of JSON (rows, names of routes and models), then the columns as little-endian words. */
  encode(): Uint8Array {
    const header = { rows: this.#rows, routes: this.#routes.names, models: this.#models.names };
    const columns = (Object.keys(COLUMNS) as Column[]).map((name) => {
      const words = this.#columns[name].subarray(0, COLUMNS[name] * this.#rows);
      return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    });
    return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...columns]);
  }

  static decode(bytes: Uint8Array): RequestIndex {
    const end = bytes.indexOf(0x0a) + 1;
    const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8')) as {
      rows: number;
      routes: (string | null)[];
      models: (string | null)[];
    };
    const index = new RequestIndex(header.rows);
    let start = end;
    for (const name of Object.keys(COLUMNS) as Column[]) {
      const length = COLUMNS[name] * header.rows * BYTES_PER_WORD;
      new Uint8Array(index.#columns[name].buffer).set(bytes.subarray(start, start + length));
      start += length;
    }
    for (const route of header.routes) index.#routes.numberOf(route);
    for (const model of header.models) index.#models.numberOf(model);
    index.#rows = header.rows;
    return index;
  }

  #reserve(rows: number): void {
    if (rows <= this.#columns.unit.length) return;
    const larger = columnsFor(Math.max(rows, 2 * this.#columns.unit.length));
    for (const name of Object.keys(COLUMNS) as Column[]) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }
}

/** Few different names, each known by its number. */
class Dictionary {
  readonly names: (string | null)[] = [];
  readonly #numbers = new Map<string | null, number>();

  numberOf(name: string | null): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

function columnsFor(rows: number): Columns {
  const column = (name: Column) => new Uint32Array(COLUMNS[name] * rows);
  return {
    key: column('key'),
    digest: column('digest'),
    user: column('user'),
    unit: column('unit'),
    route: column('route'),
    model: column('model'),
    object: column('object'),
  };
}

function setWords(words: Uint32Array, row: number, width: number, hex: string): void {
  for (let word = 0; word < width; word += 1) {
    words[width * row + word] = Number.parseInt(hex.slice(WORD_HEX * word, WORD_HEX * (word + 1)), 16);
  }
}

function hexOf(words: Uint32Array, row: number, width: number): string {
  let hex = '';
  for (let word = 0; word < width; word += 1) {
    hex += (words[width * row + word] ?? 0).toString(16).padStart(WORD_HEX, '0');
  }
  return hex;
}

function compareWords(words: Uint32Array, a: number, b: number, width: number): number {
  for (let word = 0; word < width; word += 1) {
    const difference = (words[width * a + word] ?? 0) - (words[width * b + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
