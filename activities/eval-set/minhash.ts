import { createRandom } from '../stats/random.js';

/** Signatures of sets: two agree in a place with the probability of the sets' Jaccard similarity. */
export interface MinHash {
  /** @param elements hashes of the elements of the set; an empty set has a signature of its own. */
  signatureOf(elements: Uint32Array): Uint32Array;
  /** One number per band: sets that share one are candidates. */
  bandsOf(signature: Uint32Array): Float64Array;
}

export interface MinHashDesign {
  readonly bands: number;
  readonly rowsPerBand: number;
  readonly seed: string;
}

/** Room for the band's number above its 32 bits of hash: exact in a double. */
const BAND = 2 ** 32;

/**
 * MinHash (Broder 1997) with banding (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4): sets of
 * similarity s share one of b bands of r rows with probability 1 - (1 - s^r)^b, so a look-up costs the few sets that
 * are alike, however many there are. Candidates must be verified.
 */
export function createMinHash({ bands, rowsPerBand, seed }: MinHashDesign): MinHash {
  const count = bands * rowsPerBand;
  const random = createRandom('min-hash', seed);
  const keys = Uint32Array.from({ length: count }, () => random.integer(BAND));
  const factors = Uint32Array.from({ length: count }, () => random.integer(BAND) | 1);
  return {
    signatureOf: (elements) => {
      const signature = new Uint32Array(count).fill(BAND - 1);
      for (const element of elements) {
        for (let row = 0; row < count; row += 1) {
          const product = Math.imul(element ^ (keys[row] as number), factors[row] as number);
          const value = (product ^ (product >>> 15)) >>> 0;
          if (value < (signature[row] as number)) signature[row] = value;
        }
      }
      return signature;
    },
    bandsOf: (signature) =>
      Float64Array.from({ length: bands }, (_, band) => {
        const rows = signature.subarray(band * rowsPerBand, (band + 1) * rowsPerBand);
        return band * BAND + hashOfNumbers(rows);
      }),
  };
}

/** Mixed number by number, so that every bit depends on all of them. */
export function hashOfNumbers(numbers: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < numbers.length; at += 1) hash = mixed(Math.imul(hash, 0x01000193) ^ (numbers[at] as number));
  return hash;
}

/** FNV-1a over UTF-16 units, then mixed so that every bit depends on every unit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

/** The hashes of distinct elements in ascending order, for {@link commonOf} and {@link MinHash.signatureOf}. */
export function hashedSet(elements: Iterable<string>): Uint32Array {
  return Uint32Array.from(new Set(Array.from(elements, hashOf))).sort();
}

/** Elements that two ascending sets share. */
export function commonOf(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  let at = 0;
  for (const element of a) {
    while (at < b.length && (b[at] as number) < element) at += 1;
    if (b[at] === element) common += 1;
  }
  return common;
}

/** The finaliser of MurmurHash3 (Appleby). */
function mixed(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
