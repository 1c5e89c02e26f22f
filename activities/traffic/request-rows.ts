import { hash } from 'node:crypto';

/**
 * Requests as rows of 32-bit words, 72 bytes each: what sampling must know of a request, and no text. The leading words
 * order rows so that all copies of a request are neighbours and the one that counts comes first: by key, then the highest
 * revision, then the smallest content digest, then the first object of the listing.
 */
export const ROW_WORDS = 18;
export const ROW_BYTES = 4 * ROW_WORDS;

/** First word of each field of a row. */
export const FIELD = {
  /** 128 bits of the request's keyed hash. */
  key: 0,
  /** 2^53 - 1 minus the revision, high word first: ascending order puts the highest revision first. */
  revision: 4,
  /** Length and checksum of the record's content. */
  digest: 6,
  /** Position of the log object in the listing. */
  object: 8,
  /** 64 bits that order requests in the draw. */
  order: 9,
  /** 64 bits that order the requests of one user under the cap. */
  cap: 11,
  /** 96 bits of the user's keyed hash. */
  user: 13,
  /** What the user's hash stands for: 0 user, 1 session, 2 request. */
  unit: 16,
  /** Number of the stratum. */
  stratum: 17,
} as const;

/** Words that decide the order of rows. */
const ORDERED_WORDS = FIELD.object + 1;
const KEY_WORDS = 4;
const USER_WORDS = 3;
/** Words of the user's hash and its kind. */
export const USER_FIELD_WORDS = USER_WORDS + 1;
const USER_HASH = /^[usr]_[0-9a-f]{24}$/;
const WORD_HEX = 8;
const UNITS = ['u', 's', 'r'] as const;
const MOST_REVISION = Number.MAX_SAFE_INTEGER;

/** Consecutive rows. `at` of a row is the position of its first word. */
export type RowBatch = Uint32Array;

export function compareRows(a: RowBatch, aAt: number, b: RowBatch, bAt: number): number {
  for (let word = 0; word < ORDERED_WORDS; word += 1) {
    const difference = (a[aAt + word] ?? 0) - (b[bAt + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Word by word: a view of each row would cost more. */
export function copyRow(from: RowBatch, fromAt: number, to: RowBatch, toAt: number): void {
  for (let word = 0; word < ROW_WORDS; word += 1) to[toAt + word] = from[fromAt + word] ?? 0;
}

export function isSameRequest(a: RowBatch, aAt: number, b: RowBatch, bAt: number): boolean {
  for (let word = 0; word < KEY_WORDS; word += 1) if (a[aAt + word] !== b[bAt + word]) return false;
  return true;
}

/** 53 bits of a 64-bit hash, as a number that orders as the hash does. */
export function orderNumber(rows: RowBatch, at: number): number {
  return (rows[at] ?? 0) * 2 ** 21 + ((rows[at + 1] ?? 0) >>> 11);
}

export function setHex(rows: RowBatch, at: number, words: number, hex: string): void {
  for (let word = 0; word < words; word += 1) {
    rows[at + word] = Number.parseInt(hex.slice(WORD_HEX * word, WORD_HEX * (word + 1)), 16);
  }
}

function hexOf(rows: RowBatch, at: number, words: number): string {
  let hex = '';
  for (let word = 0; word < words; word += 1) hex += (rows[at + word] ?? 0).toString(16).padStart(WORD_HEX, '0');
  return hex;
}

export function keyOf(rows: RowBatch, at: number): string {
  return hexOf(rows, at + FIELD.key, KEY_WORDS);
}

export function digestOf(rows: RowBatch, at: number): string {
  return hexOf(rows, at + FIELD.digest, 2);
}

/** The user's keyed hash with its kind, such as `u_` and 24 hex digits. */
export function userOf(rows: RowBatch, at: number): string {
  return `${UNITS[rows[at + FIELD.unit] ?? 0]}_${hexOf(rows, at + FIELD.user, USER_WORDS)}`;
}

/** Writes a user's keyed hash; another name of a user stands for its own hash. */
export function setUser(rows: RowBatch, at: number, user: string): void {
  const unit = UNITS.findIndex((kind) => user.startsWith(`${kind}_`));
  const isHash = unit >= 0 && USER_HASH.test(user);
  setHex(rows, at + FIELD.user, USER_WORDS, isHash ? user.slice(2) : hash('sha256', user, 'hex'));
  rows[at + FIELD.unit] = isHash ? unit : 0;
}

export function setRevision(rows: RowBatch, at: number, revision: number): void {
  const inverted = MOST_REVISION - Math.min(Math.max(0, Math.floor(revision)), MOST_REVISION);
  rows[at + FIELD.revision] = Math.floor(inverted / 2 ** 32);
  rows[at + FIELD.revision + 1] = inverted % 2 ** 32;
}
