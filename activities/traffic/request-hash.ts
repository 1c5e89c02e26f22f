import { hash } from 'node:crypto';
import { FIELD, type RowBatch } from './request-rows.js';

const WORD_BYTES = 4;
const KEY_BYTES = 16;

/**
 * Keyed hashes of request ids: one SHA-256 under the seed gives a request its key and two independent orders. Two,
 * because those requests of a heavy user that survive the cap have small hashes there, and would crowd out everybody
 * else's in the draw. Another seed gives other, independent orders.
 */
export function createRequestHash(seed: string): (requestId: string) => string {
  // Of fixed length, so that no two pairs of seed and id hash the same text.
  const prefix = hash('sha256', `request\0${seed}`, 'hex');
  return (requestId) => hash('sha256', prefix + requestId, 'binary');
}

/** 32 bytes as text of one character a byte, spread over key, draw order and cap order of a row. */
export function setHash(rows: RowBatch, at: number, digest: string): void {
  for (let word = 0; word < 4; word += 1) rows[at + FIELD.key + word] = wordOf(digest, word);
  for (let word = 0; word < 2; word += 1) rows[at + FIELD.order + word] = wordOf(digest, 4 + word);
  for (let word = 0; word < 2; word += 1) rows[at + FIELD.cap + word] = wordOf(digest, 6 + word);
}

/** The draw order of a hash as {@link orderNumber} gives it for its row. */
export function drawOrder(digest: string): number {
  return wordOf(digest, 4) * 2 ** 21 + (wordOf(digest, 5) >>> 11);
}

/** The key of a hash as `keyOf` gives it for its row. */
export function requestKey(digest: string): string {
  return Buffer.from(digest.slice(0, KEY_BYTES), 'latin1').toString('hex');
}

/** 64 bits that order users, as hex: a hash apart from those of requests. Equal hashes fall back on the name. */
export function userOrderKey(seed: string, user: string): string {
  return `${hash('sha256', `user\0${hash('sha256', seed, 'hex')}${user}`, 'hex').slice(0, 16)}${user}`;
}

function wordOf(digest: string, word: number): number {
  const at = WORD_BYTES * word;
  return (
    ((digest.charCodeAt(at) << 24) |
      (digest.charCodeAt(at + 1) << 16) |
      (digest.charCodeAt(at + 2) << 8) |
      digest.charCodeAt(at + 3)) >>>
    0
  );
}
