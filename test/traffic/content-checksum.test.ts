import { expect, it } from 'vitest';
import { CONTENT_CHECKSUM, checksumOf } from '../../activities/traffic/content-checksum.js';
import { assembled } from '../support/assembled.js';

const MASK = (1n << 64n) - 1n;
const PRIMES = [
  11400714785074694791n,
  14029467366897019727n,
  1609587929392839161n,
  9650029242287828579n,
  2870177450012600261n,
];
const [P1 = 0n, P2 = 0n, P3 = 0n, P4 = 0n, P5 = 0n] = PRIMES;
const rotl = (x: bigint, by: bigint) => ((x << by) | (x >> (64n - by))) & MASK;
const round = (sum: bigint, word: bigint) => (rotl((sum + word * P2) & MASK, 31n) * P1) & MASK;

/** XXH64 with seed 0, as its specification tells it step by step. */
function xxh64(bytes: Buffer): bigint {
  let hash = P5;
  let at = 0;
  if (bytes.length >= 32) {
    let sums = [(P1 + P2) & MASK, P2, 0n, (MASK + 1n - P1) & MASK];
    for (; at + 32 <= bytes.length; at += 32) {
      const start = at;
      sums = sums.map((sum, lane) => round(sum, bytes.readBigUInt64LE(start + 8 * lane)));
    }
    hash = [1n, 7n, 12n, 18n].reduce((all, by, lane) => all + rotl(sums[lane] ?? 0n, by), 0n) & MASK;
    for (const sum of sums) hash = ((hash ^ round(0n, sum)) * P1 + P4) & MASK;
  }
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; at + 8 <= bytes.length; at += 8)
    hash = (rotl(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P1 + P4) & MASK;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = (rotl(hash ^ ((BigInt(bytes.readUInt32LE(at)) * P1) & MASK), 23n) * P2 + P3) & MASK;
  }
  for (; at < bytes.length; at += 1) hash = (rotl(hash ^ ((BigInt(bytes[at] ?? 0) * P5) & MASK), 11n) * P1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}

const lowerHalf = (hash: bigint) => Number(hash & 0xffffffffn);

it.each([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
])('of %j is the lower half of the published hash', (text, hash) => {
  expect(xxh64(Buffer.from(text))).toBe(hash);
  expect(checksumOf(Buffer.from(text))).toBe(lowerHalf(hash));
});

it('is that of the specification for contents of every length', () => {
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, at) => (at * at * 31 + 7) & 0xff));
  for (let length = 0; length < bytes.length; length += 1) {
    expect(checksumOf(bytes.subarray(0, length)), `${length} bytes`).toBe(lowerHalf(xxh64(bytes.subarray(0, length))));
  }
});

it('is had of contents that are longer than the memory that is kept for them', () => {
  const long = Buffer.alloc(1024 * 1024 + 5, 'abc');
  expect(checksumOf(long)).toBe(lowerHalf(xxh64(long)));
});

it('is computed by what the text of the assembly makes', async () => {
  const text = new URL('../../activities/traffic/content-checksum.wat', import.meta.url);
  expect(await assembled(text)).toBe(Buffer.from(CONTENT_CHECKSUM.bytes).toString('base64'));
});
