import { createHmac } from 'node:crypto';
import type { CompareRows } from './row-order.js';

/** Words of 32 bits per row: 64 bits that order requests, 64 that order each user's requests under the cap. */
const WORDS = 4;

/**
 * Keyed hashes of requests: HMAC-SHA256 of the id under the seed. Another seed gives another, independent order, and
 * so do the two halves of one hash: the cap needs an order of its own, because those of a heavy user who survive it have
 * small hashes and would crowd out everybody else's.
 */
export class SamplingHashes {
  readonly #words: Uint32Array;
  readonly #seed: string;

  constructor(rows: number, seed: string) {
    this.#words = new Uint32Array(WORDS * rows);
    this.#seed = seed;
  }

  set(row: number, id: string): void {
    const digest = createHmac('sha256', this.#seed).update(`request\0${id}`).digest();
    for (let word = 0; word < WORDS; word += 1) this.#words[WORDS * row + word] = digest.readUInt32BE(4 * word);
  }

  /** The order in which requests are drawn; equal hashes keep the order of the rows. */
  readonly byRequest: CompareRows = (a, b) => this.#compare(a, b, 0);
  /** The order in which requests of one user are kept. */
  readonly byCap: CompareRows = (a, b) => this.#compare(a, b, 2);

  #compare(a: number, b: number, word: number): number {
    const [left, right] = [WORDS * a + word, WORDS * b + word];
    const words = this.#words;
    return (words[left] ?? 0) - (words[right] ?? 0) || (words[left + 1] ?? 0) - (words[right + 1] ?? 0) || a - b;
  }
}

/** 64 bits that order users, as hex: a hash apart from those of requests. Equal hashes fall back on the name. */
export function userOrderKey(seed: string, user: string): string {
  return `${createHmac('sha256', seed).update(`user\0${user}`).digest('hex').slice(0, 16)}${user}`;
}
